package interleave_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAPI compares the exported names of the shims with those of the originals.
func TestAPI(t *testing.T) {
	root := filepath.Join(runtime.GOROOT(), "src") //nolint:staticcheck // A test runs where it was built.
	if _, err := os.Stat(root); err != nil {
		t.Skipf("the source of the standard library is not here: %v", err)
	}
	for shim, original := range map[string]string{
		"sync": "sync", "atomic": "sync/atomic", "maphash": "hash/maphash",
	} {
		assert.Equal(t, exported(t, filepath.Join(root, original)), exported(t, shim), original)
	}
	for shim, original := range map[string]string{"rand/v1": "math/rand", "rand": "math/rand/v2"} {
		want := exported(t, filepath.Join(root, original))
		maps.DeleteFunc(want, func(name string, _ bool) bool { return strings.Contains(name, ".") })
		assert.Equal(t, want, exported(t, shim), "%s: its types have the methods of the original", original)
	}
}

// exported returns the names that a package exports: functions and types, and
// methods of exported types behind the name of the type.
func exported(t *testing.T, dir string) map[string]bool {
	t.Helper()
	names := make(map[string]bool)
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			if name := exportedName(decl); name != "" {
				names[name] = true
			}
			addTypes(names, decl)
		}
	}
	require.NotEmpty(t, names, fs.ErrNotExist)
	return names
}

// addTypes adds the exported types of a declaration.
func addTypes(names map[string]bool, decl ast.Decl) {
	group, ok := decl.(*ast.GenDecl)
	if !ok {
		return
	}
	for _, spec := range group.Specs {
		if spec, ok := spec.(*ast.TypeSpec); ok && spec.Name.IsExported() {
			names[spec.Name.Name] = true
		}
	}
}

func exportedName(decl ast.Decl) string {
	f, ok := decl.(*ast.FuncDecl)
	if !ok || !f.Name.IsExported() {
		return ""
	}
	if f.Recv == nil {
		return f.Name.Name
	}
	receiver := f.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if generic, ok := receiver.(*ast.IndexExpr); ok {
		receiver = generic.X
	}
	if id, ok := receiver.(*ast.Ident); ok && id.IsExported() {
		return id.Name + "." + f.Name.Name
	}
	return ""
}
