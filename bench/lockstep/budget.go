package lockstep

import (
	"fmt"
	"slices"
	"time"
)

// The least that a row is measured in each process: what can still be summarised.
const (
	fewestBlocks = 2
	fewestRounds = burst
)

const (
	mostBlocks = 200

	// making is what part of a block may go to making and warming up its
	// objects, if there is time: one of so many.
	making = 3

	// What a slice takes beside its operations, for stamps and the order; what it
	// takes more to give the token to another process, and to ask a worker.
	perSlice   = 5 * time.Microsecond
	perToken   = 20 * time.Microsecond
	perRequest = 300 * time.Microsecond
)

// A cost is what a row takes.
type cost struct {
	prepare time.Duration // in each process
	block   time.Duration // to make and warm up the objects
	round   time.Duration
	lead    lead
}

// add adds the costs of the contenders.
func (c *cost) add(seats []seat, gauges []*gauge, l lead) {
	c.lead = l
	c.block += perRequest
	for i, g := range gauges {
		slice := time.Duration(float64(seats[i].Ops)*(g.Op+g.Renew)) + perSlice
		c.block += g.Make + 2*slice + 2*g.Rest
		c.round += slice
		switch l {
		case ledAlone:
		case ledTogether:
			c.round += (perToken + slice/2) / burst
			c.block += 2 * perToken
		case ledStepwise:
			c.round += (perRequest + slice/2 + g.Rest) / burst
			c.block += 2 * perRequest
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
	long := c.block + max(time.Duration(fewestRounds)*c.round, (making-1)*c.block)
	blocks = min(max(int(t/long), fewestBlocks), mostBlocks)
	rounds = int((t/time.Duration(blocks) - c.block) / max(c.round, 1))
	return blocks, max(rounds, fewestRounds)
}

// divide gives every row the same time, but those that need more their minimum.
// If there is not enough for that, there are fewer processes, and after that
// fewer rows: the most expensive ones are left out.
func (p *Plan) divide(budget time.Duration) {
	p.Processes = p.options.Processes
	budget = p.leaveOut(budget)
	rows := p.Rows
	least := func() (sum time.Duration) {
		for _, r := range rows {
			sum += r.cost.least()
		}
		return sum
	}
	for p.Processes > fewestProcesses && time.Duration(p.Processes)*least() > budget {
		p.Processes--
	}
	left := budget / time.Duration(p.Processes)
	needed := least()
	out := make(map[int]bool)
	order := p.dearest()
	for rank, i := range order {
		r := &rows[i]
		if needed > left {
			p.omit(r.Row, "", fmt.Sprintf("it takes at least %v of the %v that are left of the budget; "+
				"raise the budget or measure fewer rows", p.whole(r.cost.least()), p.whole(left)))
			needed -= r.cost.least()
			out[i] = true
			continue
		}
		share := max(left/time.Duration(len(order)-rank), r.cost.least())
		r.Blocks, r.Rounds = r.cost.fit(share)
		r.Takes = r.cost.of(r.Blocks, r.Rounds)
		left -= r.Takes
		needed -= r.cost.least()
		p.Takes += r.Takes * time.Duration(p.Processes)
	}
	p.Takes += time.Duration(p.Processes) * p.start
	p.without(out)
}

// leaveOut leaves out the rows that need more than their shares of the budget, and
// returns what there is for the others.
func (p *Plan) leaveOut(budget time.Duration) time.Duration {
	shares := time.Duration(p.options.Shares)
	if shares == 0 {
		return budget
	}
	left := budget / time.Duration(p.Processes)
	out := make(map[int]bool)
	order := p.dearest()
	for rank, i := range order {
		r := &p.Rows[i]
		equal := left / time.Duration(len(order)-rank)
		if r.cost.least() <= shares*equal {
			break
		}
		p.omit(r.Row, "", fmt.Sprintf("it takes at least %v, and an equal share of the budget is %v; "+
			"raise the budget or measure fewer rows", p.whole(r.cost.least()), p.whole(equal)))
		out[i] = true
		if shares == 1 {
			left -= equal // so that a share is one of all rows
		}
	}
	p.without(out)
	return left * time.Duration(p.Processes)
}

// whole returns what all processes take together, for the reader.
func (p *Plan) whole(d time.Duration) time.Duration {
	return max(0, d*time.Duration(p.Processes)).Round(time.Millisecond)
}

// dearest returns the indexes of the rows, those first that need most.
func (p *Plan) dearest() []int {
	order := make([]int, len(p.Rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(p.Rows[b].cost.least() - p.Rows[a].cost.least()) })
	return order
}

// without removes rows by their indexes.
func (p *Plan) without(out map[int]bool) {
	rows := p.Rows
	p.Rows = nil
	for i, r := range rows {
		if !out[i] {
			p.Rows = append(p.Rows, r)
		}
	}
}
