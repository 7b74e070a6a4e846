package report

import (
	"fmt"
	"slices"
)

// A lawTable is the laws of a pattern by implementation.
type lawTable struct {
	Pattern string
	Summary []lawMark // by implementation
	Impls   []string  // that have the pattern
	Rows    []lawRow
	Bad     bool    // one is violated, undeclared
	There   lawMark // on the BEAM
}

// A lawRow is a law.
type lawRow struct {
	Name, Sentence string
	Marks          []lawMark
	Reasons        []lawReason
	There          lawMark // on the BEAM
}

// A lawMark is how an implementation stands to a law, or to all of a pattern.
type lawMark struct{ Class, Text, Title string }

// A lawReason explains a verdict.
type lawReason struct{ Impl, Verdict, Reason, Example string }

// harmless tells whether a verdict says nothing against an implementation.
func harmless(verdict string) bool {
	return verdict == "ok" || verdict == "not-implemented" || verdict == "unchecked" || verdict == ""
}

// lawTables returns a table for each pattern, in the order of the laws.
func lawTables(laws []Law, impls []string, there *BEAM) []lawTable {
	var tables []lawTable
	for _, law := range laws {
		i := slices.IndexFunc(tables, func(t lawTable) bool { return t.Pattern == law.Pattern })
		if i < 0 {
			tables = append(tables, newLawTable(laws, law.Pattern, impls))
			i = len(tables) - 1
		}
		t := &tables[i]
		row := lawRow{Name: law.Name, Sentence: law.Sentence}
		for _, impl := range t.Impls {
			v := law.Verdicts[impl]
			row.Marks = append(row.Marks, mark(v.Verdict))
			if v.Reason != "" || v.Example != "" {
				row.Reasons = append(row.Reasons, lawReason{impl, v.Verdict, v.Reason, v.Example})
			}
			t.Bad = t.Bad || !harmless(v.Verdict) && v.Verdict != "lacking"
		}
		if s, ok := there.standing(law.Pattern, law.Name); ok && s.Why != "" {
			row.Reasons = append(row.Reasons, lawReason{"BEAM", s.Standing, s.Why, ""})
		}
		row.There = there.mark(law.Pattern, law.Name)
		t.Rows = append(t.Rows, row)
	}
	for i := range tables {
		tables[i].There = there.summary(laws, tables[i].Pattern)
	}
	return tables
}

// mark returns the sign of a law on the BEAM.
func (b *BEAM) mark(pattern, law string) lawMark {
	s, ok := b.standing(pattern, law)
	switch {
	case !ok || s.Standing == NoCheck:
		return lawMark{"absent", none, "not checked on the BEAM"}
	case s.Standing == Holds:
		return lawMark{"ok", "✓", "holds on the BEAM"}
	case s.Standing == Inapplicable:
		return lawMark{"absent", "n/a", "does not apply on the BEAM"}
	case s.Standing == Weaker:
		return lawMark{"lacking", "weaker", "weaker on the BEAM"}
	}
	return lawMark{"bad", s.Standing, s.Standing}
}

// summary counts the laws of a pattern that hold on the BEAM.
func (b *BEAM) summary(laws []Law, pattern string) lawMark {
	var count [4]int // by the order of the sentence
	all, faults := 0, 0
	for _, law := range laws {
		if law.Pattern != pattern {
			continue
		}
		all++
		s, _ := b.standing(law.Pattern, law.Name)
		i := slices.Index([]string{Holds, Weaker, Inapplicable, NoCheck}, s.Standing)
		switch {
		case i >= 0:
			count[i]++
		case s.Standing == "":
			count[3]++
		default:
			faults++
		}
	}
	judged := all - count[2] - count[3]
	title := fmt.Sprintf("%d of %d laws hold on the BEAM, %d are weaker there, %d do not apply, %d are not checked",
		count[0], all, count[1], count[2], count[3])
	switch {
	case faults > 0:
		return lawMark{"bad", fmt.Sprintf("%d of %d", count[0], judged), title + fmt.Sprintf(", %d failed", faults)}
	case judged == 0:
		return lawMark{"absent", none, title}
	case count[0] < judged:
		return lawMark{"lacking", fmt.Sprintf("%d of %d", count[0], judged), title}
	}
	return lawMark{"ok", fmt.Sprint(judged), title}
}

// newLawTable counts the verdicts of a pattern.
func newLawTable(laws []Law, pattern string, impls []string) lawTable {
	t := lawTable{Pattern: pattern}
	for _, impl := range impls {
		ok, lacking, bad, judged := 0, 0, 0, 0
		for _, law := range laws {
			verdict := law.Verdicts[impl].Verdict
			if law.Pattern != pattern || verdict == "not-implemented" || verdict == "" {
				continue
			}
			judged++
			switch {
			case verdict == "ok":
				ok++
			case verdict == "lacking":
				lacking++
			case !harmless(verdict):
				bad++
			}
		}
		if judged > 0 {
			t.Impls = append(t.Impls, impl)
		}
		t.Summary = append(t.Summary, summary(ok, lacking, bad, judged))
	}
	return t
}

func summary(ok, lacking, bad, judged int) lawMark {
	title := fmt.Sprintf("%d of %d laws kept, %d declared as lacking, %d broken or not decided",
		ok, judged, lacking, bad)
	switch {
	case judged == 0:
		return lawMark{"absent", none, "not implemented"}
	case bad > 0:
		return lawMark{"bad", fmt.Sprintf("%d of %d", ok, judged), title}
	case ok < judged:
		return lawMark{"lacking", fmt.Sprintf("%d of %d", ok, judged), title}
	}
	return lawMark{"ok", fmt.Sprint(judged), title}
}

// mark returns the sign of a verdict.
func mark(verdict string) lawMark {
	switch verdict {
	case "ok":
		return lawMark{"ok", "✓", "kept"}
	case "lacking":
		return lawMark{"lacking", "lacks", "declared as lacking"}
	case "not-implemented", "":
		return lawMark{"absent", none, "not implemented"}
	}
	return lawMark{"bad", verdict, verdict}
}
