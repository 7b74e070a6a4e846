package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// contextCall rewrites ctx.Err() and ctx.Done(), where ctx is a context.Context.
// The channel that Done returns is always the same, so where it is received from
// at once, the point of the receive is enough.
func (r *rewriter) contextCall(n *ast.CallExpr) {
	method, ok := n.Fun.(*ast.SelectorExpr)
	if !ok || len(n.Args) > 0 || !r.has(method.X, "Context") {
		return
	}
	if name := method.Sel.Name; name != "Err" && (name != "Done" || r.receivedFrom()) {
		return
	}
	if _, ok := r.parent().(*ast.GoStmt); ok { // which has no use for the result
		return
	}
	r.buf.before(r.start(n), r.hook("Context"+method.Sel.Name)+"(")
	r.replace(r.end(method.X), r.end(n), ")")
}

// receivedFrom tells whether what is visited is the operand of a receive.
func (r *rewriter) receivedFrom() bool {
	for _, n := range slices.Backward(r.stack) {
		switch n := n.(type) {
		case *ast.ParenExpr:
			continue
		case *ast.UnaryExpr:
			return n.Op == token.ARROW
		}
		return false
	}
	return false
}

// cancelCall rewrites the call of a function that cancels a context.
func (r *rewriter) cancelCall(n *ast.CallExpr) {
	if r.pkg.Info.Types[n.Fun].IsType() {
		return
	}
	for name, hook := range map[string]string{"CancelFunc": "Cancel", "CancelCauseFunc": "CancelCause"} {
		if r.has(n.Fun, name) {
			r.buf.before(r.start(n.Fun), r.hook(hook)+"(")
			r.buf.after(r.end(n.Fun), ")")
		}
	}
}

// deriving are the functions of package context that start a goroutine if the
// parent is not one of its own.
var deriving = []string{
	"WithCancel", "WithCancelCause", "WithDeadline", "WithDeadlineCause", "WithTimeout", "WithTimeoutCause",
}

// derive rewrites the parent in the call of a function that derives a context.
func (r *rewriter) derive(n *ast.CallExpr) {
	name, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
	if !ok || len(n.Args) == 0 {
		return
	}
	f, ok := r.pkg.Info.Uses[name.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != "context" || !slices.Contains(deriving, f.Name()) {
		return
	}
	if f.Signature().Params().Len() != len(n.Args) { // the results of one call
		return
	}
	r.buf.before(r.start(n.Args[0]), r.hook("Parent")+"(")
	r.buf.after(r.end(n.Args[0]), ")")
}

// has tells whether an expression has the named type of package context.
func (r *rewriter) has(e ast.Expr, name string) bool {
	t := r.pkg.Info.TypeOf(e)
	if t == nil {
		return false
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	o := named.Obj()
	return o.Pkg() != nil && o.Pkg().Path() == "context" && o.Name() == name
}
