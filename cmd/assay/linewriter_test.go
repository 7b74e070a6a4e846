package main

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Lines are whole, though they come in pieces, as through a pipe.
func TestLineWriter(t *testing.T) {
	var lines []string
	w := &lineWriter{line: func(line string) { lines = append(lines, line) }}
	_, err := io.CopyBuffer(struct{ io.Writer }{w},
		struct{ io.Reader }{strings.NewReader("goos: linux\n\nBenchmarkServer\nPA")}, make([]byte, 7))
	require.NoError(t, err)
	require.Equal(t, []string{"goos: linux", "", "BenchmarkServer"}, lines)
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
