package conformance

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// matrixFile is where the table of laws and mutants is to be written.
var matrixFile = flag.String("matrix", "", "try all mutants on all laws and write the table to this `file`")

// A killing is what the laws of a pattern make of a mutant.
type killing struct {
	pattern, mutant, breaks string
	crashes                 bool
	verdicts                []verdict // by law, in their order; empty if it was not tried
}

// killings are those of all patterns.
var killings []killing

// tryAll tries all laws of p on the mutants, for the matrix.
func tryAll[New any](t *testing.T, p pattern[New], mutants []mutant[New]) {
	t.Helper()
	if *matrixFile == "" {
		return
	}
	o := testOptions()
	o.asFound, o.patience = true, time.Second
	for _, m := range mutants {
		k := killing{pattern: p.name, mutant: m.name, breaks: m.breaks, crashes: m.crashes}
		for _, l := range p.laws {
			if m.crashes {
				k.verdicts = append(k.verdicts, "")
				continue
			}
			r, err := l.try(o, m.newPattern)
			require.NoError(t, err)
			k.verdicts = append(k.verdicts, r.verdict)
		}
		killings = append(killings, k)
	}
	columns[p.name] = nil
	for _, l := range p.laws {
		columns[p.name] = append(columns[p.name], l.name)
	}
}

// columns are the laws by pattern.
var columns = make(map[string][]string)

func TestMain(m *testing.M) {
	flag.Parse()
	status := m.Run()
	if *matrixFile != "" {
		if err := os.WriteFile(*matrixFile, []byte(matrix()), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}

// matrix returns the table of laws and mutants as a document.
func matrix() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Mutants\n\nWhich law finds which mutant: %d mutants, each wrong in one way. "+
		"Reproduce with `make mutants`.\n\n"+
		"**●** is the law that must find the mutant and does, every time; ○ is another one that found it in this run; "+
		"† marks a mutant that\ntakes the process with it, which the other laws did not try.\n", len(killings))
	var last string
	for i, k := range killings {
		if k.pattern != last {
			last = k.pattern
			laws := columns[k.pattern]
			fmt.Fprintf(&b, "\n## %s\n\n| mutant | %s |\n|---%s|\n", k.pattern, strings.Join(laws, " | "),
				strings.Repeat("|:-:", len(laws)))
		}
		fmt.Fprintf(&b, "| %s | %s |\n", killings[i].title(), strings.Join(k.marks(), " | "))
		if i+1 == len(killings) || killings[i+1].pattern != k.pattern {
			fmt.Fprintf(&b, "\n%s\n", needless(k.pattern))
		}
	}
	return b.String()
}

func (k killing) title() string {
	if k.crashes {
		return k.mutant + " †"
	}
	return k.mutant
}

func (k killing) marks() (marks []string) {
	for i, law := range columns[k.pattern] {
		mark := " "
		switch {
		case law == k.breaks:
			mark = "**●**"
		case k.verdicts[i] != "" && !slices.Contains([]verdict{ok, inconclusive, notImplemented}, k.verdicts[i]):
			mark = "○"
		}
		marks = append(marks, mark)
	}
	return marks
}

// needless says which laws of a pattern find no mutant that no law before them
// finds.
func needless(pattern string) string {
	needed := make(map[string]bool)
	for _, k := range killings {
		if k.pattern != pattern {
			continue
		}
		for i, mark := range k.marks() {
			if mark != " " {
				needed[columns[pattern][i]] = true
				break
			}
		}
	}
	var never []string
	for _, law := range columns[pattern] {
		if !needed[law] {
			never = append(never, law)
		}
	}
	if never == nil {
		return "Every law finds a mutant that no law before it finds."
	}
	return "Some law before them finds each mutant of these, too: " + strings.Join(never, ", ") + "."
}
