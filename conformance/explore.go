package conformance

import (
	"strings"
	"time"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/internal/draw"
)

// schedulesOfCase is how many schedules of a case are tried, if nobody says.
const schedulesOfCase = 300

// explored tries the law on case c under one schedule after the other, until one
// breaks it.
func (l law[New]) explored(o options, c *draw.Case, all tally, newPattern New) *trial {
	e, err := interleave.NewExplorer(o.explore)
	if err != nil {
		panic(err) // the options were checked when they were read
	}
	spec := o.gear.spec()
	spec.run, spec.bubble = e.Run, e.Run
	t := new(trial)
	for e.Next() {
		t = l.once(o, spec, c, all, newPattern)
		if t.finding != nil || t.offer != "" {
			break
		}
	}
	t.explored, t.all = e.Explored(), e.Exhausted()
	if t.finding != nil {
		t.schedule = e.Schedule()
		t.drawing = l.draw(o, c, t.schedule, newPattern)
	}
	return t
}

// draw returns a drawing of a schedule that breaks the law, if it does so again.
func (l law[New]) draw(o options, c *draw.Case, schedule string, newPattern New) string {
	e, err := interleave.NewExplorer(interleave.Options{Replay: schedule, Steps: o.explore.Steps})
	if err != nil || !e.Next() {
		return ""
	}
	spec := o.gear.spec()
	spec.run, spec.bubble = e.Run, e.Run
	if t := l.once(o, spec, c, make(tally), newPattern); t.finding == nil || e.Err() != nil {
		return ""
	}
	return e.Drawing()
}

// caseMark stands between a case and its schedule where both are to be replayed.
const caseMark = "+"

// exploring returns o with what the command assay explore has asked for, if it
// has started this process.
func (o options) exploring() (options, error) {
	o.explore.Preemptions, o.explore.Seed = 2, 1
	explore, set, err := interleave.Environment(o.explore)
	if o.explore = explore; set {
		o.gear = "explore"
	}
	switch {
	case o.explore.For > 0: // for the law, so that each case has its share
		o.explore.For /= time.Duration(o.budget())
	case o.explore.Schedules == 0:
		o.explore.Schedules = schedulesOfCase
	}
	if id, schedule, ok := strings.Cut(explore.Replay, caseMark); ok {
		o.replay, o.explore.Replay = id, schedule
		if err == nil {
			err = draw.Valid(id)
		}
	}
	if err == nil {
		_, err = interleave.NewExplorer(o.explore)
	}
	return o, err
}
