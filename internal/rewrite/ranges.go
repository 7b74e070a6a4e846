package rewrite

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// isChan tells whether a type is a channel, or a type parameter for channels.
func isChan(t types.Type) bool { return t != nil && shaped[*types.Chan](t) }

// isMap tells whether a type is a map, or a type parameter for maps.
func isMap(t types.Type) bool { return t != nil && shaped[*types.Map](t) }

// shaped tells whether the underlying type of t, or of all that a type parameter
// stands for, is a T.
func shaped[T types.Type](t types.Type) bool {
	switch t := t.Underlying().(type) {
	case T:
		return true
	case *types.Union:
		for term := range t.Terms() {
			if !shaped[T](term.Type()) {
				return false
			}
		}
		return t.Len() > 0
	case *types.Interface: // the constraint of a type parameter
		for embedded := range t.EmbeddedTypes() {
			if shaped[T](embedded) {
				return true
			}
		}
	}
	return false
}

// rangeOver rewrites a range over a channel or a map.
func (r *rewriter) rangeOver(n *ast.RangeStmt) {
	c := r.name("c")
	switch t := r.pkg.Info.TypeOf(n.X); {
	case isChan(t) && r.inferable(n.X):
		v, assign := r.variables(n, n.Key)
		r.loop(n, v, r.hook("Range"), fmt.Sprintf("%s(%s)", r.hook("Receive2"), c), assign)
	case isMap(t):
		r.warnOrder(n.X, t)
		kv, assign := r.variables(n, n.Key, n.Value)
		r.loop(n, kv, r.hook("RangeMap"), c+".Next()", assign)
	}
}

// loop writes the head of a loop that sets variables to what next returns, until
// there is nothing left.
func (r *rewriter) loop(n *ast.RangeStmt, variables, begin, next, assign string) {
	c, ok := r.name("c"), r.name("ok")
	head := fmt.Sprintf("for %s, %s, %s := %s(%s); ; ", c, variables, ok, begin, r.text(n.X))
	head += fmt.Sprintf("{ if %s, %s = %s; !%s { break }; %s{", variables, ok, next, ok, assign)
	r.replace(r.start(n), r.pos.Offset(n.Body.Lbrace)+1, head)
	r.buf.after(r.end(n), " }")
}

// variables returns the variables that a loop sets, and the statement that
// assigns them to the operands which the loop does not define.
func (r *rewriter) variables(n *ast.RangeStmt, operands ...ast.Expr) (list, assign string) {
	var names, left, right []string
	for i, e := range operands {
		id, _ := e.(*ast.Ident)
		switch {
		case e == nil, id != nil && id.Name == "_":
			names = append(names, "_")
		case n.Tok == token.DEFINE:
			names = append(names, r.text(e))
		default:
			names = append(names, r.numbered("v", i))
			left, right = append(left, r.text(e)), append(right, r.numbered("v", i))
		}
	}
	if len(left) > 0 {
		assign = strings.Join(left, ", ") + " = " + strings.Join(right, ", ") + "; "
	}
	return strings.Join(names, ", "), assign
}

// mapCall warns if a function goes through a map whose order is not known.
func (r *rewriter) mapCall(n *ast.CallExpr) {
	f := ast.Unparen(n.Fun)
	if index, ok := f.(*ast.IndexExpr); ok {
		f = index.X
	}
	if s, ok := f.(*ast.SelectorExpr); ok {
		f = s.Sel
	}
	id, ok := f.(*ast.Ident)
	if !ok || len(n.Args) == 0 {
		return
	}
	called, ok := r.pkg.Info.Uses[id].(*types.Func)
	if ok && strings.HasPrefix(hooks[called.FullName()], "Map") {
		r.warnOrder(n.Args[0], r.pkg.Info.TypeOf(n.Args[0]))
	}
}

// warnOrder warns if the keys of a map have no order, once per type of a package.
func (r *rewriter) warnOrder(n ast.Expr, t types.Type) {
	m, ok := t.Underlying().(*types.Map)
	if !ok || sortable(m.Key()) {
		return
	}
	key := types.TypeString(m.Key(), func(p *types.Package) string { return p.Name() })
	if !r.unordered[key] {
		r.unordered[key] = true
		r.warn(n, "the order of a map with keys of type "+key+" may differ from run to run")
	}
}

// sortable tells whether equal runs have equal keys. What an interface holds is
// not known, and taken to be.
func sortable(key types.Type) bool {
	switch t := key.Underlying().(type) {
	case *types.Basic:
		return t.Kind() != types.UnsafePointer
	case *types.Pointer, *types.Chan:
		return false
	case *types.Array:
		return sortable(t.Elem())
	case *types.Struct:
		for field := range t.Fields() {
			if !sortable(field.Type()) {
				return false
			}
		}
	}
	return true
}
