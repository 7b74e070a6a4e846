package beam_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/reference/beam"
)

// reportFile is where the report is to be written. The same as data goes beside
// it, with the extension .json.
var reportFile = flag.String("beam", "", "write what the laws are on the BEAM to this `file`")

// limit is how long one script may take. It takes a few seconds.
const limit = 2 * time.Minute

// patternsOf are the patterns of a script that is not named like its only one.
var patternsOf = map[string][]string{
	"idle": {"IdleTimer"},
	"gate": {"Gate", "Shutdowner"},
}

// find returns the elixir to use. Without one it skips the test, or fails it if
// somebody insists.
func find(t *testing.T) string {
	t.Helper()
	elixir, err := beam.Find()
	if os.Getenv("BEAM") == "require" {
		require.NoError(t, err)
	}
	if err != nil {
		t.Skip(err)
	}
	return elixir
}

func run(t *testing.T, elixir, script string) (*beam.Transcript, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	return beam.Run(ctx, elixir, script)
}

func TestSemantics(t *testing.T) {
	elixir := find(t)
	scripts, err := filepath.Glob("semantics/*.exs")
	require.NoError(t, err)
	var transcripts []*beam.Transcript
	for _, script := range scripts {
		word := strings.TrimSuffix(filepath.Base(script), ".exs")
		t.Run(word, func(t *testing.T) {
			transcript, err := run(t, elixir, script)
			require.NoError(t, err)
			require.NotEmpty(t, transcript.Checks)
			transcripts = append(transcripts, transcript)
			for _, c := range transcript.Checks {
				assert.Equal(t, word == "errata", c.Kind == beam.Erratum, "%s belongs to another script", c.Law)
				assert.True(t, belongs(c.Law, word), "%s belongs to another script", c.Law)
				assert.Equal(t, beam.OK, c.Verdict, c)
			}
		})
	}
	if len(transcripts) != len(scripts) {
		return // a subtest has failed, or was not asked for
	}
	report, err := beam.NewReport(conformance.Laws(), transcripts...)
	require.NoError(t, err)
	if *reportFile != "" {
		var text, data bytes.Buffer
		require.NoError(t, report.Markdown(&text))
		require.NoError(t, report.JSON(&data))
		require.NoError(t, os.WriteFile(*reportFile, text.Bytes(), 0o644))
		beside := strings.TrimSuffix(*reportFile, filepath.Ext(*reportFile)) + ".json"
		require.NoError(t, os.WriteFile(beside, data.Bytes(), 0o644))
	}
}

// belongs tells whether a check of the law may be in the script of that word.
func belongs(law, word string) bool {
	if word == "errata" {
		return true
	}
	pattern, _, _ := strings.Cut(law, ".")
	if patterns, ok := patternsOf[word]; ok {
		return slices.Contains(patterns, pattern)
	}
	return strings.EqualFold(pattern, word)
}

// TestScripts demands a script for every pattern, with or without an elixir.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("../../patterns/*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		word := strings.TrimSuffix(filepath.Base(file), ".go")
		if word != "doc" && word != "errors" && !strings.HasSuffix(word, "_test") {
			assert.FileExists(t, filepath.Join("semantics", word+".exs"))
		}
	}
	assert.FileExists(t, "semantics/errata.exs")
}

// TestHarness demands that the harness finds claims that are wrong, in a script
// in which all are, each in one way.
func TestHarness(t *testing.T) {
	transcript, err := run(t, find(t), wrong(t, "wrong.exs"))
	require.NoError(t, err)
	type outcome struct {
		verdict  beam.Verdict
		observed string
	}
	for _, want := range []outcome{
		{beam.Broken, "1 + 1 == 3"},
		{beam.Broken, "n == 3, seen 2"},
		{beam.Broken, "(RuntimeError) raised"},
		{beam.Broken, "(exit) :left"},
		{beam.Broken, "the claim's process died: :killed"},
		{beam.Late, "ms instead of 0"},
		{beam.OK, ""}, // finds nothing left of the one before it
	} {
		require.NotEmpty(t, transcript.Checks)
		got := transcript.Checks[0]
		transcript.Checks = transcript.Checks[1:]
		assert.Equal(t, want.verdict, got.Verdict, got)
		assert.Contains(t, got.Observed, want.observed)
		assert.Equal(t, got.Verdict == beam.Late, got.Tries > 1, got)
	}
	require.Empty(t, transcript.Checks)
}

func TestRunReportsScriptsThatFail(t *testing.T) {
	elixir := find(t)
	_, err := run(t, elixir, wrong(t, "raises.exs"))
	require.ErrorContains(t, err, "raises.exs")
	require.ErrorContains(t, err, "(RuntimeError) before the end")
	_, err = run(t, elixir, wrong(t, "endless.exs"))
	require.ErrorContains(t, err, "no end after 2 lines and 1 checks")
}

// wrong returns the path of a copy of a script of testdata, beside the harness.
func wrong(t *testing.T, name string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(dir, "harness"), os.DirFS("semantics/harness")))
	require.NoError(t, os.CopyFS(dir, os.DirFS("testdata")))
	return filepath.Join(dir, name)
}

func TestFind(t *testing.T) {
	t.Setenv("BEAM_ELIXIR", "")
	t.Setenv("PATH", t.TempDir())
	_, err := beam.Find()
	require.ErrorIs(t, err, beam.ErrMissing)
	t.Setenv("BEAM_ELIXIR", "no-such-elixir")
	_, err = beam.Find()
	require.ErrorContains(t, err, "no-such-elixir")
	require.NotErrorIs(t, err, beam.ErrMissing)
}
