package lockstep

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A token says what comes next in a block. Whoever has it does that, and the
// others sleep.
type token struct {
	stage stage
	at    int   // how many steps of the stage there have been
	begin int64 // of the turns, in nanoseconds since 1970
}

// A stage is a part of a block.
type stage byte

const (
	opening stage = iota // each worker makes its objects
	turning              // each contender has its turn, in every burst of rounds
	closing              // each worker releases its objects
	failing              // something went wrong, and the block is over
)

// tokenSize is how long a token is in a pipe, which takes so little at once.
const tokenSize = 1 + 8 + 8

// A baton is how a worker gets the token and passes it on to another one: two
// pipes, straight from one process to the other. A reply to the parent and its next
// request take so much longer that they would take more time than the slices do.
type baton struct {
	in  io.Reader
	out []io.Writer // by binary; nil for the worker itself
}

// errNoBaton is what a worker says that is asked for a block with others.
var errNoBaton = errors.New("this worker has no baton")

// wait returns the token when it comes.
func (b *baton) wait() (token, error) {
	if b == nil {
		return token{}, errNoBaton
	}
	var text [tokenSize]byte
	if _, err := io.ReadFull(b.in, text[:]); err != nil {
		return token{}, fmt.Errorf("%w: %w", errLeft, err)
	}
	return token{
		stage: stage(text[0]),
		at:    int(binary.LittleEndian.Uint64(text[1:])),   //nolint:gosec // as it was written
		begin: int64(binary.LittleEndian.Uint64(text[9:])), //nolint:gosec // as it was written
	}, nil
}

// pass gives the token to a worker.
func (b *baton) pass(to int, t token) error {
	if b == nil || to >= len(b.out) || b.out[to] == nil {
		return errNoBaton
	}
	text := make([]byte, 0, tokenSize)
	text = append(text, byte(t.stage))
	text = binary.LittleEndian.AppendUint64(text, uint64(t.at))    //nolint:gosec // read back as it was
	text = binary.LittleEndian.AppendUint64(text, uint64(t.begin)) //nolint:gosec // read back as it was
	if _, err := b.out[to].Write(text); err != nil {
		return fmt.Errorf("%w: %w", errLeft, err)
	}
	return nil
}
