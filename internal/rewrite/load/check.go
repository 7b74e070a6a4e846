package load

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/assay-go/assay/internal/rewrite"
)

// Check parses a package of the list and checks its types. The list must have
// what rewritten packages import, too. Files that import "C" are checked in the
// form that cgo gives them, and are not part of the result.
func (l List) Check(p *Listed) (*rewrite.Package, error) {
	c := rewrite.Package{Fset: token.NewFileSet(), Info: rewrite.Info(), Shims: make(map[string]*types.Package)}
	var all []*ast.File
	for _, name := range p.Compiled {
		generated := filepath.IsAbs(name)
		if !generated {
			name = filepath.Join(p.Dir, name)
		}
		f, err := parse(c.Fset, name)
		if err != nil {
			return nil, err
		}
		all = append(all, f.Syntax)
		if !generated {
			c.Files = append(c.Files, f)
		}
	}
	return &c, l.check(p, &c, all)
}

func (l List) check(p *Listed, c *rewrite.Package, files []*ast.File) error {
	imports := importer.ForCompiler(c.Fset, "gc", l.lookup(p))
	config := types.Config{
		Importer:  imports,
		GoVersion: p.goVersion(),
		Sizes:     types.SizesFor("gc", runtime.GOARCH),
	}
	if _, err := config.Check(p.ImportPath, c.Fset, files, c.Info); err != nil {
		return fmt.Errorf("the types of %s: %w", p.ImportPath, err)
	}
	for _, path := range rewrite.Shims {
		shim, err := imports.Import(path)
		if err != nil {
			return fmt.Errorf("the shim %s: %w", path, err)
		}
		c.Shims[path] = shim
	}
	return nil
}

// goVersion returns the language version of the package.
func (p *Listed) goVersion() string {
	switch {
	case p.Standard, p.Module == nil:
		return ""
	case p.Module.GoVersion == "":
		return "go1.16" // as the go command has it for a go.mod that does not say
	}
	return "go" + p.Module.GoVersion
}

// lookup opens what the imports of a package export.
func (l List) lookup(p *Listed) func(path string) (io.ReadCloser, error) {
	return func(path string) (io.ReadCloser, error) {
		if mapped, ok := p.ImportMap[path]; ok {
			path = mapped
		}
		imported, ok := l[path]
		if !ok || imported.Export == "" {
			return nil, fmt.Errorf("the types of %s are not known", path)
		}
		return os.Open(imported.Export)
	}
}

func parse(fset *token.FileSet, name string) (*rewrite.File, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	syntax, err := parser.ParseFile(fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &rewrite.File{Name: name, Source: source, Syntax: syntax}, nil
}
