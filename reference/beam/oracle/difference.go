package oracle

import (
	"slices"
	"strconv"

	"github.com/assay-go/assay/conformance"
)

// A Difference is a way in which an implementation and the BEAM may differ, since a
// law asks for more than the BEAM gives, or the implementation declares that it
// lacks the law.
type Difference struct {
	Law      string // by [conformance.Law.ID]
	Reason   string // what happens on the BEAM, or in the implementation
	Patterns []string
	Verbs    []string

	// Open tells that the BEAM does not always do the same.
	Open bool

	// Lack tells that it is the implementation that does less: one that has the law
	// among its Lacks.
	Lack bool

	when func(moment) bool
}

// A moment is when the observations of a call differ.
type moment struct {
	impl   conformance.Implementation
	before []Call // the calls before it
	call   Call
	ours   string
	theirs string
}

func (d Difference) explains(pattern string, m moment) bool {
	if _, lacks := m.impl.Lacks[d.Law]; d.Lack && !lacks {
		return false
	}
	return slices.Contains(d.Patterns, pattern) && slices.Contains(d.Verbs, m.call.Verb) && d.when(m)
}

// present returns the calls before m that were made with what there is now.
func (m moment) present() []Call {
	i := len(m.before)
	for i > 0 && m.before[i-1].Verb != "new" {
		i--
	}
	return m.before[i:]
}

// stops are the verbs after which all are refused.
var stops = []string{"stop", "shutdown", "abort", "backlog", "drain"}

// stopped returns the index in present of the first stop, or -1.
func (m moment) stopped() int {
	return slices.IndexFunc(m.present(), func(c Call) bool { return slices.Contains(stops, c.Verb) })
}

// alive returns the calls of present that were made before a stop.
func (m moment) alive() []Call {
	if i := m.stopped(); i >= 0 {
		return m.present()[:i]
	}
	return m.present()
}

// touched returns whether there was a touch after a stop.
func (m moment) touched() bool {
	i := m.stopped()
	return i >= 0 && count(m.present()[i:], "touch") > 0
}

// parameter returns what the last new had as its argument, or 0.
func (m moment) parameter() int {
	for _, c := range slices.Backward(m.before) {
		if c.Verb == "new" {
			return c.Arguments[0]
		}
	}
	return 0
}

// registers tells whether the call asks to register the key for the owner.
func (c Call) registers(owner, key int) bool {
	switch c.Verb {
	case "register":
		return c.Arguments[0] == owner && c.Arguments[1] == key
	case "takeover":
		return c.Arguments[2] == owner && c.Arguments[1] == key
	}
	return false
}

func count(calls []Call, verb string) (n int) {
	for _, c := range calls {
		if c.Verb == verb {
			n++
		}
	}
	return n
}

// sum returns what the Adds before the shutdown of a Counter come to, of the key of
// the call if that has one.
func (m moment) sum() string {
	sum := 0
	for _, c := range m.alive() {
		if c.Verb == "add" && (m.call.Verb == "total" || c.Arguments[0] == m.call.Arguments[0]) {
			sum += c.Arguments[1]
		}
	}
	return strconv.Itoa(sum)
}
