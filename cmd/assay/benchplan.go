package main

import (
	"fmt"
	"time"
)

const (
	// fewestRounds is what benchstat takes to give a confidence interval.
	fewestRounds = 6

	// The bounds of the time that is spent on a row in a round. With more time
	// there are more rounds.
	shortestBenchtime = 10 * time.Millisecond
	longestBenchtime  = time.Second

	// Package testing approaches the benchtime in several runs, each with a
	// new object. These are their number for a short operation, and how long
	// they take together, in percent of the benchtime.
	runsOfRow    = 4
	percentOfRow = 160
)

// A benchRow is a benchmark.
type benchRow struct {
	name  string        // as it is printed
	setup time.Duration // how long a run with one operation takes
	op    time.Duration // how long that operation takes
}

// A benchPlan says how often and how long to measure the rows.
type benchPlan struct {
	rows      []benchRow
	rounds    int
	benchtime time.Duration
}

// planBench divides the budget.
func planBench(rows []benchRow, budget time.Duration) (benchPlan, error) {
	p := benchPlan{rows, fewestRounds, longestBenchtime}
	if len(rows) == 0 {
		return p, fmt.Errorf("nothing to measure: none of the implementations has any of the patterns")
	}
	if enough := int(budget / p.round()); enough > p.rounds {
		p.rounds = enough
		return p, nil
	}
	for ; p.benchtime >= shortestBenchtime; p.benchtime -= time.Millisecond {
		if p.total() <= budget {
			return p, nil
		}
	}
	p.benchtime = shortestBenchtime
	needs := p.total().Truncate(time.Second) + time.Second
	return p, fmt.Errorf("a budget of %v is too small for %d rows in %d rounds: give them --budget %v, "+
		"or measure fewer patterns or implementations", budget, len(rows), p.rounds, needs)
}

// round returns how long a round is expected to take.
func (p benchPlan) round() (total time.Duration) {
	for _, r := range p.rows {
		total += r.takes(p.benchtime)
	}
	return total
}

// takes returns how long the row is expected to take. If the first operation is
// long enough there is no further run, and if it is not much too short there is
// one.
func (r benchRow) takes(benchtime time.Duration) time.Duration {
	switch {
	case r.op >= benchtime:
		return r.setup
	case r.op >= benchtime/100:
		return 2*r.setup + benchtime
	default:
		return runsOfRow*r.setup + benchtime*percentOfRow/100
	}
}

func (p benchPlan) total() time.Duration { return time.Duration(p.rounds) * p.round() }

// String describes the plan in one line.
func (p benchPlan) String() string {
	return fmt.Sprintf("measuring %d rows in %d rounds, %v each time; it takes about %v",
		len(p.rows), p.rounds, p.benchtime, p.total().Round(time.Second))
}
