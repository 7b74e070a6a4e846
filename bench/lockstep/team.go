package lockstep

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"time"
)

// A team is a worker of each binary. They are never at work at the same time.
type team []*child

func startTeam(ctx context.Context, o Options) (team, error) {
	if os.Getenv(workerVariable) != "" {
		return nil, errors.New("this process is itself a worker: its main does not call lockstep.Main")
	}
	ring, err := newBatonRing(len(o.Binaries))
	if err != nil {
		return nil, err
	}
	defer ring.close()
	var t team
	for i, path := range o.Binaries {
		files, env := ring.of(i)
		if i < len(o.Env) {
			env = append(env, o.Env[i]...)
		}
		c, err := startChild(ctx, path, env, files, o)
		if err != nil {
			t.stop()
			return nil, err
		}
		t = append(t, c)
	}
	return t, nil
}

// stop ends all workers and waits for them.
func (t team) stop() {
	var all sync.WaitGroup
	for _, c := range t {
		all.Go(c.stop)
	}
	all.Wait()
}

// each makes a request of the workers that have one of the contenders, one after
// the other, and returns the replies.
func (t team) each(
	ctx context.Context, contenders []Contender, limit time.Duration, r func(binary int) request,
) ([]*reply, error) {
	var replies []*reply
	for _, binary := range binaries(contenders) {
		p, err := t[binary].ask(ctx, r(binary), limit)
		if err != nil {
			return nil, err
		}
		replies = append(replies, p)
	}
	return replies, nil
}

// all makes requests of the workers that have one of the contenders, all at once, and
// returns the replies. The error is that of the worker that was the reason: the others
// fail with it.
func (t team) all(
	ctx context.Context, contenders []Contender, limit time.Duration, r func(binary int) request,
) (replies []*reply, err error) {
	who := binaries(contenders)
	failures := make(chan error)
	replies = make([]*reply, len(who))
	for i, binary := range who {
		go func() {
			var err error
			replies[i], err = t[binary].ask(ctx, r(binary), limit)
			failures <- err
		}()
	}
	worst := harmless
	for range who {
		failure := <-failures
		if w := weigh(failure); w > worst {
			worst, err = w, failure
		}
		if worst == fatal {
			for _, binary := range who { // they may wait for the one that has gone
				_ = t[binary].cmd.Process.Kill()
			}
		}
	}
	return replies, err
}

// How bad an error of a worker is.
const (
	harmless  = iota
	following // another one is the reason
	ofRow     // something is wrong with the row
	fatal     // the worker is of no use any more
)

func weigh(err error) int {
	if err == nil {
		return harmless
	}
	switch e, ok := errors.AsType[*rowError](err); {
	case !ok:
		return fatal
	case e.left:
		return following
	}
	return ofRow
}

// A lead is how workers are led through a block.
type lead int

const (
	ledAlone    lead = iota // one worker does all of it
	ledTogether             // they pass the token on among each other
	ledStepwise             // the parent asks for every turn
)

// lead returns how these workers can be led.
func (t team) lead(binaries []int) lead {
	able := func(b int) bool { return t[b].hello.Whole && (len(binaries) == 1 || t[b].hello.Baton) }
	for _, b := range binaries {
		if !able(b) {
			return ledStepwise
		}
	}
	if len(binaries) == 1 {
		return ledAlone
	}
	return ledTogether
}

// binaries returns which binaries the contenders are in.
func binaries(contenders []Contender) []int {
	var all []int
	for _, c := range contenders {
		all = append(all, c.Binary)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
