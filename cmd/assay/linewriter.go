package main

import "bytes"

// A lineWriter calls a function for each complete line written to it.
type lineWriter struct {
	line    func(line string)
	pending []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.pending = append(w.pending, p...)
	for {
		line, rest, found := bytes.Cut(w.pending, []byte("\n"))
		if !found {
			return len(p), nil
		}
		w.line(string(line))
		w.pending = rest
	}
}
