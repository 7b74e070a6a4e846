package oracle

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
	"testing/synctest"
	"time"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// retryPeriod is the period after which a failed load begins again.
const retryPeriod = time.Minute

var deferredLanguage = language{
	name: "Deferred",
	verbs: []verb{
		{"new", 3, []limits{{0, 3}}}, // how many loads fail
		{"status", 3, nil},
		{"get", 4, nil},
		{"giveup", 2, nil},  // a get that waits for nothing
		{"retry", 4, nil},   // the period passes
		{"collect", 2, nil}, // what gets that waited have returned
		{"shutdown", 1, nil},
	},
	start: func(impl conformance.Implementation) player {
		if impl.Deferred == nil {
			return nil
		}
		p := &deferredPlayer{build: impl.Deferred}
		p.renew(0)
		return p
	},
}

type loader = func(context.Context) (int, error)

// A deferredPlayer plays with a Deferred whose value is the number of loads that it
// took.
type deferredPlayer struct {
	build   func(time.Duration, loader) patterns.Deferred[int]
	value   patterns.Deferred[int]
	loads   *atomic.Int64
	waiting []<-chan string
}

func (p *deferredPlayer) renew(failures int) {
	loads := new(atomic.Int64)
	p.loads, p.waiting = loads, nil
	p.value = p.build(retryPeriod, func(context.Context) (int, error) {
		if n := int(loads.Add(1)); n > failures {
			return n, nil
		}
		return 0, errFailed
	})
	synctest.Wait()
}

func (p *deferredPlayer) play(c Call) string {
	switch c.Verb {
	case "new":
		p.close()
		p.renew(c.Arguments[0])
		return "ok"
	case "status":
		return p.status()
	case "get":
		return p.get()
	case "giveup":
		return p.giveUp()
	case "retry":
		wait(retryPeriod + 1)
		if p.value.Status() == patterns.Closed {
			return "closed"
		}
		return strconv.FormatInt(p.loads.Load(), 10)
	case "collect":
		return p.collect()
	default:
		return outcome(p.value.Shutdown(context.Background()))
	}
}

func (p *deferredPlayer) close() {
	_ = p.value.Shutdown(context.Background())
	synctest.Wait()
}

func (p *deferredPlayer) status() string {
	return map[patterns.Status]string{
		patterns.Initializing: "initializing",
		patterns.Ready:        "ready",
		patterns.Degraded:     "degraded",
		patterns.Closed:       "closed",
	}[p.value.Status()]
}

// get waits on a goroutine of its own if it has to.
func (p *deferredPlayer) get() string {
	result := make(chan string, 1)
	go func() { result <- either(p.value.Get(context.Background())) }()
	synctest.Wait()
	select {
	case r := <-result:
		return r
	default:
		p.waiting = append(p.waiting, result)
		return "waiting"
	}
}

// giveUp tells whether a get that gave up knew of the load that had failed.
func (p *deferredPlayer) giveUp() string {
	v, err := p.value.Get(expired())
	if errors.Is(err, context.Canceled) && errors.Is(err, errFailed) {
		return "timeout failed"
	}
	return either(v, err)
}

func (p *deferredPlayer) collect() string {
	synctest.Wait()
	var results []string
	var waiting []<-chan string
	for _, result := range p.waiting {
		select {
		case r := <-result:
			results = append(results, r)
		default:
			waiting = append(waiting, result)
		}
	}
	p.waiting = waiting
	return listed(results)
}
