package oracle_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/reference/beam"
	"github.com/assay-go/assay/reference/beam/oracle"
)

// recorded is how many drawn programs of a pattern are recorded.
const recorded = 30

func golden(pattern string) string {
	return filepath.Join("testdata", strings.ToLower(pattern)+".txt")
}

// read returns the transcript of a pattern.
func read(t *testing.T, pattern string) *oracle.Transcript {
	t.Helper()
	text, err := os.ReadFile(golden(pattern))
	require.NoError(t, err, "record it with -update, where there is an elixir")
	transcript, err := oracle.ReadTranscript(bytes.NewReader(text))
	require.NoError(t, err, golden(pattern))
	require.NotEmpty(t, transcript.Played)
	return transcript
}

// TestTranscripts compares the families with what the BEAM has once returned. It
// needs no BEAM, except to write the transcripts.
func TestTranscripts(t *testing.T) {
	for _, pattern := range slices.Concat(oracle.Patterns(), oracle.Timed()) {
		t.Run(pattern, func(t *testing.T) {
			if *update {
				record(t, machine(t), pattern)
			}
			transcript := read(t, pattern)
			for _, impl := range impls.All {
				t.Run(impl.Name, func(t *testing.T) {
					for _, played := range transcript.Played {
						c, err := oracle.Compare(impl, played, transcript.Versions)
						if errors.Is(err, oracle.ErrNotImplemented) {
							t.Skip(err)
						}
						require.NoError(t, err)
						assert.True(t, c.Agree(), "%v", c)
					}
				})
			}
		})
	}
}

// TestTranscriptsOnTheBEAM demands that the BEAM that is here returns what was
// recorded.
func TestTranscriptsOnTheBEAM(t *testing.T) {
	m := machine(t)
	for _, pattern := range slices.Concat(oracle.Patterns(), oracle.Timed()) {
		t.Run(pattern, func(t *testing.T) {
			transcript := read(t, pattern)
			if transcript.Versions != m.Versions {
				t.Logf("recorded on %+v, played on %+v", transcript.Versions, m.Versions)
			}
			for _, played := range transcript.Played {
				assertSame(t, m, played, transcript.Versions)
			}
		})
	}
}

// attempts is how often a timed program may return something else. A machine that
// is busy makes that happen, and it does not happen for long.
const attempts = 6

// assertSame demands that the machine returns what was recorded.
func assertSame(t *testing.T, m *oracle.Machine, played oracle.Played, versions beam.Versions) {
	t.Helper()
	left := 1
	if slices.Contains(oracle.Timed(), played.Program.Pattern) {
		left = attempts
	}
	var i int
	var now *oracle.Transcript
	for ; left > 0; left-- {
		var err error
		now, err = m.Record([]oracle.Program{played.Program})
		if errors.Is(err, oracle.ErrLate) {
			t.Skip(err)
		}
		require.NoError(t, err)
		if i = played.Differs(now.Played[0].Observations); i < 0 {
			return
		}
	}
	t.Errorf("call %d of %s returned %q on %+v, and returns %q on %+v\nIf the version makes the difference, "+
		"declare it as open, or record it anew with -update.", i+1, played.Program, played.Observations[i],
		versions, now.Played[0].Observations[i], m.Versions)
}

// record writes a transcript of the programs that were in it. If there is none, it
// draws them.
func record(t *testing.T, m *oracle.Machine, pattern string) {
	t.Helper()
	programs, err := oracle.Draw(pattern, 1, recorded)
	require.NoError(t, err)
	if _, err := os.Stat(golden(pattern)); !errors.Is(err, fs.ErrNotExist) {
		programs = nil
		for _, played := range read(t, pattern).Played {
			programs = append(programs, played.Program)
		}
	}
	transcript, err := m.Record(programs)
	require.NoError(t, err)
	var b bytes.Buffer
	_, err = transcript.WriteTo(&b)
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll("testdata", 0o755))
	require.NoError(t, os.WriteFile(golden(pattern), b.Bytes(), 0o644))
}

func TestTranscriptRoundTrip(t *testing.T) {
	for _, pattern := range slices.Concat(oracle.Patterns(), oracle.Timed()) {
		text, err := os.ReadFile(golden(pattern))
		require.NoError(t, err)
		transcript, err := oracle.ReadTranscript(bytes.NewReader(text))
		require.NoError(t, err)
		var b strings.Builder
		_, err = transcript.WriteTo(&b)
		require.NoError(t, err)
		assert.Equal(t, string(text), b.String())
		for _, played := range transcript.Played {
			p, err := oracle.Parse(played.Program.String())
			require.NoError(t, err)
			assert.Equal(t, played.Program, p)
			assert.NotContains(t, played.Observations, "", "record it with -update")
		}
	}
}

func TestReadTranscriptRefuses(t *testing.T) {
	const versions = "beam\t25\t13.1.5\t1.14.0\n"
	for text, want := range map[string]string{
		"program\tTable\n":                              "line 1 of a transcript: want beam",
		versions + "load 0\t1\n":                        "line 2 of a transcript: want a program",
		versions + "program\tChair\n":                   `"Chair" is not one of Deferred`,
		versions + "program\tTable\nload\t1\n":          `"load" has 0 arguments instead of 1`,
		versions + "program\tTable\nload 0\t1\tnone\n":  "line 3 of a transcript: want a program",
		versions + "program\tTable\nsteal 0\t1\tnone\n": "line 3 of a transcript: want a program",
		versions + "program\tTable\nsteal 0\t1\n":       `Table has no call "steal 0"`,
	} {
		_, err := oracle.ReadTranscript(strings.NewReader(text))
		assert.ErrorContains(t, err, want, text)
	}
}

// TestDiffers demands that only what the BEAM leaves open may change from one run to
// the next.
func TestDiffers(t *testing.T) {
	p := parse(t, "Server;stop;expired;call 1")
	played := oracle.Played{Program: p, Observations: []string{"ok", "closed", "closed"}}
	assert.Equal(t, -1, played.Differs([]string{"ok", "closed", "closed"}))
	assert.Equal(t, -1, played.Differs([]string{"ok", "timeout", "closed"}))
	assert.Equal(t, 1, played.Differs([]string{"ok", "1", "closed"}))
	assert.Equal(t, 2, played.Differs([]string{"ok", "timeout", "timeout"}))
	played.Observations[1] = "timeout"
	assert.Equal(t, -1, played.Differs([]string{"ok", "closed", "closed"}))
}
