package conformance

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/patterns"
)

// scenarioVariable tells a process which scenario it is to run.
const scenarioVariable = "ASSAY_SCENARIO"

// scenarios are tests of implementations, some of them wrong. Each runs in a
// process of its own, since it may fail.
var scenarios = map[string]func(*testing.T){
	"certified": func(t *testing.T) { TestTable(t, newLocked) }, // a concrete type
	"nil constructor": func(t *testing.T) {
		Test(t, Implementation{Name: "mine", Table: func() patterns.Table[string, int] { return newLocked() }})
	},
	"nothing made": func(t *testing.T) { TestTable(t, func() *fair { return nil }) },
	"panics":       func(t *testing.T) { TestTable(t, func() *fair { panic("boom") }) },
	"wrong":        func(t *testing.T) { TestTable(t, func() undead { return undead{newLocked()} }) },
	"unknown lack": func(t *testing.T) { Test(t, Implementation{Lacks: map[string]string{"Table.Speed": "slow"}}) },
	"idle lack":    func(t *testing.T) { testLacks(t, newLockedTable, "Table.Stable") },
	"lack": func(t *testing.T) {
		testLacks(t, newFair, "Table.NoWait", "Table.Stable", "Table.Fresh", "Table.Reentrant")
	},
	"lacks something": func(t *testing.T) { testLacks(t, newFair, "Table.NoWait", "Table.Stable", "Table.Fresh") },
}

func testLacks(t *testing.T, newTable func() patterns.Table[string, int], ids ...string) {
	lacks := make(map[string]string)
	for _, id := range ids {
		lacks[id] = "it is\nfair"
	}
	Test(t, Implementation{Name: "mine", Table: newTable, Lacks: lacks})
}

func TestScenario(t *testing.T) {
	if f, ok := scenarios[os.Getenv(scenarioVariable)]; ok {
		f(t)
	}
}

// runScenario runs a scenario and returns what it printed and its exit status.
func runScenario(t *testing.T, name string, args ...string) (output string, status int) {
	t.Helper()
	args = append([]string{
		"-test.run=^TestScenario$", "-test.v", "-test.count=1", "-assay.failures=" + t.TempDir(),
	}, args...)
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), scenarioVariable+"="+name)
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), exit.ExitCode()
	}
	require.NoError(t, err)
	return string(out), 0
}

// TestInput runs scenarios with good and bad input and looks for what a person
// has to be told.
func TestInput(t *testing.T) {
	tests := []struct {
		scenario string
		args     []string
		status   int
		want     []string
	}{
		{"certified", nil, 0, []string{
			"--- PASS: TestScenario/Snapshot", "=== ATTR  TestScenario/Stable assay.verdict ok",
			"=== ATTR  TestScenario/Stable assay.law Table.Stable", "held in 100 cases, seed ",
		}},
		{"certified", []string{"-assay.seed=7", "-assay.cases=3"}, 0, []string{"held in 3 cases, seed 7"}},
		{"certified", []string{"-test.short"}, 0, []string{"held in 25 cases"}},
		{"certified", []string{"-assay.gear=real", "-assay.cases=5"}, 0, []string{"--- PASS: TestScenario/Snapshot"}},
		{"nil constructor", nil, 0, []string{
			"--- SKIP: TestScenario/Server", "not implemented: there is no constructor for Server",
			"=== ATTR  TestScenario/Server assay.verdict not-implemented", "--- PASS: TestScenario/Table/Left",
		}},
		{"nothing made", nil, 1, []string{"panic: the constructor returned nil"}},
		{"panics", nil, 1, []string{"panic: the constructor panicked: boom"}},
		{"unknown lack", nil, 1, []string{`names "Table.Speed", which is no law. The laws are Deferred.Prompt, `}},
		{"idle lack", nil, 1, []string{
			`Table.Stable is declared in Lacks ("it is\nfair"), but no case of 100 broke it (ok)`,
			"Remove it from Lacks.",
		}},
		{"lack", nil, 0, []string{
			"--- SKIP: TestScenario/Table/NoWait", "lacking, as declared: it is\n",
			"not implemented: it is not a BatchTable",
			"=== ATTR  TestScenario/Table/NoWait assay.verdict lacking",
			"=== ATTR  TestScenario/Table/NoWait assay.reason it is fair",
		}},
		{"lacks something", nil, 1, []string{
			"Table.Reentrant: the body of a loop over All may use the Table.\n", "hang: ",
		}},
		{"certified", []string{"-assay.seed=x"}, 2, []string{`invalid value "x" for flag -assay.seed`}},
		{"certified", []string{"-assay.cases=0"}, 2, []string{`"0" is not a number of cases: give 1 or more`}},
		{"certified", []string{"-assay.cases=many"}, 2, []string{`"many" is not a number of cases`}},
		{"certified", []string{"-assay.gear=turbo"}, 2, []string{
			`there is no gear "turbo": take virtual, real, explore`,
		}},
		{"certified", []string{"-assay.replay=pi"}, 2, []string{`"pi" is not a case`}},
		{"certified", []string{"-assay.replay=1.1999"}, 1, []string{"there is no case 1.1999"}},
		{"certified", []string{"-assay.speed=1"}, 2, []string{"flag provided but not defined: -assay.speed"}},
	}
	for _, test := range tests {
		t.Run(test.scenario+strings.Join(test.args, ""), func(t *testing.T) {
			out, status := runScenario(t, test.scenario, test.args...)
			assert.Equal(t, test.status, status, "the exit status; it printed:\n%s", out)
			for _, want := range test.want {
				assert.True(t, strings.Contains(out, want), "want %q in:\n%s", want, out)
			}
		})
	}
}

// TestReplayCommand runs the command that a failure prints and demands the same
// failure.
func TestReplayCommand(t *testing.T) {
	command := regexp.MustCompile(`go test (\S+) -run '(\S+)' (-assay.replay=\S+)`)
	what := regexp.MustCompile(`violated: .*`)
	for range 5 {
		out, _ := runScenario(t, "wrong")
		m := command.FindStringSubmatch(out)
		require.NotNil(t, m, out)
		assert.Equal(t, "github.com/assay-go/assay/conformance", m[1])
		again, status := runScenario(t, "wrong", "-test.run="+m[2], m[3])
		assert.Equal(t, 1, status)
		assert.Contains(t, again, what.FindString(out))
		assert.Contains(t, again, m[3]+"\n", "the same case")
	}
}

// TestInconclusive demands that a law whose precondition is not met is no pass.
func TestInconclusive(t *testing.T) {
	try := func(met int) result {
		n := 0
		l := law[context.Context]{"Law", "it holds.", func(t *trial, _ context.Context) {
			t.Int("n", 0, 9)
			n++
			t.Met("the moon is full", n <= met)
		}}
		o := testOptions()
		o.cases = 100
		r, err := l.try(o, nil)
		require.NoError(t, err)
		return r
	}
	assert.Equal(t, ok, try(10).verdict)
	r := try(9)
	assert.Equal(t, inconclusive, r.verdict)
	assert.Equal(t, "only 9 of 100 cases met its precondition: the moon is full", r.reason)
}
