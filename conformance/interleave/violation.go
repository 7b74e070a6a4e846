package interleave

import (
	"fmt"
	"time"

	"github.com/assay-go/assay/conformance/interleave/internal/strategy"
	"github.com/assay-go/assay/conformance/internal/gear"
)

// patience is how long a schedule may take, in real time.
const patience = 10 * time.Second

// A violation is a schedule under which a program goes wrong.
type violation struct {
	kind        string // "violated", or how the run ended
	text        string
	stacks      string
	schedule    schedule
	preemptions int
	drawing     *Drawing
	err         error // why it cannot be trusted
}

// attempt runs f under the current schedule of e, and returns what went wrong.
func attempt(e *Explorer, f func(x *T)) *violation {
	x := new(T)
	o := e.Run(patience, func() { f(x) })
	v := &violation{
		kind: o.Kind.String(), stacks: o.Stacks, schedule: e.schedule(),
		preemptions: e.Preemptions(), drawing: e.Drawing(), err: e.Err(),
	}
	switch {
	case x.Failed():
		v.kind, v.text, v.stacks = "violated", x.text(), ""
	case o.Kind != gear.Done:
		v.text = fmt.Sprint(o.Value)
		if more := x.text(); more != "" {
			v.text += "\n" + more
		}
	default:
		return nil
	}
	return v
}

// find explores f until something goes wrong.
func find(e *Explorer, f func(x *T)) *violation {
	for e.Next() {
		if v := attempt(e, f); v != nil {
			return v
		}
	}
	return nil
}

// simpler is how many schedules are tried in search of one with fewer preemptions.
const simpler = 2000

// shrink looks for a schedule under which f goes wrong in the same way, with
// fewer preemptions or fewer choices that are not the default.
func shrink(o Options, v *violation, f func(x *T)) *violation {
	if o.Strategy != "dfs" && v.preemptions > 0 {
		o.Strategy, o.Preemptions, o.Schedules = "dfs", v.preemptions-1, simpler
		e := newExplorer(o, strategy.NewDFS(o.Preemptions))
		for e.Next() {
			if w := attempt(e, f); w != nil && w.kind == v.kind {
				return w
			}
		}
	}
	for i := len(v.schedule.choices) - 1; i >= 0; i-- {
		if i >= len(v.schedule.choices) || v.schedule.choices[i] == 0 {
			continue
		}
		choices := append([]int(nil), v.schedule.choices...)
		choices[i] = 0
		e := newExplorer(o, strategy.NewList(choices))
		e.Next()
		if w := attempt(e, f); w != nil && w.kind == v.kind && w.simpler(v) {
			v = w
		}
	}
	return v
}

// simpler reports whether v is simpler than w.
func (v *violation) simpler(w *violation) bool {
	if v.preemptions != w.preemptions {
		return v.preemptions < w.preemptions
	}
	return deviations(v.schedule.choices) < deviations(w.schedule.choices)
}

func deviations(choices []int) (n int) {
	for _, c := range choices {
		if c != 0 {
			n++
		}
	}
	return n
}

// again replays v, which adds positions to its trace.
func again(o Options, v *violation, f func(x *T)) *violation {
	o.Replay = v.schedule.String()
	e, err := NewExplorer(o)
	if err != nil {
		v.err = err
		return v
	}
	e.Next()
	w := attempt(e, f)
	if w == nil || w.kind != v.kind {
		v.err = errDiverged
		return v
	}
	return w
}
