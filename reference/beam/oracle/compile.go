package oracle

import (
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// sources are the modules of the BEAM's side.
//
//go:embed *.ex
var sources embed.FS

// compiled returns a directory with the compiled modules for that elixir. It is in
// the user's cache. Where that cannot be written, they are made anew in a temporary
// directory. The function remove is to be called when they are not needed any more.
func compiled(elixir string) (dir string, remove func(), err error) {
	key, err := cacheKey(elixir)
	if err != nil {
		return "", nil, err
	}
	cache, work := "", ""
	if cache, err = os.UserCacheDir(); err == nil {
		dir = filepath.Join(cache, "assay", "oracle-"+key)
		if isDir(dir) {
			return dir, func() {}, nil
		}
		err = os.MkdirAll(filepath.Dir(dir), 0o755)
	}
	if err == nil {
		work, err = os.MkdirTemp(filepath.Dir(dir), "compile-")
	}
	if err != nil {
		return compiledOnce(elixir)
	}
	defer os.RemoveAll(work) //nolint:errcheck // it has been renamed if all went well
	if err := compile(elixir, work); err != nil {
		return "", nil, err
	}
	// Another process may have been faster, with the same modules.
	if err := os.Rename(work, dir); err != nil && !isDir(dir) {
		return "", nil, fmt.Errorf("oracle: %w", err)
	}
	return dir, func() {}, nil
}

// compiledOnce is compiled for whom there is no cache.
func compiledOnce(elixir string) (dir string, remove func(), err error) {
	if dir, err = os.MkdirTemp("", "assay-oracle-"); err != nil {
		return "", nil, fmt.Errorf("oracle: neither a cache nor a temporary directory: %w", err)
	}
	remove = func() { _ = os.RemoveAll(dir) }
	if err := compile(elixir, dir); err != nil {
		remove()
		return "", nil, err
	}
	return dir, remove, nil
}

// compile puts sources and modules into a directory.
func compile(elixir, dir string) error {
	if err := os.CopyFS(dir, sources); err != nil {
		return fmt.Errorf("oracle: %w", err)
	}
	names, err := fs.Glob(sources, "*.ex")
	if err != nil {
		return err
	}
	elixirc, err := compiler(elixir)
	if err != nil {
		return err
	}
	cmd := exec.Command(elixirc, append([]string{"-o", "."}, names...)...)
	cmd.Dir = dir
	cmd.Env = environment()
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("oracle: %s: %w\n%s", elixirc, err, strings.TrimSpace(string(output)))
	}
	return nil
}

// compiler returns the elixirc that belongs to the elixir: the one beside it.
func compiler(elixir string) (string, error) {
	path, err := exec.LookPath(filepath.Join(filepath.Dir(elixir), "elixirc"))
	if errors.Is(err, fs.ErrNotExist) {
		path, err = exec.LookPath("elixirc")
	}
	if err != nil {
		return "", fmt.Errorf("oracle: no elixirc beside %s, nor in PATH: %w", elixir, err)
	}
	return path, nil
}

// cacheKey tells apart what must not share its modules: other sources, and other
// versions of Elixir or of OTP.
func cacheKey(elixir string) (string, error) {
	cmd := exec.Command(elixir, "--version")
	cmd.Env = environment()
	output, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("oracle: %s --version: %w", elixir, err)
	}
	hash := sha256.New()
	for line := range strings.Lines(string(output)) {
		// There may be warnings, with the time of day.
		if strings.HasPrefix(line, "Erlang") || strings.HasPrefix(line, "Elixir") {
			hash.Write([]byte(line))
		}
	}
	err = fs.WalkDir(sources, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(sources, name)
		if err != nil {
			return err
		}
		_, err = io.WriteString(hash, fmt.Sprintf("%s\x00%d\x00%s", name, len(text), text))
		return err
	})
	return fmt.Sprintf("%x", hash.Sum(nil)[:8]), err
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func environment() []string { return append(os.Environ(), "LC_ALL=C.UTF-8") }
