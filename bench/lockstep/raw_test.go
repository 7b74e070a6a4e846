package lockstep

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func raw(t *testing.T, r *Result) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Write(&b, r))
	return b.Bytes()
}

// lines returns the lines of a raw file.
func lines(t *testing.T, file []byte) []string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(file))
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	return strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
}

// pack returns the raw file that has these lines.
func pack(t *testing.T, lines ...string) io.Reader {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for _, line := range lines {
		_, err := io.WriteString(z, strings.TrimSuffix(line, "\n")+"\n")
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return &b
}

func TestRawRoundTrip(t *testing.T) {
	file := raw(t, measureOnce(t))
	r, err := Read(bytes.NewReader(file))
	require.NoError(t, err)
	require.Equal(t, lines(t, file), lines(t, raw(t, r)))
	require.Equal(t, measureOnce(t).Runs, r.Runs)
	require.Equal(t, measureOnce(t).Rows[1].Contenders, r.Rows[1].Contenders)
	require.Equal(t, measureOnce(t).Rows[0].Processes[2].Latency, r.Rows[0].Processes[2].Latency)
	require.Len(t, r.Rows[2].Processes, fewestProcesses)
}

func TestSliceJSON(t *testing.T) {
	want := Slice{1, 2, 3, 4 * time.Second, 5, 6, 7, 8, 0.876, Apart}
	text, err := json.Marshal(want)
	require.NoError(t, err)
	require.Equal(t, "[1,2,3,4000000000,5,6,7,8,0.876,2]", string(text))
	var got Slice
	require.NoError(t, json.Unmarshal(text, &got))
	require.Equal(t, want, got)
	for _, bad := range []string{"[]", "[0,0,0,1,1,0,0,0,1,0]", `"slice"`} {
		require.Error(t, json.Unmarshal([]byte(bad), &got), bad)
	}
}

// However much is missing, it is noticed, and the line is named.
func TestReadTruncated(t *testing.T) {
	file := raw(t, measureOnce(t))
	for size := 20; size < len(file); size += len(file)/50 + 1 {
		_, err := Read(bytes.NewReader(file[:size]))
		require.ErrorContains(t, err, "truncated")
		require.Regexp(t, `^line \d+: `, err.Error())
	}
	whole := lines(t, file)
	for n := range whole[:len(whole)-1] {
		_, err := Read(pack(t, whole[:n]...))
		require.ErrorContains(t, err, "truncated")
	}
	_, err := Read(pack(t, append(whole[:2:2], whole[3:]...)...))
	require.ErrorContains(t, err, "some were lost")
	_, err = Read(pack(t, slices.Concat(whole, whole)...))
	require.ErrorContains(t, err, "merge files instead of appending")
}

func TestReadForeign(t *testing.T) {
	whole := lines(t, raw(t, measureOnce(t)))
	for name, test := range map[string]struct {
		file io.Reader
		want string
	}{
		"text":    {strings.NewReader("BenchmarkX 1 2 ns/op\n"), "compressed by gzip"},
		"empty":   {strings.NewReader(""), "compressed by gzip"},
		"other":   {pack(t, "BenchmarkX 1 2 ns/op"), "line 1: this is no file of raw measurements"},
		"json":    {pack(t, `{"a":1}`), "line 1: this is no file of raw measurements"},
		"version": {pack(t, `{"lockstep":99}`), "line 1: the file has version 99 of the format"},
		"line":    {pack(t, whole[0], `{"a":1}`), "line 2: this is neither a process nor"},
		"orphan":  {pack(t, whole[0], `{"block":{}}`), "line 2: the block belongs to no process"},
		"row":     {pack(t, whole[0], `{"process":{"row":9}}`), "line 2: the process belongs to row 9 of 3"},
		"contender": {
			pack(t, whole[0], whole[1], `{"block":{"slices":[[9,0,1,1,0,0,0,0,1,0]]}}`),
			"line 3: a slice is that of contender 9 of 4",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(test.file)
			require.ErrorContains(t, err, test.want)
		})
	}
}
