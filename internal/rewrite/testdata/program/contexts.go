package main

import (
	"context"
	"errors"
	"fmt"
	"testing/synctest"
	"time"
)

type lease struct {
	context.Context
	end context.CancelFunc
}

func contexts() {
	ctx, cancel := context.WithCancel(context.Background())
	fmt.Println(ctx.Err())
	select {
	case <-ctx.Done():
	default:
		cancel()
	}
	<-ctx.Done()
	done := ctx.Done()
	<-(done)
	fmt.Println(ctx.
		Err(), here("error"))
	defer cancel()
	go cancel()
	go ctx.Err()
	defer ctx.Err()
	l := lease{ctx, cancel}
	(l.end)()
	fmt.Println(l.Err(), l.Context.Err())

	ctx, why := context.WithCancelCause(derived(ctx))
	timed, stop := context.WithTimeoutCause(foreign{ctx}, time.Hour, errors.New(here("cause")))
	fmt.Println(timed.Err())
	stop()
	canceled, stop := context.WithCancel(pair(ctx))
	fmt.Println(canceled.Err())
	stop()
	why(errors.New(here("cause")))
	go why(nil)
	fmt.Println(context.Cause(ctx))
	context.CancelFunc(func() { here("converted") })()
	var nothing context.CancelFunc
	defer func() { fmt.Println(recover()) }()
	defer nothing()
}

type foreign struct{ context.Context }

func pair(ctx context.Context) context.Context { return foreign{ctx} }

func derived(ctx context.Context) context.Context {
	wait := synctest.Wait
	_ = wait
	return context.WithoutCancel(ctx)
}
