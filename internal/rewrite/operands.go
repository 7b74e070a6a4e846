package rewrite

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// operand returns an expression for the value that an expression has now, and
// the definition of the variable in it, if it needs one.
func (r *rewriter) operand(name string, e ast.Expr) (value, define string) {
	if r.static(e) || r.drifts(e) {
		return r.text(e), ""
	}
	return name, fmt.Sprintf("%s := %s; ", name, r.text(e))
}

// static tells whether it does not matter when an expression is evaluated.
func (r *rewriter) static(e ast.Expr) bool {
	e = ast.Unparen(e)
	tv := r.pkg.Info.Types[e]
	if tv.Value != nil || tv.IsNil() || tv.IsBuiltin() || tv.IsType() {
		return true
	}
	switch e := e.(type) {
	case *ast.FuncLit:
		return true
	case *ast.Ident:
		return r.function(e)
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			if _, ok := r.pkg.Info.Uses[x].(*types.PkgName); ok {
				return r.function(e.Sel)
			}
		}
		return r.pkg.Info.Types[e.X].IsType() // a method expression
	case *ast.IndexExpr: // a generic function
		return r.instance(e.X)
	case *ast.IndexListExpr:
		return r.instance(e.X)
	}
	return false
}

// function tells whether a name is that of a function, not of a variable.
func (r *rewriter) function(id *ast.Ident) bool {
	switch r.pkg.Info.Uses[id].(type) {
	case *types.Func, *types.Builtin:
		return true
	}
	return false
}

// instance tells whether an expression with an index is a generic function.
func (r *rewriter) instance(x ast.Expr) bool {
	_, ok := types.Unalias(r.pkg.Info.TypeOf(x)).(*types.Signature)
	return ok && r.static(x)
}

// drifts tells whether the type of a variable for the expression would be
// another one than that of the expression, which takes it from its context.
func (r *rewriter) drifts(e ast.Expr) bool {
	e = ast.Unparen(e)
	t := r.pkg.Info.TypeOf(e)
	switch e := e.(type) {
	case *ast.UnaryExpr:
		return e.Op != token.ARROW && e.Op != token.AND && r.drifts(e.X)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return !types.Identical(t, types.Typ[types.Bool])
		case token.SHL, token.SHR:
			return r.pkg.Info.Types[e.X].Value != nil && !types.Identical(t, types.Typ[types.Int])
		}
		return r.drifts(e.X) || r.drifts(e.Y)
	}
	return false
}

// busy tells whether the evaluation of an expression may have a point.
func (r *rewriter) busy(e ast.Expr) bool {
	busy := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			f := r.pkg.Info.Types[n.Fun]
			busy = busy || !f.IsType() && !f.IsBuiltin()
		case *ast.UnaryExpr:
			busy = busy || n.Op == token.ARROW
		}
		return true
	})
	return busy
}
