package openloop

import (
	"fmt"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const (
	beyond = 10 // samples beyond a percentile that it takes to report it
	above  = 3  // how many times the same percentile of timing nothing it has to be
	blur   = 2  // up to how many times the same percentile of Response it may be
)

// quantiles are those that are reported, beside the maximum.
var quantiles = []float64{0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999}

// A Claim is a quantile of a row, in nanoseconds.
type Claim struct {
	Q        float64 // between 0 and 1; 1 is the maximum
	Latency  float64 // from the intended start
	Response float64 // from when operations were sent
	Lateness float64 // of the generator

	// Withheld says why the quantile must not be reported; it is empty if it may.
	Withheld string
}

// Claims returns the quantiles, in ascending order. The maximum comes last, and
// may be reported if the quantile before it that has enough samples may.
func (r *Row) Claims() []Claim {
	var claims []Claim
	unsound := r.unsound()
	tail := "there is no quantile that may be reported"
	for _, q := range quantiles {
		c := r.claim(q)
		few := float64(r.Latency.TotalCount())*(1-q) < beyond
		switch {
		case unsound != "":
			c.Withheld = unsound
		case few:
			c.Withheld = fmt.Sprintf("fewer than %d of %d samples are beyond it", beyond, r.Latency.TotalCount())
		default:
			c.Withheld = r.doubt(c)
			tail = c.Withheld
		}
		claims = append(claims, c)
	}
	last := r.claim(1)
	last.Withheld = unsound
	if unsound == "" {
		last.Withheld = tail
	}
	return append(claims, last)
}

// unsound returns why no quantile may be reported, or nothing.
func (r *Row) unsound() string {
	if r.Failed > 0 {
		return fmt.Sprintf("%d of %d operations failed: %s", r.Failed, r.Arrivals, r.Error)
	}
	return r.Saturated()
}

func (r *Row) claim(q float64) Claim {
	at := func(h *hdrhistogram.Histogram) float64 { return float64(h.ValueAtQuantile(100 * q)) }
	return Claim{Q: q, Latency: at(r.Latency), Response: at(r.Response), Lateness: at(r.Lateness)}
}

// doubt returns why a quantile says little about the object, or nothing.
func (r *Row) doubt(c Claim) string {
	if floor := above * float64(r.Timer.ValueAtQuantile(100*c.Q)); c.Latency < floor {
		return fmt.Sprintf("it is less than %d times what timing nothing takes, %.0f ns", above, floor/above)
	}
	if c.Latency > blur*c.Response {
		return fmt.Sprintf("the generator is most of it: from when operations were sent it is %.0f ns", c.Response)
	}
	return ""
}

// Floor returns the latency below which the median is not reported, in
// nanoseconds: three times what timing nothing takes.
func (r *Row) Floor() float64 { return above * float64(r.Timer.ValueAtQuantile(50)) }
