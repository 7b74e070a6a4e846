package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// goStmt rewrites a go statement. The function and its arguments are evaluated
// where the statement is, not in the new goroutine.
func (r *rewriter) goStmt(n *ast.GoStmt) {
	call := n.Call
	if f, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok && len(call.Args) == 0 && f.Type.Results == nil {
		r.replace(r.start(n), r.start(call.Fun), r.hook("Go")+"(")
		r.replace(r.end(call.Fun), r.end(n), ")")
		return
	}
	for _, arg := range call.Args {
		if !r.static(arg) && r.drifts(arg) {
			r.warn(n, "a go statement is left alone, since an argument takes its type from the parameter")
			return
		}
	}
	f, define := r.operand(r.name("f"), call.Fun)
	args, defines := r.arguments(call)
	list := strings.Join(args, ", ")
	if call.Ellipsis.IsValid() {
		list += "..."
	}
	r.replace(r.start(n), r.end(n), fmt.Sprintf("{ %s%s%s(func() { %s(%s) }) }",
		define+defines, r.at(r.start(n)), r.hook("Go"), f, list))
}

// arguments returns expressions for the values that the arguments have now, and
// the definitions of the variables in them.
func (r *rewriter) arguments(call *ast.CallExpr) (args []string, defines string) {
	if len(call.Args) == 1 {
		if t, ok := r.pkg.Info.TypeOf(call.Args[0]).(*types.Tuple); ok { // the results of one call
			for i := range t.Len() {
				args = append(args, r.numbered("a", i))
			}
			return args, strings.Join(args, ", ") + " := " + r.text(call.Args[0]) + "; "
		}
	}
	for i, arg := range call.Args {
		value, define := r.operand(r.numbered("a", i), arg)
		args = append(args, value)
		defines += define
	}
	return args, defines
}
