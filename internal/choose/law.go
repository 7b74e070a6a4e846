package choose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/report"
)

// kept is the verdict of a law that holds.
const kept = "ok"

// lawsOf returns the laws of a pattern. A pattern that is part of others, as
// Shutdowner, has those of the one that the axis "of" names.
func lawsOf(r *report.Report, pattern string, axes []report.Axis) []report.Law {
	var laws []report.Law
	of := value(axes, "of")
	for _, l := range r.Laws {
		name, part := strings.CutPrefix(l.Name, pattern+".")
		switch {
		case l.Pattern == pattern:
			laws = append(laws, l)
		case part && strings.EqualFold(l.Pattern, of):
			l.Name = name
			laws = append(laws, l)
		}
	}
	return laws
}

// needed finds the laws that are named.
func needed(laws []report.Law, pattern string, names []string) ([]report.Law, error) {
	var found []report.Law
	for _, name := range names {
		i := slices.IndexFunc(laws, func(l report.Law) bool {
			last := l.Name[strings.LastIndex(l.Name, ".")+1:]
			return strings.EqualFold(l.Name, name) || strings.EqualFold(pattern+"."+l.Name, name) ||
				strings.EqualFold(last, name)
		})
		if i < 0 && len(laws) == 0 {
			return nil, fmt.Errorf("the report has no laws of %s, so it cannot tell who keeps %s; "+
				"write it with a certificate beside it, see assay report --help", pattern, name)
		}
		if i < 0 {
			var known []string
			for _, l := range laws {
				known = append(known, l.Name)
			}
			return nil, fmt.Errorf("%s has no law %q; it has %s", pattern, name, list(known))
		}
		found = append(found, laws[i])
	}
	return found, nil
}

// lacks returns the laws that an implementation is not known to keep.
func lacks(laws []report.Law, impl string) []Lack {
	missing := []Lack{}
	for _, l := range laws {
		v, known := l.Verdicts[impl]
		if !known {
			v.Verdict = "not checked"
		}
		if v.Verdict != kept {
			missing = append(missing, Lack{l.Name, strings.ReplaceAll(v.Verdict, "-", " "), v.Reason})
		}
	}
	return missing
}

// String returns the lack as a part of a sentence.
func (l Lack) String() string {
	text := l.Law
	switch l.Verdict {
	case "lacking":
	case "not implemented":
		text += " (not offered)"
	default:
		text += " (" + l.Verdict + ")"
	}
	if l.Reason != "" {
		text += ": " + l.Reason
	}
	return text
}
