package conformance

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"iter"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/internal/gear"
	"github.com/assay-go/assay/internal/certificate"
)

// TestVerdictsAreKnown demands that a certificate knows each verdict that a law
// can end in: those of this package, and the kinds of package gear.
func TestVerdictsAreKnown(t *testing.T) {
	verdicts := declared(t, "try.go", "verdict")
	require.Contains(t, verdicts, string(violated))
	for kind := range kinds(t) {
		verdicts = append(verdicts, kind.String())
	}
	require.Contains(t, verdicts, "livelock")
	for _, v := range verdicts {
		assert.Equal(t, v, certified(t, v), "internal/certificate/verdict.go does not know the verdict %q", v)
	}
	assert.Equal(t, "error", certified(t, "fine"))
}

// certified returns what a certificate makes of a verdict.
func certified(t *testing.T, verdict string) string {
	t.Helper()
	const test = `"Package":"p","Test":"TestConformance/mine/State/Result"`
	action := "pass"
	if certificate.Verdict(verdict).Bad() {
		action = "fail"
	}
	var run certificate.Run
	require.NoError(t, run.Read("log", strings.NewReader(fmt.Sprintf(`
{"Action":"run",%[1]s}
{"Action":"attr",%[1]s,"Key":"assay.law","Value":"State.Result"}
{"Action":"attr",%[1]s,"Key":"assay.verdict","Value":%[2]q}
{"Action":%[3]q,%[1]s}
{"Action":%[3]q,"Package":"p"}
`, test, verdict, action)[1:])))
	none := iter.Seq[certificate.Law](func(func(certificate.Law) bool) {})
	c, err := run.Certificate(certificate.Environment{}, none)
	require.NoError(t, err)
	require.Len(t, c.Laws, 1)
	return string(c.Laws[0].Results[0].Verdict)
}

// kinds yields the kinds of package gear, as many as its source declares.
func kinds(t *testing.T) iter.Seq[gear.Kind] {
	t.Helper()
	n := 0
	for _, spec := range constants(t, "internal/gear/gear.go", "Kind") {
		n += len(spec.Names)
	}
	require.Greater(t, n, 1)
	return func(yield func(gear.Kind) bool) {
		for k := range gear.Kind(n) {
			if !yield(k) {
				return
			}
		}
	}
}

// declared returns the texts of the constants of a type.
func declared(t *testing.T, file, typ string) (texts []string) {
	t.Helper()
	for _, spec := range constants(t, file, typ) {
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		texts = append(texts, text)
	}
	return texts
}

// constants returns the declarations in a file whose group is of a type.
func constants(t *testing.T, file, typ string) (specs []*ast.ValueSpec) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	for _, d := range f.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		first := group.Specs[0].(*ast.ValueSpec)
		if id, ok := first.Type.(*ast.Ident); !ok || id.Name != typ {
			continue
		}
		for _, s := range group.Specs {
			specs = append(specs, s.(*ast.ValueSpec))
		}
	}
	return specs
}
