// Package openloop measures latencies while operations arrive at a fixed rate,
// whether or not the ones before are through.
//
//	for _, w := range openloop.Workloads(impls.All) {
//		result, err := openloop.Measure(ctx, w, openloop.Options{Budget: 20 * time.Second})
//		...
//	}
//	err := openloop.Write(file, results...)
//
// # Why
//
// In a closed loop a caller waits for its operation before it makes the next
// one. If one takes 100 ms, a single sample says so, and the operations that
// would have come meanwhile are not made: the load coordinates with the object
// under test, and omits what was bad. Gil Tene named this coordinated omission
// ("How NOT to Measure Latency"; his wrk2 and HdrHistogram are the remedies).
// Here every operation has an intended start, fixed before anything runs, and
// its latency counts from that, however late it was sent.
//
// # How operations are sent
//
// One goroutine, the generator, goes through the schedule. It hands whatever is
// due to a caller that waits, or to a new one if all are busy, and goes on. As
// many operations are outstanding as the object lets wait, up to
// [Options.Callers].
//
// On Linux a sleep is up to 1 ms late, and a generator that spins takes a
// processor away from the object. So it sleeps only while there are more than
// 2 ms left, and else gives way to any goroutine that can run, again and again:
// it uses the time that nobody wants. On 2 processors with a load average of 5,
// at 40,000 arrivals a second, it was 0.2 us late in the median, against 0.6 ms
// for sleeping. It takes a processor of the machine while it waits.
//
// # What is late
//
// The system may take the processor from the generator, which then is late. That
// is recorded in a histogram of its own, [Row.Lateness], and is part of
// [Row.Latency]. A third one, [Row.Response], counts from when operations were
// sent. Users of a quiet machine would have seen something between Response and
// Latency. Where these differ by more than a factor of two the percentile says
// more about the generator than about the object, and is not reported.
//
// The implementation [Nothing] takes part in every measurement. Its operation
// does nothing, so its latencies are those of the harness: handing over, getting
// a processor, reading the clock.
//
// # Rates
//
// All implementations of a workload get the same rates, because latencies at
// different rates do not compare. The rates are shares of what the slowest one
// does in a closed loop: before the first stretch, the objects take turns at
// being flooded, which means that the next operation is sent as soon as fewer
// than 4 for each processor are outstanding. That goes through the same generator
// and callers, so that a rate is one that the harness can make. The median of
// five floods counts, and rates are rounded to two digits. Another process can be
// given the same [Options.Rates], and its result be merged.
//
// # Stretches
//
// The implementations take turns, in random order, in stretches of 100 ms at one
// rate. All get the same schedule in a round. A stretch begins with no operation
// outstanding and ends when all have returned, so a rate that is too high by
// little shows as a longer queue, not as an endless one. Objects are made anew
// after five rounds.
//
// A rate is not sustained, and the row is saturated, if the bound of outstanding
// operations was hit, or if in the second half of the median stretch the
// operations returned at less than 95 % of the rate at which they were due. No
// percentile of it is reported: it would grow with the length of the stretch.
// Operations that take longer than half a stretch need longer stretches.
//
// # What is reported
//
// [Row.Claims] has the percentiles, and for each that is withheld the reason:
// it is less than three times the same percentile of timing nothing, it has
// fewer than ten samples beyond it, the generator is most of it, the row is
// saturated, or operations failed. Samples of one stretch depend on each other,
// as those that queue behind the same stall.
//
// # The raw format
//
// [Write] writes lines of JSON.
//
//	{"openloop":1}
//	{"result":{"pattern":"Server",...}}
//	{"row":{"impl":"mutex","rate":20000,...,"histograms":{"latency":"HISTFAAA...",...}}}
//	{"end":{"lines":3}}
//
// The rows after a result are its own. Histograms are in the encoding V2 of
// HdrHistogram, and times in nanoseconds. The last line says how many there are
// before it.
package openloop
