package conformance

import (
	"maps"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A mutant is an implementation that is wrong in one way, and the law that must
// find it. It is free of data races, so that the law has to find it, not the
// race detector. It may let others run inside its fault, so that finding it is
// not a matter of luck.
type mutant[New any] struct {
	name       string // an adjective that tells the fault
	breaks     string // the name of the law
	newPattern New
	verdict    verdict // what the law must end in, if not violated
	crashes    bool    // it takes the process with it
}

// faulty returns a mutant for each fault, by the law that it breaks. Their order
// is always the same, since the matrix calls them by number. The verdicts are by
// fault.
func faulty[New any](
	faults map[string][]string, verdicts map[string]verdict, newFaulty func(fault string) New,
) (mutants []mutant[New]) {
	for _, law := range slices.Sorted(maps.Keys(faults)) {
		for _, fault := range faults[law] {
			mutants = append(mutants, mutant[New]{
				name: fault, breaks: law, newPattern: newFaulty(fault), verdict: verdicts[fault],
			})
		}
	}
	return mutants
}

// killAll demands that each law of p finds its mutants, and has one.
func killAll[New any](t *testing.T, p pattern[New], mutants []mutant[New]) {
	t.Helper()
	tryAll(t, p, mutants)
	killers := make(map[string]bool)
	for _, m := range mutants {
		killers[m.breaks] = true
		l, ok := p.law(m.breaks)
		require.True(t, ok, "the mutant %s breaks %s, which is no law of %s", m.name, m.breaks, p.name)
		t.Run(m.breaks+"/"+m.name, func(t *testing.T) { kill(t, p.name, l, m) })
	}
	for _, l := range p.laws {
		assert.True(t, killers[l.name], "no mutant shows that %s.%s can be broken", p.name, l.name)
	}
}

func kill[New any](t *testing.T, pattern string, l law[New], m mutant[New]) {
	t.Helper()
	o := testOptions()
	explored := o.gear.spec().all // then a crash is one goroutine's
	if m.crashes && !explored && os.Getenv(mutantVariable) == "" {
		killProcess(t)
		return
	}
	r, err := l.try(o, m.newPattern)
	require.NoError(t, err)
	if explored {
		expose(t, pattern, m, r)
	}
	require.NotNil(t, r.finding, "it survived: %s (%s %s)", l.text, r.verdict, r.reason)
	assert.Equal(t, m.end(explored), r.verdict, "the verdict: %s", r.finding.text)
	t.Logf("%s: %s\nsmallest case %s:\n%s", r.verdict, r.finding.text, r.id, indent(r.values))
}

// end returns the verdict that the law must end in.
func (m mutant[New]) end(explored bool) verdict {
	switch {
	case explored && m.verdict == "hang": // a scheduler knows who waits for a lock
		return "deadlock"
	case explored && m.crashes:
		return "panic"
	case m.verdict == "":
		return violated
	}
	return m.verdict
}

// mutantVariable tells a process that it may be killed by a mutant.
const mutantVariable = "ASSAY_MUTANT"

// killProcess runs the current test in a process of its own, which must die of
// a panic.
func killProcess(t *testing.T) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), mutantVariable+"=1")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit, "the process went on:\n%s", out)
	assert.Contains(t, string(out), "panic: ")
}

// sparesAll demands that a correct implementation keeps every law of p: the
// mutants are made from it.
func sparesAll[New any](t *testing.T, p pattern[New], newPattern New) {
	t.Helper()
	for _, l := range p.laws {
		t.Run(l.name, func(t *testing.T) {
			r, err := l.try(testOptions(), newPattern)
			require.NoError(t, err)
			require.Equal(t, ok, r.verdict, "%+v", r)
		})
	}
}

// testOptions are the options of the tests of this package.
func testOptions() options {
	o, err := current().exploring()
	if err != nil {
		panic(err)
	}
	o.patience = 5 * time.Second
	return o
}
