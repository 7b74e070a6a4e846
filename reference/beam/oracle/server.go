package oracle

import (
	"context"
	"sync/atomic"
	"testing/synctest"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

var serverLanguage = language{
	name: "Server",
	verbs: []verb{
		{"new", 1, nil},
		{"call", 6, []limits{{0, 9}}},
		{"cast", 3, []limits{{0, 9}}},
		{"fail", 1, []limits{{0, 9}}},
		{"expired", 2, nil},
		{"withdrawn", 2, nil},
		{"handled", 3, []limits{{0, 1}}}, // 0 of the expired, 1 of the withdrawn
		{"panic", 1, nil},
		{"backlog", 1, []limits{{0, 9}}},
		{"stop", 1, nil},
	},
	start: func(impl conformance.Implementation) player {
		if impl.Server == nil {
			return nil
		}
		p := &serverPlayer{build: impl.Server}
		p.renew()
		return p
	},
}

// A serverPlayer plays with a Server that sums up what it is called with.
type serverPlayer struct {
	build   func(func(int) (int, error)) patterns.Server[int, int]
	server  patterns.Server[int, int]
	begun   chan struct{} // a request that blocks has begun
	release chan struct{} // it may end
}

// The kinds of requests. A request is its kind times kinds, plus a number below that.
const (
	requestAdd = iota
	requestFail
	requestPanic
	requestBlock
	requestStray   // of a kind of callers that did not wait for the reply
	requestHandled // how many of these were handled

	kinds = 100
)

// renew begins with another Server.
func (p *serverPlayer) renew() {
	p.begun, p.release = make(chan struct{}), make(chan struct{})
	begun, release := p.begun, p.release
	var sum atomic.Int64 // atomic, since a Server that is wrong may handle two at a time
	var strays [2]atomic.Int64
	p.server = p.build(func(request int) (int, error) {
		n := request % kinds
		switch request / kinds {
		case requestAdd:
			return int(sum.Add(int64(n))), nil
		case requestFail:
			sum.Add(int64(n))
			return 0, errFailed
		case requestPanic:
			panic(errPlanned)
		case requestBlock:
			begun <- struct{}{}
			<-release
			return 0, nil
		case requestStray:
			return int(strays[n].Add(1)), nil
		default:
			return int(strays[n].Load()), nil
		}
	})
}

func (p *serverPlayer) play(c Call) string {
	switch c.Verb {
	case "new":
		p.close()
		p.renew()
		return "ok"
	case "call":
		return p.call(requestAdd, c.Arguments[0])
	case "cast":
		_, err := p.server.Call(context.Background(), requestAdd*kinds+c.Arguments[0])
		return outcome(err)
	case "fail":
		return p.call(requestFail, c.Arguments[0])
	case "expired":
		return either(p.server.Call(expired(), requestStray*kinds+0))
	case "withdrawn":
		return p.blocked(p.withdrawn)()
	case "handled":
		return p.call(requestHandled, c.Arguments[0])
	case "panic":
		return p.call(requestPanic, 0)
	case "backlog":
		return p.blocked(func() func() string { return p.backlog(c.Arguments[0]) })()
	default:
		return outcome(p.server.Shutdown(context.Background()))
	}
}

func (p *serverPlayer) close() { _ = p.server.Shutdown(context.Background()) }

func (p *serverPlayer) call(kind, n int) string {
	return either(p.server.Call(context.Background(), kind*kinds+n))
}

// blocked calls f while the Server handles a request. What f returns is to be
// called once the request has ended.
func (p *serverPlayer) blocked(f func() func() string) (then func() string) {
	result := make(chan string, 1)
	go func() { result <- p.call(requestBlock, 0) }()
	select {
	case <-p.begun:
	case refusal := <-result:
		return func() string { return refusal }
	}
	then = f()
	p.release <- struct{}{}
	<-result
	return then
}

// withdrawn makes a Call that gives up while it waits.
func (p *serverPlayer) withdrawn() func() string {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	result := async(func() string { return either(p.server.Call(ctx, requestStray*kinds+1)) })
	cancel()
	synctest.Wait()
	return result
}

// backlog makes a Call that waits already when Shutdown begins.
func (p *serverPlayer) backlog(n int) func() string {
	called := async(func() string { return p.call(requestAdd, n) })
	stopped := async(func() string { return outcome(p.server.Shutdown(context.Background())) })
	return func() string { return called() + " " + stopped() }
}
