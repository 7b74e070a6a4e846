package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/assay-go/assay/impls/atomic"
)

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// run shows the life of a worker.
func run(out io.Writer) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	registry := atomic.NewRegistry[string, *Worker]()
	w, err := NewWorker(registry, "dns", slowSource())
	if err != nil {
		return err
	}
	detach := w.Events.Attach(func(e Event) { fmt.Fprintf(out, "event: %s, error: %v\n", e.Adapter, e.Err) })
	defer detach()

	_, there := w.Setting("whois")
	fmt.Fprintf(out, "started; the setting is there: %t, ready: %t\n", there, w.Status() == 1)

	found, _ := registry.Lookup("dns")
	answer, err := found.Query(ctx, "whois")
	fmt.Fprintf(out, "found by name; the answer: %s, error: %v\n", answer, err)

	_, err = w.Query(ctx, "telnet")
	fmt.Fprintf(out, "no such adapter: %v\n", err)

	w.stats.Hibernate() // as the idle timer would after five minutes
	fmt.Fprintf(out, "packed and woken: %+v, whois used %d times\n", w.Stats(), w.Used("whois"))

	if err := w.Shutdown(ctx); err != nil {
		return err
	}
	_, err = w.Query(ctx, "whois")
	_, there = registry.Lookup("dns")
	fmt.Fprintf(out, "after shutdown: %v, the name is taken: %t\n", err, there)
	return nil
}

// slowSource returns a source that takes a moment and fails the first time.
func slowSource() Source {
	first := true
	return func(ctx context.Context) (map[string]string, error) {
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if first {
			first = false
			return nil, errors.New("the source is not up yet")
		}
		return map[string]string{"whois": "port 43", "dns": "port 53"}, nil
	}
}
