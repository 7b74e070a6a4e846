package draw_test

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/internal/draw"
)

// An add is a call that adds n.
type add int

func (a add) String() string { return fmt.Sprintf("add(%d)", int(a)) }

func (a add) Simpler() []add {
	if a == 0 {
		return nil
	}
	return []add{0, a - 1}
}

func randomAdd(r *rand.Rand) add { return add(r.Intn(10)) }

// smallest returns the smallest case that holds refuses, and its values.
func smallest(t *testing.T, seed int64, holds func(*draw.Case) bool) *draw.Case {
	t.Helper()
	var failed *draw.Case
	draw.Search(seed, 1000, nil, func(c *draw.Case) bool {
		if holds(c) {
			return true
		}
		failed = c
		return false
	})
	require.NotNil(t, failed, "no case was refused")
	return failed
}

func TestShrinksToTheSmallest(t *testing.T) {
	for seed := range int64(50) {
		c := smallest(t, seed, func(c *draw.Case) bool {
			n := draw.Int(c, "n", 2, 1000)
			d := draw.Duration(c, "d", time.Second, time.Hour)
			return n < 17 || d < time.Minute
		})
		assert.Equal(t, "n: 17\nd: 1m0s", c.String(), "seed %d", seed)
	}
}

func TestProgramShrinks(t *testing.T) {
	for seed := range int64(50) {
		c := smallest(t, seed, func(c *draw.Case) bool {
			p := draw.Programs(c, "program", 4, 8, randomAdd)
			big := 0
			for _, calls := range p {
				for _, call := range calls {
					if call >= 3 {
						big++
					}
				}
			}
			return big < 2
		})
		assert.Contains(t, []string{
			"program:\n  goroutine 0: add(3); add(3)",
			"program:\n  goroutine 0: add(3)\n  goroutine 1: add(3)",
			"program:\n  goroutine 1: add(3); add(3)",
		}, c.String(), "seed %d", seed)
	}
}

// TestReplay checks that the ID of a case stands for it, shrinks included,
// also where the range of one draw depends on another.
func TestReplay(t *testing.T) {
	values := func(c *draw.Case) (n, m int) {
		n = draw.Int(c, "n", 2, 1000)
		return n, draw.Int(c, "m", 0, n)
	}
	for seed := range int64(50) {
		c := smallest(t, seed, func(c *draw.Case) bool {
			n, m := values(c)
			return n+m < 100
		})
		again, err := draw.Replay(c.ID(), func(c *draw.Case) { values(c) })
		require.NoError(t, err)
		values(again)
		assert.Equal(t, c.String(), again.String(), "case %s", c.ID())
	}
}

func TestReplayRefuses(t *testing.T) {
	dry := func(c *draw.Case) { draw.Int(c, "n", 0, 10) }
	for id, want := range map[string]string{
		"":       `"" is not a case`,
		"pi":     `"pi" is not a case`,
		"1.x":    `"x" is not the number of a shrink`,
		"1.-1":   `"-1" is not the number of a shrink`,
		"1:0":    `"1:0" is not a case`,
		"1:x.2":  `"1:x.2" is not a case`,
		"1.1999": "what this law draws has changed since",
	} {
		_, err := draw.Replay(id, dry)
		assert.ErrorContains(t, err, want)
	}
	assert.NoError(t, draw.Valid("12.0.3"))
	assert.Error(t, draw.Valid("twelve"))
}

func TestSameSeedSameCases(t *testing.T) {
	list := func() (cases []string) {
		draw.Search(42, 20, nil, func(c *draw.Case) bool {
			draw.Int(c, "n", 0, 1_000_000)
			cases = append(cases, c.ID()+" "+c.String())
			return true
		})
		return cases
	}
	assert.Equal(t, list(), list())
	assert.Len(t, list(), 20)
}

// TestSize checks that a case is as small as it was asked to be, and that its ID
// says so.
func TestSize(t *testing.T) {
	values := func(c *draw.Case) (n int, p draw.Program[add]) {
		return draw.Int(c, "n", 5, 1000), draw.Programs(c, "program", 9, 9, randomAdd)
	}
	sizes := []int{1, 2, 0}
	largest := make([]int, len(sizes))
	held := draw.Search(42, 300, func(i int) int { return sizes[i%3] }, func(c *draw.Case) bool {
		n, p := values(c)
		again, err := draw.Replay(c.ID(), nil)
		require.NoError(t, err)
		values(again)
		require.Equal(t, c.String(), again.String(), c.ID())
		switch size := slices.Index(sizes, c.Size()); size {
		case 2:
			largest[size] = max(largest[size], n)
		default:
			largest[size] = max(largest[size], n-5)
			require.LessOrEqual(t, len(p), 2+c.Size()/2)
			require.LessOrEqual(t, len(p[0]), 1+c.Size())
		}
		return true
	})
	assert.Equal(t, 300, held)
	assert.Equal(t, []int{1, 2}, largest[:2])
	assert.Greater(t, largest[2], 500)
}

func TestAgain(t *testing.T) {
	c, err := draw.Replay("7", nil)
	require.NoError(t, err)
	runs := 0
	held := draw.Again(c, 5, func(c *draw.Case) bool {
		runs++
		return draw.Int(c, "n", 3, 9) >= 3 // also draws the same label each time
	})
	assert.Equal(t, 5, held)
	assert.Equal(t, 5, runs)
}

func TestLabelsAreUnique(t *testing.T) {
	assert.PanicsWithValue(t, `draw: label "n" is drawn twice`, func() {
		c, _ := draw.Replay("1", nil)
		draw.Int(c, "n", 0, 1)
		draw.Int(c, "n", 0, 1)
	})
}
