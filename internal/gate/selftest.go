package gate

import (
	"context"
	"fmt"
	"io"

	"github.com/assay-go/assay/bench/stats"
)

// A Trial is a comparison whose outcome is known beforehand.
type Trial struct {
	Slow  int     `json:"slow"` // by how many percent the head was slowed
	Want  Status  `json:"want"`
	Got   Status  `json:"got"`
	Found int     `json:"found"` // times that are confirmed to be slower
	Rows  int     `json:"rows"`
	Ratio float64 `json:"ratio"` // the median over the rows
}

// OK says whether the trial came out as it must.
func (t Trial) OK() bool { return t.Got == t.Want && (t.Want == Clean || t.Found > 0) }

// String tells the trial in a line.
func (t Trial) String() string {
	what := "a program against itself"
	if t.Slow > 0 {
		what = fmt.Sprintf("an injected slowdown of %d %%", t.Slow)
	}
	verdict := "ok"
	switch {
	case t.OK():
	case t.Got == Inconclusive:
		verdict = "nobody can tell, it should be " + string(t.Want)
	default:
		verdict = "WRONG, it must be " + string(t.Want)
	}
	return fmt.Sprintf("%s: %s, %d of %d rows confirmed slower, %+.1f %% in the median: %s",
		what, t.Got, t.Found, t.Rows, 100*(t.Ratio-1), verdict)
}

// Selftest puts a program against itself, and against itself with every twentieth
// and every tenth operation done twice. Budget is for each of the three.
func Selftest(ctx context.Context, o Options) ([]Trial, error) {
	var all []Trial
	for _, slow := range []int{0, 5, 10} {
		o.Slow = slow
		r, err := Compare(ctx, o)
		if err != nil {
			return nil, err
		}
		t := Trial{Slow: slow, Want: Clean, Got: r.Status}
		if slow > 0 {
			t.Want = Regression
		}
		var ratios []float64
		for _, f := range r.Findings {
			if f.Unit != "ns/op" {
				continue
			}
			t.Rows++
			if f.Void == "" {
				ratios = append(ratios, f.Ratio)
			}
			if f.Confirmed && f.Verdict == stats.Slower {
				t.Found++
			}
		}
		t.Ratio = middle(ratios)
		all = append(all, t)
	}
	return all, nil
}

// WriteTrials writes the trials and returns how they went: Clean if all are well,
// Inconclusive if the machine could not tell, and else Regression.
func WriteTrials(w io.Writer, all []Trial) Status {
	status := Clean
	for _, t := range all {
		switch {
		case t.OK():
		case t.Got != Inconclusive:
			status = Regression
		case status == Clean:
			status = Inconclusive
		}
		fmt.Fprintln(w, t)
	}
	return status
}
