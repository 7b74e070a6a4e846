package certificate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/assay-go/assay/internal/certificate"
)

func TestCost(t *testing.T) {
	c := certificate.Certificate{Laws: []certificate.Row{
		{ID: "Table.Stable", Pattern: "Table", Checked: true, Results: []certificate.Result{
			{Implementation: "a", Verdict: certificate.OK, Cases: 100, Seconds: 0.25},
			{Implementation: "b", Verdict: certificate.OK, Cases: 100, Seconds: 1.25},
			{Implementation: "c", Verdict: certificate.NotImplemented},
		}},
		{ID: "Table.Batch", Pattern: "Table", Checked: true, Results: []certificate.Result{
			{Implementation: "a", Verdict: certificate.NotImplemented},
		}},
	}}
	text := string(c.Markdown())
	assert.Contains(t, text, "What it cost to try the laws: 1.5s for all of them")
	assert.Contains(t, text, "| Table.Stable | 2 | 200 | 1.5s | 7.5ms |\n")
	assert.NotContains(t, text, "| Table.Batch | 0")
}
