package lockstep

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
)

// Main is the entry of workers. It returns at once if this process is not one;
// else it never returns. Call it first thing in main, and in TestMain, with the
// workloads and implementations that can be measured.
func Main(workloads []bench.Workload, impls []conformance.Implementation) {
	if os.Getenv(workerVariable) == "" {
		return
	}
	// What an object under test starts is not a worker, and what it prints
	// is not a reply.
	_ = os.Unsetenv(workerVariable)
	replies := os.Stdout
	os.Stdout = os.Stderr
	b, err := inheritBaton()
	if err == nil {
		w := newWorker(workloads, impls, b)
		w.live = growHeap()
		err = serve(standardInput(), replies, w.answer, func() { os.Exit(0) })
	}
	fmt.Fprintln(os.Stderr, "lockstep worker:", err)
	os.Exit(1)
}

// serve answers requests. It calls quit when there are no more, even while one
// is being answered: the parent has gone.
func serve(r io.Reader, w io.Writer, answer func(request) reply, quit func()) error {
	requests := make(chan []byte)
	go func() {
		in := bufio.NewReader(r)
		for {
			line, err := in.ReadBytes('\n')
			if err != nil {
				quit()
				close(requests)
				return
			}
			requests <- line
		}
	}()
	for line := range requests {
		var req request
		if err := json.Unmarshal(line, &req); err != nil {
			return fmt.Errorf("%w in the request %q", err, line)
		}
		text, err := json.Marshal(answer(req))
		if err != nil {
			return err
		}
		if _, err := w.Write(append(text, '\n')); err != nil {
			return err
		}
	}
	return errors.New("the requests have ended")
}
