package stats

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// A Load is a measured throughput, in operations per second or any other unit.
type Load struct {
	N          int // goroutines, or processors
	Throughput float64
}

// A Scaling is Gunther's Universal Scalability Law with its parameters
// (Gunther 2007, Guerrilla Capacity Planning, chapters 4 to 6):
//
//	X(N) = Lambda * N / (1 + Sigma*(N-1) + Kappa*N*(N-1))
type Scaling struct {
	Lambda float64 // the throughput of one
	Sigma  float64 // contention: the share of the work that is done one at a time
	Kappa  float64 // coherence: the cost of agreement of every two
}

// Throughput returns the throughput of n.
func (s Scaling) Throughput(n float64) float64 {
	return s.Lambda * n / (1 + s.Sigma*(n-1) + s.Kappa*n*(n-1))
}

// Peak returns the number with the highest throughput: sqrt((1-Sigma)/Kappa),
// at least 1, and infinity if the law knows no peak.
func (s Scaling) Peak() float64 {
	switch {
	case s.Sigma >= 1:
		return 1
	case s.Kappa == 0:
		return math.Inf(1)
	}
	return max(1, math.Sqrt((1-s.Sigma)/s.Kappa))
}

// A ScalingFit is a fitted law with intervals of its parameters, on their own
// scale.
type ScalingFit struct {
	Scaling
	LambdaInterval, SigmaInterval, KappaInterval, PeakInterval Interval
	// Error is the root mean square of the relative residuals.
	Error float64

	draws []Scaling // fits to resampled residuals
	tail  float64   // of the draws on either side of an interval
}

// At returns the interval of the throughput of n, which is that of the law: what is
// measured scatters around it.
func (f *ScalingFit) At(n float64) Interval {
	return f.between(func(s Scaling) float64 { return s.Throughput(n) })
}

// between returns the interval of what a law says.
func (f *ScalingFit) between(value func(Scaling) float64) Interval {
	values := make([]float64, len(f.draws))
	for i, s := range f.draws {
		values[i] = value(s)
	}
	slices.Sort(values)
	return Interval{quantile(values, f.tail), quantile(values, 1-f.tail)}
}

const (
	parameters  = 3
	fewestLoads = 4 // so many distinct numbers they take
)

// FitScaling fits the law to loads, of which there may be several for each N.
// It refuses, with an error that wraps ErrFew, if there are fewer than four
// distinct N. It also refuses if an N exceeds the number of processors, as such a load
// waits for processors and not for the others; if a value is not positive; and
// if the throughput of one is far too low for the others.
//
// The law is linear in the time per operation N/X and its parameters are
// not negative, so least squares of its relative error have one solution.
// The intervals are percentiles of fits to resampled residuals (Efron 1979), drawn by
// the seed, farther out the fewer loads there are (Hesterberg 2015).
func FitScaling(
	loads []Load, processors int, confidence float64, resamples int, seed uint64,
) (ScalingFit, error) {
	if err := checkLoads(loads, processors); err != nil {
		return ScalingFit{}, err
	}
	if err := checkShare("confidence", confidence); err != nil {
		return ScalingFit{}, err
	}
	if resamples < 1 {
		return ScalingFit{}, fmt.Errorf("stats: %d resamples: at least one is needed", resamples)
	}
	scaling, fits := fitScaling(loads)
	if !fits {
		return ScalingFit{}, errors.New("stats: the scalability law describes no such" +
			" throughputs: with N = 1 they are too low")
	}
	fit := ScalingFit{Scaling: scaling}
	for _, l := range loads {
		e := l.Throughput/fit.Throughput(float64(l.N)) - 1
		fit.Error += e * e / float64(len(loads))
	}
	fit.Error = math.Sqrt(fit.Error)
	fit.resample(loads, confidence, resamples, newRandom(seed))
	return fit, nil
}

// resample sets the intervals of a fit to loads.
func (f *ScalingFit) resample(
	loads []Load, confidence float64, resamples int, random *rand.Rand,
) {
	residuals := f.residuals(loads)
	drawn := slices.Clone(loads)
	for range resamples {
		for i, l := range loads {
			residual := residuals[random.IntN(len(residuals))]
			drawn[i].Throughput = f.Throughput(float64(l.N)) * math.Exp(residual)
		}
		s, _ := fitScaling(drawn)
		f.draws = append(f.draws, s)
	}
	// Percentiles are those of a normal distribution; few residuals take Student's.
	f.tail = normalBelow(-studentQuantile(1-confidence, float64(len(loads)-parameters)))
	f.LambdaInterval = f.between(func(s Scaling) float64 { return s.Lambda })
	f.SigmaInterval = f.between(func(s Scaling) float64 { return s.Sigma })
	f.KappaInterval = f.between(func(s Scaling) float64 { return s.Kappa })
	f.PeakInterval = f.between(Scaling.Peak)
}

func checkLoads(loads []Load, processors int) error {
	var numbers []int
	for _, l := range loads {
		switch {
		case l.N < 1 || !usable(l.Throughput):
			return fmt.Errorf("stats: a throughput of %v with N = %d: both are positive and finite",
				l.Throughput, l.N)
		case l.N > processors:
			return fmt.Errorf("stats: N = %d on %d processors: the scalability law describes"+
				" at most one for each", l.N, processors)
		case !slices.Contains(numbers, l.N):
			numbers = append(numbers, l.N)
		}
	}
	if len(numbers) < fewestLoads {
		return fmt.Errorf("%w: %d distinct N: the scalability law takes %d",
			ErrFew, len(numbers), fewestLoads)
	}
	return nil
}

// residuals returns the logarithms of the measured over the fitted throughputs,
// around zero, and as wide as if the fit had not taken parameters from them.
func (s Scaling) residuals(loads []Load) []float64 {
	residuals := make([]float64, len(loads))
	for i, l := range loads {
		residuals[i] = math.Log(l.Throughput / s.Throughput(float64(l.N)))
	}
	center := mean(residuals)
	wider := math.Sqrt(float64(len(loads)) / float64(len(loads)-parameters))
	for i := range residuals {
		residuals[i] = (residuals[i] - center) * wider
	}
	return residuals
}
