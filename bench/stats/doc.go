// Package stats says what paired measurements tell, and what they do not.
//
//	sample, err := stats.Ratios(pairs)               // processes -> objects -> rounds
//	e, err := stats.EstimateOf(sample, 0.95, seed)   // center, interval, p value
//	adjusted, err := stats.Holm(p)                   // over all rows
//	verdict := stats.Rule{Alpha: 0.05, Margin: 0.02}.Judge(e, adjusted[row])
//	seen := stats.Detectable(e, 0.05, 0.8)           // could this row have seen 3 %?
//
// All functions are pure: they read no clock, keep no state, and draw random
// numbers from a seed, so the same data give the same report. Arguments stay as
// they are. Functions may be called by several goroutines at a time.
//
// # The model
//
// Measurements of the same thing differ for reasons of three kinds. A process has
// its layout of code and heap and its hash seeds; an object under test has its place on the
// heap; a round has what the machine does at that moment. So a value is
//
//	ln(Head/Base) = truth + process + object + round
//
// and one process is one sample, however many rounds it has. The noise of rounds is a
// disturbance, with values far out, and says nothing about the contenders. That
// of processes and objects is part of what a user gets.
//
// # The estimate
//
// The value of an object is the median of its rounds, that of a process the median
// of its objects: so neither a disturbed round nor a disturbed object moves it.
// The center is the mean of the processes, and the interval is Student's with one
// degree of freedom less than there are processes.
//
// That is what simulations say. Tests of this package draw samples of 3 to 10
// processes with 4 objects and 12 rounds, where the noise comes from rounds, from
// objects, from processes, from all, and where one value in ten is ten times as far
// out as usual. Of 1,000 intervals each, that are to cover the truth in 95 %,
//
//   - Student's do in 93 to 98 %, whatever the noise, with two layouts from five
//     processes on;
//   - hierarchical percentile bootstraps do in 79 % with 3 processes and 84 % with 5
//     if processes differ, since no resample is beyond the processes that there are,
//     and in 100 % if only rounds do, as every level adds noise again. Those with
//     bias correction and acceleration (BCa) are as narrow;
//   - Student's around a median of processes do in under 75 % if there are two layouts,
//     as the median jumps from one to the other; the mean is also 17 % closer to the truth
//     if processes are normal;
//   - Student's are too narrow with 3 or 4 processes and two layouts: if all
//     processes happen to have the same one, nothing in the data tells. Take five.
//
// The p value belongs to the interval. The sign test and the sign-flip test check
// it without assuming a distribution. Five processes cannot get them below 6.25 %, six
// not below 3.1 %: each check has the least p value that was possible.
//
// For a single contender the same estimate is made of the logarithms of its times. For
// a flat list of numbers, and to print numbers with units, golang.org/x/perf has
// benchmath and benchunit.
//
// # The verdict
//
// A comparison is a tie, if its interval is within the margin; else Head is faster
// or slower, if the interval leaves out zero and the adjusted p value is small; else
// inconclusive. Ties are claims like others: wide intervals make none.
//
// # What else there is
//
//   - [ShapeOf] and [WarmUp]: whether a series of slices has one level, and
//     where it begins.
//   - [Rank]: an order with ties.
//   - [FitScaling]: Gunther's scalability law.
//   - [Search]: steps in a history of results.
package stats
