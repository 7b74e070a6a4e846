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
	// new object. These are their usual number, and how long they take
	// together, in percent of the benchtime.
	runsOfRow    = 4
	percentOfRow = 160
)

// A benchRow is a benchmark.
type benchRow struct {
	name  string        // as it is printed
	setup time.Duration // how long a run with one operation takes
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
	p.benchtime = 0
	rest := budget/time.Duration(p.rounds) - p.round()
	p.benchtime = rest * 100 / percentOfRow / time.Duration(len(rows))
	p.benchtime = min(p.benchtime, longestBenchtime).Truncate(time.Millisecond)
	if p.benchtime >= shortestBenchtime {
		return p, nil
	}
	p.benchtime = shortestBenchtime
	needs := p.total().Truncate(time.Second) + time.Second
	return p, fmt.Errorf("a budget of %v is too small for %d rows in %d rounds: give them --budget %v, "+
		"or measure fewer patterns or implementations", budget, len(rows), p.rounds, needs)
}

// round returns how long a round is expected to take.
func (p benchPlan) round() time.Duration {
	total := time.Duration(len(p.rows)) * p.benchtime * percentOfRow / 100
	for _, r := range p.rows {
		total += runsOfRow * r.setup
	}
	return total
}

func (p benchPlan) total() time.Duration { return time.Duration(p.rounds) * p.round() }

// String describes the plan in one line.
func (p benchPlan) String() string {
	return fmt.Sprintf("measuring %d rows in %d rounds, %v each time; it takes about %v",
		len(p.rows), p.rounds, p.benchtime, p.total().Round(time.Second))
}
