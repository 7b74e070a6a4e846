package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/internal/certificate"
)

func newReportCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "report FILE...",
		Short: "Write a certificate from the output of go test -json",
		Long: `Report reads the output of go test -json and writes conformance.md and
conformance.json: every law and what became of it in every implementation.
A FILE named - is standard input.

The exit status is 1 if a law is violated or the run is broken; the report is
written all the same. It is 2, and nothing is written, if a FILE is not the
whole output of go test -json.`,
		Example: "  go test -json ./impls | assay report - -o reports",
		Args:    usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, files []string) error {
			return report(c, files, dir)
		},
	}
	c.Flags().StringVarP(&dir, "output", "o", "reports", "the directory to write to")
	return c
}

func report(c *cobra.Command, files []string, dir string) error {
	var run certificate.Run
	for _, name := range files {
		if err := read(&run, name, c.InOrStdin()); err != nil {
			return err
		}
	}
	env := certificate.Environment{Go: runtime.Version(), GOOS: runtime.GOOS, GOARCH: runtime.GOARCH}
	cert, err := run.Certificate(env, catalogue())
	if err != nil {
		return err
	}
	data, err := cert.JSON()
	if err != nil {
		return err
	}
	markdown := filepath.Join(dir, "conformance.md")
	err = writeFiles(map[string][]byte{
		markdown:                               cert.Markdown(),
		filepath.Join(dir, "conformance.json"): data,
	})
	if err != nil {
		return err
	}
	for _, impl := range cert.Implementations {
		fmt.Fprintf(c.OutOrStdout(), "%s: %s\n", impl.Name, impl.Summary())
	}
	switch {
	case len(cert.Unbuilt) > 0:
		return fmt.Errorf("%s did not build, so %s is incomplete; mend what go vet shows", cert.Unbuilt[0], markdown)
	case cert.Failed():
		return finding("not every law holds; see the reasons in %s", markdown)
	}
	return nil
}

func read(run *certificate.Run, name string, stdin io.Reader) error {
	if name == "-" {
		return run.Read("standard input", stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("%w; write it with go test -json ./impls > %s", err, name)
	}
	defer func() { _ = f.Close() }() // nothing to lose: it was only read
	return run.Read(name, f)
}
