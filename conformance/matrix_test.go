package conformance

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
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
	test, pattern  string
	laws           []string
	mutant, breaks string
	crashes        bool
	verdicts       []verdict // by law, in their order
}

// killings are those of all patterns.
var killings []killing

// tryAll tries all laws of p on the mutants, for the matrix. Each mutant has a
// process of its own, since it may crash where another law looks.
func tryAll[New any](t *testing.T, p pattern[New], mutants []mutant[New]) {
	t.Helper()
	if one, ok := os.LookupEnv(matrixVariable); ok {
		tryOne(t, p, mutants, one)
	}
	if *matrixFile == "" {
		return
	}
	var laws []string
	for _, l := range p.laws {
		laws = append(laws, l.name)
	}
	for i, m := range mutants {
		k := killing{t.Name(), p.name, laws, m.name, m.breaks, m.crashes, nil}
		for len(k.verdicts) < len(p.laws) {
			k.verdicts = append(k.verdicts, tryInProcess(t, i, len(k.verdicts))...)
		}
		killings = append(killings, k)
	}
}

// matrixVariable tells a process which mutant it is to try, and from which law on.
const matrixVariable = "ASSAY_MATRIX"

// verdictMark begins the lines in which such a process tells verdicts.
const verdictMark = "@verdict "

// tryOne tries the laws on one mutant and ends the process.
func tryOne[New any](t *testing.T, p pattern[New], mutants []mutant[New], one string) {
	t.Helper()
	var i, from int
	_, err := fmt.Sscanf(one, "%d %d", &i, &from)
	require.NoError(t, err)
	o := testOptions()
	o.asFound, o.patience = true, time.Second
	for _, l := range p.laws[from:] {
		r, err := l.try(o, mutants[i].newPattern)
		require.NoError(t, err)
		fmt.Println(verdictMark + string(r.verdict))
	}
	os.Exit(0)
}

// tryInProcess returns the verdicts of the laws from the given one on, up to the
// last one or to one that crashes.
func tryInProcess(t *testing.T, mutant, from int) (verdicts []verdict) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // a hang may eat memory meanwhile
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d %d", matrixVariable, mutant, from))
	out, err := cmd.CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if v, ok := strings.CutPrefix(line, verdictMark); ok {
			verdicts = append(verdicts, verdict(strings.TrimSpace(v)))
		}
	}
	if err != nil {
		verdicts = append(verdicts, "crash")
	}
	return verdicts
}

func TestMain(m *testing.M) {
	flag.Parse()
	status := m.Run()
	if *matrixFile != "" {
		if err := os.WriteFile(*matrixFile, []byte(matrix()), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	if *exploredFile != "" {
		if err := writeExplored(*exploredFile); err != nil {
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
		"**●** is the law that must find the mutant and does, every time; ○ is another one that found it in this run. "+
		"† marks a mutant\nthat takes the process with it.\n", len(killings))
	for rest := killings; len(rest) > 0; {
		n := slices.IndexFunc(rest, func(k killing) bool { return k.test != rest[0].test })
		if n < 0 {
			n = len(rest)
		}
		group(rest[:n], &b)
		rest = rest[n:]
	}
	return b.String()
}

// group writes the table of the mutants of one test.
func group(killings []killing, b *strings.Builder) {
	first := killings[0]
	title := strings.TrimSuffix(strings.TrimPrefix(first.test, "Test"), "Mutants")
	if title != first.pattern {
		title = first.pattern + ", as in " + title
	}
	fmt.Fprintf(b, "\n## %s\n\n| mutant | %s |\n|---%s|\n", title, strings.Join(first.laws, " | "),
		strings.Repeat("|:-:", len(first.laws)))
	for _, k := range killings {
		fmt.Fprintf(b, "| %s | %s |\n", k.title(), strings.Join(k.marks(), " | "))
	}
	fmt.Fprintf(b, "\n%s\n", needless(killings))
}

func (k killing) title() string {
	if k.crashes {
		return k.mutant + " †"
	}
	return k.mutant
}

func (k killing) marks() (marks []string) {
	for i, law := range k.laws {
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

// needless says which laws find no mutant that no law before them finds.
func needless(killings []killing) string {
	needed := make(map[string]bool)
	for _, k := range killings {
		if i := slices.IndexFunc(k.marks(), func(mark string) bool { return mark != " " }); i >= 0 {
			needed[k.laws[i]] = true
		}
	}
	never := slices.DeleteFunc(slices.Clone(killings[0].laws), func(law string) bool { return needed[law] })
	if len(never) == 0 {
		return "Every law finds a mutant that no law before it finds."
	}
	return "Some law before them finds each mutant of these, too: " + strings.Join(never, ", ") + "."
}
