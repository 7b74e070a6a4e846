package beambench

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
)

// A driver measures in a virtual machine. It is a [lockstep.Foreign].
type driver struct {
	vm    *vm
	meter *meter
	known map[string]bench.Workload // by ID
	ids   []string                  // the known ones, in their order
	now   bench.Workload            // the one that is prepared
}

func newDriver(v *vm) *driver {
	d := &driver{vm: v, meter: newMeter(v.cmd.Process.Pid), known: make(map[string]bench.Workload)}
	for _, w := range known() {
		d.known[w.ID()] = w
		d.ids = append(d.ids, w.ID())
	}
	return d
}

func (d *driver) Version() string     { return d.vm.version }
func (d *driver) Workloads() []string { return d.ids }
func (d *driver) Impls() []string     { return Impls() }

func (d *driver) Overhead() (float64, error) {
	text, err := d.vm.ask("harness")
	if err != nil {
		return 0, err
	}
	return strconv.ParseFloat(text, 64)
}

func (d *driver) Prepare(id string) error {
	w, ok := d.known[id]
	if !ok {
		return fmt.Errorf("there is no workload %s on the BEAM", id)
	}
	file, err := writeTape("", bench.Accesses(w))
	if err != nil {
		return fmt.Errorf("writing the keys: %w", err)
	}
	if file != "-" {
		defer func() { _ = os.Remove(file) }() // a file that stays does no harm
	}
	words := []string{"prepare", w.Pattern, file}
	for _, a := range w.Axes {
		words = append(words, a.Key+"="+a.Value)
	}
	d.now = w
	_, err = d.vm.ask(words...)
	return err
}

func (d *driver) Finish() error {
	_, err := d.vm.ask("finish")
	return err
}

func (d *driver) New(impl string) (lockstep.ForeignObject, error) {
	if Lack(d.now, impl) != "" {
		return nil, bench.ErrNotImplemented
	}
	text, err := d.vm.ask("new", impl)
	if err != nil {
		return nil, err
	}
	id, renews, _ := strings.Cut(text, " ")
	return &object{driver: d, id: id, renews: renews == "true"}, nil
}

// Rest waits until the schedulers sleep. They look for work for a while before
// they do, which would take processors from whoever is next.
func (d *driver) Rest() {
	const look, quiet, most = 50 * time.Microsecond, 5 * time.Microsecond, 400
	before := d.meter.read()
	for range most {
		sleep(look)
		now := d.meter.read()
		if now.since(before).cpu < quiet {
			return
		}
		before = now
	}
}

// An object is an object under test in the virtual machine.
type object struct {
	driver *driver
	id     string
	renews bool
}

// Run does n operations, or whole batches if they have to be renewed.
func (o *object) Run(n, stride int) (s lockstep.Stint, err error) {
	if !o.renews {
		used, err := o.slice(n, stride, &s)
		if err != nil {
			return s, err
		}
		elapsed, _ := bench.SpansOverlap(s.Spans, 1)
		s.CPU, s.Voluntary, s.Involuntary = used.cpu, used.voluntary, used.disturbances(elapsed)
		return s, nil
	}
	var used usage
	for s.Ops < n {
		text, err := o.driver.vm.ask("renew", o.id)
		if err != nil {
			return s, err
		}
		batch, err := strconv.Atoi(text)
		if err != nil || batch < 1 {
			return s, fmt.Errorf("%w: a renewal answers %.40q", lockstep.ErrGone, text)
		}
		s.Spans = nil
		more, err := o.slice(batch, stride, &s)
		if err != nil {
			return s, err
		}
		used = used.plus(more)
		s.Elapsed += s.Spans[0].End - s.Spans[0].Begin
	}
	s.CPU, s.Voluntary, s.Involuntary = used.cpu, used.voluntary, used.disturbances(s.Elapsed)
	return s, nil
}

// slice does n operations and adds them to the stint. It returns what that used. All
// schedulers sleep before, so that none waits for a processor that this process has.
func (o *object) slice(n, stride int, s *lockstep.Stint) (usage, error) {
	o.driver.Rest()
	before := o.driver.meter.read()
	text, err := o.driver.vm.ask("slice", o.id, strconv.Itoa(n), strconv.Itoa(stride))
	used := o.driver.meter.read().since(before)
	if err != nil {
		return used, err
	}
	if err := parseStint(text, s); err != nil {
		return used, fmt.Errorf("%w: %w", lockstep.ErrGone, err)
	}
	return used, nil
}

func (o *object) Close() ([]bench.Metric, error) {
	text, err := o.driver.vm.ask("close", o.id)
	if err != nil {
		return nil, err
	}
	var metrics []bench.Metric
	for word := range strings.FieldsSeq(text) {
		unit, value, _ := strings.Cut(word, "=")
		f, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("%w: the metric %q has no value", lockstep.ErrGone, word)
		}
		metrics = append(metrics, bench.Metric{Value: f, Unit: unit})
	}
	return metrics, nil
}

// parseStint adds the answer to a slice to s.
func parseStint(text string, s *lockstep.Stint) error {
	parts := strings.Split(text, "|")
	if len(parts) != 3 {
		return fmt.Errorf("a slice answers %d parts instead of 3", len(parts))
	}
	for word := range strings.FieldsSeq(parts[0]) {
		var ops int
		var begin, end time.Duration
		if n, err := fmt.Sscanf(word, "%d,%d,%d", &ops, &begin, &end); n != 3 || end < begin {
			return fmt.Errorf("a user says %q (%w)", word, err)
		}
		s.Ops += ops
		s.Spans = append(s.Spans, bench.Span{Begin: begin, End: end})
	}
	for i, into := range []*[]time.Duration{&s.Samples, &s.Timer} {
		for word := range strings.FieldsSeq(parts[1+i]) {
			ns, err := strconv.ParseInt(word, 10, 64)
			if err != nil {
				return err
			}
			*into = append(*into, time.Duration(ns))
		}
	}
	if len(s.Spans) == 0 {
		return fmt.Errorf("a slice has no users")
	}
	return nil
}
