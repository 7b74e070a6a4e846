package files_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/files"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "new", "b")
	require.NoError(t, os.WriteFile(a, []byte("old"), 0o600))
	require.NoError(t, files.Check(b))
	require.NoError(t, files.Write(map[string][]byte{a: []byte("1"), b: []byte("2")}))
	for name, want := range map[string]string{a: "1", b: "2"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, want, string(text))
		entries, err := os.ReadDir(filepath.Dir(name))
		require.NoError(t, err)
		for _, e := range entries {
			require.NotContains(t, e.Name(), "-", "a temporary file stays behind")
		}
	}
}

// If one file cannot be written, none is.
func TestWriteNone(t *testing.T) {
	dir := t.TempDir()
	a := filepath.Join(dir, "a")
	require.NoError(t, os.WriteFile(a, []byte("old"), 0o600))
	under := filepath.Join(a, "b") // a is no directory
	require.ErrorContains(t, files.Check(under), "choose another directory with -o")
	err := files.Write(map[string][]byte{a: []byte("1"), under: []byte("2")})
	require.ErrorContains(t, err, "choose another directory with -o")
	text, err := os.ReadFile(a)
	require.NoError(t, err)
	require.Equal(t, "old", string(text))
	require.ErrorContains(t, files.Check(dir), "is not a regular file")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}
