package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/internal/analysis"
	"github.com/assay-go/assay/internal/certificate"
	"github.com/assay-go/assay/internal/measure"
	"github.com/assay-go/assay/internal/report"
)

// reportOptions are the flags of assay report.
type reportOptions struct {
	dir, laws, beam string
	history         string // the directory of the nights
	chosen          bool   // laws was given
	beamChosen      bool   // beam was given
}

func newReportCommand() *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:   "report FILE...",
		Short: "Write what tests and measurements say",
		Long: `Report reads files of three kinds and tells them apart by what is in them.

The output of go test -json becomes conformance.md and conformance.json: every
law and what became of it in every implementation.

Raw results of assay bench (FILE.raw.gz) become report.html, report.md,
report.json and report.csv: who ranks first for which workload, and how far to
trust that. Results of several shards, runs and machines are put together.

A conformance.json beside them, or the one that --laws names, says who breaks a
law and is not ranked for that. Output of go test -json takes its place. A
beam.json there, or the one that --beam names, says what the laws are on the
BEAM.

A FILE named - is standard input. The exit status is 1 if a law is violated or
the run of the tests is broken; the reports are written all the same. It is 2,
and nothing is written, if a FILE is truncated or something else.`,
		Example: `  go test -json ./impls | assay report - -o reports
  assay report shard-1.raw.gz shard-2.raw.gz -o reports`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, files []string) error {
			o.chosen, o.beamChosen = c.Flags().Changed("laws"), c.Flags().Changed("beam")
			return runReport(c, files, o)
		},
	}
	c.Flags().StringVarP(&o.dir, "output", "o", "reports", "the directory to write to")
	c.Flags().StringVar(&o.laws, "laws", measure.Laws, "the certificate that says who breaks a law")
	c.Flags().StringVar(&o.beam, "beam", "reports/beam.json", "what the laws are on the BEAM, as make beam writes it")
	c.Flags().StringVar(&o.history, "history", "",
		"the directory with the benchmark files of earlier nights, named by date, to mark changes in")
	return c
}

// runReport reads everything before it writes anything.
func runReport(c *cobra.Command, names []string, o reportOptions) error {
	var in reportInput
	for _, name := range names {
		if err := in.read(name, c.InOrStdin()); err != nil {
			return err
		}
	}
	if in.result == nil && len(in.open) > 0 {
		return errors.New("latencies alone make no report; add raw results of assay bench")
	}
	if in.result == nil && !in.tested {
		return fmt.Errorf("%s is a certificate already; add raw results of assay bench, "+
			"or give the output of go test -json", names[0])
	}
	files := make(map[string][]byte)
	var cert *certificate.Certificate
	if in.tested {
		var err error
		if cert, err = certify(&in.run, o.dir, files); err != nil {
			return err
		}
	}
	var rep *report.Report
	if in.result != nil {
		laws, err := in.laws(cert, o)
		if err != nil {
			return err
		}
		if rep, err = reportResults(in, laws, o, files); err != nil {
			return err
		}
	}
	if err := writeFiles(files); err != nil {
		return err
	}
	if rep != nil {
		summarize(c.OutOrStdout(), rep, o.dir)
	}
	if cert != nil {
		return summarizeLaws(c.OutOrStdout(), cert, filepath.Join(o.dir, "conformance.md"))
	}
	return nil
}

// certify adds the files about the laws.
func certify(run *certificate.Run, dir string, files map[string][]byte) (*certificate.Certificate, error) {
	env := certificate.Environment{Go: runtime.Version(), GOOS: runtime.GOOS, GOARCH: runtime.GOARCH}
	cert, err := run.Certificate(env, catalogue())
	if err != nil {
		return nil, err
	}
	data, err := cert.JSON()
	if err != nil {
		return nil, err
	}
	files[filepath.Join(dir, "conformance.md")] = cert.Markdown()
	files[filepath.Join(dir, "conformance.json")] = data
	return cert, nil
}

// reportResults adds the files about the measurements.
func reportResults(
	in reportInput, laws *certificate.Certificate, o reportOptions, files map[string][]byte,
) (*report.Report, error) {
	var err error
	if in.there, err = o.there(); err != nil {
		return nil, err
	}
	rep, err := in.report(laws)
	if err != nil {
		return nil, err
	}
	for i := range rep.Patterns {
		for _, loop := range in.open {
			if p := &rep.Patterns[i]; loop.Pattern == p.Name {
				p.Latency = append(p.Latency, loop.Curves()...)
			}
		}
	}
	if rep.Changes, err = historyOf(o.history); err != nil {
		return nil, err
	}
	for name, write := range map[string]func(io.Writer, *report.Report) error{
		"report.html": report.WriteHTML, "report.md": report.WriteMarkdown,
		"report.json": report.WriteJSON, "report.csv": report.WriteCSV,
	} {
		var b bytes.Buffer
		if err := write(&b, rep); err != nil {
			return nil, err
		}
		files[filepath.Join(o.dir, name)] = b.Bytes()
	}
	return rep, nil
}

// historyOf returns the changes in the nights of a directory, if there is one.
func historyOf(dir string) ([]report.Change, error) {
	if dir == "" {
		return nil, nil
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("there is no file .txt in %s; give --history the directory of the nights", dir)
	}
	var nights []analysis.Night
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		night, err := analysis.ReadNight(name, f)
		_ = f.Close() // it was only read
		if err != nil {
			return nil, err
		}
		nights = append(nights, night)
	}
	if err != nil {
		return nil, err
	}
	return analysis.Changes(nights, 1)
}

// summarize says in a few lines what the measurements gave.
func summarize(w io.Writer, rep *report.Report, dir string) {
	workloads, ranked := 0, 0
	for _, p := range rep.Patterns {
		for _, workload := range p.Workloads {
			workloads++
			if workload.Void == "" {
				ranked++
			}
		}
	}
	fmt.Fprintf(w, "%s: %d of %d workloads of %d patterns are ranked\n",
		filepath.Join(dir, "report.html"), ranked, workloads, len(rep.Patterns))
	fmt.Fprintln(w, measure.Trust(rep))
}

// summarizeLaws says how many laws hold, and returns an error if not all do that
// should.
func summarizeLaws(w io.Writer, cert *certificate.Certificate, markdown string) error {
	for _, impl := range cert.Implementations {
		fmt.Fprintf(w, "%s: %s\n", impl.Name, impl.Summary())
	}
	switch {
	case len(cert.Unbuilt) > 0:
		return fmt.Errorf("%s did not build, so %s is incomplete; mend what go vet shows", cert.Unbuilt[0], markdown)
	case cert.Failed():
		return finding("not every law holds; see the reasons in %s", markdown)
	}
	return nil
}
