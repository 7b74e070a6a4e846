package thirdparty

import (
	"context"
	"errors"
	"fmt"

	"github.com/panjf2000/ants/v2"

	"github.com/assay-go/assay/patterns"
)

// An antsPool is an [ants.Pool]: goroutines that wait for tasks on a stack, and
// end when they have had none for a second.
type antsPool[T any] struct{ *ants.Pool }

// An antsFuture is what a task leaves, since the tasks of ants have no results.
type antsFuture[T any] struct {
	done  chan struct{} // closed when the task has ended
	value T
	err   error
}

// newAntsPool refuses the numbers that ants takes for a pool without a bound. The
// handler of panics has nothing to do, since it is not told whose panic it is;
// without one, ants would log it.
func newAntsPool[T any](workers int) patterns.Pool[T] {
	if workers <= 0 {
		panic(fmt.Sprintf("thirdparty: newAntsPool: workers must be positive, but is %d", workers))
	}
	p, err := ants.NewPool(workers, ants.WithPanicHandler(func(any) {}))
	if err != nil {
		panic(fmt.Sprintf("thirdparty: newAntsPool: %v", err))
	}
	return antsPool[T]{p}
}

// Submit looks at ctx once, since the Submit of ants takes none. The task gets a
// context that is never done for the same reason.
func (p antsPool[T]) Submit(
	ctx context.Context, task func(context.Context) (T, error),
) (patterns.Future[T], error) {
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	default:
	}
	f := &antsFuture[T]{done: make(chan struct{})}
	err := p.Pool.Submit(func() {
		defer close(f.done)
		f.value, f.err = task(context.Background())
	})
	if errors.Is(err, ants.ErrPoolClosed) {
		return nil, patterns.ErrClosed
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Get waits for the end of the task.
func (f *antsFuture[T]) Get(ctx context.Context) (T, error) {
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
	}
	select {
	case <-f.done: // it had ended when the context was done
		return f.value, f.err
	default:
		return *new(T), context.Cause(ctx)
	}
}

// Shutdown is ReleaseContext. That of a pool which is closed already does not
// wait, and says so by an error, which is none here.
func (p antsPool[T]) Shutdown(ctx context.Context) error {
	err := p.ReleaseContext(ctx)
	switch {
	case errors.Is(err, ants.ErrPoolClosed):
		return nil
	case err != nil && ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return err
}
