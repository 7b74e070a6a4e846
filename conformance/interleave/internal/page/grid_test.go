package page

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestRows draws a grid in letters: where a goroutine steps, is paused, or is not.
func TestRows(t *testing.T) {
	s := &Schedule{
		Threads: []string{"0", "0.1", "0.2"},
		Steps: []Step{
			{Thread: "0", Function: "a/b.f"},
			{Thread: "0.1", Switched: true},
			{Thread: "0.1"},
			{Thread: "0", Switched: true, Preemption: true, Function: "a/b.f", Time: time.Second},
			{Thread: "0", Function: "a/b.g[...]", Time: time.Second},
			{Thread: "elsewhere", Switched: true},
		},
		Ends: []Step{{Thread: "0.1", Op: "Mutex.Lock"}, {Thread: "elsewhere"}},
	}
	letter := map[string]string{"step": "S", "paused": "|", "": "."}
	var got strings.Builder
	for _, r := range s.rows() {
		fmt.Fprintf(&got, "%d %-2s ", r.Number, r.Mark)
		for _, c := range r.Cells {
			got.WriteString(letter[c.Class])
		}
		fmt.Fprintf(&got, " (%s) %s%s %s\n", r.Class, r.Cells[0].Function, r.Passed, r.Time)
	}
	assert.Equal(t, strings.Join([]string{
		"1    S.. (first last) b.f ",
		"2 >  |S. (first)  ",
		"3    |S. (last)  ",
		"4 >> S|. (first preemption) 1s 1s",
		"5    S|. (last) b.g ",
		"6 >  .|. (first last)  ",
		"",
	}, "\n"), got.String())

	ends := s.ends()
	assert.Len(t, ends, 3)
	assert.Equal(t, cell{Class: "end", Step: true, Op: "Mutex.Lock"}, ends[1])
	assert.Equal(t, cell{}, ends[2])
}

// TestSkipped checks that the time before the first step that is shown is not
// taken for a pause.
func TestSkipped(t *testing.T) {
	s := &Schedule{Threads: []string{"0"}, Steps: []Step{{Thread: "0", Time: time.Hour}}}
	assert.Equal(t, "1h0m0s", s.rows()[0].Passed)
	s.Skipped = 7
	assert.Empty(t, s.rows()[0].Passed)
	assert.Equal(t, 8, s.rows()[0].Number)
}
