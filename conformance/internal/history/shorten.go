package history

import "slices"

// shorten returns a shorter illegal history that h contains, where h is
// illegal. Not every call may be left out: without the Store of a value, its
// Load is wrong. Two steps are sound, in that they keep a legal history legal:
// to cut the history off at some moment, with the result of what was pending
// then forgotten, and to leave out a call that changes nothing.
func (m Model[S, O, R]) shorten(h History[O, R]) History[O, R] {
	ends := make([]int64, len(h))
	for i, c := range h {
		ends[i] = c.End
	}
	slices.Sort(ends)
	for _, end := range ends {
		if cut := m.cut(h, end); m.verdict(cut) == Illegal {
			h = cut
			break
		}
	}
	for i := range slices.Backward(h) {
		if m.reads(h[i]) {
			if without := slices.Delete(slices.Clone(h), i, i+1); m.verdict(without) == Illegal {
				h = without
			}
		}
	}
	return h
}

// cut returns the calls that had begun when the given tick was over. Those that
// had not ended are pending; if they change nothing, they are left out.
func (m Model[S, O, R]) cut(h History[O, R], end int64) History[O, R] {
	var cut History[O, R]
	for _, c := range h {
		switch {
		case c.Begin > end:
		case c.End <= end:
			cut = append(cut, c)
		case !m.reads(c):
			c.Pending = true
			cut = append(cut, c)
		}
	}
	return cut
}

func (m Model[S, O, R]) reads(c Call[O, R]) bool { return m.Reads != nil && m.Reads(c.Op) }
