package lockstep

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"
)

// Run measures what the plan says. A row that fails says so in its result,
// and the others go on. When ctx is done, Run ends the workers and returns what it
// has, with the cause as an error.
func Run(ctx context.Context, p *Plan) (*Result, error) {
	s := &session{plan: p, end: time.Now().Add(p.Takes), left: p.Takes, result: p.newResult(ctx)}
	err := s.run(ctx)
	s.result.Runs[0].End = weather()
	return s.result, err
}

func (p *Plan) newResult(ctx context.Context) *Result {
	o := p.options
	r := &Result{Runs: []Header{{
		Machine: thisMachine(ctx, o.Machine, o.Procs), Commits: o.Commits, Go: p.versions,
		Overhead: p.overhead, Seed: o.Seed, Begin: weather(),
	}}}
	for _, row := range p.Rows {
		r.Rows = append(r.Rows, RowResult{
			Pattern: row.Workload.Pattern, Axes: row.Workload.Axes,
			Goroutines: row.Goroutines, Alone: row.alone, Contenders: row.Contenders,
		})
	}
	return r
}

// A session is a run under way.
type session struct {
	plan   *Plan
	team   team
	result *Result

	process int

	end  time.Time     // when it should be over
	left time.Duration // what the rest takes by the plan
	done int           // rows of all processes
}

func (s *session) run(ctx context.Context) error {
	restore, urgently := hurry()
	defer restore()
	s.result.Runs[0].Urgent = urgently
	defer func() { s.team.stop() }()
	for k := range s.plan.Processes {
		s.process = k
		s.team.stop()
		if err := s.start(ctx); err != nil {
			return err
		}
		for _, i := range s.plan.order(k) {
			if err := s.row(ctx, i, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// order returns the indexes of the rows in random order, but those of one workload after
// each other, so that its input is drawn once.
func (p *Plan) order(process int) []int {
	order := rand.New(rand.NewPCG(p.options.Seed, uint64(process))).Perm(len(p.Rows))
	place := make(map[string]int)
	for at, i := range order {
		if id := p.Rows[i].Workload.ID(); place[id] == 0 {
			place[id] = at + 1
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return place[p.Rows[a].Workload.ID()] - place[p.Rows[b].Workload.ID()]
	})
	return order
}

// start starts the workers of a process.
func (s *session) start(ctx context.Context) (err error) {
	s.spend(s.plan.start)
	o := s.plan.options
	if n := len(o.Layouts); n > 0 {
		o.Binaries = o.Layouts[s.process%n]
	}
	s.team, err = startTeam(ctx, o)
	return err
}

// row measures a row in a process, and notes how that fails.
func (s *session) row(ctx context.Context, i, k int) error {
	row, result := &s.plan.Rows[i], &s.result.Rows[i]
	left := s.left - row.Takes
	defer func() { s.left, s.done = left, s.done+1 }()
	if result.Failures != nil {
		return ctx.Err()
	}
	s.plan.options.Progress(Progress{
		Row: s.done + 1, Rows: s.plan.Processes * len(s.plan.Rows),
		Process: k + 1, Processes: s.plan.Processes,
		Name: row.Workload.ID(), Left: max(0, time.Until(s.end)),
	})
	m := &measurement{session: s, row: row, seed: blockSeed(s.plan.options.Seed, i, k)}
	err := m.measure(ctx)
	if len(m.process.Blocks) > 0 {
		result.Processes = append(result.Processes, m.process)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err == nil {
		return nil
	}
	result.Failures = append(result.Failures, Failure{Process: k, Error: err.Error()})
	return s.recover(ctx, m, err)
}

// recover makes the workers ready for another row.
func (s *session) recover(ctx context.Context, m *measurement, err error) error {
	isRow := func(err error) bool { _, ok := errors.AsType[*rowError](err); return ok }
	if isRow(err) {
		if _, err = m.each(ctx, request{Do: doFinish}); err == nil || isRow(err) {
			return nil
		}
	}
	s.team.stop()
	return s.start(ctx)
}

// spend takes planned time off what is left, and returns how much time there
// really is for it.
func (s *session) spend(planned time.Duration) time.Duration {
	defer func() { s.left -= planned }()
	return s.worth(planned)
}

// worth returns how much time there really is for planned time.
func (s *session) worth(planned time.Duration) time.Duration {
	share := float64(planned) / float64(max(s.left, planned))
	return time.Duration(share * float64(time.Until(s.end)))
}
