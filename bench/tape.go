package bench

// A tape is an endless repetition of a sequence.
type tape[T any] struct {
	items []T
	next  int
}

// take returns the next items, n of them or fewer, but at least one. A loop
// over what it returns costs less than a call for every item would.
func (t *tape[T]) take(n int) []T {
	end := min(t.next+n, len(t.items))
	items := t.items[t.next:end]
	t.next = end
	if end == len(t.items) {
		t.next = 0
	}
	return items
}
