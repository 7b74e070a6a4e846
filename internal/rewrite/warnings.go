package rewrite

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// warn adds a warning about syntax.
func (r *rewriter) warn(n ast.Node, text string) {
	p := r.pkg.Fset.Position(n.Pos())
	warning := fmt.Sprintf("%s:%d: %s", p.Filename, p.Line, text)
	if !slices.Contains(r.warnings, warning) {
		r.warnings = append(r.warnings, warning)
	}
}

// warnLinknames warns of directives that go past the packages which have shims,
// to what is inside of them.
func (r *rewriter) warnLinknames() {
	for _, group := range r.file.Syntax.Comments {
		for _, c := range group.List {
			fields := strings.Fields(c.Text)
			if len(fields) == 3 && fields[0] == "//go:linkname" && inside(fields[2]) {
				r.warn(c, fields[2]+" is left alone, since go:linkname takes it from inside of the runtime")
			}
		}
	}
}

// inside tells whether a symbol belongs to the runtime or to what it shares with
// the packages for synchronisation and time.
func inside(symbol string) bool {
	path, _, qualified := strings.Cut(symbol, ".")
	top, _, _ := strings.Cut(path, "/")
	return qualified && slices.Contains([]string{"runtime", "sync", "internal", "time"}, top)
}

// warnShared warns of sources of random numbers that are variables of a package:
// a run begins where the one before has stopped.
func (r *rewriter) warnShared() {
	for _, decl := range r.file.Syntax.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			for _, id := range spec.(*ast.ValueSpec).Names {
				if v := r.pkg.Info.Defs[id]; v != nil && draws(v.Type()) {
					r.warn(id, id.Name+" is left alone, though each run draws on from where the last has stopped: "+
						"make it where it is used")
				}
			}
		}
	}
}

// draws tells whether a type is one of the packages of random numbers.
func draws(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	path := named.Obj().Pkg().Path()
	return path == "math/rand" || path == "math/rand/v2"
}
