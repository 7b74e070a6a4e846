package history_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/internal/history"
)

// An op is a call on one of some registers.
type op struct {
	write      bool
	key, value int
}

func (o op) String() string {
	if o.write {
		return fmt.Sprintf("Write(%d, %d)", o.key, o.value)
	}
	return fmt.Sprintf("Read(%d)", o.key)
}

// A value is the result of a Read; that of a Write is none.
type value string

func some(n int) value { return value(fmt.Sprint(n)) }

var registers = history.Model[int, op, value]{
	Apply: func(s int, o op) (value, int) {
		if o.write {
			return "", o.value
		}
		return some(s), s
	},
	Key:   func(o op) any { return o.key },
	Reads: func(o op) bool { return !o.write },
}

func read(key int) op         { return op{key: key} }
func write(key, value int) op { return op{write: true, key: key, value: value} }

type (
	call  = history.Call[op, value]
	calls = history.History[op, value]
)

func TestCheck(t *testing.T) {
	tests := []struct {
		name string
		h    calls
		want history.Verdict
	}{
		{"empty", nil, history.Legal},
		{"one after the other", calls{
			{Op: write(0, 7), Begin: 1, End: 2},
			{Op: read(0), Result: some(7), Begin: 3, End: 4},
		}, history.Legal},
		{"a concurrent read may see either value", calls{
			{Client: 0, Op: write(0, 7), Begin: 1, End: 4},
			{Client: 1, Op: read(0), Result: some(0), Begin: 2, End: 3},
		}, history.Legal},
		{"calls that touch are concurrent", calls{
			{Client: 0, Op: write(0, 7), Begin: 1, End: 2},
			{Client: 1, Op: read(0), Result: some(0), Begin: 2, End: 3},
		}, history.Legal},
		{"a stale read", calls{
			{Client: 0, Op: write(0, 7), Begin: 1, End: 2},
			{Client: 1, Op: read(0), Result: some(0), Begin: 3, End: 4},
		}, history.Illegal},
		{"keys are independent", calls{
			{Client: 0, Op: write(0, 7), Begin: 1, End: 2},
			{Client: 1, Op: read(1), Result: some(0), Begin: 3, End: 4},
		}, history.Legal},
		{"new, then old", calls{
			{Client: 0, Op: write(0, 7), Begin: 1, End: 9},
			{Client: 1, Op: read(0), Result: some(7), Begin: 2, End: 3},
			{Client: 2, Op: read(0), Result: some(0), Begin: 4, End: 5},
		}, history.Illegal},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, part := registers.Check(test.h)
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.want == history.Illegal, part != nil)
		})
	}
}

// TestShorten checks that what is printed is only what matters, and that it is
// illegal by itself.
func TestShorten(t *testing.T) {
	h := calls{
		{Client: 0, Op: write(1, 1), Begin: 1, End: 2},
		{Client: 0, Op: write(0, 7), Begin: 3, End: 20},
		{Client: 1, Op: read(0), Result: some(0), Begin: 4, End: 5},
		{Client: 1, Op: read(0), Result: some(7), Begin: 6, End: 7},
		{Client: 2, Op: read(0), Result: some(0), Begin: 8, End: 9},
		{Client: 2, Op: write(0, 8), Begin: 21, End: 22},
		{Client: 1, Op: read(0), Result: some(8), Begin: 23, End: 24},
	}
	verdict, part := registers.Check(h)
	require.Equal(t, history.Illegal, verdict)

	want := "" +
		"goroutine 0: Write(0, 7) = ?  ├─────\n" +
		"goroutine 1: Read(0) = 7       ├┤\n" +
		"goroutine 2: Read(0) = 0         ├┤"
	assert.Equal(t, want, part.String())

	verdict, _ = registers.Check(part)
	assert.Equal(t, history.Illegal, verdict)
}

func TestRecorder(t *testing.T) {
	for name, clock := range map[string]history.Clock{"ticks": history.Ticks(), "monotonic": history.Monotonic()} {
		t.Run(name, func(t *testing.T) {
			r := history.NewRecorder[op, value](clock, 4)
			var wg sync.WaitGroup
			for client := range 4 {
				wg.Go(func() {
					for n := range 5 {
						r.Do(client, write(client, n), func() value { return "" })
					}
				})
			}
			wg.Wait()
			h := r.Calls()
			require.Len(t, h, 20)
			last := make(map[int]int)
			for i, c := range h {
				assert.LessOrEqual(t, c.Begin, c.End)
				assert.Equal(t, write(c.Client, last[c.Client]), c.Op)
				last[c.Client]++
				if i > 0 {
					assert.LessOrEqual(t, h[i-1].Begin, c.Begin)
				}
			}
		})
	}
}

func TestInterleaved(t *testing.T) {
	apart := calls{{Client: 0, Begin: 1, End: 2}, {Client: 1, Begin: 3, End: 4}}
	assert.False(t, apart.Interleaved())
	alternating := append(apart, call{Client: 0, Begin: 5, End: 6})
	assert.True(t, alternating.Interleaved())
}

func TestWriteHTML(t *testing.T) {
	var page bytes.Buffer
	err := registers.WriteHTML(&page, calls{
		{Client: 0, Op: write(0, 7), Begin: 1, End: 2},
		{Client: 1, Op: read(0), Result: some(0), Begin: 3, End: 4},
	})
	require.NoError(t, err)
	for _, want := range []string{"<html", "Write(0, 7)", "Read(0) = 0"} {
		assert.True(t, strings.Contains(page.String(), want), "the page lacks %q", want)
	}
}
