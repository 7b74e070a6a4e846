package gate

import (
	"archive/tar"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// repository makes a git repository of a module with a command that builds, a
// revision that does not build, and one that has no command.
func repository(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	dir := t.TempDir()
	git := func(args ...string) {
		c := exec.CommandContext(t.Context(), "git", append([]string{
			"-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false",
		}, args...)...)
		c.Dir = dir
		out, err := c.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	put := func(name, text string) {
		name = filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	git("init", "-q")
	put("go.mod", "module example.org/m\n\ngo 1.26\n")
	git("add", ".")
	git("commit", "-q", "-m", "empty")
	git("tag", "empty")
	put("bench/worker/main.go", "package main\n\nfunc main() { nothing() }\n")
	git("add", ".")
	git("commit", "-q", "-m", "broken")
	git("tag", "broken")
	put("bench/worker/main.go", "package main\n\nfunc main() {}\n")
	return dir
}

func TestBuild(t *testing.T) {
	dir := repository(t)
	b := Builder{Root: dir, Dir: t.TempDir()}
	_, err := b.Build(t.Context(), "nowhere", "base")
	require.ErrorContains(t, err, `there is no revision "nowhere", and no file of that name`)
	_, err = b.Build(t.Context(), "--help", "base")
	require.ErrorContains(t, err, `there is no revision "--help"`)
	_, err = b.Build(t.Context(), "empty", "base")
	require.EqualError(t, err, "empty has no ./bench/worker, so it cannot be measured; choose a later revision")
	if testing.Short() {
		t.Skip("builds")
	}
	_, err = b.Build(t.Context(), "broken", "head")
	require.ErrorContains(t, err, "broken does not build (exit status 1):")
	require.ErrorContains(t, err, "undefined: nothing")
	s, err := b.Build(t.Context(), ".", "tree")
	require.NoError(t, err, "the files as they are, not as committed")
	require.Regexp(t, `^[0-9a-f]{40}\+worktree$`, s.Commit)
	require.FileExists(t, filepath.Join(b.Dir, "tree"))

	text, err := os.ReadFile(filepath.Join(dir, "bench", "worker", "main.go"))
	require.NoError(t, err)
	require.NotContains(t, string(text), "nothing", "the files are as they were")
}

// A comment does not make another program.
func TestIdentical(t *testing.T) {
	if testing.Short() {
		t.Skip("builds")
	}
	dir := repository(t)
	b := Builder{Root: dir, Dir: t.TempDir()}
	source := filepath.Join(dir, "bench", "worker", "main.go")
	build := func(text, name string) Side {
		require.NoError(t, os.WriteFile(source, []byte(text), 0o600))
		s, err := b.Build(t.Context(), ".", name)
		require.NoError(t, err)
		return s
	}
	o := Options{
		Base: build("package main\n\nfunc main() {}\n", "base"),
		Head: build("package main\n\nfunc main() {} // it does nothing\n", "head"),
	}
	same, err := o.Identical()
	require.NoError(t, err)
	require.True(t, same)
	r := o.Unmeasured()
	require.Equal(t, Clean, r.Status)
	var text, markdown bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Equal(t, "no regression: both are the same program, byte for byte, and nothing was measured: "+
		". against .\n", text.String())
	require.NoError(t, r.WriteMarkdown(&markdown))
	require.NotContains(t, markdown.String(), "A/A")

	layouts, err := b.Layouts(t.Context(), o.Base, 3, 2)
	require.NoError(t, err)
	require.Equal(t, []string{filepath.Join(b.Dir, "base-003"), filepath.Join(b.Dir, "base-004")}, layouts)
	one, err := os.ReadFile(layouts[0])
	require.NoError(t, err)
	two, err := os.ReadFile(layouts[1])
	require.NoError(t, err)
	require.False(t, bytes.Equal(one, two), "the order of functions differs")

	o.Head = build("package main\n\nfunc main() { println() }\n", "other")
	same, err = o.Identical()
	require.NoError(t, err)
	require.False(t, same)
}

// An archive writes nowhere but where it should.
func TestUnpackEscapes(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	require.NoError(t, w.WriteHeader(&tar.Header{Name: "../outside", Typeflag: tar.TypeReg, Size: 1, Mode: 0o600}))
	_, err := w.Write([]byte("x"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	dir := t.TempDir()
	require.ErrorContains(t, unpack(&b, filepath.Join(dir, "in")), "escapes")
	require.NoFileExists(t, filepath.Join(dir, "outside"))
}
