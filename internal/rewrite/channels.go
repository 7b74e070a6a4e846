package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
)

// closeCall rewrites close(ch).
func (r *rewriter) closeCall(n *ast.CallExpr) {
	id, ok := ast.Unparen(n.Fun).(*ast.Ident)
	if !ok || len(n.Args) != 1 {
		return
	}
	if b, ok := r.pkg.Info.Uses[id].(*types.Builtin); ok && b.Name() == "close" {
		if !r.inferable(n.Args[0]) {
			return
		}
		r.replace(r.start(n.Fun), r.end(n.Fun), r.hook("Close"))
	}
}

// inferable tells whether a generic function can take the channel: all types
// that it may have must have the same elements.
func (r *rewriter) inferable(ch ast.Expr) bool {
	i, ok := r.pkg.Info.TypeOf(ch).Underlying().(*types.Interface)
	if !ok {
		return true
	}
	var elem types.Type
	for embedded := range i.EmbeddedTypes() {
		for _, t := range terms(embedded) {
			c, ok := t.Underlying().(*types.Chan)
			if !ok || elem != nil && !types.Identical(elem, c.Elem()) {
				r.warn(ch, "a channel of several possible types is left alone")
				return false
			}
			elem = c.Elem()
		}
	}
	return true
}

func terms(t types.Type) []types.Type {
	u, ok := t.Underlying().(*types.Union)
	if !ok {
		return []types.Type{t}
	}
	var list []types.Type
	for term := range u.Terms() {
		list = append(list, term.Type())
	}
	return list
}

// receive rewrites <-ch outside of a select.
func (r *rewriter) receive(n *ast.UnaryExpr) {
	if !r.inferable(n.X) {
		return
	}
	name := "Receive"
	if _, ok := r.pkg.Info.TypeOf(n).(*types.Tuple); ok {
		name = "Receive2"
		if ok := r.okVariable(); ok != nil && !types.AssignableTo(types.Typ[types.Bool], ok) {
			r.warn(n, "a receive into a boolean of a type of its own is left alone")
			return
		}
	}
	from := r.start(n)
	r.replace(from, r.start(n.X), r.hook(name)+"(")
	r.buf.after(r.end(n), ")")
}

// okVariable returns the type of what is assigned whether a channel was open,
// or nil if it takes the type of the value.
func (r *rewriter) okVariable() types.Type {
	for _, n := range slices.Backward(r.stack) {
		switch n := n.(type) {
		case *ast.ParenExpr:
			continue
		case *ast.AssignStmt:
			return r.assigned(n, 1)
		case *ast.ValueSpec:
			if n.Type != nil {
				return r.pkg.Info.TypeOf(n.Type)
			}
		}
		return nil
	}
	return nil
}

// assigned returns the type of the i-th operand on the left, if it is assigned
// and not defined.
func (r *rewriter) assigned(n *ast.AssignStmt, i int) types.Type {
	if id, ok := n.Lhs[i].(*ast.Ident); ok && (id.Name == "_" || r.pkg.Info.Defs[id] != nil) {
		return nil
	}
	return r.pkg.Info.TypeOf(n.Lhs[i])
}

// send rewrites ch <- v outside of a select. Both operands are evaluated before
// the point. It may have to wait, so it needs to know when it was woken.
func (r *rewriter) send(n *ast.SendStmt) {
	from, to := r.start(n), r.end(n)
	before, after := r.hook("Point()")+"; ", "; "+r.hook("Woken()")
	left, right := "{ ", " }"
	if !inList(r.parent()) {
		left, right = "func() { ", " }()"
	}
	if !r.busy(n.Chan) && !r.busy(n.Value) {
		if inList(r.parent()) {
			left, right = "", ""
		}
		r.buf.before(from, left+before)
		r.buf.after(to, after+right)
		return
	}
	ch := r.name("c")
	value, define := r.operand(r.name("v"), n.Value)
	define = fmt.Sprintf("%s := %s; %s", ch, r.text(n.Chan), define)
	r.replace(from, to, left+define+before+ch+" <- "+value+after+right)
}

// inList tells whether a statement may become several.
func inList(parent ast.Node) bool {
	switch parent.(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause, *ast.LabeledStmt:
		return true
	}
	return false
}
