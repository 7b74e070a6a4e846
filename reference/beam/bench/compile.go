package beambench

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/reference/beam"
)

//go:embed *.ex
var sources embed.FS

// A Program is the modules in this directory, compiled, and the elixir to run
// them with.
type Program struct{ elixir, code string }

// Compile finds the elixir and compiles the modules, unless that has been done
// before: the results are kept in the user's cache, by a hash of the sources and
// the versions. The error wraps [beam.ErrMissing] if there is no elixir.
func Compile(ctx context.Context) (*Program, error) {
	elixir, err := beam.Find()
	if err != nil {
		return nil, err
	}
	if elixir, err = filepath.Abs(elixir); err != nil {
		return nil, err
	}
	key, err := hash(ctx, elixir)
	if err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "assay")
	p := &Program{elixir: elixir, code: filepath.Join(cache, "beam-"+key)}
	if _, err := os.Stat(p.code); err == nil {
		return p, nil
	}
	return p, p.compile(ctx, cache)
}

// compile compiles in a directory of its own, so that nobody sees half of it.
func (p *Program) compile(ctx context.Context, cache string) (err error) {
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return fmt.Errorf("keeping the compiled modules: %w", err)
	}
	dir, err := os.MkdirTemp(cache, "compile-")
	if err != nil {
		return fmt.Errorf("keeping the compiled modules: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.CopyFS(dir, sources); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.ex"))
	if err != nil {
		return err
	}
	code := filepath.Join(dir, "code")
	if err := os.Mkdir(code, 0o755); err != nil {
		return err
	}
	compiler := filepath.Join(filepath.Dir(p.elixir), "elixirc")
	cmd := exec.CommandContext(ctx, compiler, append([]string{"-o", code}, files...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", compiler, err, said)
	}
	if err := os.Rename(code, p.code); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("keeping the compiled modules: %w", err)
	}
	return nil
}

// hash returns a hash of the sources and of the versions of Elixir and OTP.
func hash(ctx context.Context, elixir string) (string, error) {
	const versions = `IO.puts([System.version(), " ", :erlang.system_info(:version)])`
	cmd := exec.CommandContext(ctx, elixir, "-e", versions)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	said, err := cmd.Output()
	if err != nil {
		why := ""
		if failed, ok := errors.AsType[*exec.ExitError](err); ok {
			why = "\n" + strings.TrimSpace(string(failed.Stderr))
		}
		return "", fmt.Errorf("%s does not run: %w%s", elixir, err, why)
	}
	// The virtual machine may have printed warnings before, with the time.
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	h := sha256.New()
	fmt.Fprintln(h, lines[len(lines)-1])
	entries, err := sources.ReadDir(".")
	if err != nil {
		return "", err
	}
	for _, entry := range entries {
		text, err := sources.ReadFile(entry.Name())
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n", entry.Name(), len(text))
		h.Write(text)
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}
