// Package overlay makes the go command build rewritten packages. The source of a
// package stays as it is: the go command replaces its files by those of an
// overlay, and a module of the module cache, where it refuses an overlay, by a
// copy.
package overlay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/rewrite/load"
)

// Options say what to rewrite. The patterns are those of go list.
type Options struct {
	Dir      string   // where the patterns are relative to
	Packages []string // to be tested: they are rewritten with their tests
	With     []string // rewritten, too
}

// A Build is what the go command needs to build rewritten packages.
type Build struct {
	Flags    []string // for go build, go test and go list
	Packages []string // the import paths of those to be tested
	Files    int      // how many files are rewritten
	Warnings []string // what is left alone
}

// Make rewrites packages into the directory tmp.
func Make(ctx context.Context, o Options, tmp string) (*Build, error) {
	env, err := environment(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	s, err := find(ctx, o)
	if err != nil {
		return nil, err
	}
	m := maker{
		env: env, tmp: tmp, list: s.list, warnings: s.warnings,
		texts: make(map[string][]byte), modules: make(map[string]*load.Module),
	}
	for _, p := range s.targets {
		if err := m.rewrite(p); err != nil {
			return nil, err
		}
	}
	flags, err := m.write(ctx)
	if err != nil {
		return nil, err
	}
	return &Build{flags, s.packages, len(m.texts), m.warnings}, nil
}

// A goEnv is what go env tells.
type goEnv struct{ GOMOD, GOWORK, GOMODCACHE string }

func environment(ctx context.Context, dir string) (*goEnv, error) {
	out, err := load.Go(ctx, dir, "env", "-json", "GOMOD", "GOWORK", "GOMODCACHE")
	if err != nil {
		return nil, err
	}
	env := &goEnv{}
	if err := json.Unmarshal(out, env); err != nil {
		return nil, fmt.Errorf("reading the output of go env: %w", err)
	}
	if env.GOMOD == "" || env.GOMOD == os.DevNull {
		return nil, errors.New("there is no go.mod here: run it in a module")
	}
	return env, nil
}

// A maker collects rewritten files and writes them.
type maker struct {
	env      *goEnv
	tmp      string
	list     load.List
	texts    map[string][]byte       // by the name of the original
	modules  map[string]*load.Module // of the module cache, by their directories
	warnings []string
}

func (m *maker) rewrite(p *load.Listed) error {
	for _, name := range p.CgoFiles {
		m.warnings = append(m.warnings, filepath.Join(p.Dir, name)+` is left alone, since it imports "C"`)
	}
	for _, name := range p.SFiles {
		m.warnings = append(m.warnings, filepath.Join(p.Dir, name)+" is left alone, since it is assembly")
	}
	c, err := m.list.Check(p)
	if err != nil {
		return err
	}
	texts, warnings := c.Rewrite()
	maps.Copy(m.texts, texts)
	m.warnings = append(m.warnings, warnings...)
	if len(texts) > 0 && p.Module != nil && m.cached(p.Dir) {
		m.modules[p.Module.Dir] = p.Module
	}
	return nil
}

// cached tells whether a file is in the module cache.
func (m *maker) cached(name string) bool {
	return strings.HasPrefix(name, m.env.GOMODCACHE+string(filepath.Separator))
}

// write writes the rewritten files and returns the flags that make the go
// command use them.
func (m *maker) write(ctx context.Context) (flags []string, err error) {
	flags = []string{"-mod=readonly"}
	if len(m.modules) > 0 {
		file, err := m.writeModules(ctx)
		if err != nil {
			return nil, err
		}
		flags = append(flags, "-modfile="+file)
	}
	file, err := m.writeOverlay()
	if err != nil {
		return nil, err
	}
	return append(flags, "-overlay="+file), nil
}

// writeOverlay writes the files outside of the module cache.
func (m *maker) writeOverlay() (string, error) {
	replace := make(map[string]string)
	for i, name := range slices.Sorted(maps.Keys(m.texts)) {
		if m.cached(name) {
			continue
		}
		dir := filepath.Join(m.tmp, "overlay", strconv.Itoa(i))
		replace[name] = filepath.Join(dir, filepath.Base(name))
		if err := writeFile(replace[name], m.texts[name]); err != nil {
			return "", err
		}
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(m.tmp, "overlay.json")
	return file, writeFile(file, data)
}

func writeFile(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o600)
}
