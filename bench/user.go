package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/assay-go/assay/patterns"
)

// far is a time that no run reaches: a deadline, a timeout or a period.
const far = time.Hour

// A pad at the end of what a goroutine writes to keeps it and that of the next
// one apart: 128 bytes, because processors fetch pairs of cache lines.
type pad [128]byte

// A user is a goroutine's view of the object under test.
type user interface {
	run(n int)      // does n operations
	failure() error // says whether one did not do what it had to
}

// instance returns the instance of an object with these users.
// Its Close calls release, unless that is nil.
func instance[U user](users []U, release func() error) *Instance {
	ops := make([]func(int), len(users))
	for i, u := range users {
		ops[i] = u.run
	}
	return &Instance{Ops: ops, Close: func() error {
		var errs []error
		for _, u := range users {
			errs = append(errs, u.failure())
		}
		if release != nil {
			errs = append(errs, release())
		}
		return errors.Join(errs...)
	}}
}

// shutDown shuts objects down.
func shutDown[S patterns.Shutdowner](objects ...S) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, o := range objects {
		if err := o.Shutdown(ctx); err != nil {
			return fmt.Errorf("shutting down: %w", err)
		}
	}
	return nil
}
