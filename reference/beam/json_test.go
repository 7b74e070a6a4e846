package beam_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/reference/beam"
)

func TestJSON(t *testing.T) {
	r, err := beam.NewReport(laws(), transcript())
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, r.JSON(&b))
	require.True(t, strings.HasPrefix(b.String(), "{\n \"beam\": 1,\n"), "the head tells the file from others")
	d, err := beam.Read(&b)
	require.NoError(t, err)
	require.Equal(t, r.Document(), d)
	require.Equal(t, []beam.Standing{
		{"Table.LastWrite", "holds", "a | b", "ETS-1, ETS-2"},
		{"Table.Batch", "weaker there", "it is not", "ETS-1, ETS-2"},
		{"Table.Left", "does not apply", "there is no loop", ""},
		{"Table.Fresh", "no check", "", ""},
	}, d.Laws)
	require.Len(t, d.Errata, 15)
	require.Equal(t, beam.Standing{"A15", "reproduced", "it fails", "ETS-1, ETS-2"}, d.Errata[14])
	require.Equal(t, []string{"Table: mind the gap."}, d.Notes)
	require.Equal(t, 17, d.Checks)
}

func TestReadRefuses(t *testing.T) {
	r, err := beam.NewReport(laws(), transcript())
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, r.JSON(&b))
	whole := b.String()
	for name, test := range map[string]struct{ text, want string }{
		"empty":     {"", "are truncated; write them again with make beam"},
		"truncated": {whole[:len(whole)/2], "are truncated; write them again with make beam"},
		"text":      {"PASS", "this is no beam.json: "},
		"foreign":   {`{"schema":1,"laws":[]}`, "it has schema 0 and 0 laws, and schema 1 is read"},
		"newer":     {strings.Replace(whole, `"beam": 1`, `"beam": 9`, 1), "it has schema 9 and 4 laws"},
		"more":      {whole + "{}", "something after the end"},
	} {
		_, err := beam.Read(strings.NewReader(test.text))
		assert.ErrorContains(t, err, test.want, name)
	}
}
