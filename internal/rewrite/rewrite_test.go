package rewrite_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/rewrite"
	"github.com/assay-go/assay/internal/rewrite/load"
)

var update = flag.Bool("update", false, "write the golden files")

const program = "testdata/program"

// list lists packages, and what rewritten files import.
func list(t *testing.T, patterns ...string) load.List {
	t.Helper()
	return listFrom(t, "", patterns...)
}

func listFrom(t *testing.T, dir string, patterns ...string) load.List {
	t.Helper()
	patterns = append(patterns, rewrite.Hook)
	for _, shim := range rewrite.Shims {
		patterns = append(patterns, shim)
	}
	l, err := load.Packages(t.Context(), dir, patterns)
	require.NoError(t, err)
	return l
}

// rewritten rewrites a package in testdata whose go.mod has a version of Go.
func rewritten(t *testing.T, dir, goVersion string) (files map[string][]byte, warnings []string) {
	t.Helper()
	l := list(t, "./"+dir)
	listed := l[module+"/internal/rewrite/"+dir]
	listed.Module.GoVersion = goVersion
	p, err := l.Check(listed)
	require.NoError(t, err)
	return p.Rewrite()
}

// The text of every rewritten file is as it was approved.
func TestGolden(t *testing.T) {
	files, warnings := rewritten(t, program, "1.26")
	files["warnings"] = []byte(strings.Join(warnings, "\n") + "\n")
	compareGolden(t, program, files)
	require.NotContains(t, files, "main.go", "it has nothing to change")
}

// Where the language has no generic functions, a build constraint adds them.
func TestOldVersion(t *testing.T) {
	const old = "testdata/old"
	files, warnings := rewritten(t, old, "1.16")
	require.Empty(t, warnings)
	compareGolden(t, old, files)
}

// compareGolden compares files with those in dir that have the same name, and
// .golden behind it.
func compareGolden(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	root, err := filepath.Abs(dir)
	require.NoError(t, err)
	for name, text := range files {
		got := strings.ReplaceAll(string(text), root, filepath.Base(dir))
		golden := filepath.Join(dir, filepath.Base(name)+".golden")
		if *update {
			require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, golden)
	}
}

// The rewritten program does what the original does, and knows the same lines.
func TestMeaning(t *testing.T) {
	files, _ := rewritten(t, program, "1.26")
	tmp := t.TempDir()
	replace := make(map[string]string)
	for name, text := range files {
		replace[name] = filepath.Join(tmp, filepath.Base(name))
		require.NoError(t, os.WriteFile(replace[name], text, 0o600))
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(tmp, "overlay.json"), overlay, 0o600))

	want := output(t, "run", "./"+program)
	require.Equal(t, want, output(t, "run", "-overlay", filepath.Join(tmp, "overlay.json"), "./"+program))
	require.Contains(t, want, "end other.y")
}

func output(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}
