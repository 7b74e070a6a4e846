package bench

import (
	"errors"
	"fmt"
	"slices"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Counter returns the workloads of [patterns.Counter]: to add to keys, to count
// one, and to count all.
func Counter(g Grid) []Workload {
	all := points(g, []dimension{
		{"op", "add", []string{"add", "count", "total"}},
		{"shards", "16", []string{"1", "16"}},
		{"keys", "1000", []string{"1000"}},
		{"dist", "uniform", []string{"uniform", "hot"}},
		goroutines(g, "2"),
	})
	// A Total has no key.
	all = slices.DeleteFunc(all, func(p point) bool {
		return p.value("op") == "total" && p.value("dist") != "uniform"
	})
	return workloads("Counter", all, prepareCounter)
}

func prepareCounter(p point) Setup {
	keys := p.number("keys")
	draw := newDistribution(p.value("dist"), keys)
	tapes := make([][]string, p.number("goroutines"))
	for g := range tapes {
		for _, index := range stream(draw, keys, g) {
			tapes[g] = append(tapes[g], session(index))
		}
	}
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Counter == nil {
			return nil, ErrNotImplemented
		}
		counter := impl.Counter(p.number("shards"))
		for i := range keys {
			if err := counter.Add(session(i), 1); err != nil {
				return nil, fmt.Errorf("adding to a new counter: %w", err)
			}
		}
		users := make([]*counterUser, len(tapes))
		for g, items := range tapes {
			users[g] = &counterUser{
				counter: counter, op: p.value("op"), present: int64(keys), keys: tape[string]{items: items},
			}
		}
		return instance(users, func() error {
			want := int64(keys)
			for _, u := range users {
				want += u.added
			}
			err := shutDown(counter)
			if got := counter.Total(); got != want {
				err = errors.Join(err, fmt.Errorf("the Total is %d after Adds of %d", got, want))
			}
			return err
		}), nil
	}
}

type counterUser struct {
	counter patterns.Counter[string]
	op      string
	present int64 // the Total at the beginning; the Count of a key is 1
	keys    tape[string]
	added   int64
	wrong   int // Counts or Totals
	err     error
	_       pad
}

func (u *counterUser) run(n int) {
	for n > 0 {
		keys := u.keys.take(n)
		n -= len(keys)
		switch u.op {
		case "add":
			u.addAll(keys)
		case "count":
			u.countAll(keys)
		default:
			u.total(len(keys))
		}
	}
}

func (u *counterUser) addAll(keys []string) {
	counter := u.counter
	for _, key := range keys {
		if err := counter.Add(key, 1); err != nil {
			u.err = err
		}
	}
	u.added += int64(len(keys))
}

func (u *counterUser) countAll(keys []string) {
	counter := u.counter
	for _, key := range keys {
		if counter.Count(key) != 1 {
			u.wrong++
		}
	}
}

func (u *counterUser) total(n int) {
	counter := u.counter
	for range n {
		if counter.Total() != u.present {
			u.wrong++
		}
	}
}

func (u *counterUser) failure() error {
	if u.err != nil {
		return fmt.Errorf("an Add failed: %w", u.err)
	}
	if u.wrong > 0 {
		return fmt.Errorf("%d results (%s) were not what had been added", u.wrong, u.op)
	}
	return nil
}
