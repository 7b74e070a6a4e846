package conformance

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/assay-go/assay/patterns"
)

// TestServer checks the laws of [patterns.Server], those of
// [patterns.Shutdowner] included.
func TestServer[S patterns.Server[int, int]](t *testing.T, newServer func(handle func(int) (int, error)) S) {
	t.Helper()
	testServer(t, alone("Server"), newServer)
}

func testServer[S patterns.Server[int, int]](t *testing.T, s scope, newServer func(func(int) (int, error)) S) {
	t.Helper()
	if newServer == nil {
		s.absent(t)
	}
	newPattern := func(handle func(int) (int, error)) patterns.Server[int, int] {
		return constructed(func() patterns.Server[int, int] { return newServer(handle) })
	}
	checkAll(t, s, serverLaws, newPattern)
	testShutdowner(t, s, serverSite(newPattern))
}

type newServerFunc = func(handle func(int) (int, error)) patterns.Server[int, int]

var serverLaws = pattern[newServerFunc]{"Server", []law[newServerFunc]{
	{"Serial", "calls of handle never overlap.", serverSerial},
	{"OwnReply", "a Call returns the reply to its own request, never that to another.", serverOwnReply},
	{"Order", "the requests of one goroutine are handled in the order of its Calls.", serverOrder},
	{"Deadline", "a Call returns as soon as its context is done, even while handle blocks.", serverDeadline},
	{"Late", "a reply that comes after its Call has given up reaches nobody.", serverLate},
	{
		"Abandoned", "a request that handle has begun is handled to its end, once, whoever waits.",
		serverAbandoned,
	},
	{"Withdrawn", "a request whose Call returned before handle began is never handled.", serverWithdrawn},
	{
		"Expired", "a Call whose context is done already returns its cause and is never handled.",
		serverExpired,
	},
	{
		"ReplyWins", "a Call whose reply is there returns it, though its context is done.",
		serverReplyWins,
	},
	{
		"Backlog", "a Call that waits when Shutdown begins is handled, and returns its reply.",
		serverBacklog,
	},
	{
		"Panic", "if handle panics, that Call returns a PanicError and the others are unaffected.",
		serverPanic,
	},
}}

// serving makes a server, calls f with it and shuts it down.
func serving(t *trial, newServer newServerFunc, handle func(int) (int, error), f func(patterns.Server[int, int])) {
	s := newServer(handle)
	f(s)
	if err := s.Shutdown(forever); err != nil {
		t.Failf("Shutdown() = %v, want nil", err)
	}
}

// serverSite makes servers that do any work.
func serverSite(newServer newServerFunc) newSiteFunc {
	return func(int) site {
		var works sync.Map // what to do, by request
		s := newServer(func(id int) (int, error) {
			work, _ := works.Load(id)
			work.(func())()
			return id, nil
		})
		return site{s, func(id int, work func()) error {
			works.Store(id, work)
			_, err := s.Call(context.Background(), id)
			return err
		}}
	}
}

// reply is what the handlers of laws return for a request: three in four have
// a value, the others an error.
func reply(req int) (int, error) {
	if req%4 == 3 {
		return 0, replyError(req)
	}
	return req + 1000, nil
}

// isReply reports whether a Call for req has returned its reply.
func isReply(req, got int, err error) bool {
	want, wantErr := reply(req)
	return got == want && errors.Is(err, wantErr)
}

// A replyError is the reply to a request.
type replyError int

func (replyError) Error() string { return "an error for a reply" }
