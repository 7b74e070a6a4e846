package gate

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// command is the package that a revision is built from.
const command = "./bench/worker"

// A Builder builds the command of revisions.
type Builder struct {
	Root string // the directory of the module, in a git repository
	Dir  string // where to put what is built: a temporary directory
}

// FindRoot returns the directory of the module that dir is in.
func FindRoot(ctx context.Context, dir string) (string, error) {
	out, err := output(ctx, dir, "go", "env", "GOMOD")
	if err != nil {
		return "", err
	}
	mod := strings.TrimSpace(out)
	if mod == "" || mod == os.DevNull {
		return "", errors.New("this directory is in no module; run assay compare in a clone of the repository")
	}
	return filepath.Dir(mod), nil
}

// Build builds a revision as a program of that name, which should be as long for
// base and head. "." and "worktree" stand for the files as they are; any other
// revision is taken from git's objects, so that nobody's files are touched.
func (b Builder) Build(ctx context.Context, revision, name string) (Side, error) {
	s := Side{Name: revision, binary: filepath.Join(b.Dir, name)}
	if IsWorktree(revision) {
		s.Commit = "worktree"
		if out, err := output(ctx, b.Root, "git", "rev-parse", "HEAD"); err == nil {
			s.Commit = strings.TrimSpace(out) + "+worktree"
		}
		s.source = b.Root
		return s, b.compile(ctx, s, s.binary)
	}
	out, err := output(ctx, b.Root, "git", "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		return s, fmt.Errorf("there is no revision %q, and no file of that name: %w; "+
			"fetch it, or say . for the files as they are", revision, err)
	}
	s.Commit = strings.TrimSpace(out)
	source := filepath.Join(b.Dir, name+"-source")
	if err := b.extract(ctx, s.Commit, source); err != nil {
		return s, fmt.Errorf("the files of %s: %w", revision, err)
	}
	s.source = source
	return s, b.compile(ctx, s, s.binary)
}

// IsWorktree says whether a revision stands for the files as they are.
func IsWorktree(revision string) bool { return revision == "." || revision == "worktree" }

// Layouts builds programs of a side that has been built, which differ from it in the
// order of their functions: from number first on.
func (b Builder) Layouts(ctx context.Context, s Side, first, n int) ([]string, error) {
	all, errs := make([]string, n), make([]error, n)
	var builds sync.WaitGroup
	free := make(chan struct{}, runtime.NumCPU()) // a linker keeps little more than one processor busy
	for i := range all {
		all[i] = fmt.Sprintf("%s-%03d", s.binary, first+i)
		free <- struct{}{}
		builds.Go(func() {
			name := fnv.New32a()
			_, _ = name.Write([]byte(filepath.Base(all[i]))) // which never fails
			errs[i] = b.compile(ctx, s, all[i], fmt.Sprintf("-randlayout=%d", name.Sum32()))
			<-free
		})
	}
	builds.Wait()
	return all, cmp.Or(errs...)
}

func (b Builder) compile(ctx context.Context, s Side, program string, flags ...string) error {
	if _, err := os.Stat(filepath.Join(s.source, filepath.FromSlash(command))); err != nil {
		return fmt.Errorf("%s has no %s, so it cannot be measured; choose a later revision", s.Name, command)
	}
	// Without a build ID, programs differ only if the code does, and without what is for
	// debuggers they are linked in half the time.
	c := exec.CommandContext(ctx, "go", "build", "-pgo=off", "-trimpath", "-buildvcs=false",
		"-ldflags="+strings.Join(append(flags, "-buildid=", "-s", "-w"), " "), "-o", program, command)
	c.Dir = s.source
	c.Env = append(os.Environ(), "GOWORK=off")
	if out, err := c.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return fmt.Errorf("%s does not build (%w):\n%s", s.Name, err, lastLines(out))
	}
	return nil
}

// lastLines returns the end of what a compiler says.
func lastLines(out []byte) string {
	const most = 12
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return strings.Join(lines[max(0, len(lines)-most):], "\n")
}

// extract writes the files of the module at a commit.
func (b Builder) extract(ctx context.Context, commit, to string) error {
	c := exec.CommandContext(ctx, "git", "archive", "--format=tar", commit)
	c.Dir = b.Root // what is archived is this directory
	said := &bytes.Buffer{}
	c.Stderr = said
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	unpacked := unpack(out, to)
	_, _ = io.Copy(io.Discard, out) // lest git waits for somebody to read
	if err := c.Wait(); err != nil {
		return fmt.Errorf("git archive: %w: %s", err, bytes.TrimSpace(said.Bytes()))
	}
	return unpacked
}

// unpack writes the files of an archive; links are left out.
func unpack(r io.Reader, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(to)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // it is a directory
	for files := tar.NewReader(r); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch h.Typeflag {
		case tar.TypeDir:
			err = root.MkdirAll(filepath.Clean(h.Name), 0o700)
		case tar.TypeReg:
			err = write(root, filepath.Clean(h.Name), files)
		}
		if err != nil {
			return err
		}
	}
}

func write(root *os.Root, name string, r io.Reader) error {
	f, err := root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

// output runs a command and returns what it prints.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = dir
	said := &bytes.Buffer{}
	c.Stderr = said
	out, err := c.Output()
	if err != nil && said.Len() > 0 {
		err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(said.Bytes()))
	}
	return string(out), err
}

// Program returns a side that is a program: one that calls lockstep.Main.
func Program(name, path string) Side { return Side{Name: name, binary: path} }
