package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const exploreData = "./testdata/explore/"

// runExploreCommand runs assay explore. It fails the test if it leaves anything
// behind.
func runExploreCommand(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	before := snapshot(t)
	var out, diagnostics bytes.Buffer
	c := newExploreCommand()
	c.SilenceErrors, c.SilenceUsage = true, true
	c.SetArgs(args)
	c.SetOut(&out)
	c.SetErr(&diagnostics)
	err = c.ExecuteContext(t.Context())
	require.Equal(t, before, snapshot(t), "the source has changed")
	left, globErr := filepath.Glob(filepath.Join(os.TempDir(), "assay-*"))
	require.NoError(t, globErr)
	require.Empty(t, left)
	return out.String(), diagnostics.String(), err
}

// snapshot returns when each file of the tests was changed, but for the pages
// about failures.
func snapshot(t *testing.T) map[string]time.Time {
	t.Helper()
	times := make(map[string]time.Time)
	require.NoError(t, filepath.WalkDir("testdata", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == "failures" {
			return filepath.SkipDir
		}
		if d.IsDir() {
			return nil
		}
		info, err := d.Info()
		times[name] = info.ModTime()
		return err
	}))
	return times
}

// The lost update needs one schedule in several. The source does not know that
// it is explored.
func TestExploreFinds(t *testing.T) {
	stdout, _, err := runExploreCommand(t, exploreData+"racy")
	requireFinding(t, err, "1 of 1 explored test violated")
	require.Contains(t, stdout, "racy.go:12", "the schedule shows the lines of the source")
	require.Regexp(t, `TestInc of \S+/racy is violated; replay it with\n`+
		` +assay explore \S+/racy --run '\^TestInc\$' --replay '\S+'`, stdout)
	const page = "testdata/explore/racy/testdata/failures/TestInc.html"
	require.Contains(t, stdout, "\nsee it in a browser: "+page+"\n")
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Regexp(t, `--replay &#39;\S+&#39;</pre>`, string(text))
}

func TestExploreHolds(t *testing.T) {
	stdout, stderr, err := runExploreCommand(t, exploreData+"locked")
	require.NoError(t, err)
	require.Regexp(t, `(?m)^TestInc of \S+/locked holds for all schedules up to 2 preemptions: \d+$`, stdout)
	require.NotContains(t, stdout, "TestPlain", "it is not explored")
	require.Contains(t, stderr, "rewrote 2 files")
}

// The schedule of one program does not fit another one.
func TestExploreRefuses(t *testing.T) {
	stdout, _, err := runExploreCommand(t, exploreData+"racy")
	requireFinding(t, err, "violated")
	schedule := replayed(t, stdout)
	_, _, err = runExploreCommand(t, exploreData+"racy", "--replay", schedule)
	requireFinding(t, err, "1 of 1 explored test violated")
	_, _, err = runExploreCommand(t, exploreData+"locked", "--replay", schedule)
	requireUnusable(t, err, "the schedule does not fit TestInc of ")
}

// replayed returns the schedule that a violation has printed.
func replayed(t *testing.T, stdout string) string {
	t.Helper()
	m := regexp.MustCompile(`--replay '(\S+)'`).FindStringSubmatch(stdout)
	require.NotNil(t, m, stdout)
	return m[1]
}

func requireFinding(t *testing.T, err error, text string) {
	t.Helper()
	require.ErrorContains(t, err, text)
	_, ok := errors.AsType[*findingError](err)
	require.True(t, ok, "exit status 2 instead of 1: %v", err)
}

func requireUnusable(t *testing.T, err error, text string) {
	t.Helper()
	require.ErrorContains(t, err, text)
	_, ok := errors.AsType[*findingError](err)
	require.False(t, ok, "exit status 1 instead of 2: %v", err)
}

