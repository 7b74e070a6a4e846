package overlay

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/rewrite/load"
)

// writeModules copies the modules that have rewritten packages out of the module
// cache, and returns a go.mod that uses the copies.
func (m *maker) writeModules(ctx context.Context) (string, error) {
	if m.env.GOWORK != "" && m.env.GOWORK != "off" {
		return "", errors.New("packages of the module cache cannot be explored in a workspace: set GOWORK=off")
	}
	file, err := m.copyGoMod()
	if err != nil {
		return "", err
	}
	args := []string{"mod", "edit"}
	for i, dir := range slices.Sorted(maps.Keys(m.modules)) {
		module := m.modules[dir]
		to := filepath.Join(m.tmp, "modules", strconv.Itoa(i))
		if err := m.copyModule(module, to); err != nil {
			return "", fmt.Errorf("copying module %s: %w", module.Path, err)
		}
		args = append(args,
			"-dropreplace="+module.Path, "-dropreplace="+module.Path+"@"+module.Version,
			"-replace="+module.Path+"="+to)
	}
	_, err = load.Go(ctx, m.tmp, append(args, file)...)
	return file, err
}

// copyGoMod copies the go.mod and the go.sum of the main module.
func (m *maker) copyGoMod() (string, error) {
	file := filepath.Join(m.tmp, "go.mod")
	for from, to := range map[string]string{
		m.env.GOMOD:      file,
		sum(m.env.GOMOD): sum(file),
	} {
		data, err := os.ReadFile(from)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		if err := writeFile(to, data); err != nil {
			return "", err
		}
	}
	return file, nil
}

func sum(mod string) string { return strings.TrimSuffix(mod, ".mod") + ".sum" }

// copyModule copies a module and replaces its rewritten files.
func (m *maker) copyModule(module *load.Module, to string) error {
	if err := os.CopyFS(to, os.DirFS(module.Dir)); err != nil {
		return err
	}
	mod := filepath.Join(to, "go.mod")
	if _, err := os.Stat(mod); errors.Is(err, fs.ErrNotExist) { // from before there were modules
		if err := writeFile(mod, []byte("module "+module.Path+"\n")); err != nil {
			return err
		}
	}
	for name, text := range m.texts {
		rel, err := filepath.Rel(module.Dir, name)
		if err != nil || !filepath.IsLocal(rel) {
			continue
		}
		if err := writeFile(filepath.Join(to, rel), text); err != nil {
			return err
		}
	}
	return nil
}
