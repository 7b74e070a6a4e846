package gate

import (
	"encoding/json"
	"fmt"
	"io"
)

// ReadCalibration reads what assay calibrate has stored.
func ReadCalibration(r io.Reader) (*Calibration, error) {
	c := &Calibration{}
	if err := json.NewDecoder(r).Decode(c); err != nil {
		return nil, fmt.Errorf("this is no calibration: %w; write one with assay calibrate", err)
	}
	if c.Version != calibrationVersion {
		return nil, fmt.Errorf("the calibration has version %d of its format and this program reads version %d; "+
			"write one with assay calibrate", c.Version, calibrationVersion)
	}
	return c, nil
}

// WriteText writes the calibration for a terminal.
func (c *Calibration) WriteText(w io.Writer) error {
	for _, kind := range []struct {
		name string
		e    Equals
	}{
		{"one goroutine, two processes (as in compare)", c.Serial},
		{"one goroutine, one process (as in bench)", c.Together},
		{"one goroutine, two processes, an object with goroutines of its own", c.Company},
		{"several goroutines, two processes", c.Contended},
	} {
		fmt.Fprintf(w, "%s: %s\n", kind.name, kind.e)
		for _, e := range kind.e.Worst {
			fmt.Fprintf(w, "\t%.2f %%  %s  impl=%s\n", 100*e.Error, e.Workload, e.Impl)
		}
	}
	_, err := fmt.Fprintln(w, c.Slowdown)
	return err
}

// String tells the equals in a line.
func (e Equals) String() string {
	if e.Comparisons == 0 {
		return fmt.Sprintf("nothing could be judged (%d void)", e.Void)
	}
	return fmt.Sprintf("%d of %d comparisons of equals called different at 5 %% (%.1f %%, interval %.1f to %.1f %%); "+
		"error: median %.2f %%, 95th percentile %.2f %%, at %.3g s each; %d void; finds %.2f %% in a second",
		e.Alarms, e.Comparisons, 100*e.Rate, 100*e.Low, 100*e.High, 100*e.Median, 100*e.P95, e.Seconds,
		e.Void, 100*e.PerSecond)
}

// String tells the slowdowns in a line.
func (s Slowdowns) String() string {
	return fmt.Sprintf("%d of %d slowdowns of %d %% found within %.3g s (%.0f %%, interval %.0f to %.0f %%), "+
		"measured as %.2f %% in the median; %d void",
		s.Found, s.Comparisons, s.Percent, s.Seconds, 100*s.Share, 100*s.Low, 100*s.High, 100*s.Median, s.Void)
}
