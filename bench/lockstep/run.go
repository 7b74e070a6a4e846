package lockstep

import (
	"context"
	"errors"
	"fmt"
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

// A measurement is that of a row in a process.
type measurement struct {
	*session
	row     *PlannedRow
	seed    uint64
	process Process
}

// each makes the same request of all workers of the row.
func (m *measurement) each(ctx context.Context, r request) ([]*reply, error) {
	return m.team.each(ctx, m.row.Contenders, m.limit(), func(int) request { return r })
}

// limit returns how long to wait for a reply.
func (m *measurement) limit() time.Duration { return m.plan.options.Patience + 10*m.row.Takes }

func (m *measurement) measure(ctx context.Context) error {
	end := time.Now().Add(m.worth(m.row.Takes))
	m.spend(m.row.cost.prepare)
	if _, err := m.each(ctx, request{Do: doPrepare, Workload: m.row.Workload.ID()}); err != nil {
		return err
	}
	for b := range m.row.Blocks {
		if b >= fewestBlocks && time.Now().After(end) {
			break // the machine is slower than when the plan was made
		}
		block, err := m.block(ctx, blockSeed(m.seed, b))
		if err != nil {
			return err
		}
		m.process.Blocks = append(m.process.Blocks, block)
	}
	replies, err := m.each(ctx, request{Do: doFinish})
	if err != nil {
		return err
	}
	for _, p := range replies {
		m.process.Latency = append(m.process.Latency, p.Latency...)
	}
	slices.SortFunc(m.process.Latency, func(a, b Latency) int { return a.Contender - b.Contender })
	return nil
}

func (m *measurement) block(ctx context.Context, seed uint64) (block Block, err error) {
	within := m.spend(m.row.cost.of(1, m.row.Rounds)-m.row.cost.prepare) - m.row.cost.block
	_, err = m.team.each(ctx, m.row.Contenders, m.limit(), func(binary int) request {
		r := request{Do: doBlock, Seed: seed}
		for i, c := range m.row.Contenders {
			if c.Binary == binary {
				r.Seats = append(r.Seats, m.row.seats[i])
			}
		}
		return r
	})
	if err != nil {
		return block, err
	}
	block.Begin = time.Now().UTC()
	if len(binaries(m.row.Contenders)) == 1 {
		block.Slices, err = m.together(ctx, seed, within)
	} else {
		block.Slices, err = m.apart(ctx, seed, within)
	}
	if err != nil {
		return block, err
	}
	replies, err := m.each(ctx, request{Do: doClose})
	if err != nil {
		return block, err
	}
	for _, p := range replies {
		block.Outcomes = append(block.Outcomes, p.Outcomes...)
	}
	slices.SortFunc(block.Outcomes, func(a, b Outcome) int { return a.Contender - b.Contender })
	return block, m.complete(block)
}

// together lets one worker do all rounds, so that nothing is between two slices.
func (m *measurement) together(ctx context.Context, seed uint64, within time.Duration) ([]Slice, error) {
	replies, err := m.each(ctx, request{Do: doRounds, Seed: seed, Rounds: m.most(), Within: within})
	if err != nil {
		return nil, err
	}
	return replies[0].Slices, nil
}

// burst is how many slices a worker runs for a request, if there are several
// workers: a request takes about as long as a short slice.
const burst = 4

// apart lets the workers take turns, with a burst of slices each. Left alone, each
// worker stays on a processor of its own, and one of these may be slower for
// a while. So where it changes nothing else, both run on the same one, which is
// another one from block to block.
func (m *measurement) apart(ctx context.Context, seed uint64, within time.Duration) ([]Slice, error) {
	n := len(m.row.Contenders)
	pin := 0
	if m.row.alone {
		pin = 1 + int(seed%processorSetSize)
	}
	var all []Slice
	for round, begin := 0, time.Now(); more(round, m.most(), begin, within); round += burst {
		rounds := make([]Slice, 0, burst*n)
		for _, i := range turn(seed, round, n) {
			p, err := m.team[m.row.Contenders[i].Binary].ask(ctx, request{
				Do: doBurst, Seat: i, Seed: seed, First: round, Rounds: burst, Pin: pin,
			}, m.limit())
			if err != nil {
				return nil, err
			}
			rounds = append(rounds, p.Slices...)
		}
		all = append(all, rounds...)
	}
	// In the order of the rounds, as if there were no bursts.
	slices.SortStableFunc(all, func(a, b Slice) int { return a.Round - b.Round })
	return all, nil
}

// most returns how many rounds a block may have, if the machine is faster than
// when the plan was made.
func (m *measurement) most() int { return 2 * m.row.Rounds }

// complete says whether the replies have what was asked for: whole rounds.
func (m *measurement) complete(b Block) error {
	n := len(m.row.Contenders)
	if len(b.Slices) < fewestRounds*n || len(b.Slices)%n != 0 || len(b.Outcomes) != n {
		return fmt.Errorf("the workers sent %d slices and %d outcomes of %d contenders",
			len(b.Slices), len(b.Outcomes), n)
	}
	return nil
}
