package lockstep

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

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
		block, err := m.block(ctx, blockSeed(m.seed, b), b < reports)
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

// reports is in how many blocks objects report, which may take as long as all the rest:
// some collect garbage to know how much memory they take.
const reports = fewestBlocks

func (m *measurement) block(ctx context.Context, seed uint64, report bool) (block Block, err error) {
	within := m.spend(m.row.cost.of(1, m.row.Rounds)-m.row.cost.prepare) - m.row.cost.block
	ask := request{Seed: seed, Rounds: m.most(), Within: within, Report: report}
	if m.row.alone && m.row.cost.lead != ledAlone {
		// Left alone, each worker stays on a processor of its own, and one of these may
		// be slower for a while. Where it changes nothing else, they run on the same one.
		ask.Pin = 1 + int(seed%processorSetSize)
	}
	block.Begin = time.Now().UTC()
	if m.row.cost.lead == ledStepwise {
		err = m.lead(ctx, ask, &block)
	} else {
		err = m.whole(ctx, ask, &block)
	}
	if err != nil {
		return block, err
	}
	slices.SortFunc(block.Outcomes, func(a, b Outcome) int { return a.Contender - b.Contender })
	return block, m.complete(block)
}

// whole lets the workers do the block.
func (m *measurement) whole(ctx context.Context, ask request, block *Block) error {
	ask.Do, ask.Workers = doBlock, binaries(m.row.Contenders)
	rand.New(rand.NewPCG(ask.Seed, 0)).Shuffle(len(ask.Workers), func(i, j int) {
		ask.Workers[i], ask.Workers[j] = ask.Workers[j], ask.Workers[i]
	})
	for _, c := range m.row.Contenders {
		ask.Owners = append(ask.Owners, c.Binary)
	}
	replies, err := m.team.all(ctx, m.row.Contenders, m.limit(), func(binary int) request {
		own := ask
		own.Me, own.Seats = binary, m.seats(binary)
		return own
	})
	if err != nil {
		return err
	}
	for _, p := range replies {
		block.Slices, block.Outcomes = append(block.Slices, p.Slices...), append(block.Outcomes, p.Outcomes...)
	}
	ask.sort(block.Slices)
	return nil
}

// seats returns those of a worker.
func (m *measurement) seats(binary int) (all []seat) {
	for i, c := range m.row.Contenders {
		if c.Binary == binary {
			all = append(all, m.row.seats[i])
		}
	}
	return all
}

// sort puts slices of several workers in the order of the rounds, and in that of the
// turns in a round.
func (r *request) sort(all []Slice) {
	n, b := len(r.Owners), r.burst()
	place := func(s Slice) int { return slices.Index(turn(r.Seed, s.Round/b*b, n), s.Contender) }
	slices.SortFunc(all, func(a, b Slice) int {
		return cmp.Or(a.Round-b.Round, place(a)-place(b))
	})
}

// burst is how many slices a contender runs for a turn, if there are several workers:
// what another process has left in the caches has to go first.
const burst = 4

// lead lets the workers take turns, for the sake of one that cannot do it alone.
func (m *measurement) lead(ctx context.Context, ask request, block *Block) error {
	_, err := m.team.each(ctx, m.row.Contenders, m.limit(), func(binary int) request {
		return request{Do: doOpen, Seed: ask.Seed, Seats: m.seats(binary)}
	})
	if err != nil {
		return err
	}
	n := len(m.row.Contenders)
	for round, begin := 0, time.Now(); more(round, ask.Rounds, begin, ask.Within); round += burst {
		for _, i := range turn(ask.Seed, round, n) {
			p, err := m.team[m.row.Contenders[i].Binary].ask(ctx, request{
				Do: doBurst, Seat: i, Seed: ask.Seed, First: round, Rounds: burst, Pin: ask.Pin,
			}, m.limit())
			if err != nil {
				return err
			}
			block.Slices = append(block.Slices, p.Slices...)
		}
	}
	// In the order of the rounds, as if there were no bursts.
	slices.SortStableFunc(block.Slices, func(a, b Slice) int { return a.Round - b.Round })
	replies, err := m.each(ctx, request{Do: doClose, Report: ask.Report})
	for _, p := range replies {
		block.Outcomes = append(block.Outcomes, p.Outcomes...)
	}
	return err
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
