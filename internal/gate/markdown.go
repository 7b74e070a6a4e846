package gate

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteMarkdown writes the report for a pull request or the summary of a job.
func (r *Report) WriteMarkdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "**%s** (%s against %s)\n\n", capital(r.Verdict()), cell(r.Head.Name), cell(r.Base.Name))
	if changes := r.Confirmed(); len(changes) > 0 {
		fmt.Fprint(&b, "| workload | implementation | unit | base | head | difference | |\n"+
			"|---|---|---|--:|--:|--:|---|\n")
		for _, f := range changes {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", cell(f.Workload), cell(f.Impl), cell(f.Unit),
				f.value(f.Base), f.value(f.Head), f.difference(), f.word())
		}
		fmt.Fprintln(&b)
	}
	if !r.Identical {
		fmt.Fprintf(&b, "%s\n\n%s\n\n", r.sentence(), r.null())
	}
	for _, a := range r.Advice {
		fmt.Fprintf(&b, "- %s\n", cell(a))
	}
	if len(r.Advice) > 0 {
		fmt.Fprintln(&b)
	}
	r.unjudged(&b)
	if !r.Identical {
		fmt.Fprintf(&b, "Machine: %s\n\n", cell(r.machine()))
	}
	fmt.Fprintf(&b, "Base: %s %s. Head: %s %s.\n", cell(r.Base.Name), code(r.Base.Commit),
		cell(r.Head.Name), code(r.Head.Commit))
	if r.Reproduce != "" {
		fmt.Fprintf(&b, "\nReproduce:\n\n```\n%s\n```\n", r.Reproduce)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// unjudged lists what could not be judged, folded away.
func (r *Report) unjudged(b *bytes.Buffer) {
	var lines []string
	for _, f := range r.Findings {
		switch {
		case f.Doubt != "":
			lines = append(lines, fmt.Sprintf("%s impl=%s %s: %s, not confirmed: %s",
				f.Workload, f.Impl, f.Unit, f.difference(), f.Doubt))
		case f.Void != "":
			lines = append(lines, fmt.Sprintf("%s impl=%s %s: %s", f.Workload, f.Impl, f.Unit, f.Void))
		case r.blind(f):
			lines = append(lines, fmt.Sprintf("%s impl=%s: could only have shown more than %s",
				f.Workload, f.Impl, percent(f.Seen)))
		}
	}
	for _, m := range r.Missing {
		lines = append(lines, fmt.Sprintf("%s impl=%s: %s", m.Workload, m.Impl, m.Reason))
	}
	if len(lines) == 0 {
		return
	}
	slices.Sort(lines)
	fmt.Fprintf(b, "<details><summary>What could not be judged: %d</summary>\n\n", len(lines))
	for _, line := range lines {
		fmt.Fprintf(b, "- %s\n", cell(line))
	}
	fmt.Fprint(b, "\n</details>\n\n")
}

// cell keeps text from ending a cell or a line, and from being markup.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", "*", `\*`, "`", "'").Replace(text)
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + cell(text) + "`"
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
