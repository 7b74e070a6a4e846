package lockstep

import (
	"errors"
	"time"
)

// errLeft is what a worker says of a block that another one could not go on with.
var errLeft = errors.New("another worker has left the block")

// A relay is a block in the eyes of one of its workers: it makes its objects, lets
// its contenders have their turns, and releases its objects, each when it has the
// token. With one worker, who always has it, contenders take turns in each round.
// With several, a turn is a burst of rounds.
type relay struct {
	*worker
	request  request
	slices   []Slice
	outcomes []Outcome
}

// whole does what this worker has to do for a block.
func (w *worker) whole(r request) (p reply, err error) {
	if len(r.Owners) == 0 || len(r.Workers) == 0 {
		return p, errors.New("a block has contenders, and each of them a worker")
	}
	b := &relay{worker: w, request: r}
	r.onProcessor(func() { err = b.run() })
	return reply{Slices: b.slices, Outcomes: b.outcomes}, err
}

// onProcessor runs do on the processor that the request demands, or on any.
func (r *request) onProcessor(do func()) {
	if r.Pin == 0 {
		do()
		return
	}
	pinned(r.Pin-1, do)
}

// run goes on until the objects are released.
func (b *relay) run() (err error) {
	me := b.request.Me
	for t := (token{}); ; {
		if b.owner(t) != me {
			if t, err = b.baton.wait(); err != nil {
				return err
			}
		}
		if t.stage == failing {
			return errLeft
		}
		if err := b.do(t); err != nil {
			b.leave(t)
			return err
		}
		done := t.stage == closing
		if t = b.after(t); done && t.at == len(b.request.Workers) {
			return nil
		}
		if to := b.owner(t); to != me {
			if err := b.baton.pass(to, t); err != nil || done {
				return err
			}
		}
	}
}

// owner returns the binary of who gets the token.
func (b *relay) owner(t token) int {
	if t.stage == turning {
		return b.request.Owners[b.contender(t)]
	}
	return b.request.Workers[t.at]
}

// burst returns how many rounds a turn has.
func (r *request) burst() int {
	if len(r.Workers) == 1 {
		return 1
	}
	return burst
}

// round returns the first round of a turn.
func (b *relay) round(t token) int { return t.at / len(b.request.Owners) * b.request.burst() }

// contender returns whose turn it is.
func (b *relay) contender(t token) int {
	n := len(b.request.Owners)
	return turn(b.request.Seed, b.round(t), n)[t.at%n]
}

// after returns what comes after a step.
func (b *relay) after(t token) token {
	r := &b.request
	t.at++
	switch {
	case t.stage == opening && t.at == len(r.Workers):
		return token{stage: turning, begin: time.Now().UnixNano()}
	case t.stage == turning && t.at%len(r.Owners) == 0 &&
		!more(b.round(t), r.Rounds, time.Unix(0, t.begin), r.Within):
		return token{stage: closing}
	}
	return t
}

// do does a step.
func (b *relay) do(t token) (err error) {
	switch t.stage {
	case opening:
		return b.open(b.request)
	case turning:
		var done []Slice
		done, err = b.turn(b.contender(t), b.round(t), b.request.burst(), b.request.Seed)
		b.slices = append(b.slices, done...)
	case closing:
		b.outcomes, err = b.close(b.request.Report)
	}
	return err
}

// leave tells all others that the block is over. They wait for the token, but those
// who have released their objects.
func (b *relay) leave(t token) {
	for i, to := range b.request.Workers {
		if to != b.request.Me && (t.stage != closing || i > t.at) {
			_ = b.baton.pass(to, token{stage: failing}) // who has ended need not know
		}
	}
}
