package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"
)

// hooks are the functions that are replaced by those of package hook.
var hooks = map[string]string{
	"time.AfterFunc":        "AfterFunc",
	"time.Sleep":            "Sleep",
	"context.AfterFunc":     "ContextAfterFunc",
	"context.Cause":         "ContextCause",
	"runtime.Gosched":       "Gosched",
	"testing/synctest.Wait": "Wait",
	"maps.All":              "MapAll",
	"maps.Keys":             "MapKeys",
	"maps.Values":           "MapValues",
	"maps.DeleteFunc":       "MapDeleteFunc",
}

// importShims replaces the imports of packages that have a shim, where it has
// everything that the file uses.
func (r *rewriter) importShims() {
	for _, spec := range r.file.Syntax.Imports {
		original := importPath(spec)
		shim, ok := Shims[original]
		if original == "crypto/rand" {
			r.warn(spec, original+" is left alone, since the schedule cannot control it")
		}
		if !ok {
			continue
		}
		if lacks := r.lacks(original, r.pkg.Shims[shim]); len(lacks) > 0 {
			r.warn(spec, fmt.Sprintf("%s is left alone, since the schedule cannot control its %s",
				original, strings.Join(lacks, ", ")))
			continue
		}
		text := fmt.Sprintf("%q", shim)
		if spec.Name == nil {
			text = packageName(original) + " " + text
		}
		r.buf.replace(r.start(spec.Path), r.end(spec.Path), text)
	}
}

// packageName returns the name of a package that has a shim.
func packageName(original string) string {
	return path.Base(strings.TrimSuffix(original, "/v2"))
}

// lacks returns what the file uses of a package, and its shim does not have.
func (r *rewriter) lacks(original string, shim *types.Package) []string {
	lacks := make(map[string]bool)
	ast.Inspect(r.file.Syntax, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		used := r.pkg.Info.Uses[id]
		if used == nil || used.Pkg() == nil || used.Pkg().Path() != original || used.Parent() != used.Pkg().Scope() {
			return true
		}
		if shim == nil || shim.Scope().Lookup(used.Name()) == nil {
			lacks[used.Name()] = true
		}
		return true
	})
	return slices.Sorted(maps.Keys(lacks))
}

// selector replaces a function that is qualified by its package.
func (r *rewriter) selector(n *ast.SelectorExpr) {
	if x, ok := n.X.(*ast.Ident); ok {
		if _, ok := r.pkg.Info.Uses[x].(*types.PkgName); ok {
			r.replaceFunc(n, n.Sel)
		}
	}
}

// ident replaces a function of a package that is imported with a dot.
func (r *rewriter) ident(n *ast.Ident) {
	if s, ok := r.parent().(*ast.SelectorExpr); ok && s.Sel == n {
		return
	}
	r.replaceFunc(n, n)
}

func (r *rewriter) replaceFunc(n ast.Expr, name *ast.Ident) {
	f, ok := r.pkg.Info.Uses[name].(*types.Func)
	if !ok {
		return
	}
	if hook, ok := hooks[f.FullName()]; ok {
		mention := string(r.buf.src[r.start(n):r.end(n)])
		if f.Signature().TypeParams().Len() > 0 {
			mention += "[map[int]int]" // those that are replaced take a map
		}
		r.mentions[mention] = true
		r.replace(r.start(n), r.end(n), r.hook(hook))
	}
}
