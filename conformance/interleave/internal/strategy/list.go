package strategy

import "github.com/assay-go/assay/conformance/interleave/internal/sched"

// List makes the choices of a list, and those that come after it by default. A
// choice that is not possible is made by default, too.
type List struct {
	forever
	choices []int
	at      int
	begun   bool
}

// NewList returns a List.
func NewList(choices []int) *List { return &List{choices: choices} }

// Begin implements Strategy. There is one schedule.
func (l *List) Begin() bool {
	first := !l.begun
	l.begun = true
	return first
}

// Choose implements [sched.Chooser].
func (l *List) Choose(c sched.Choice) int {
	i := 0
	if l.at < len(l.choices) {
		i = l.choices[l.at]
	}
	l.at++
	if i >= len(c.Options) {
		return 0
	}
	return i
}
