// Package gear runs one case of a law and tells how it ended.
//
// A gear decides what time and scheduling mean while the case runs: [Virtual]
// runs it in a bubble of package synctest, where time is virtual and exact;
// [Real] runs it on plain goroutines, for the race detector. In every gear a
// panic, a deadlock or a goroutine left behind becomes an [Outcome], so that a
// law can demand it, shrink it and report it.
package gear

import "time"

// A Gear runs f and returns how it ended. If f does not end within patience,
// in real time, the gear gives it up and leaves its goroutines behind.
type Gear func(patience time.Duration, f func()) Outcome

// An Outcome tells how a case ended.
type Outcome struct {
	Kind   Kind
	Value  any    // the argument of panic, or what the runtime had to say
	Stacks string // the goroutines concerned, as package runtime prints them
}

// A Kind is a way in which a case can end.
type Kind int

// The kinds. Only [Done] is a good one.
const (
	Done     Kind = iota // f returned, and nothing was left behind
	Panicked             // f panicked on its own goroutine
	Deadlock             // every goroutine waits for another one
	Leak                 // f returned, but goroutines are left that will never end
	Stuck                // every goroutine waits, and one of them for a mutex
	Hang                 // f did not end within patience
	Race                 // the race detector found a data race
	Livelock             // goroutines went on and on and did not end
)

// String returns the word for the kind that reports use. To be stuck is to hang,
// only that it is seen at once.
func (k Kind) String() string {
	return [...]string{"ok", "panic", "deadlock", "leak", "hang", "hang", "race", "livelock"}[k]
}
