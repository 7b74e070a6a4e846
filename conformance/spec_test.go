package conformance

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bullet is how a law stands in a doc comment, as package doc presents it.
var bullet = regexp.MustCompile(`(?m)^  - (\w+): (.*)$`)

// TestSpec demands that the laws are those of the doc comments in package
// patterns, word for word and in the same order.
func TestSpec(t *testing.T) {
	want := make(map[string][]Law)
	for _, typ := range documented(t) {
		for _, m := range bullet.FindAllStringSubmatch(typ.Doc, -1) {
			want[typ.Name] = append(want[typ.Name], Law{Pattern: typ.Name, Name: m[1], Text: m[2]})
		}
	}
	got := make(map[string][]Law)
	for l := range Laws() {
		l.Checked = false
		got[l.Pattern] = append(got[l.Pattern], l)
	}
	for pattern, laws := range want {
		assert.Equal(t, laws, got[pattern], "the laws of %s in its doc comment and in this package", pattern)
	}
	for pattern := range got {
		assert.Contains(t, want, pattern)
	}
}

// TestLawIDs demands that a law can be named.
func TestLawIDs(t *testing.T) {
	var ids []string
	for l := range Laws() {
		assert.NotContains(t, ids, l.ID())
		ids = append(ids, l.ID())
	}
	assert.GreaterOrEqual(t, len(ids), 100)
	assert.True(t, slices.Contains(lawIDs(), "Server.Shutdowner.Drained"))
	assert.False(t, slices.Contains(lawIDs(), "Shutdowner.Drained"))
}

func TestLawsCanBeLeftEarly(t *testing.T) {
	n := 0
	for range Laws() {
		n++
		break
	}
	assert.Equal(t, 1, n)
}

// documented returns the types of package patterns with their doc comments.
func documented(t *testing.T) []*doc.Type {
	t.Helper()
	names, err := filepath.Glob("../patterns/*.go")
	require.NoError(t, err)
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, f)
	}
	p, err := doc.NewFromFiles(fset, files, "github.com/assay-go/assay/patterns")
	require.NoError(t, err)
	return p.Types
}
