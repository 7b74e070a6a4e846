package rewrite_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/rewrite"
	"github.com/assay-go/assay/internal/rewrite/load"
)

// Many packages that nobody wrote for this still have correct types after they
// are rewritten, each by itself.
func TestStress(t *testing.T) {
	patterns := []string{
		"container/...", "context", "database/sql/...", "encoding/...", "errors", "expvar", "fmt", "go/...", "io/...",
		"log/...", "mime/...", "net", "net/...", "os/...", "regexp/...", "sort", "strconv", "testing/...", "text/...",
		module + "/...", "github.com/stretchr/testify/require", "github.com/spf13/cobra", "go.uber.org/goleak",
	}
	if testing.Short() {
		patterns = []string{"context", "database/sql", "net/http", module + "/impls/..."}
	}
	changed := stress(t, list(t, patterns...))
	require.Greater(t, changed, 60)
}

// So do libraries of concurrency.
func TestStressThirdparty(t *testing.T) {
	patterns := []string{"github.com/puzpuzpuz/xsync/v4", "github.com/orcaman/concurrent-map/v2"}
	changed := stress(t, listFrom(t, "../../impls/thirdparty", patterns...))
	require.Greater(t, changed, 5)
}

// stress rewrites the named packages of a list and returns how many files have
// changed.
func stress(t *testing.T, l load.List) int {
	t.Helper()
	changed := 0
	for _, path := range slices.Sorted(maps.Keys(l)) {
		p := l[path]
		if p.DepOnly || strings.HasPrefix(path, rewrite.Interleave) {
			continue
		}
		c, err := l.Check(p)
		require.NoError(t, err)
		files, _ := c.Rewrite()
		changed += len(files)
		checkTypes(t, l, p, c, files)
	}
	t.Logf("%d files changed", changed)
	return changed
}

const module = "github.com/assay-go/assay"

// checkTypes checks the types of a package with some of its files rewritten.
func checkTypes(t *testing.T, l load.List, p *load.Listed, c *rewrite.Package, files map[string][]byte) {
	t.Helper()
	fset := token.NewFileSet()
	var all []*ast.File
	for _, f := range c.Files {
		text := f.Source
		if rewritten, ok := files[f.Name]; ok {
			text = rewritten
		}
		syntax, err := parser.ParseFile(fset, f.Name, text, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		all = append(all, syntax)
	}
	for _, name := range p.Compiled {
		if filepath.IsAbs(name) { // what cgo makes of files that import "C"
			syntax, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			all = append(all, syntax)
		}
	}
	config := types.Config{
		Importer:  importer.ForCompiler(fset, "gc", opener(l, p)),
		GoVersion: "go1.26",
		Error: func(err error) {
			t.Errorf("%s: %v", p.ImportPath, err)
		},
	}
	config.Check(p.ImportPath, fset, all, nil)
}

// opener opens the types of what a package imports.
func opener(l load.List, p *load.Listed) func(string) (io.ReadCloser, error) {
	return func(path string) (io.ReadCloser, error) {
		if mapped, ok := p.ImportMap[path]; ok {
			path = mapped
		}
		return os.Open(filepath.Clean(l[path].Export))
	}
}
