package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// A benchProgress tells how far the rounds are.
type benchProgress struct {
	plan  benchPlan
	done  int // rows, of all rounds
	begin time.Time
	now   func() time.Time
	show  func(p *benchProgress)
	end   func() // is called after the last show
}

// newBenchProgress returns a progress that shows itself on w: on a terminal as
// a line that changes, and elsewhere as a line for each round.
func newBenchProgress(w io.Writer, plan benchPlan) *benchProgress {
	p := &benchProgress{plan: plan, begin: time.Now(), now: time.Now}
	p.end = func() {}
	p.show = func(p *benchProgress) {
		if p.done%len(plan.rows) == 0 && p.done < p.total() {
			fmt.Fprintln(w, p)
		}
	}
	if isTerminal(w) {
		p.end = func() { fmt.Fprintln(w) }
		p.show = func(p *benchProgress) {
			// Clear the line, and cut the new one off where the screen ends.
			fmt.Fprintf(w, "\r\x1b[K\x1b[?7l%v\x1b[?7h", p)
		}
	}
	return p
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// start shows that the first row is running.
func (p *benchProgress) start() { p.show(p) }

// next shows that a row has been measured.
func (p *benchProgress) next() {
	p.done++
	p.show(p)
}

func (p *benchProgress) total() int { return p.plan.rounds * len(p.plan.rows) }

// left returns how long the rest is expected to take: by the plan at first, and
// by experience after a round.
func (p *benchProgress) left() time.Duration {
	rest := time.Duration(p.total() - p.done)
	if p.done < len(p.plan.rows) {
		return p.plan.total() * rest / time.Duration(p.total())
	}
	return p.now().Sub(p.begin) * rest / time.Duration(p.done)
}

// String tells what runs, how far it is and how long the rest takes.
func (p *benchProgress) String() string {
	if p.done == p.total() {
		return fmt.Sprintf("measured %d rows in %d rounds", len(p.plan.rows), p.plan.rounds)
	}
	i := p.done % len(p.plan.rows)
	name := strings.TrimPrefix(p.plan.rows[i].name, "Benchmark")
	return fmt.Sprintf("round %d of %d, row %d of %d, %v left: %s",
		p.done/len(p.plan.rows)+1, p.plan.rounds, i+1, len(p.plan.rows),
		p.left().Round(time.Second), strings.ReplaceAll(name, "/", " "))
}
