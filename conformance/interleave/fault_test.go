package interleave_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
)

// strategies are those that must find each fault.
var strategies = []interleave.Options{
	{Strategy: "dfs", Preemptions: 2},
	{Strategy: "random", Seed: 1},
	{Strategy: "pct", Seed: 1},
}

func TestFaultsAreFound(t *testing.T) {
	for _, fault := range faults {
		for _, o := range strategies {
			t.Run(fault.name+"/"+o.Strategy, func(t *testing.T) {
				o.Steps = 1000
				found, err := interleave.Find(o, fault.wrong)
				require.NoError(t, err)
				require.NotNil(t, found, "the fault was not found")
				assert.NoError(t, found.Err)
				assert.Equal(t, fault.kind, found.Kind, found.Text)
				assert.Equal(t, fault.preemptions, found.Preemptions)
				t.Logf("found after %d schedules: %s", found.Explored, found.Schedule)
			})
		}
	}
}

func TestRightTwinsHold(t *testing.T) {
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			log, text := interleave.Explore(interleave.Options{Preemptions: 3}, t.Name(), fault.right)
			require.Empty(t, text)
			assert.NotContains(t, log, "not all")
			t.Log(log)
			for _, o := range strategies[1:] {
				o.Schedules = 100
				_, text := interleave.Explore(o, t.Name(), fault.right)
				require.Empty(t, text)
			}
		})
	}
}
