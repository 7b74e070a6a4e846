package main

import (
	"fmt"
	"io"

	"github.com/assay-go/assay/internal/files"
)

// exitInconclusive is the exit status of a measurement that could not tell.
const exitInconclusive = 3

// An inconclusiveError says that the work was done and nobody can tell what came
// of it.
type inconclusiveError struct{ text string }

func (e *inconclusiveError) Error() string { return e.text }

// inconclusive returns an error for exit status 3.
func inconclusive(format string, args ...any) error {
	return &inconclusiveError{fmt.Sprintf(format, args...)}
}

// replaceFile replaces a file when the new one is complete.
func replaceFile(name string, data []byte) error {
	if err := files.Check(name); err != nil {
		return err
	}
	return files.Write(map[string][]byte{name: data})
}

// noteTo returns a function that writes sentences, one to a line.
func noteTo(w io.Writer) func(format string, args ...any) {
	return func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
}
