// Package impls lists the implementations of this module.
package impls

import (
	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/impls/atomic"
	"github.com/assay-go/assay/impls/channel"
	"github.com/assay-go/assay/impls/mutex"
	"github.com/assay-go/assay/impls/std"
)

type pair = conformance.Pair

// All lists the implementations that are certified and measured.
var All = []conformance.Implementation{{
	Name:       "mutex",
	Deferred:   mutex.NewDeferred[int],
	State:      mutex.NewState[pair],
	Registry:   mutex.NewRegistry[string, int],
	IdleTimer:  mutex.NewIdleTimer,
	Ticker:     mutex.NewTicker,
	Server:     mutex.NewServer[int, int],
	Table:      mutex.NewTable[string, int],
	IntTable:   mutex.NewTable[int, int],
	Counter:    mutex.NewCounter[string],
	Pool:       mutex.NewPool[int],
	Emitter:    mutex.NewEmitter[int],
	Gate:       mutex.NewGate,
	Hibernator: mutex.NewHibernator[*pair],
}, {
	Name:       "channel",
	Deferred:   channel.NewDeferred[int],
	State:      channel.NewState[pair],
	Registry:   channel.NewRegistry[string, int],
	IdleTimer:  channel.NewIdleTimer,
	Ticker:     channel.NewTicker,
	Server:     channel.NewServer[int, int],
	Table:      channel.NewTable[string, int],
	IntTable:   channel.NewTable[int, int],
	Counter:    channel.NewCounter[string],
	Pool:       channel.NewPool[int],
	Emitter:    channel.NewEmitter[int],
	Gate:       channel.NewGate,
	Hibernator: channel.NewHibernator[*pair],
}, {
	Name:       "atomic",
	Deferred:   atomic.NewDeferred[int],
	State:      atomic.NewState[pair],
	Registry:   atomic.NewRegistry[string, int],
	IdleTimer:  atomic.NewIdleTimer,
	Ticker:     atomic.NewTicker,
	Server:     atomic.NewServer[int, int],
	Table:      atomic.NewTable[string, int],
	IntTable:   atomic.NewTable[int, int],
	Counter:    atomic.NewCounter[string],
	Pool:       atomic.NewPool[int],
	Emitter:    atomic.NewEmitter[int],
	Gate:       atomic.NewGate,
	Hibernator: atomic.NewHibernator[*pair],
}, {
	Name:      "std",
	Deferred:  std.NewDeferred[int],
	State:     std.NewState[pair],
	Registry:  std.NewRegistry[string, int],
	IdleTimer: std.NewIdleTimer,
	Ticker:    std.NewTicker,
	Server:    std.NewServer[int, int],
	Table:     std.NewTable[string, int],
	IntTable:  std.NewTable[int, int],
	Counter:   std.NewCounter[string],
	Pool:      std.NewPool[int],
	Gate:      std.NewGate,
	Omits:     stdOmits,
	Lacks:     stdLacks,
}}

// stdOmits are the patterns for which the standard library has no answer.
var stdOmits = map[string]string{
	"Emitter": "the standard library has no event emitter: its hooks, such as httptrace.ClientTrace, " +
		"are fixed when they are made, and no handler can be detached",
	"Hibernator": "the standard library can drop a value that is not needed and can encode one, " +
		"but has nothing that puts a value away and brings it back on demand",
}

// stdLacks are the laws of which its plain answers fall short.
var stdLacks = map[string]string{
	"Deferred.Degraded": "sync.OnceValues remembers an error for ever: a Get returns it at once instead of waiting",
	"Deferred.Retry":    "sync.OnceValues calls its function once",
	"Deferred.Cause":    "a Get after a failed load does not wait, so it cannot give up",
	"IdleTimer.OnTime":  "time.AfterFunc does not wait for the function when it is running",
	"IdleTimer.Rearm":   "time.AfterFunc does not wait for the function when it is running",
	"IdleTimer.Serial":  "time.AfterFunc starts a goroutine whenever it fires, though the function may be running",
	"IdleTimer.Stop":    "Timer.Reset sets a stopped timer again",
	"IdleTimer.Stopped": "Timer.Reset sets a stopped timer again",
	"Ticker.FixedDelay": "a time.Ticker has a fixed rate: what a tick takes is not added to the period",
	"Ticker.Trigger":    "beside a Trigger, the time.Ticker goes on at its own rate",
	"Ticker.OneChain":   "a tick that answers a Trigger does not move the time.Ticker",
}
