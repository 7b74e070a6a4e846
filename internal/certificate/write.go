package certificate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// JSON returns the certificate in JSON, indented, with a final newline.
func (c *Certificate) JSON() ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(c)
	return buf.Bytes(), err
}

// Markdown returns the certificate as a document with a table for each pattern.
func (c *Certificate) Markdown() []byte {
	d := document{Certificate: c}
	d.summary()
	for rows := range slices.Values(c.patterns()) {
		d.pattern(rows)
	}
	d.cost()
	for i, note := range d.notes {
		if i == 0 {
			d.printf("\n")
		}
		d.printf("[^%d]: %s\n", i+1, cell(note))
	}
	return d.Bytes()
}

// patterns returns the rows of each pattern.
func (c *Certificate) patterns() (patterns [][]Row) {
	for i, row := range c.Laws {
		if i == 0 || row.Pattern != c.Laws[i-1].Pattern {
			patterns = append(patterns, nil)
		}
		last := len(patterns) - 1
		patterns[last] = append(patterns[last], row)
	}
	return patterns
}

// A document is the Markdown form in the making.
type document struct {
	*Certificate
	bytes.Buffer
	notes []string // the footnotes so far
}

func (d *document) printf(format string, args ...any) { fmt.Fprintf(&d.Buffer, format, args...) }

func (d *document) summary() {
	d.printf("# Conformance\n\nWhich law holds for which implementation. Reproduce with `make report`.\n")
	d.printf("\nChecked with %s on %s/%s.\n\n", d.Go, d.GOOS, d.GOARCH)
	for _, impl := range d.Implementations {
		d.printf("- **%s**: %s\n", cell(impl.Name), impl.Summary())
	}
	unchecked := 0
	for _, row := range d.Laws {
		if !row.Checked {
			unchecked++
		}
	}
	if unchecked > 0 {
		d.printf("\nLaws without a check are listed as *unchecked*: %d of %d.\n", unchecked, len(d.Laws))
	}
	if len(d.Problems)+len(d.Unbuilt) > 0 {
		d.printf("\n**This run is broken:**\n\n")
	}
	for _, p := range d.Problems {
		d.printf("- %s\n", cell(p))
	}
	for _, p := range d.Unbuilt {
		d.printf("- %s: the package did not build, its implementations are missing\n", cell(p))
	}
}

// pattern prints a table. A pattern without any check needs no column for each
// implementation.
func (d *document) pattern(rows []Row) {
	checked := slices.ContainsFunc(rows, func(r Row) bool { return r.Checked })
	columns := []string{"verdict"}
	if checked {
		columns = nil
		for _, impl := range d.Implementations {
			columns = append(columns, cell(impl.Name))
		}
	}
	d.printf("\n## %s\n\n| law | sentence | %s |\n", rows[0].Pattern, strings.Join(columns, " | "))
	d.printf("|---|---%s|\n", strings.Repeat("|---", len(columns)))
	for _, row := range rows {
		d.printf("| %s | %s |", cell(row.Name()), cell(row.Text))
		for _, r := range row.Results[:len(columns)] {
			d.printf(" %s |", d.result(r))
		}
		d.printf("\n")
	}
}

func (d *document) result(r Result) string {
	word := r.Verdict.Word()
	switch {
	case r.Verdict.Bad():
		word = "**" + word + "**"
	case !r.Verdict.Judged() || r.Verdict == Inconclusive:
		word = "*" + word + "*"
	}
	if r.Reason == "" {
		return word
	}
	n := slices.Index(d.notes, r.Reason)
	if n < 0 {
		n = len(d.notes)
		d.notes = append(d.notes, r.Reason)
	}
	return fmt.Sprintf("%s[^%d]", word, n+1)
}

// cell makes text fit into a cell of a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}
