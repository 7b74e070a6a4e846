package sched

// A Kind says what a choice is about.
type Kind int

// The kinds of choices.
const (
	Switch Kind = iota // which thread goes on
	Yield              // the same, after the thread that ran has asked to let others run
	Select             // which case of a select is looked at first
)

// A Choice is a moment at which the program may go on in several ways.
type Choice struct {
	Kind    Kind
	Options []string // the names of threads, in the order of preference, or of cases
	Current bool     // whether the thread that ran last is an option: the first, or the last of a Yield
	Sum     Sum      // of the kind, the options, and the operations that come next
}

// A Sum is a checksum, which tells whether a program that is run again has come
// to the same choice. It is FNV-1a.
type Sum uint32

// NewSum is the checksum of nothing.
const NewSum Sum = 2166136261

// Text adds a text.
func (s Sum) Text(text string) Sum {
	for i := range len(text) {
		s = (s ^ Sum(text[i])) * 16777619
	}
	return s.Word('|')
}

// Word adds a number.
func (s Sum) Word(n uint32) Sum { return (s ^ Sum(n)) * 16777619 }

// Preempts reports whether option i takes the processor from a thread that could
// go on and did not offer it, or does not give it to the one whose turn it is when
// it was offered: without a price on that, one of several threads that spin could
// be passed over for ever.
func (c Choice) Preempts(i int) bool {
	switch {
	case !c.Current:
		return false
	case c.Kind == Switch:
		return i != 0
	default:
		return c.Kind == Yield && i > 0
	}
}

// A Chooser makes the choices of a run.
type Chooser interface {
	// Choose returns the index of one of at least two options. The slice of
	// options is valid during the call.
	Choose(c Choice) int
	// Took is called after each choice of kind Select with the index of the case
	// that was ready, which may be another one, or -1 if none was.
	Took(i int)
}
