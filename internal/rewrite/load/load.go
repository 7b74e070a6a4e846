// Package load lists packages and checks their types, by the go command and
// package go/types.
package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// A Listed is what go list tells about a package, or about a test variant of
// one, which consists of the package and its tests.
type Listed struct {
	ImportPath string // with " [path.test]" for a variant
	ForTest    string // the path of the package that the variant is for
	Dir        string
	Name       string
	Export     string // the file with the types of what it exports
	Standard   bool   // part of the standard library
	DepOnly    bool   // not named, but imported by one that is
	GoFiles    []string
	CgoFiles   []string // those that import "C"
	SFiles     []string // assembly
	Compiled   []string `json:"CompiledGoFiles"` // of them, absolute names are those of generated files
	ImportMap  map[string]string
	Deps       []string
	Module     *Module
}

// A Module is the module of a package.
type Module struct {
	Path      string
	Version   string
	Dir       string
	GoVersion string
	Replace   *Module
}

// A List is packages with all that they import.
type List map[string]*Listed // by ImportPath

// fields are what go list is asked for.
const fields = "-json=ImportPath,ForTest,Dir,Name,Export,Standard,DepOnly," +
	"GoFiles,CgoFiles,SFiles,CompiledGoFiles,ImportMap,Deps,Module"

// Packages lists packages, named by patterns, as seen from dir. It compiles
// them: an error has the messages of the compiler. The flags are for go list.
func Packages(ctx context.Context, dir string, patterns []string, flags ...string) (List, error) {
	args := append([]string{"list", fields, "-deps", "-export", "-compiled", "-mod=readonly"}, flags...)
	out, err := Go(ctx, dir, append(append(args, "--"), patterns...)...)
	if err != nil {
		return nil, err
	}
	list := make(List)
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := &Listed{}
		switch err := d.Decode(p); {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil:
			return nil, fmt.Errorf("reading the output of go list: %w", err)
		}
		list[p.ImportPath] = p
	}
}

// Go runs the go command in dir and returns its standard output. An error says
// what it has printed.
func Go(ctx context.Context, dir string, args ...string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(stderr.String()); text != "" {
			return nil, errors.New(text)
		}
		return nil, fmt.Errorf("go %s: %w", args[0], err)
	}
	return stdout.Bytes(), nil
}
