//go:build unix

package lockstep

import (
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// batonVariable is in the environment of a worker with a baton. It lists the files
// that are its own: the end to read first, then one for each binary to write to,
// or 0 for itself.
const batonVariable = "ASSAY_LOCKSTEP_BATON"

// firstExtra is the file of a child that comes after its standard ones.
const firstExtra = 3

// A batonRing has a pipe to each worker of a team.
type batonRing struct{ readers, writers []*os.File }

// newBatonRing returns a ring for n workers. With one there is nobody to pass it to,
// and so it is empty.
func newBatonRing(n int) (*batonRing, error) {
	ring := &batonRing{}
	if n == 1 {
		return ring, nil
	}
	for range n {
		r, w, err := os.Pipe()
		if err != nil {
			ring.close()
			return nil, err
		}
		ring.readers, ring.writers = append(ring.readers, r), append(ring.writers, w)
	}
	return ring, nil
}

// of returns the files that a worker inherits, and how its environment tells it.
func (b *batonRing) of(worker int) (files []*os.File, env []string) {
	if len(b.readers) == 0 {
		return nil, nil
	}
	files = append(files, b.readers[worker])
	list := []string{strconv.Itoa(firstExtra)}
	for i, w := range b.writers {
		if i == worker {
			list = append(list, "0")
			continue
		}
		list = append(list, strconv.Itoa(firstExtra+len(files)))
		files = append(files, w)
	}
	return files, []string{batonVariable + "=" + strings.Join(list, ",")}
}

// close closes the ends of this process, so that workers notice when another one
// ends.
func (b *batonRing) close() {
	for _, f := range append(b.readers, b.writers...) {
		_ = f.Close() // nothing was written here
	}
}

// inheritBaton returns that of this worker, or nil. What it starts does not inherit
// it.
func inheritBaton() (*baton, error) {
	list := os.Getenv(batonVariable)
	if list == "" {
		return nil, nil
	}
	if err := os.Unsetenv(batonVariable); err != nil {
		return nil, err
	}
	b := &baton{}
	for i, text := range strings.Split(list, ",") {
		fd, err := strconv.Atoi(text)
		if err != nil {
			return nil, err
		}
		if fd == 0 {
			b.out = append(b.out, nil)
			continue
		}
		pipe, err := newInheritedPipe(fd)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			b.in = pipe
		} else {
			b.out = append(b.out, pipe)
		}
	}
	return b, nil
}

// An inheritedPipe is a file whose reads and writes are system calls and nothing
// else: to wait in one, and not in the runtime's poller, saves the thread a switch
// to another thread when the token comes.
type inheritedPipe int

func newInheritedPipe(fd int) (inheritedPipe, error) {
	syscall.CloseOnExec(fd)
	return inheritedPipe(fd), syscall.SetNonblock(fd, false)
}

// Read implements io.Reader.
func (p inheritedPipe) Read(b []byte) (int, error) {
	for {
		n, err := syscall.Read(int(p), b)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return 0, err
		case n == 0:
			return 0, io.EOF
		default:
			return n, nil
		}
	}
}

// Write implements io.Writer.
func (p inheritedPipe) Write(b []byte) (int, error) {
	for {
		n, err := syscall.Write(int(p), b)
		if err != syscall.EINTR {
			return max(n, 0), err
		}
	}
}
