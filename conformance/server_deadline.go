package conformance

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

func serverDeadline(t *trial, newServer newServerFunc) {
	queued := t.Int("calls before it", 0, 6)
	handling := t.Duration("what handle takes", 2, time.Hour)
	handled := t.Int("calls handled when its deadline comes", 0, queued+1)
	limit := time.Duration(handled)*handling + t.Duration("how much later that is", 1, handling-1)

	handle := func(req int) (int, error) {
		time.Sleep(handling)
		return reply(req)
	}
	var err error
	var took time.Duration
	t.Bubble(func() {
		serving(t, newServer, handle, func(s patterns.Server[int, int]) {
			var others sync.WaitGroup
			for i := range queued {
				others.Go(func() { _, _ = s.Call(forever, i) })
			}
			rest()
			took, err = within(limit, func(ctx context.Context) error {
				_, err := s.Call(ctx, 100)
				return err
			})
			others.Wait()
		})
	})

	t.Met("the Call gives up", errors.Is(err, errCause))
	want, wantErr := time.Duration(queued+1)*handling, error(nil)
	if limit < want {
		want, wantErr = limit, errCause
	}
	if took != want || !errors.Is(err, wantErr) {
		t.Failf("a Call with a deadline after %v returned the error %v after %v, want %v after %v",
			limit, err, took, wantErr, want)
	}
}

// serverWithdrawn cancels Calls that wait behind one that is being handled. To
// compare times would not do: a request may have been claimed long before the
// first statement of handle.
func serverWithdrawn(t *trial, newServer newServerFunc) {
	waiting := t.Int("waiting calls", 1, 8)
	which := t.Int("those to cancel, bit by bit", 1, 255)

	var keeper gatekeeper
	errs := make([]error, waiting)
	var withdrawn []int
	t.Bubble(func() {
		keeper.arm()
		serving(t, newServer, keeper.handle, func(s patterns.Server[int, int]) {
			var all sync.WaitGroup
			all.Go(func() { _, _ = s.Call(forever, 100) })
			<-keeper.entered
			for i := range waiting {
				ctx, cancel := context.WithCancelCause(forever)
				all.Go(func() {
					defer cancel(nil)
					_, errs[i] = s.Call(ctx, i)
				})
				if which>>i&1 == 1 {
					withdrawn = append(withdrawn, i)
					time.AfterFunc(time.Nanosecond, func() { cancel(errCause) })
				}
			}
			time.Sleep(2 * time.Nanosecond)
			close(keeper.open)
			all.Wait()
		})
	})

	t.Met("a waiting Call is canceled", len(withdrawn) > 0)
	for i := range waiting {
		canceled, handled := slices.Contains(withdrawn, i), slices.Contains(keeper.handled.list, i)
		switch {
		case canceled && handled:
			t.Failf("the request of a Call that had returned %v before handle could begin was handled", errs[i])
		case canceled && !errors.Is(errs[i], errCause):
			t.Failf("a Call that was canceled while it waited returned the error %v, want %v", errs[i], errCause)
		case !canceled && !handled:
			t.Failf("the request of a Call that went on waiting was never handled")
		}
	}
}

func serverExpired(t *trial, newServer newServerFunc) {
	busy := t.Int("calls before it", 0, 3)

	var keeper gatekeeper
	var err error
	var took time.Duration
	t.Bubble(func() {
		keeper.arm()
		serving(t, newServer, keeper.handle, func(s patterns.Server[int, int]) {
			var others sync.WaitGroup
			for i := range busy {
				others.Go(func() { _, _ = s.Call(forever, i) })
			}
			time.AfterFunc(time.Second, func() { close(keeper.open) })
			rest()
			start := time.Now()
			_, err = s.Call(over(), 100)
			took = time.Since(start)
			others.Wait()
			time.Sleep(2 * time.Second) // the request may be handled behind our back
		})
	})

	if !errors.Is(err, errCause) || took != 0 {
		t.Failf("a Call whose context was done returned the error %v after %v, want %v at once", err, took, errCause)
	}
	if slices.Contains(keeper.handled.list, 100) {
		t.Failf("the request of a Call whose context was done was handled")
	}
}

func serverReplyWins(t *trial, newServer newServerFunc) {
	req := t.Int("request", 0, 9)

	var handled atomic.Bool
	handle := func(req int) (int, error) {
		defer handled.Store(true)
		return reply(req)
	}
	var got int
	var err error
	var tied bool
	t.Bubble(func() {
		serving(t, newServer, handle, func(s patterns.Server[int, int]) {
			ctx := newTie(&handled)
			got, err = s.Call(ctx, req)
			tied = ctx.tied.Load()
		})
	})

	t.Met("the context is done by the time Call waits for the reply, which is there", tied)
	if want, wantErr := reply(req); !isReply(req, got, err) {
		t.Failf("the reply was there and the context was done: Call(%d) = %d, %v; want %d, %v",
			req, got, err, want, wantErr)
	}
}

func serverBacklog(t *trial, newServer newServerFunc) {
	waiting := t.Int("waiting calls", 1, 20)

	var keeper gatekeeper
	got, errs := make([]int, waiting), make([]error, waiting)
	var shutdown error
	t.Bubble(func() {
		keeper.arm()
		s := newServer(keeper.handle)
		var all sync.WaitGroup
		all.Go(func() { _, _ = s.Call(forever, 100) })
		<-keeper.entered
		for i := range waiting {
			all.Go(func() { got[i], errs[i] = s.Call(forever, i) })
		}
		settle()
		all.Go(func() { shutdown = s.Shutdown(forever) })
		settle()
		close(keeper.open)
		all.Wait()
	})

	for i := range waiting {
		if !isReply(i, got[i], errs[i]) {
			t.Failf("Call(%d) waited when Shutdown began, and returned %d, %v", i, got[i], errs[i])
		}
	}
	if shutdown != nil {
		t.Failf("Shutdown() = %v, want nil", shutdown)
	}
}
