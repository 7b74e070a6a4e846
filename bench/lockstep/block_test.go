package lockstep

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBaton(t *testing.T) {
	var pipe bytes.Buffer
	b := &baton{in: &pipe, out: []io.Writer{nil, &pipe}}
	for _, want := range []token{{}, {turning, 7, time.Now().UnixNano()}, {stage: failing}} {
		require.NoError(t, b.pass(1, want))
		got, err := b.wait()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	require.ErrorIs(t, b.pass(0, token{}), errNoBaton, "to itself")
	require.ErrorIs(t, b.pass(2, token{}), errNoBaton)
	_, err := b.wait()
	require.ErrorIs(t, err, errLeft, "nobody is there to pass it on")
	_, err = (*baton)(nil).wait()
	require.ErrorIs(t, err, errNoBaton)
}

// Slices of several workers come in the order in which they ran, but rounds are whole.
func TestRequestSort(t *testing.T) {
	r := request{Seed: 5, Owners: []int{0, 1, 1}, Workers: []int{1, 0}}
	var want []Slice
	for round := range 3 * burst {
		for _, c := range turn(r.Seed, round/burst*burst, 3) {
			want = append(want, Slice{Contender: c, Round: round})
		}
	}
	got := make([]Slice, len(want))
	for i, j := range rand.Perm(len(want)) {
		got[i] = want[j]
	}
	r.sort(got)
	require.Equal(t, want, got)
}

// Whatever goes wrong in one of several workers, its row fails for that reason, and the
// next row has all its processes.
func TestBlockFails(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	for _, workers := range []int{2, 3} {
		for name, reason := range map[string]string{
			"failing":   "impl=failing: as it should be",
			"panicking": "panic: the object is broken",
			"void":      "impl=void: the measurement is void: as it should be",
			"hanging":   `no answer to the request "block" within`,
		} {
			t.Run(name, func(t *testing.T) {
				o := Options{Processes: fewestProcesses, Patience: time.Second}
				var all []Contender
				for i := range workers {
					o.Binaries = append(o.Binaries, self)
					all = append(all, Contender{Label: string(rune('a' + i)), Impl: "plain", Binary: i})
				}
				p := plan(t.Context(), t, o, Row{fake("1", false), all}, Row{fake("2", false), all})
				require.Equal(t, ledTogether, p.Rows[0].cost.lead)
				p.Rows[0].seats[1].Impl, p.Rows[0].Takes = name, time.Millisecond
				r, err := Run(t.Context(), p)
				require.NoError(t, err)
				require.Len(t, r.Rows[0].Failures, 1)
				require.Contains(t, r.Rows[0].Failures[0].Error, reason)
				require.Empty(t, r.Rows[1].Failures)
				require.Len(t, r.Rows[1].Processes, fewestProcesses)
			})
		}
	}
}
