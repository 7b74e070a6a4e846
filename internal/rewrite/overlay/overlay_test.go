package overlay_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/rewrite/load"
	"github.com/assay-go/assay/internal/rewrite/overlay"
)

const root = "github.com/assay-go/assay/"

// makeBuild rewrites packages as seen from dir.
func makeBuild(t *testing.T, dir string, packages, with []string) (*overlay.Build, error) {
	t.Helper()
	return overlay.Make(t.Context(), overlay.Options{Dir: dir, Packages: packages, With: with}, t.TempDir())
}

// Rewritten packages pass their tests when nobody controls them: of the main
// module, and of modules in the module cache that are older than generics.
func TestMake(t *testing.T) {
	gopter := files(t, "github.com/leanovate/gopter")
	b, err := makeBuild(t, "../../..", []string{"./conformance/internal/history", "./internal/certificate"},
		[]string{"./impls/mutex", "github.com/leanovate/gopter", "github.com/anishathalye/porcupine"})
	require.NoError(t, err)
	require.Equal(t, []string{root + "conformance/internal/history", root + "internal/certificate"}, b.Packages)
	require.Positive(t, b.Files)

	args := append([]string{"test", "-count=1", "-vet=off"}, b.Flags...)
	args = append(append(args, b.Packages...), root+"conformance/internal/draw")
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = "../../.."
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, gopter, files(t, "github.com/leanovate/gopter"), "the module cache has changed")
}

// files returns the sizes of the files of a package.
func files(t *testing.T, pkg string) map[string]int64 {
	t.Helper()
	list, err := load.Packages(t.Context(), "", []string{pkg})
	require.NoError(t, err)
	sizes := make(map[string]int64)
	require.NoError(t, filepath.WalkDir(list[pkg].Dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		sizes[name] = info.Size()
		return err
	}))
	return sizes
}

// Files that nobody can rewrite are named.
func TestMakeWarns(t *testing.T) {
	b, err := makeBuild(t, "", []string{"./testdata/foreign"}, nil)
	require.NoError(t, err)
	dir, err := filepath.Abs("testdata/foreign")
	require.NoError(t, err)
	require.Equal(t, []string{
		filepath.Join(dir, "stub.s") + " is left alone, since it is assembly",
		filepath.Join(dir, "foreign.go") +
			":4: crypto/rand is left alone, since the schedule cannot control it",
	}, b.Warnings)
}

func TestMakeErrors(t *testing.T) {
	empty := t.TempDir()
	workspace := filepath.Join(empty, "go.work")
	here, err := filepath.Abs("../../..")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(workspace, []byte("go 1.26.0\nuse "+here+"\n"), 0o600))
	for name, test := range map[string]struct {
		dir, work, with, want string
	}{
		"no module": {empty, "off", "", "there is no go.mod here"},
		"workspace": {"", workspace, "github.com/leanovate/gopter", "set GOWORK=off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOWORK", test.work)
			var with []string
			if test.with != "" {
				with = []string{test.with}
			}
			_, err := makeBuild(t, test.dir, []string{"."}, with)
			require.ErrorContains(t, err, test.want)
		})
	}
	other := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(other, "go.mod"), []byte("module other\n\ngo 1.26\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(other, "a.go"), []byte("package other\n"), 0o600))
	_, err = makeBuild(t, other, []string{"."}, nil)
	require.ErrorContains(t, err, "the scheduler is not to be had here; run go get "+root+"conformance/interleave")
}
