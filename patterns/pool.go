package patterns

import "context"

// A Pool runs tasks on a bounded number of goroutines, so that their submitter
// stays free to do other work.
//
// A constructor has the form
//
//	func NewPool[T any](workers int) Pool[T]
//
// # Laws
//
//   - Bounded: at most the given number of tasks run at a time.
//   - Parallel: that many tasks do run at a time.
//   - Once: every accepted task runs exactly once.
//   - OwnResult: the Future of a task returns the result of that task, to every Get.
//   - Backpressure: while no worker is free, Submit waits until its context is done or Shutdown begins.
//   - Dismissed: a Submit that waits when Shutdown begins returns ErrClosed at once.
//   - Rejected: a task that Submit refused never runs.
//   - GiveUp: a Get returns as soon as its context is done, and the task runs on.
//   - Panic: a task that panics frees its worker, and its Future returns a PanicError.
//   - NoOrphan: when Shutdown gives up, the contexts of the running tasks are canceled, and not before.
type Pool[T any] interface {
	// Submit hands task to a worker and returns its result to come. The
	// context of task is not derived from ctx: it is done once a Shutdown has
	// given up, whatever becomes of ctx.
	//
	// After Shutdown has begun it returns [ErrClosed]. With a free worker it
	// may accept the task although ctx is done.
	Submit(ctx context.Context, task func(context.Context) (T, error)) (Future[T], error)

	Shutdowner
}

// A Future is a result to come.
type Future[T any] interface {
	// Get waits until the result is there or ctx is done.
	Get(ctx context.Context) (T, error)
}
