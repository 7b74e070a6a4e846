package interleave_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
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
	shim := exported(t, "rand")
	for _, original := range []string{"math/rand", "math/rand/v2"} {
		for name := range exported(t, filepath.Join(root, original)) {
			if !strings.Contains(name, "Source") && !strings.Contains(name, ".") && !strings.HasPrefix(name, "New") {
				assert.Contains(t, shim, name, original)
			}
		}
	}
}

// exported returns the names that a package exports: functions, and methods of
// exported types behind the name of the type. Types of package rand are sources.
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
		}
	}
	require.NotEmpty(t, names, fs.ErrNotExist)
	return names
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
