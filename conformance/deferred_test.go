package conformance

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/patterns"
)

// All the deferred values in this file are wrong, each in the one way that its
// fault tells, but the one without a fault.

func TestDeferredLawsSpareTheCorrect(t *testing.T) {
	sparesAll(t, deferredLaws, newFaultyDeferred(""))
	sparesAll(t, deferredShutdownerLaws, newFaultyDeferred(""))
}

// TestDeferredShutdownerSpec demands that the laws of Shutdowner are the same,
// though their checks are not.
func TestDeferredShutdownerSpec(t *testing.T) {
	require.Equal(t, shutdownerLaws.name, deferredShutdownerLaws.name)
	require.Len(t, deferredShutdownerLaws.laws, len(shutdownerLaws.laws))
	for i, l := range deferredShutdownerLaws.laws {
		assert.Equal(t, shutdownerLaws.laws[i].name, l.name)
		assert.Equal(t, shutdownerLaws.laws[i].text, l.text)
		assert.NotNil(t, l.check)
	}
}

func TestDeferredMutants(t *testing.T) {
	killAll(t, deferredLaws, deferredMutants(map[string][]string{
		"Prompt":    {"synchronous", "hospitable"},
		"Eager":     {"lazy", "tardy"},
		"Initial":   {"confident", "gloomy", "busy"},
		"Ready":     {"premature", "undecided", "strict", "silent"},
		"Agreement": {"salvaging", "fickle"},
		"Degraded":  {"hopeless", "hopeful", "discreet"},
		"Retry":     {"punctual", "impatient", "doubling", "stuck", "restless", "lax", "taciturn", "dying"},
		"Serial":    {"overlapping", "anxious", "desperate"},
		"GiveUp":    {"deaf", "aborting", "contagious", "wordless"},
		"Cause":     {"tactful", "blaming", "stale"},
		"Panic":     {"fragile", "swallowing", "vague"},
		"Cancel":    {"insistent", "indifferent", "reviving", "belated"},
		"Dismissed": {"loyal", "nameless"},
	}))
}

func TestDeferredShutdownerMutants(t *testing.T) {
	killAll(t, deferredShutdownerLaws, deferredMutants(map[string][]string{
		"Closed":     {"open", "reluctant", "tolerant", "vacant"},
		"Drained":    {"hurried", "unready"},
		"Deadline":   {"endless", "pessimistic", "polling"},
		"Repeatable": {"forgetful", "resigned"},
		"Gone":       {"lingering", "sleeping", "armed"},
	}))
}

// deferredMutants returns the mutants with the given faults, by the law that
// each breaks.
func deferredMutants(faults map[string][]string) (mutants []mutant[newDeferredFunc]) {
	verdicts := map[string]verdict{"busy": "deadlock", "lingering": "leak", "sleeping": "leak"}
	mutants = faulty(faults, verdicts, newFaultyDeferred)
	for i := range mutants {
		mutants[i].crashes = mutants[i].name == "fragile"
	}
	return mutants
}

// A faultyDeferred is a goroutine that loads a value. It is correct but for its
// fault.
type faultyDeferred struct {
	fault  string
	retry  time.Duration
	load   func(context.Context) (int, error)
	ctx    context.Context //nolint:containedctx // It is that of the loads.
	cancel context.CancelFunc
	begin  sync.Once     // of the loads
	first  chan struct{} // closed when the first load has returned
	failed chan struct{} // closed when a load has failed
	ready  chan struct{} // closed when the value is there
	shut   chan struct{} // closed when Shutdown begins
	rest   chan struct{} // closed when no load runs after that
	sick   chan struct{} // closed when a Get has given up

	mu      sync.Mutex
	value   int
	err     error // of the last load
	status  patterns.Status
	loads   int
	loading int
}

