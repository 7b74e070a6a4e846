package bench

import "time"

// driveRounds does n operations of an instance that has to be renewed: a round
// is what may be done between two Renews.
func driveRounds(s Stopwatch, instance *Instance, n int) Measurement {
	m := Measurement{Overlap: 1}
	w := newWorker(instance.Ops[0], n, 0)
	total := n
	s.ResetTimer()
	for n > 0 {
		ops := min(n, instance.Renew(n))
		m.add(func() time.Duration {
			w.run(ops)
			return w.end - w.begin
		})
		// The first round tells how many operations to time.
		if n == total && total >= fewest {
			w = newWorker(w.op, n, spread(float64(max(m.Elapsed, 1))/float64(ops)))
		}
		n -= ops
	}
	s.StopTimer()
	m.Latency, m.Timer = histograms([]*worker{w})
	return m
}

// perOp returns the metrics that package testing would report for n operations
// if it could tell them from the Renews between them.
func (m Measurement) perOp(n int) []Metric {
	ops := float64(n)
	return []Metric{
		{float64(m.Elapsed) / ops, "ns/op"},
		{float64(m.Bytes) / ops, "B/op"},
		{float64(m.Allocs) / ops, "allocs/op"},
	}
}
