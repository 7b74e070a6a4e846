package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"time"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/openloop"
	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/internal/analysis"
	"github.com/assay-go/assay/internal/certificate"
	"github.com/assay-go/assay/internal/measure"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/reference/beam"
	beambench "github.com/assay-go/assay/reference/beam/bench"
)

// A reportInput is what the files of a report say.
type reportInput struct {
	run    certificate.Run
	tested bool // run has something
	result *lockstep.Result
	open   []*openloop.Result
	cert   *certificate.Certificate
	there  *beam.Document // what the laws are on the BEAM
}

func (in *reportInput) read(name string, stdin io.Reader) error {
	if name == "-" {
		return in.add("standard input", stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("%w; write it with go test -json ./impls > %s, or with assay bench", err, name)
	}
	defer func() { _ = f.Close() }() // nothing to lose: it was only read
	return in.add(name, f)
}

// How files begin.
var (
	compressed    = []byte{0x1f, 0x8b}
	certificates  = regexp.MustCompile(`^\s*\{\s*"schema"`)
	openLoop      = regexp.MustCompile(`^\s*\{\s*"openloop"`)
	reports       = regexp.MustCompile(`^\s*\{\s*"format"`)
	benchmarkText = regexp.MustCompile(`^(Unit |Benchmark|go(os|arch): |pkg: )`)
)

// add adds a file, whose beginning tells what it is.
func (in *reportInput) add(name string, r io.Reader) error {
	const enough = 64
	buffered := bufio.NewReader(r)
	head, err := buffered.Peek(enough)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	switch {
	case bytes.HasPrefix(head, compressed):
		return in.addResult(name, buffered)
	case openLoop.Match(head):
		return in.addOpenLoop(name, buffered)
	case certificates.Match(head):
		return in.addCertificate(name, buffered)
	case reports.Match(head):
		return fmt.Errorf("%s is a report already; give the raw results that it was made of", name)
	case benchmarkText.Match(head):
		return fmt.Errorf("%s has benchmarks as text, which say too little for a report; "+
			"give the file .raw.gz that assay bench wrote beside it", name)
	}
	in.tested = true
	return in.run.Read(name, buffered)
}

func (in *reportInput) addResult(name string, r io.Reader) error {
	result, err := lockstep.Read(r)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if in.result == nil {
		in.result = result
		return nil
	}
	in.result, err = lockstep.Merge(in.result, result)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (in *reportInput) addOpenLoop(name string, r io.Reader) error {
	results, err := openloop.Read(r)
	if err == nil {
		in.open, err = openloop.Merge(append(in.open, results...)...)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (in *reportInput) addCertificate(name string, r io.Reader) error {
	if in.cert != nil {
		return fmt.Errorf("%s is the second certificate; give one", name)
	}
	cert, err := analysis.ReadLaws(r)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	in.cert = cert
	return nil
}

// laws returns the certificate for the measurements: the one just made, one of the
// files, or the one that the flag names. Without any it is nil.
func (in *reportInput) laws(fresh *certificate.Certificate, o reportOptions) (*certificate.Certificate, error) {
	switch {
	case o.chosen && (fresh != nil || in.cert != nil):
		return nil, errors.New("--laws is the second certificate; give one")
	case fresh != nil && in.cert != nil:
		return nil, errors.New("there are both a certificate and the output of go test -json; give one of them")
	case fresh != nil:
		return fresh, nil
	case in.cert != nil:
		return in.cert, nil
	}
	cert, err := analysis.OpenLaws(o.laws)
	if errors.Is(err, fs.ErrNotExist) && !o.chosen {
		return nil, nil
	}
	return cert, err
}

// there returns what the laws are on the BEAM. Where nobody asked for it and there
// is no file, it is nil.
func (o reportOptions) there() (*beam.Document, error) {
	d, err := analysis.OpenBEAM(o.beam)
	if errors.Is(err, fs.ErrNotExist) && !o.beamChosen {
		return nil, nil
	}
	return d, err
}

// report says what the measurements give, with a certificate or none.
func (in *reportInput) report(laws *certificate.Certificate) (*report.Report, error) {
	return analysis.Report([]*lockstep.Result{in.result}, laws, analysis.Options{
		Made: time.Now().UTC().Truncate(time.Second), Impls: measure.Names(impls.All), BEAM: in.there,
		Lack: beambench.Lack,
	})
}
