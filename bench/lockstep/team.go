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
	var t team
	for i, path := range o.Binaries {
		var env []string
		if i < len(o.Env) {
			env = o.Env[i]
		}
		c, err := startChild(ctx, path, env, o)
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

// binaries returns which binaries the contenders are in.
func binaries(contenders []Contender) []int {
	var all []int
	for _, c := range contenders {
		all = append(all, c.Binary)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
