package draw_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/assay-go/assay/conformance/internal/draw"
)

func TestValues(t *testing.T) {
	c := smallest(t, 1, func(c *draw.Case) bool {
		draw.Int(c, "workers", 2, 9)
		p := draw.Programs(c, "program", 3, 3, randomAdd)
		draw.Programs(c, "spare program", 3, 3, randomAdd)
		return len(p[0]) == 0 || len(p[1]) < 2
	})
	assert.Equal(t, []draw.Value{
		{Label: "workers", Text: "2"},
		{Label: "program", Calls: [][]string{{"add(0)"}, {"add(0)", "add(0)"}}},
		{Label: "spare program", Text: "no calls"},
	}, c.Values())
}
