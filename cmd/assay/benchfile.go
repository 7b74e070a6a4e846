package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// A benchFile replaces another one when it is complete.
type benchFile struct {
	*os.File
	target string // the name of the one to replace
}

// createBenchFile creates a file to write to. It fails at once if the one
// named could not be replaced later.
func createBenchFile(name string) (*benchFile, error) {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("%w; choose another file with -o", err)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file; choose another one with -o", name)
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(name)+"-*")
	if err != nil {
		return nil, fmt.Errorf("%w; choose another file with -o", err)
	}
	return &benchFile{f, name}, nil
}

// commit replaces the file named.
func (f *benchFile) commit() error {
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), f.target)
}

// discard removes what has not been committed.
func (f *benchFile) discard() {
	// After a commit both fail, as they should.
	_ = f.Close()
	_ = os.Remove(f.Name())
}
