package oracle

import (
	"context"
	"errors"
	"strconv"
	"testing/synctest"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

var aTask = limits{0, 2}

var poolLanguage = language{
	name: "Pool",
	verbs: []verb{
		{"new", 1, []limits{{1, 3}}},
		{"submit", 6, nil},
		{"finish", 4, []limits{aTask, {finishesWell, finishesInPanic}}},
		{"get", 4, []limits{aTask}},
		{"shutdown", 1, nil}, // when all tasks have been told to end
		{"abort", 1, nil},    // a shutdown that waits for nothing
	},
	start: func(impl conformance.Implementation) player {
		if impl.Pool == nil {
			return nil
		}
		return &poolPlayer{build: impl.Pool, pool: impl.Pool(2)}
	},
}

// How a task may end.
const (
	finishesWell = iota
	finishesInPanic
)

// A poolPlayer plays with a Pool whose tasks end when they are told to.
type poolPlayer struct {
	build func(workers int) patterns.Pool[int]
	pool  patterns.Pool[int]
	tasks []*poolTask
}

// A poolTask is one that was accepted. Its result is its number.
type poolTask struct {
	future patterns.Future[int]
	finish chan int
	over   bool
}

// errStopped is what a task returns when its context is done.
var errStopped = errors.New("stopped")

func (p *poolPlayer) play(c Call) string {
	switch c.Verb {
	case "new":
		p.close()
		p.pool, p.tasks = p.build(c.Arguments[0]), nil
		return "ok"
	case "submit":
		return p.submit()
	case "finish":
		return p.finish(c.Arguments[0], c.Arguments[1])
	case "get":
		return p.get(c.Arguments[0])
	case "abort":
		return p.abort()
	default:
		return p.shutdown()
	}
}

func (p *poolPlayer) close() { p.shutdown() }

// submit gives up when the Submit waits.
func (p *poolPlayer) submit() string {
	number, finish := len(p.tasks), make(chan int, 1)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	result := async(func() string {
		future, err := p.pool.Submit(ctx, func(ctx context.Context) (int, error) {
			select {
			case how := <-finish:
				if how == finishesInPanic {
					panic(errPlanned)
				}
				return number, nil
			case <-ctx.Done():
				return 0, errStopped
			}
		})
		if err == nil {
			p.tasks = append(p.tasks, &poolTask{future, finish, false})
		}
		return either(number, err)
	})
	cancel()
	synctest.Wait()
	if r := result(); r != "timeout" {
		return r
	}
	return "full"
}

func (p *poolPlayer) finish(n, how int) string {
	if n >= len(p.tasks) || p.tasks[n].over {
		return "none"
	}
	p.tasks[n].over = true
	p.tasks[n].finish <- how
	synctest.Wait()
	return "ok"
}

func (p *poolPlayer) get(n int) string {
	if n >= len(p.tasks) {
		return "none"
	}
	v, err := p.tasks[n].future.Get(expired())
	if errors.Is(err, errStopped) {
		return "stopped"
	}
	return either(strconv.Itoa(v), err)
}

func (p *poolPlayer) shutdown() string {
	for n := range p.tasks {
		p.finish(n, finishesWell)
	}
	return outcome(p.pool.Shutdown(context.Background()))
}

// abort makes the contexts of all tasks done.
func (p *poolPlayer) abort() string {
	result := outcome(p.pool.Shutdown(expired()))
	synctest.Wait()
	for _, task := range p.tasks {
		task.over = true
	}
	return result
}
