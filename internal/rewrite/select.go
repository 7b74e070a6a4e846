package rewrite

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// received returns the receive operation of a case, or nil if it sends.
func received(comm ast.Stmt) *ast.UnaryExpr {
	var e ast.Expr
	switch s := comm.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		e = s.Rhs[0]
	default:
		return nil
	}
	u, _ := ast.Unparen(e).(*ast.UnaryExpr)
	return u
}

// selection rewrites a select. The operands of its cases are evaluated once, in
// the order of the source, before it waits.
func (r *rewriter) selection(n *ast.SelectStmt) {
	if !r.selectable(n) {
		return
	}
	s := r.name("s")
	var head strings.Builder
	fmt.Fprintf(&head, "%s{ %s := %s; ", r.at(r.start(n)), s, r.hook("NewSelect()"))
	choose, index := "Wait", 0
	for i, c := range n.Body.List {
		c := c.(*ast.CommClause)
		if c.Comm == nil {
			choose = "Poll"
			continue
		}
		head.WriteString(r.offer(s, index, c.Comm))
		r.clause(c, index, i == len(n.Body.List)-1 && !hasDefault(n))
		index++
	}
	from := r.start(n)
	if l, ok := r.parent().(*ast.LabeledStmt); ok {
		label := r.moveLabel(l)
		head.WriteString(label.inner)
		if !label.goes {
			from = r.start(l)
		}
	}
	fmt.Fprintf(&head, "%sswitch %s.%s() {", r.at(r.start(n)), s, choose)
	to := r.pos.Offset(n.Body.Lbrace) + 1
	r.replace(from, to, head.String())
	r.buf.after(r.end(n), " }")
}

// selectable tells whether all cases can be rewritten.
func (r *rewriter) selectable(n *ast.SelectStmt) bool {
	for _, c := range n.Body.List {
		var ch ast.Expr
		switch s := c.(*ast.CommClause).Comm.(type) {
		case nil:
			continue
		case *ast.SendStmt:
			ch = s.Chan
		default:
			ch = received(s).X
		}
		if !r.inferable(ch) {
			return false
		}
	}
	return true
}

func hasDefault(n *ast.SelectStmt) bool {
	for _, c := range n.Body.List {
		if c.(*ast.CommClause).Comm == nil {
			return true
		}
	}
	return false
}

// offer returns the statement that adds a case to the select.
func (r *rewriter) offer(s string, index int, comm ast.Stmt) string {
	if send, ok := comm.(*ast.SendStmt); ok {
		ch, v := r.text(send.Chan), r.text(send.Value)
		if r.infers(send) {
			return fmt.Sprintf("%s(%s, %s, %s); ", r.hook("Send"), s, ch, v)
		}
		return fmt.Sprintf("%s(%s, %s)(%s); ", r.hook("SendTo"), s, ch, v)
	}
	define := ""
	if _, ok := comm.(*ast.AssignStmt); ok {
		define = r.numbered("r", index) + " := "
	}
	return fmt.Sprintf("%s%s(%s, %s); ", define, r.hook("Recv"), s, r.text(received(comm).X))
}

// infers tells whether the compiler infers the element type of a channel though
// it sees the value, too.
func (r *rewriter) infers(n *ast.SendStmt) bool {
	tv := r.pkg.Info.Types[n.Value]
	if tv.IsNil() {
		return true
	}
	c, ok := r.pkg.Info.TypeOf(n.Chan).Underlying().(*types.Chan)
	return ok && types.Identical(c.Elem(), tv.Type) && !r.drifts(n.Value) && tv.Value == nil
}

// clause rewrites the head of a case.
func (r *rewriter) clause(c *ast.CommClause, index int, last bool) {
	head := fmt.Sprintf("case %d:", index)
	if last {
		head = "default:"
	}
	if a, ok := c.Comm.(*ast.AssignStmt); ok {
		head += r.assignment(a, index)
	}
	r.replace(r.start(c), r.pos.Offset(c.Colon)+1, head)
}

// assignment returns what a case assigns when it is chosen.
func (r *rewriter) assignment(a *ast.AssignStmt, index int) string {
	from := r.numbered("r", index)
	left, right := r.text(a.Lhs[0]), from+".Value"
	if len(a.Lhs) == 2 {
		left += ", " + r.text(a.Lhs[1])
		right += ", " + from + ".OK"
		if t := r.assigned(a, 1); t != nil && !types.AssignableTo(types.Typ[types.Bool], t) {
			right += " != (1 == 2)" // a comparison takes the type from its context
		}
	}
	return fmt.Sprintf(" %s %s %s;", left, a.Tok, right)
}

// A movedLabel is what becomes of the label of a select. To break it must be
// that of the switch; to go to it must be that of the block.
type movedLabel struct {
	inner string // the label for the switch, with its colon
	goes  bool   // whether the block keeps the label
}

func (r *rewriter) moveLabel(l *ast.LabeledStmt) movedLabel {
	var m movedLabel
	var breaks []*ast.BranchStmt
	for _, b := range r.branches[r.pkg.Info.Defs[l.Label]] {
		if b.Tok == token.BREAK {
			breaks = append(breaks, b)
		} else {
			m.goes = true
		}
	}
	if len(breaks) == 0 {
		return m
	}
	name := l.Label.Name
	if m.goes {
		name = r.name(name)
		for _, b := range breaks {
			r.buf.replace(r.start(b.Label), r.end(b.Label), name)
		}
	}
	m.inner = name + ": "
	return m
}
