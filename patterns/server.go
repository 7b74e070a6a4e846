package patterns

import "context"

// A Server handles requests one at a time, and its callers decide how long they
// are willing to wait. It is the call of a GenServer.
//
// A constructor has the form
//
//	func NewServer[Req, Resp any](handle func(Req) (Resp, error)) Server[Req, Resp]
//
// # Laws
//
//   - Serial: calls of handle never overlap.
//   - OwnReply: a Call returns the reply to its own request, never that to another.
//   - Order: the requests of one goroutine are handled in the order of its Calls.
//   - Deadline: a Call returns as soon as its context is done, even while handle blocks.
//   - Late: a reply that comes after its Call has given up reaches nobody.
//   - Abandoned: a request that handle has begun is handled to its end, once, whoever waits.
//   - Withdrawn: a request whose Call returned before handle began is never handled.
//   - Expired: a Call whose context is done already returns its cause and is never handled.
//   - ReplyWins: a Call whose reply is there returns it, though its context is done.
//   - Backlog: a Call that waits when Shutdown begins is handled, and returns its reply.
//   - Panic: if handle panics, that Call returns a PanicError and the others are unaffected.
type Server[Req, Resp any] interface {
	// Call has req handled and returns the reply.
	// After Shutdown has begun it returns [ErrClosed], whatever its context.
	Call(ctx context.Context, req Req) (Resp, error)

	Shutdowner
}