func TestExploreErrors(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no argument": {nil, "requires at least 1 arg(s), only received 0; run explore --help"},
		"strategy":    {[]string{".", "--strategy", "bfs"}, `there is no strategy "bfs": take mix, dfs, random, pct`},
		"preemptions": {[]string{".", "--preemptions", "-1"}, "--preemptions -1: give 0 or more"},
		"schedules":   {[]string{".", "--schedules", "-1"}, "--schedules -1: give 1 or more"},
		"for":         {[]string{".", "--for", "-1s"}, "--for -1s: give more than 0"},
		"run":         {[]string{".", "--run", "("}, `--run "(": error parsing regexp`},
		"replay":      {[]string{".", "--replay", "0 1"}, `--replay "0 1" is not a schedule`},
		"only flags":  {[]string{"--", "-v"}, "no package is named before --; run explore --help"},
		"unknown":     {[]string{exploreData + "nowhere"}, "nowhere"},
		"no package":  {[]string{exploreData + "nothing..."}, "no package matches ./testdata/explore/nothing..."},
		"broken":      {[]string{exploreData + "broken"}, "broken.go:4:18: cannot use \"text\""},
		"plain":       {[]string{exploreData + "plain"}, "plain calls interleave.Test or checks a law; write one, see"},
		"no tests":    {[]string{exploreData + "mixed/lock"}, "found nothing to explore"},
		"no test": {
			[]string{exploreData + "racy", "--run", "^TestOther$"},
			"racy that matches ^TestOther$ calls interleave.Test",
		},
		"standard": {[]string{exploreData + "locked", "--with", "net/http"}, "net/http is in the standard library"},
		"itself": {
			[]string{exploreData + "locked", "--with", module + "/conformance/interleave/hook"},
			"hook is a part of the scheduler, which cannot explore itself",
		},
		"with":      {[]string{exploreData + "locked", "--with", "example.com/none"}, "example.com/none"},
		"scheduler": {[]string{"../../conformance/interleave/..."}, "no package matches"},
		"mixed":     {[]string{exploreData + "mixed"}, "mixed does not build once it is rewritten"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := runExploreCommand(t, test.args...)
			requireUnusable(t, err, test.want)
		})
	}
}

// What tests say becomes what the command says.
func TestExploreLog(t *testing.T) {
	const pkg = module + "/cmd/assay/testdata/explore/attrs"
	explore := func(run string) (stdout string, err error) {
		stdout, _, err = runExploreCommand(t, pkg, "--run", run,
			"--strategy", "pct", "--seed", "7", "--for", "1s", "--with", module+"/impls/mutex")
		return stdout, err
	}
	for run, test := range map[string]struct{ stdout, err string }{
		"TestViolated": {
			"assay explore " + pkg + " --with " + module + "/impls/mutex " +
				"--run '^TestViolated$/^It'\\''s_\\(odd\\)$' --replay '0x3,1:ab'\n",
			"1 of 1 explored test violated",
		},
		"Test": {
			"explored with strategy=pct preemptions=2 for=1s seed=7",
			"1 of 3 explored tests violated",
		},
		"TestFailing": {"as ever", "tests failed, but not because of a schedule"},
		"TestBounded": {"TestBounded of " + pkg + " holds for all schedules up to 1 preemption: 870\n", ""},
		"TestSome":    {"TestSome of " + pkg + " holds for 1 schedule\n", ""},
	} {
		t.Run(run, func(t *testing.T) {
			stdout, err := explore(run)
			require.Contains(t, stdout, test.stdout)
			if test.err == "" {
				require.NoError(t, err)
				return
			}
			requireFinding(t, err, test.err)
		})
	}
	_, err := explore("TestRefused")
	requireUnusable(t, err, "the schedule does not fit TestRefused of "+pkg+": it has 3 threads, and the test has 2; ")
}

// A package that shares types of sync has to be under control, too. So may be
// modules of the module cache.
func TestExploreWith(t *testing.T) {
	stdout, stderr, err := runExploreCommand(t, exploreData+"mixed", "--with",
		module+"/cmd/assay/testdata/explore/mixed/lock,github.com/leanovate/gopter,github.com/anishathalye/porcupine")
	require.NoError(t, err)
	require.Contains(t, stdout, "TestLocked of ")
	require.Contains(t, stderr, "rewrote ")
}

func TestExploreInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	t.Setenv("TMPDIR", t.TempDir())
	c := newExploreCommand()
	c.SetArgs([]string{exploreData + "locked"})
	c.SetOut(&bytes.Buffer{})
	c.SilenceErrors, c.SilenceUsage = true, true
	c.SetErr(writerFunc(func(p []byte) (int, error) {
		cancel() // as soon as it has something to say
		return len(p), nil
	}))
	require.EqualError(t, c.ExecuteContext(ctx), "interrupted; the source is as it was")
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "*"))
	require.NoError(t, err)
	require.Empty(t, left)
}
