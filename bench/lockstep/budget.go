package lockstep

import (
	"fmt"
	"slices"
	"time"
)

// The least that a row is measured in each process: what can still be summarised.
const (
	fewestBlocks = 2
	fewestRounds = 5
)

const (
	mostBlocks = 60

	// making is what part of a block may go to making and warming up its
	// objects, if there is time: one of so many.
	making = 3

	// What a slice takes beside its operations, for stamps and the order; and
	// what it takes more to ask another process for a burst.
	perSlice   = 5 * time.Microsecond
	perRequest = 240 * time.Microsecond
)

// A cost is what a row takes.
type cost struct {
	prepare time.Duration // in each process
	block   time.Duration // to make and warm up the objects
	round   time.Duration
}

// add adds the costs of the contenders.
func (c *cost) add(seats []seat, gauges []*gauge, apart bool) {
	for i, g := range gauges {
		slice := time.Duration(float64(seats[i].Ops)*(g.Op+g.Renew)) + perSlice
		c.block += g.Make + 2*slice + 2*g.Rest
		c.round += slice
		if apart {
			c.round += (perRequest + slice/2 + g.Rest) / burst
		}
	}
}

// of returns what a process of the row takes.
func (c cost) of(blocks, rounds int) time.Duration {
	return c.prepare + time.Duration(blocks)*(c.block+time.Duration(rounds)*c.round)
}

func (c cost) least() time.Duration { return c.of(fewestBlocks, fewestRounds) }

// fit returns how many blocks and rounds a process can have in the time.
func (c cost) fit(t time.Duration) (blocks, rounds int) {
	t -= c.prepare
	long := c.block + max(fewestRounds*c.round, (making-1)*c.block)
	blocks = min(max(int(t/long), fewestBlocks), mostBlocks)
	rounds = int((t/time.Duration(blocks) - c.block) / max(c.round, 1))
	return blocks, max(rounds, fewestRounds)
}

// divide gives every row the same time, but those that need more their minimum.
// If there is not enough for that, there are fewer processes, and after that
// fewer rows: the most expensive ones are left out.
func (p *Plan) divide(budget time.Duration) {
	rows := p.Rows
	least := func() (sum time.Duration) {
		for _, r := range rows {
			sum += r.cost.least()
		}
		return sum
	}
	p.Processes = p.options.Processes
	for p.options.Shares != 1 && p.Processes > fewestProcesses && time.Duration(p.Processes)*least() > budget {
		p.Processes--
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(rows[b].cost.least() - rows[a].cost.least()) })
	left := budget / time.Duration(p.Processes)
	needed := least()
	out := make(map[int]bool)
	for rank, i := range order {
		r := &rows[i]
		equal := left / time.Duration(len(order)-rank)
		if n := time.Duration(p.options.Shares); n > 0 && r.cost.least() > n*equal {
			p.omit(r.Row, "", fmt.Sprintf("it takes at least %v, and an equal share of the budget is %v; "+
				"raise the budget or measure fewer rows",
				(r.cost.least()*time.Duration(p.Processes)).Round(time.Millisecond),
				max(0, equal*time.Duration(p.Processes)).Round(time.Millisecond)))
			needed -= r.cost.least()
			if n == 1 {
				left -= equal // so that a share is one of all rows
			}
			out[i] = true
			continue
		}
		if needed > left {
			p.omit(r.Row, "", fmt.Sprintf("it takes at least %v of the %v that are left of the budget; "+
				"raise the budget or measure fewer rows",
				(r.cost.least()*time.Duration(p.Processes)).Round(time.Millisecond),
				max(0, left*time.Duration(p.Processes)).Round(time.Millisecond)))
			needed -= r.cost.least()
			out[i] = true
			continue
		}
		share := max(equal, r.cost.least())
		r.Blocks, r.Rounds = r.cost.fit(share)
		r.Takes = r.cost.of(r.Blocks, r.Rounds)
		left -= r.Takes
		needed -= r.cost.least()
		p.Takes += r.Takes * time.Duration(p.Processes)
	}
	p.Takes += time.Duration(p.Processes) * p.start
	p.Rows = nil
	for i, r := range rows {
		if !out[i] {
			p.Rows = append(p.Rows, r)
		}
	}
}