func newFaultyDeferred(fault string) newDeferredFunc {
	return func(retry time.Duration, load func(context.Context) (int, error)) patterns.Deferred[int] {
		d := &faultyDeferred{
			fault: fault, retry: retry, load: load,
			first: make(chan struct{}), failed: make(chan struct{}), ready: make(chan struct{}),
			shut: make(chan struct{}), rest: make(chan struct{}), sick: make(chan struct{}),
		}
		if retry <= 0 && d.is("lax") {
			d.retry = 1
		} else if retry <= 0 {
			panic(map[bool]string{false: "the retry period must be positive", true: "no"}[d.is("taciturn")])
		}
		d.ctx, d.cancel = context.WithCancel(forever)
		d.status = map[string]patterns.Status{"confident": patterns.Ready, "gloomy": patterns.Degraded}[fault]
		if d.is("lingering") {
			go func() { <-make(chan struct{}) }()
		}
		if !d.is("lazy") {
			go d.run()
		}
		if d.is("synchronous") {
			<-d.first
		}
		if d.is("hospitable") {
			select {
			case <-d.first:
			case <-time.After(time.Millisecond):
			}
		}
		return d
	}
}

func (d *faultyDeferred) is(faults ...string) bool { return slices.Contains(faults, d.fault) }

func (d *faultyDeferred) locked(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
}

func deferredClose(c chan struct{}) {
	select {
	case <-c:
	default:
		close(c)
	}
}

func deferredIsClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// run loads until it has a value, or the end has come.
func (d *faultyDeferred) run() {
	if d.is("tardy") {
		d.pause(d.retry)
	}
	for n := 0; d.claim(); n++ {
		begin := time.Now()
		if d.is("overlapping") && n == 0 {
			time.AfterFunc(d.retry, func() { _, _ = d.attempt() })
		}
		value, err := d.attempt()
		if !d.done(value, err) {
			return
		}
		switch {
		case d.is("punctual"):
			d.pause(d.retry - time.Since(begin))
		case d.is("doubling"):
			d.pause(d.retry << n)
		case !d.is("impatient"):
			d.pause(d.retry)
		}
	}
}

// claim tells whether a load may begin.
func (d *faultyDeferred) claim() (ok bool) {
	if d.is("unready") {
		ok = !deferredIsClosed(d.shut)
		for range 10 {
			yield()
		}
		d.locked(func() { d.loading++ })
		return ok
	}
	d.locked(func() {
		if ok = !deferredIsClosed(d.shut) || d.is("insistent", "reviving"); ok {
			d.loading++
		}
		if d.is("hopeful") {
			d.status = patterns.Initializing
		}
	})
	return ok
}

func (d *faultyDeferred) pause(takes time.Duration) {
	if d.is("sleeping", "insistent") {
		time.Sleep(takes)
		return
	}
	if d.is("armed") {
		time.AfterFunc(takes, func() {
			if d.retry < 0 { // never
				_, _ = d.load(d.ctx)
			}
		})
	}
	timer := time.NewTimer(takes)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-d.shut:
	}
}

func (d *faultyDeferred) attempt() (value int, err error) {
	if !d.is("fragile") {
		defer func() {
			switch p := recover(); {
			case p == nil || d.is("swallowing"):
			case d.is("vague"):
				err = fmt.Errorf("panic: %v", p)
			default:
				err = &patterns.PanicError{Value: p, Stack: debug.Stack()}
			}
		}()
	}
	ctx := d.ctx
	if d.is("indifferent") {
		ctx = forever
	}
	return d.load(ctx)
}

// done notes the result of a load and tells whether another one follows.
func (d *faultyDeferred) done(value int, err error) (more bool) {
	if err == nil && d.is("premature") {
		d.locked(func() { d.status = patterns.Ready })
		for range 20 {
			yield()
		}
	}
	d.locked(func() {
		d.loads++
		d.loading--
		if deferredIsClosed(d.shut) {
			deferredClose(d.rest)
		}
		deferredClose(d.first)
		if d.loads == 1 || !d.is("stale") {
			d.err = err
		}
		if err == nil {
			if !deferredIsClosed(d.ready) || d.is("salvaging") {
				d.value = value
			}
			d.status = patterns.Ready
			deferredClose(d.ready)
			more = d.is("restless")
			return
		}
		if d.is("salvaging") {
			d.value = value
			deferredClose(d.ready)
		}
		if !d.is("discreet") {
			d.status = patterns.Degraded
		}
		deferredClose(d.failed)
		more = !d.is("stuck") && (!d.is("dying") || !errors.As(err, new(*patterns.PanicError)))
	})
	return more
}

