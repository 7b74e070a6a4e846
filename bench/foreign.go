package bench

import (
	"slices"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// An Access is what a user does with a key: it reads or writes.
type Access struct {
	Key   int // the index of the key
	Write bool
}

// Accesses returns what each user of a workload does with keys, over and over
// again, or nil for a workload without keys or a mix. Every Setup of package bench
// does the same, so that programs in other languages can do it, too.
//
// An op=register of a Registry writes its keys, which are not among those
// that are there from the beginning.
func Accesses(w Workload) [][]Access {
	p := point(w.Axes)
	switch w.Pattern {
	case "Table":
		return p.accesses(newDistribution(p.value("dist"), p.number("keys")), p.number("keys"))
	case "Counter":
		return p.accesses(newDistribution(p.value("dist"), p.number("keys")), p.number("keys"))
	case "Registry":
		return p.accesses(uniform(p.number("keys")), p.number("keys"))
	case "State":
		return p.accesses(nil, 0)
	}
	return nil
}

func (p point) accesses(draw distribution, keys int) [][]Access {
	all := make([][]Access, p.number("goroutines"))
	for g := range all {
		if draw == nil {
			all[g] = make([]Access, 10*block)
		}
		if draw != nil {
			for _, index := range stream(draw, keys, g) {
				all[g] = append(all[g], Access{Key: index})
			}
		}
		if p.has("reads") {
			for i, write := range mix(p.number("reads"), len(all[g]), g) {
				all[g][i].Write = write
			}
		}
		if p.has("op") && p.value("op") == "register" {
			for i := range all[g] {
				all[g][i] = Access{Key: all[g][i].Key + (g+1)*keys, Write: true}
			}
		}
	}
	return all
}

// has reports whether there is an axis of that name.
func (p point) has(key string) bool {
	return slices.ContainsFunc(p, func(a Axis) bool { return a.Key == key })
}

// A Span is when a user began a run and when it ended, on one clock.
type Span struct{ Begin, End time.Duration }

// SpansOverlap is [Overlap] for runs that somebody else has timed.
func SpansOverlap(spans []Span, processors int) (elapsed time.Duration, share float64) {
	samplers := make([]*Sampler, len(spans))
	for i, s := range spans {
		samplers[i] = &Sampler{worker{begin: s.Begin, end: s.End}}
	}
	return Overlap(samplers, processors)
}

// Record adds samples to a histogram made by [NewHistogram].
func Record(h *hdrhistogram.Histogram, samples []time.Duration) {
	for _, s := range samples {
		// The value is in range, so there is no error.
		_ = h.RecordValue(int64(min(max(s, 1), longest)))
	}
}
