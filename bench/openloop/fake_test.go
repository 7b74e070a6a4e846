package openloop

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

const ms = time.Millisecond

// serial returns an object that serves one operation at a time, in the order of
// their arrival. Number n, from 0, takes service(n).
func serial(service func(n int) time.Duration) *Target {
	baton := make(chan struct{}, 1) // senders wait in order
	n := 0
	return &Target{Caller: func() func() error {
		return func() error {
			baton <- struct{}{}
			d := service(n)
			n++
			time.Sleep(d)
			<-baton
			return nil
		}
	}}
}

// always is a service that takes the same time for all.
func always(d time.Duration) func(int) time.Duration {
	return func(int) time.Duration { return d }
}

// parallel returns an object that serves all operations at once, and counts the
// objects that are open.
func parallel(d time.Duration, open *atomic.Int64) *Target {
	open.Add(1)
	return &Target{
		Caller: func() func() error { return func() error { time.Sleep(d); return nil } },
		Close:  func() error { open.Add(-1); return nil },
	}
}

// inBubble runs one stretch at a rate in virtual time, with a sleep that is
// exactly on time, and passes on what became of it.
func inBubble(
	t *testing.T, rate float64, span time.Duration, callers int, wait wait, object func() *Target,
	judge func(*stretch, *Row),
) {
	t.Helper()
	s, row := &stretch{}, newRow("fake", rate, 0)
	synctest.Test(t, func(t *testing.T) {
		c := newCrew(object(), callers)
		s.reset(newSchedule(Constant, rate, span, 0, nil))
		require.NoError(t, c.run(context.Background(), s, wait))
		row.add(s)
		require.NoError(t, c.close())
	})
	judge(s, row)
}

// latencies returns how long operations took from their intended starts, in
// milliseconds.
func latencies(s *stretch) []int {
	var all []int
	for i := range s.started {
		all = append(all, int((s.end[i]-s.at[i])/ms))
	}
	return all
}
