package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// The import paths of what rewritten files use.
const (
	Interleave = "github.com/assay-go/assay/conformance/interleave"
	Hook       = Interleave + "/hook"
)

// Shims are the paths of the packages that are replaced, and of what replaces
// them.
var Shims = map[string]string{
	"sync":         Interleave + "/sync",
	"sync/atomic":  Interleave + "/atomic",
	"hash/maphash": Interleave + "/maphash",
	"math/rand":    Interleave + "/rand/v1",
	"math/rand/v2": Interleave + "/rand",
}

// A Package is the files that are compiled together, type-checked.
type Package struct {
	Fset  *token.FileSet
	Files []*File
	Info  *types.Info               // with Types, Defs, Uses and FileVersions
	Shims map[string]*types.Package // by their own paths
}

// A File is a file of a package.
type File struct {
	Name   string // its absolute path
	Source []byte
	Syntax *ast.File
}

// Info returns an empty Info with the maps that rewriting needs.
func Info() *types.Info {
	return &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		FileVersions: make(map[*ast.File]string),
	}
}

// Rewrite returns the files that change, by name, and says what it has left
// alone that it would change if it could.
func (p *Package) Rewrite() (files map[string][]byte, warnings []string) {
	files = make(map[string][]byte)
	suffix, unordered := p.suffix(), make(map[string]bool)
	for _, f := range p.Files {
		if f.left() {
			continue
		}
		r := &rewriter{
			pkg: p, file: f, buf: buffer{src: f.Source}, pos: p.Fset.File(f.Syntax.FileStart), suffix: suffix,
			comm: make(map[ast.Node]bool), branches: make(map[types.Object][]*ast.BranchStmt),
			mentions: make(map[string]bool), unordered: unordered,
		}
		if text := r.rewrite(); text != nil {
			files[f.Name] = text
		}
		warnings = append(warnings, r.warnings...)
	}
	return files, warnings
}

// leave is the directive by which a file asks to be left alone.
const leave = "//interleave:leave"

func (f *File) left() bool {
	for _, group := range f.Syntax.Comments {
		for _, c := range group.List {
			if c.Text == leave {
				return true
			}
		}
	}
	return false
}

// suffix returns more underscores in a row than any name of the package has, so
// that no name with them clashes.
func (p *Package) suffix() string {
	longest := 1
	for _, f := range p.Files {
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				for strings.Contains(id.Name, strings.Repeat("_", longest+1)) {
					longest++
				}
			}
			return true
		})
	}
	return strings.Repeat("_", longest+1)
}

func importPath(s *ast.ImportSpec) string {
	path, _ := strconv.Unquote(s.Path.Value) // it is parsed, so it is quoted
	return path
}
