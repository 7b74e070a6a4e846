package certificate

import (
	"slices"
	"strings"
)

// addRows lays the table: the known laws in their order, each pattern followed
// by the laws of its embedded interfaces and those that only a test knows.
func (b *builder) addRows(laws []Law) {
	known := make(map[string]Law)
	var ids []string
	for _, l := range laws {
		known[l.ID] = l
		if !b.onlyEmbedded(l.ID) {
			ids = append(ids, l.ID)
		}
	}
	for _, id := range b.ids {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	var patterns []string
	for _, id := range ids {
		if p := patternOf(id); !slices.Contains(patterns, p) {
			patterns = append(patterns, p)
		}
	}
	slices.SortStableFunc(ids, func(x, y string) int {
		return slices.Index(patterns, patternOf(x)) - slices.Index(patterns, patternOf(y))
	})
	for _, id := range ids {
		b.cert.Laws = append(b.cert.Laws, b.row(id, known))
	}
}

// onlyEmbedded reports whether the law ran as part of other patterns and never
// for itself, as those of Shutdowner do.
func (b *builder) onlyEmbedded(id string) bool {
	embedded := func(ran string) bool { return strings.HasSuffix(ran, "."+id) }
	return b.cells[id] == nil && slices.ContainsFunc(b.ids, embedded)
}

func (b *builder) row(id string, known map[string]Law) Row {
	l, ok := known[id]
	if !ok { // Server.Shutdowner.Closed is the law Shutdowner.Closed
		_, embedded, _ := strings.Cut(id, ".")
		l = known[embedded]
	}
	if l.Text == "" {
		l.Text = "(not a law of package patterns)"
	}
	row := Row{ID: id, Pattern: patternOf(id), Text: l.Text, Checked: l.Checked || b.cells[id] != nil}
	for _, impl := range b.impls {
		r, ok := b.cells[id][impl]
		if !ok {
			r = b.absent(row, impl)
		}
		row.Results = append(row.Results, r)
	}
	return row
}

// absent returns the result of a law that no test names.
func (b *builder) absent(row Row, impl string) Result {
	r := Result{Implementation: impl}
	reason, without := b.without[impl+"."+row.Pattern]
	switch {
	case !row.Checked:
		r.Verdict = Unchecked
	case without:
		r.Verdict, r.Reason = NotImplemented, reason
	case b.broken[impl] != "":
		r.Verdict, r.Reason = Error, b.broken[impl]
	default:
		r.Verdict = NotRun
	}
	return r
}

// count sums the columns.
func (b *builder) count() {
	for i, name := range b.impls {
		counts := make(map[Verdict]int)
		for _, row := range b.cert.Laws {
			counts[row.Results[i].Verdict]++
		}
		b.cert.Implementations = append(b.cert.Implementations, Implementation{Name: name, Counts: counts})
	}
}

func patternOf(id string) string {
	p, _, _ := strings.Cut(id, ".")
	return p
}
