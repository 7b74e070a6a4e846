package rewrite

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// A rewriter rewrites one file.
type rewriter struct {
	pkg    *Package
	file   *File
	pos    *token.File
	buf    buffer
	suffix string // of names that do not clash
	hooked bool   // whether the file uses package hook

	stack    []ast.Node                         // what is being visited, from the file on
	comm     map[ast.Node]bool                  // the operations that are cases of a select
	branches map[types.Object][]*ast.BranchStmt // by label
	mentions map[string]bool                    // replaced functions whose imports would be unused
	warnings []string

	unordered map[string]bool // types of keys that were warned of, in the package
}

// rewrite returns the new text, or nil if nothing changes.
func (r *rewriter) rewrite() []byte {
	r.importShims()
	r.warnLinknames()
	r.warnShared()
	ast.Inspect(r.file.Syntax, func(n ast.Node) bool {
		if n != nil {
			r.stack = append(r.stack, n)
			r.enter(n)
			return true
		}
		n = r.stack[len(r.stack)-1]
		r.stack = r.stack[:len(r.stack)-1]
		r.leave(n)
		return true
	})
	if len(r.buf.edits) == 0 {
		return nil
	}
	var head string
	if r.hooked {
		name := r.file.Syntax.Name
		r.buf.after(r.end(name), fmt.Sprintf("; import %s %q", r.name("hook"), Hook))
		head = r.modern()
	}
	var text bytes.Buffer
	begin := len(r.buf.src) - len(bytes.TrimPrefix(r.buf.src, []byte("\ufeff"))) // a byte order mark must be first
	fmt.Fprintf(&text, "%s//line %s:1\n%s", head, r.file.Name, r.buf.text(begin, len(r.buf.src)))
	for _, m := range slices.Sorted(maps.Keys(r.mentions)) {
		fmt.Fprintf(&text, "\nvar _ = %s\n", m)
	}
	return text.Bytes()
}

// modern makes sure that the file may call generic functions: it returns a build
// constraint, or extends the one of the file.
func (r *rewriter) modern() string {
	const oldest = "go1.21"
	v := r.pkg.Info.FileVersions[r.file.Syntax]
	if v == "" || version.Compare(v, oldest) >= 0 {
		return ""
	}
	for _, group := range r.file.Syntax.Comments {
		for _, c := range group.List {
			if rest, ok := strings.CutPrefix(c.Text, "//go:build "); ok && c.Pos() < r.file.Syntax.Package {
				both := fmt.Sprintf("//go:build (%s) && %s", strings.TrimSpace(rest), oldest)
				r.buf.replace(r.start(c), r.end(c), both)
				return ""
			}
		}
	}
	return "//go:build " + oldest + "\n\n"
}

// enter sees syntax before its parts.
func (r *rewriter) enter(n ast.Node) {
	switch n := n.(type) {
	case *ast.CommClause:
		if n.Comm != nil {
			r.comm[n.Comm] = true
			if receive := received(n.Comm); receive != nil {
				r.comm[receive] = true
			}
		}
	case *ast.FuncDecl:
		if n.Body != nil {
			r.findBranches(n.Body)
		}
	case *ast.GenDecl:
		r.findBranches(n) // in function literals
	}
}

func (r *rewriter) findBranches(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Label != nil {
			if label := r.pkg.Info.Uses[b.Label]; label != nil && !slices.Contains(r.branches[label], b) {
				r.branches[label] = append(r.branches[label], b)
			}
		}
		return true
	})
}

// leave rewrites syntax whose parts are rewritten.
func (r *rewriter) leave(n ast.Node) {
	switch n := n.(type) {
	case *ast.Ident:
		r.ident(n)
	case *ast.SelectorExpr:
		r.selector(n)
	case *ast.CallExpr:
		r.closeCall(n)
		r.mapCall(n)
		r.contextCall(n)
		r.cancelCall(n)
		r.derive(n)
	case *ast.UnaryExpr:
		if n.Op == token.ARROW && !r.comm[n] {
			r.receive(n)
		}
	case *ast.SendStmt:
		if !r.comm[n] {
			r.send(n)
		}
	case *ast.RangeStmt:
		r.rangeOver(n)
	case *ast.SelectStmt:
		if len(n.Body.List) > 0 {
			r.selection(n)
		}
	case *ast.GoStmt:
		r.goStmt(n)
	}
}

// hook returns the name of something in package hook.
func (r *rewriter) hook(name string) string {
	r.hooked = true
	return r.name("hook") + "." + name
}

// name returns a name that does not clash.
func (r *rewriter) name(word string) string { return word + r.suffix }

// numbered returns a name that does not clash, one of many.
func (r *rewriter) numbered(word string, i int) string {
	return fmt.Sprint(word, r.suffix, i)
}

func (r *rewriter) start(n ast.Node) int { return r.pos.Offset(n.Pos()) }
func (r *rewriter) end(n ast.Node) int   { return r.pos.Offset(n.End()) }

// text returns the rewritten text of syntax, to be used elsewhere: with a
// directive that says where it is from.
func (r *rewriter) text(n ast.Node) string {
	return r.at(r.start(n)) + r.buf.text(r.start(n), r.end(n))
}

// at returns a directive that says that what follows is at off.
func (r *rewriter) at(off int) string {
	p := r.pkg.Fset.Position(r.pos.Pos(off))
	name := ""
	if r.adjusted() {
		name = p.Filename
	}
	if p.Filename != r.file.Name { // a relative name in a directive is that of a file beside this one
		name = strings.TrimPrefix(name, filepath.Dir(r.file.Name)+string(filepath.Separator))
	}
	if p.Column == 0 { // after a directive without a column
		return fmt.Sprintf("/*line %s:%d*/", name, p.Line)
	}
	return fmt.Sprintf("/*line %s:%d:%d*/", name, p.Line, p.Column)
}

// adjusted tells whether the file has line directives of its own.
func (r *rewriter) adjusted() bool {
	return bytes.Contains(r.file.Source, []byte("//line ")) || bytes.Contains(r.file.Source, []byte("/*line "))
}

// replace replaces [from, to), and keeps the positions of what follows.
func (r *rewriter) replace(from, to int, text string) {
	if bytes.IndexByte(r.buf.src[from:to], '\n') >= 0 || strings.Contains(text, "/*line ") {
		text += r.at(to)
	}
	r.buf.replace(from, to, text)
}

// parent returns the syntax around the one that leave is called with.
func (r *rewriter) parent() ast.Node { return r.stack[len(r.stack)-1] }
