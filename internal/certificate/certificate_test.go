package certificate_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/certificate"
)

var update = flag.Bool("update", false, "write the golden files")

var (
	env  = certificate.Environment{Go: "go1.26.0", GOOS: "linux", GOARCH: "amd64"}
	laws = []certificate.Law{
		{ID: "Table.LastWrite", Text: "Load returns what was stored last for the key.", Checked: true},
		{ID: "Table.NoLostUpdate", Text: "concurrent Updates of a key all take effect.", Checked: true},
		{ID: "Table.Batch", Text: "the entries of a StoreAll become visible together.", Checked: true},
		{ID: "Server.Serial", Text: "calls of handle never overlap.", Checked: true},
		{ID: "Shutdowner.Closed", Text: "offers are refused only with ErrClosed.", Checked: true},
		{ID: "Gate.Once", Text: "terminate is called exactly once.", Checked: false},
	}
)

// certify reads the named files of testdata.
func certify(t *testing.T, names ...string) (*certificate.Certificate, error) {
	t.Helper()
	var run certificate.Run
	for _, name := range names {
		f, err := os.Open(filepath.Join("testdata", name+".jsonl"))
		require.NoError(t, err)
		t.Cleanup(func() { _ = f.Close() })
		require.NoError(t, run.Read(name, f))
	}
	return run.Certificate(env, slices.Values(laws))
}

func TestGolden(t *testing.T) {
	for name, failed := range map[string]bool{
		"good":    false, // everything there is to report when all is well
		"mixed":   true,  // every way to fail a law or to fail outside of one
		"crash":   true,  // a goroutine of the implementation panicked
		"timeout": true,  // the test binary ran into -timeout
		"race":    true,  // the race detector failed a test with the verdict ok
		"exit":    true,  // the package failed though its tests passed
		"own":     false, // a test outside TestConformance
	} {
		t.Run(name, func(t *testing.T) {
			c, err := certify(t, name)
			require.NoError(t, err)
			require.Equal(t, failed, c.Failed())
			data, err := c.JSON()
			require.NoError(t, err)
			golden(t, name+".json", data)
			golden(t, name+".md", c.Markdown())
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(name, got, 0o644))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err, "run go test ./internal/certificate -update to write it")
	require.Equal(t, string(want), string(got), "run go test ./internal/certificate -update if the change is meant")
}

// Two runs of the same suite are one column, and the weightier verdict stays.
func TestMerge(t *testing.T) {
	for _, names := range [][]string{{"good", "race"}, {"race", "good"}} {
		c, err := certify(t, names...)
		require.NoError(t, err)
		require.Equal(t, "mutex", c.Implementations[0].Name)
		require.Equal(t, certificate.Error, c.Laws[0].Results[0].Verdict)
		require.Equal(t, 100, c.Laws[0].Results[0].Cases)
		require.Equal(t, certificate.OK, c.Laws[1].Results[0].Verdict)
	}
}

func TestUnbuilt(t *testing.T) {
	_, err := certify(t, "unbuilt")
	want := "example.com/assay/broken did not build; mend what go vet example.com/assay/broken shows"
	require.EqualError(t, err, want)

	c, err := certify(t, "good", "unbuilt")
	require.NoError(t, err)
	require.Equal(t, []string{"example.com/assay/broken"}, c.Unbuilt)
	require.True(t, c.Failed())
	require.Contains(t, string(c.Markdown()), "broken: the package did not build")
}

func TestRead(t *testing.T) {
	good, err := os.ReadFile(filepath.Join("testdata", "good.jsonl"))
	require.NoError(t, err)
	lines := slices.Collect(strings.Lines(string(good)))
	for name, test := range map[string]struct{ input, want string }{
		"empty":       {"", "log holds no test events"},
		"text":        {"ok  \texample.com/assay\t0.1s\n", "log is not the output of go test -json: see its line 1"},
		"mixed in":    {lines[0] + "go: downloading\n" + lines[1], "see its line 2"},
		"other JSON":  {"{}\n", "see its line 1"},
		"list":        {"[1, 2]\n", "see its line 1"},
		"cut line":    {string(good[:len(good)-10]), "log is truncated in line "},
		"cut between": {strings.Join(lines[:len(lines)-1], ""), "log is truncated: example.com/assay/good never ends"},
	} {
		t.Run(name, func(t *testing.T) {
			var run certificate.Run
			require.ErrorContains(t, run.Read("log", strings.NewReader(test.input)), test.want)
			_, err := run.Certificate(env, slices.Values(laws))
			require.ErrorContains(t, err, "no test in the input reports a law", "a bad input leaves nothing behind")
		})
	}
}

// TestCut cuts a log in many places: no part of it is a certificate.
func TestCut(t *testing.T) {
	good, err := os.ReadFile(filepath.Join("testdata", "good.jsonl"))
	require.NoError(t, err)
	for n := 0; n < len(good)-1; n += 7 { // the last byte is a newline
		require.Error(t, new(certificate.Run).Read("log", bytes.NewReader(good[:n])), "the first %d bytes", n)
	}
}

// Nothing but the verdict ok of a test that passed may count as a pass.
func TestOnlyPassCounts(t *testing.T) {
	for _, name := range []string{"mixed", "crash", "timeout", "race", "exit"} {
		c, err := certify(t, name)
		require.NoError(t, err)
		data, err := c.JSON()
		require.NoError(t, err)
		var back certificate.Certificate
		require.NoError(t, json.Unmarshal(data, &back))
		require.Equal(t, c.Laws, back.Laws)
		require.NotContains(t, string(c.Markdown()), "| ok[", "%s: a pass needs no reason", name)
	}
}
