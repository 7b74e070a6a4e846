package conformance

import (
	"fmt"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/internal/draw"
)

// repeatedCases is of how many cases a schedule is replayed.
const repeatedCases = 10

// repeat runs cases of the law, which follow from seed, under random schedules,
// and replays each. It returns an error if a run is not the same as the first.
func (l law[New]) repeat(o options, seed int64, newPattern New) (err error) {
	sizes := o.gear.spec().sizes(repeatedCases)
	draw.Search(seed, repeatedCases, sizes, func(c *draw.Case) bool {
		random := o.explore
		random.Strategy, random.Schedules, random.For, random.Seed = "random", 1, 0, seed
		e, t := l.under(o, c, random, newPattern)
		if t.offer != "" {
			return true
		}
		schedule := e.Schedule()
		for i := range (o.repeats + repeatedCases - 1) / repeatedCases {
			again := interleave.Options{Replay: schedule, Steps: o.explore.Steps}
			if e, _ := l.under(o, c, again, newPattern); e.Err() != nil {
				err = fmt.Errorf("case %s: replay %d of the schedule %s is another one: %s",
					c.ID(), i+1, schedule, e.Schedule())
				c.Settle()
				return false
			}
		}
		return true
	})
	return err
}
