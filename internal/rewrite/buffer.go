package rewrite

import (
	"cmp"
	"slices"
	"strings"
)

// A buffer is a text with changes.
type buffer struct {
	src   []byte
	edits []edit
	made  int // how many edits, those included that are replaced
}

// An edit replaces the text in [from, to).
type edit struct {
	from, to int
	kind     editKind
	text     string
	order    int // when it was made; syntax is visited from the leaves to the root
}

// An editKind puts the edits at one offset into their order.
type editKind int

const (
	closing   editKind = iota // belongs to the syntax that ends here
	opening                   // belongs to the syntax that begins here
	replacing                 // replaces at least one byte
)

// before inserts text before the syntax that begins at off, and before what was
// inserted there.
func (b *buffer) before(off int, text string) { b.add(off, off, opening, text) }

// after inserts text after the syntax that ends at off, and after what was
// inserted there.
func (b *buffer) after(off int, text string) { b.add(off, off, closing, text) }

// replace replaces what lies in [from, to), edits included.
func (b *buffer) replace(from, to int, text string) {
	b.edits = slices.DeleteFunc(b.edits, func(e edit) bool { return e.within(from, to) })
	b.add(from, to, replacing, text)
}

func (b *buffer) add(from, to int, kind editKind, text string) {
	b.made++
	b.edits = append(b.edits, edit{from, to, kind, text, b.made})
}

// within tells whether the edit belongs to the syntax that fills [from, to).
func (e edit) within(from, to int) bool {
	switch e.kind {
	case closing:
		return from < e.from && e.to <= to
	case opening:
		return from <= e.from && e.to < to
	default:
		return from <= e.from && e.to <= to
	}
}

// text returns what lies in [from, to), with the edits.
func (b *buffer) text(from, to int) string {
	var chosen []edit
	for _, e := range b.edits {
		if e.within(from, to) {
			chosen = append(chosen, e)
		}
	}
	slices.SortStableFunc(chosen, compareEdits)
	var out strings.Builder
	for _, e := range chosen {
		out.Write(b.src[from:e.from])
		out.WriteString(e.text)
		from = e.to
	}
	out.Write(b.src[from:to])
	return out.String()
}

// compareEdits orders edits by their place. At one place, the inner syntax ends
// before the outer, and begins after it.
func compareEdits(x, y edit) int {
	inner := cmp.Compare(x.order, y.order)
	if x.kind == opening {
		inner = -inner
	}
	return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.kind, y.kind), inner)
}
