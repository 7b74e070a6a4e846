package atomic

import "sync/atomic"

// A ledger counts the accepted calls that are neither finished nor withdrawn,
// and remembers whether it is closed, both in one word: no call enters a closed
// ledger, and exactly one step makes it closed and empty.
type ledger struct {
	word atomic.Uint64 // calls times one, plus shut
	done chan struct{} // closed by the step that makes the ledger closed and empty
}

// The parts of the word of a ledger.
const (
	shut uint64 = 1 << iota
	one
)

// enter counts a call in, unless the ledger is closed.
func (l *ledger) enter() bool {
	for {
		word := l.word.Load()
		if word&shut != 0 {
			return false
		}
		if l.word.CompareAndSwap(word, word+one) { // so it was open until now
			return true
		}
	}
}

// leave counts a call out.
func (l *ledger) leave() {
	if l.word.Add(^(one - 1)) == shut {
		close(l.done)
	}
}

// close lets no more calls in.
func (l *ledger) close() {
	if l.word.Or(shut) == 0 { // was open, and nobody is left to leave
		close(l.done)
	}
}

// closed reports whether the ledger is closed.
func (l *ledger) closed() bool { return l.word.Load()&shut != 0 }

// finished reports whether the ledger is closed and empty. It is so a moment
// before done tells.
func (l *ledger) finished() bool { return l.word.Load() == shut }
