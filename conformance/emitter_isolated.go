package conformance

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// An emitterError is what handler n panics with.
type emitterError int

func (f emitterError) Error() string { return fmt.Sprintf("handler %d panicked", int(f)) }

// emitterPanics are ways to panic, for handler i.
var emitterPanics = []struct {
	name string
	f    func(i int)
}{
	{"an error", func(i int) { panic(emitterError(i)) }},
	{"a string", func(i int) { panic(fmt.Sprint(emitterError(i))) }},
	{"nil", func(int) { panic(nil) }},
	{"an index out of range", func(i int) { _ = []int{}[i] }},
}

// An emitterDamage is what the handlers that panic have done, and what was
// reported of it.
type emitterDamage struct {
	mu      sync.Mutex
	panics  map[int][]string // the goroutines on which a handler has panicked
	reports []emitterReport
}

type emitterReport struct {
	failure   *patterns.PanicError
	goroutine string
}

// note notes that handler i is about to panic.
func (d *emitterDamage) note(i int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.panics[i] = append(d.panics[i], emitterGoroutine())
}

// failed notes a report.
func (d *emitterDamage) failed(p *patterns.PanicError) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reports = append(d.reports, emitterReport{p, emitterGoroutine()})
}

func (d *emitterDamage) reported() []emitterReport {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.reports)
}

// culprit returns the handler that has panicked with the value, or -1 if it
// cannot be told from another one.
func (d *emitterDamage) culprit(value any, how int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	culprit := -1
	for i := range d.panics {
		if fmt.Sprint(panicOf(func() { emitterPanics[how].f(i) })) != fmt.Sprint(value) {
			continue
		}
		if culprit >= 0 {
			return -1
		}
		culprit = i
	}
	return culprit
}

// emitterProbe is the event that another goroutine emits while failed is called.
const emitterProbe = -1

// emitterIsolated has some handlers panic at every event that is not negative.
// While the first of them is being reported, another goroutine emits an event
// that shows whether the handler has been detached.
func emitterIsolated(t *trial, newEmitter newEmitterFunc) {
	handlers := t.Int("handlers", 1, 6)
	which := t.Int("those that panic, bit by bit", 1, 63)
	how := t.Choice("they panic with", emitterPanics[0].name, emitterPanics[1].name, emitterPanics[2].name,
		emitterPanics[3].name)
	goroutines := max(1, t.Int("goroutines that emit, at least 1", 0, 3))

	damage := &emitterDamage{panics: make(map[int][]string)}
	log := newEmitterLog()
	var afterwards []int // how many reports there were when an Emit returned
	undetached := 0
	t.Run(func() {
		var e patterns.Emitter[int]
		probe := sync.OnceFunc(func() { together(1, func(int) { e.Emit(emitterProbe) }) })
		e = newEmitter(func(p *patterns.PanicError) {
			damage.failed(p)
			if goroutines > 1 || len(damage.reported()) > 1 {
				return
			}
			probe()
			if i := damage.culprit(p.Value, how); i >= 0 {
				undetached = log.count(i, emitterProbe)
			}
		})
		for i := range handlers {
			e.Attach(func(event int) {
				log.add(i, event)
				if event >= 0 && which>>i&1 == 1 {
					damage.note(i)
					yield()
					emitterPanics[how].f(i)
				}
			})
		}
		afterwards = emitterEmitAll(t, e, damage, goroutines)
	})

	panicking := emitterJudgeCalls(t, log, handlers, which, goroutines)
	if undetached > 0 {
		t.Failf("a handler that had panicked was called again while it was being reported")
	}
	t.Met("a handler panics, and another one does not", panicking > 0 && panicking < handlers)
	if goroutines == 1 && afterwards[0] != panicking {
		t.Failf("when Emit returned, %d reports had been made of %d handlers that panicked", afterwards[0], panicking)
	}
	emitterJudgeReports(t, damage, how)
}

// emitterEmitAll emits an event by each goroutine, and another one in the end.
// It returns how many reports there were when the former had returned.
func emitterEmitAll(t *trial, e patterns.Emitter[int], damage *emitterDamage, goroutines int) []int {
	reports := make([]int, goroutines)
	emit := func(event int) {
		if p := panicOf(func() { e.Emit(event) }); p != nil {
			t.Failf("a handler panicked, and so did Emit, with %v", p)
		}
	}
	together(goroutines, func(g int) {
		emit(g)
		reports[g] = len(damage.reported())
	})
	emit(goroutines)
	return reports
}

// emitterJudgeCalls demands that calm handlers were called with each event, and
// the others not after they had panicked. It returns the number of the latter.
func emitterJudgeCalls(t *trial, log *emitterLog, handlers, which, goroutines int) (panicking int) {
	for i := range handlers {
		panics := which>>i&1 == 1
		if panics {
			panicking++
		}
		for event := range goroutines + 1 {
			n := log.count(i, event)
			switch {
			case !panics && n != 1:
				t.Failf("a handler was called %d times with an event at which another one panicked; want 1", n)
			case panics && goroutines == 1 && event == 0 && n != 1:
				t.Failf("a handler was called %d times with the event at which it panics; want 1", n)
			case panics && event == goroutines && n > 0:
				t.Failf("a handler that had panicked was called again")
			}
		}
	}
	return panicking
}

// emitterJudgeReports demands that the reports tell of the panics. A handler
// that panics in several Emits at a time may be reported once, or for each.
func emitterJudgeReports(t *trial, damage *emitterDamage, how int) {
	panics := 0
	var goroutines []string
	for _, on := range damage.panics {
		panics += len(on)
		goroutines = append(goroutines, on...)
	}
	if n := len(damage.reports); n < len(damage.panics) || n > panics {
		t.Failf("there were %d reports of %d panics of %d handlers", n, panics, len(damage.panics))
	}
	told := make(map[any]bool)
	for _, r := range damage.reports {
		if !slices.Contains(goroutines, r.goroutine) {
			t.Failf("a report was made on another goroutine than the panic")
		}
		if len(r.failure.Stack) == 0 {
			t.Failf("the PanicError of a handler has no stack")
		}
		told[fmt.Sprintf("%T %v", r.failure.Value, r.failure.Value)] = true
	}
	for i := range damage.panics {
		want := panicOf(func() { emitterPanics[how].f(i) })
		if !told[fmt.Sprintf("%T %v", want, want)] {
			t.Failf("a handler panicked with %v, a %T, but no report has that as its Value", want, want)
		}
		if err, ok := want.(error); ok && how == 0 && !emitterTold(damage, err) {
			t.Failf("a handler panicked with the error %v, but no report wraps it", err)
		}
	}
}

func emitterTold(damage *emitterDamage, err error) bool {
	return slices.ContainsFunc(damage.reports, func(r emitterReport) bool { return errors.Is(r.failure, err) })
}
