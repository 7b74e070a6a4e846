package gate

import (
	"bytes"
	"os"
)

// Identical says whether the two sides are the same program, byte for byte. Then
// there is nothing to measure.
func (o Options) Identical() (bool, error) {
	base, err := os.ReadFile(o.Base.binary)
	if err != nil {
		return false, err
	}
	head, err := os.ReadFile(o.Head.binary)
	return bytes.Equal(base, head), err
}

// Unmeasured returns the report about sides that are identical.
func (o Options) Unmeasured() *Report {
	return &Report{
		Status: Clean, Identical: true, Base: o.Base, Head: o.Head, Margin: o.Margin, Alpha: alpha,
		Seed: o.Seed, Reproduce: o.Reproduce,
	}
}
