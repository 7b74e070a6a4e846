package openloop

import (
	"errors"
	"slices"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Merge puts results together that differ in nothing but time and seed, such as
// those of several processes. The others stay apart, and so do rows of different
// rates. What it returns shares nothing with what it was given. An error says that
// a histogram cannot hold what another one has; those of [Measure] can.
func Merge(results ...*Result) ([]*Result, error) {
	var merged []*Result
	var errs []error
	for _, r := range results {
		i := slices.IndexFunc(merged, r.same)
		if i < 0 {
			i = len(merged)
			first := *r
			first.Axes, first.Closed, first.Rows = slices.Clone(r.Axes), nil, nil
			merged = append(merged, &first)
		}
		errs = append(errs, merged[i].merge(r))
	}
	return merged, errors.Join(errs...)
}

// same says whether r and o were measured in the same way.
func (r *Result) same(o *Result) bool {
	return r.Pattern == o.Pattern && slices.Equal(r.Axes, o.Axes) && r.Machine == o.Machine &&
		r.Go == o.Go && r.Procs == o.Procs && r.Arrivals == o.Arrivals &&
		r.Stretch == o.Stretch && r.Callers == o.Callers
}

func (r *Result) merge(o *Result) error {
	if o.Time.Before(r.Time) {
		r.Time = o.Time
	}
	for _, c := range o.Closed {
		i := slices.IndexFunc(r.Closed, func(t Throughput) bool { return t.Impl == c.Impl })
		if i < 0 {
			i = len(r.Closed)
			r.Closed = append(r.Closed, Throughput{Impl: c.Impl})
		}
		r.Closed[i].PerSecond = append(r.Closed[i].PerSecond, c.PerSecond...)
	}
	var errs []error
	for _, row := range o.Rows {
		errs = append(errs, r.row(row.Impl, row.Rate, row.Load).merge(row))
	}
	return errors.Join(errs...)
}

// row returns the row of an implementation at a rate, which is new if there was
// none. A rate that is a share for one and given to another is the same.
func (r *Result) row(impl string, rate, load float64) *Row {
	i := slices.IndexFunc(r.Rows, func(row *Row) bool { return row.Impl == impl && row.Rate == rate })
	if i < 0 {
		i = len(r.Rows)
		r.Rows = append(r.Rows, newRow(impl, rate, load))
	}
	r.Rows[i].Load = max(r.Rows[i].Load, load)
	return r.Rows[i]
}

func (r *Row) merge(o *Row) error {
	r.Stretches += o.Stretches
	r.Arrivals += o.Arrivals
	r.Unstarted += o.Unstarted
	r.Full += o.Full
	r.Most = max(r.Most, o.Most)
	r.Failed += o.Failed
	if r.Error == "" {
		r.Error = o.Error
	}
	r.Returned = append(r.Returned, o.Returned...)
	dropped := int64(0)
	mine, theirs := r.histograms(), o.histograms()
	for i := range mine {
		dropped += (*mine[i].of).Merge(*theirs[i].of)
	}
	if dropped > 0 {
		return errors.New("a histogram of " + o.Impl + " has values that are too large")
	}
	return nil
}

// A namedHistogram is one of a row, by its name in the raw format.
type namedHistogram struct {
	name string
	of   **hdrhistogram.Histogram
}

func (r *Row) histograms() [4]namedHistogram {
	return [...]namedHistogram{
		{"latency", &r.Latency},
		{"response", &r.Response},
		{"lateness", &r.Lateness},
		{"timer", &r.Timer},
	}
}