func (d *faultyDeferred) Get(ctx context.Context) (int, error) {
	if d.is("lazy") {
		d.begin.Do(func() { go d.run() })
	}
	if d.is("anxious") && d.Status() == patterns.Degraded {
		if value, err := d.attempt(); err == nil {
			return value, nil
		}
	}
	if d.is("desperate") && ctx.Err() != nil && !deferredIsClosed(d.ready) {
		return d.attempt() // since there is no time to wait for the load that runs
	}
	if d.is("reluctant") && !deferredIsClosed(d.first) {
		return 0, patterns.ErrClosed
	}
	if err := context.Cause(ctx); err != nil && d.is("strict") {
		return 0, err
	}
	if !d.is("undecided") {
		if value, err, ok := d.poll(); ok {
			return value, err
		}
	}
	return d.wait(ctx)
}

// poll returns what a Get returns if it need not wait.
func (d *faultyDeferred) poll() (value int, err error, ok bool) {
	open := d.is("open") && deferredIsClosed(d.ready)
	switch {
	case deferredIsClosed(d.shut) && d.is("loyal") && !deferredIsClosed(d.rest):
	case deferredIsClosed(d.shut) && !open:
		return 0, d.refusal(), true
	case deferredIsClosed(d.ready) && d.is("fickle"):
		value, _ = d.load(d.ctx)
		return value, nil, true
	case deferredIsClosed(d.ready):
		d.locked(func() { value = d.value })
		return value, nil, true
	}
	return 0, nil, false
}

func (d *faultyDeferred) refusal() error {
	if d.is("nameless") {
		return context.Canceled
	}
	return patterns.ErrClosed
}

// wait waits for what a Get waits for.
func (d *faultyDeferred) wait(ctx context.Context) (value int, err error) {
	var done, shut, failed, sick <-chan struct{} = ctx.Done(), d.shut, nil, nil
	switch {
	case d.is("deaf"):
		done = nil
	case d.is("loyal"):
		shut = d.rest
	case d.is("hopeless"):
		failed = d.failed
	case d.is("contagious"):
		sick = d.sick
	}
	select {
	case <-d.ready:
	case <-shut:
	case <-failed:
		d.locked(func() { err = d.err })
		return 0, err
	case <-sick:
		return 0, context.Canceled
	case <-done:
		if d.is("undecided") {
			return 0, context.Cause(ctx)
		}
	}
	if value, err, ok := d.poll(); ok {
		return value, err
	}
	return 0, d.giveUp(ctx)
}

// giveUp returns the error of a Get whose context is done.
func (d *faultyDeferred) giveUp(ctx context.Context) (err error) {
	if d.is("aborting") {
		d.cancel()
	}
	d.locked(func() {
		deferredClose(d.sick)
		cause := context.Cause(ctx)
		switch {
		case d.is("wordless"):
			err = ctx.Err()
		case d.status != patterns.Degraded || d.is("tactful"):
			err = cause
		case d.is("blaming"):
			err = d.err
		default:
			err = errors.Join(cause, d.err)
		}
	})
	return err
}

func (d *faultyDeferred) Status() (s patterns.Status) {
	if d.is("busy") {
		<-d.first
	}
	d.locked(func() {
		s = d.status
		if deferredIsClosed(d.shut) && !d.is("vacant") {
			s = patterns.Closed
		} else if s == patterns.Ready && d.is("silent") {
			s = patterns.Initializing
		}
	})
	return s
}

func (d *faultyDeferred) Shutdown(ctx context.Context) error {
	if d.is("tolerant") && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	again, hopeless := false, ctx.Err() != nil
	d.locked(func() {
		again = deferredIsClosed(d.shut)
		deferredClose(d.shut)
		if d.loading == 0 {
			deferredClose(d.rest)
		}
	})
	if d.is("belated") {
		defer d.cancel()
	} else {
		d.cancel()
	}
	switch {
	case d.is("hurried"), d.is("forgetful") && again:
		return nil
	case d.is("endless"):
		select {
		case <-d.rest:
		case <-time.After(1000 * time.Hour):
		}
		return nil
	case d.is("polling"):
		for ctx.Err() == nil && !deferredIsClosed(d.rest) {
			time.Sleep(time.Minute)
		}
	default:
		select {
		case <-d.rest:
		case <-ctx.Done():
		}
	}
	if d.is("resigned") && hopeless {
		defer d.locked(func() { deferredClose(d.rest) }) // nobody waits for the load any more
	}
	if !deferredIsClosed(d.rest) || d.is("pessimistic") && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
