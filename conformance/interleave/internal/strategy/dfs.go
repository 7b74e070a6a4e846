package strategy

import "github.com/assay-go/assay/conformance/interleave/internal/sched"

// DFS tries every schedule, depth first. With a bound it goes in rounds: first
// the schedules without preemption, then those with one, and so on. So the first
// schedule that breaks a law is one with the fewest preemptions.
//
// A round has to pass through the schedules of those before it, which do not
// count. Nor does a schedule that asks for a case of a select that turns out not
// to be ready: it is one that was tried.
type DFS struct {
	bound int
	round int    // how many preemptions the schedules of this round have
	path  []node // the choices of this schedule
	fixed int    // how many of them were made before it began
	at    int
	spent int  // how many preemptions there were
	cut   bool // whether the bound of the round forbids a schedule

	begun, done, stale, diverged bool

	missed bool // whether there are schedules in which a thread never stops offering the processor
}

// A node is a choice on the path of a schedule.
type node struct {
	sched.Choice     // without the options
	n            int // how many options there are
	choice       int // the options before it were tried
	spent        int // the preemptions before
}

// NewDFS returns a DFS with a bound for the number of preemptions, or [Unbounded].
func NewDFS(bound int) *DFS { return &DFS{bound: bound, round: min(bound, 0)} }

// Begin implements Strategy.
func (d *DFS) Begin() bool {
	if d.done {
		return false
	}
	if d.at < d.fixed { // the program ended sooner than the last time
		d.diverge()
	}
	if d.begun && !d.advance() {
		if !d.cut || d.round == d.bound {
			d.done = true
			return false
		}
		d.round++
		d.cut = false
	}
	d.begun, d.stale, d.at, d.spent, d.fixed = true, false, 0, 0, len(d.path)
	return true
}

// advance moves the path to the next schedule of the round, if there is one.
func (d *DFS) advance() bool {
	for len(d.path) > 0 {
		n := &d.path[len(d.path)-1]
		for n.choice++; n.choice < n.n; n.choice++ {
			if d.allowed(n, n.choice) {
				return true
			}
			d.cut = true
		}
		d.path = d.path[:len(d.path)-1]
	}
	return false
}

// allowed reports whether the round may take option i. A thread that offers the
// processor again and again would have no end of schedules in which it keeps it.
func (d *DFS) allowed(n *node, i int) bool {
	if !n.preempts(i) {
		return true
	}
	if d.round == Unbounded {
		d.missed = d.missed || n.Kind == sched.Yield
		return n.Kind != sched.Yield
	}
	return n.spent < d.round
}

func (n *node) preempts(i int) bool {
	if !n.Current {
		return false
	}
	return n.Kind == sched.Switch && i != 0 || n.Kind == sched.Yield && i > 0
}

// Choose implements [sched.Chooser].
func (d *DFS) Choose(c sched.Choice) int {
	if d.at < len(d.path) && d.path[d.at].Sum != c.Sum {
		d.diverge()
	}
	if d.at == len(d.path) {
		n := node{Choice: c, n: len(c.Options), spent: d.spent}
		n.Options = nil // which are valid during the call
		if d.stale {
			n.n = 1
		}
		d.path = append(d.path, n)
	}
	n := &d.path[d.at]
	d.at++
	if c.Preempts(n.choice) {
		d.spent++
	}
	return n.choice
}

// diverge gives up what is left to try after this point.
func (d *DFS) diverge() {
	d.path = d.path[:d.at]
	d.stale, d.diverged = true, true
}

// Took implements [sched.Chooser].
func (d *DFS) Took(i int) {
	n := &d.path[d.at-1]
	switch {
	case i == n.choice:
	case i < 0:
		n.n = n.choice + 1
	case n.choice == 0: // those before i are not ready
		n.choice = i
	default:
		d.diverged = d.diverged || d.at < d.fixed
		d.stale = true
	}
}

// New implements Strategy.
func (d *DFS) New() bool { return !d.stale && (d.round <= 0 || d.spent == d.round) }

// Done implements Strategy.
func (d *DFS) Done() bool { return d.done && !d.missed }

// Whole reports whether the bound has forbidden no schedule, after Begin has
// returned false.
func (d *DFS) Whole() bool { return d.Done() && !d.cut }

// Diverged implements Strategy.
func (d *DFS) Diverged() bool { return d.diverged }
