package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/internal/choose"
	model "github.com/assay-go/assay/internal/report"
	results "github.com/assay-go/assay/reports"
)

// committedReports has the report.json that the command was built with. It is nil
// in tests of what happens without.
var committedReports fs.FS = results.Files

// rawReport makes a report of the files that assay bench wrote. It is nil if the
// command cannot.
var rawReport = reportRaw

// committed is the name of the committed report.
const committed = "reports/report.json"

// chooseReport reads the reports, and says which.
func chooseReport(files []string) (*model.Report, string, error) {
	if len(files) == 0 {
		return defaultReport()
	}
	var raw []string
	var reports []*model.Report
	for _, name := range files {
		data, err := os.ReadFile(name)
		switch {
		case err != nil:
			return nil, "", fmt.Errorf("%w; give the report.json that assay report writes", err)
		case isRaw(data):
			raw = append(raw, name)
			continue
		}
		r, err := model.ReadJSON(bytes.NewReader(data))
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", name, err)
		}
		reports = append(reports, r)
	}
	if len(raw) > 0 {
		r, err := readRaw(raw)
		if err != nil {
			return nil, "", err
		}
		reports = append(reports, r)
	}
	r, err := choose.Merge(reports...)
	return r, strings.Join(files, " and "), err
}

// isRaw reports whether a file is compressed, as raw measurements are.
func isRaw(data []byte) bool { return bytes.HasPrefix(data, []byte{0x1f, 0x8b}) }

func readRaw(files []string) (*model.Report, error) {
	if rawReport == nil {
		return nil, fmt.Errorf("%s holds raw measurements; run assay report %s -o DIR and give DIR/report.json",
			files[0], strings.Join(files, " "))
	}
	return rawReport(files)
}

// defaultReport reads the report of the module around the working directory, or
// else the one that the command was built with.
func defaultReport() (*model.Report, string, error) {
	name, data, err := nearestReport()
	if err != nil {
		return nil, "", err
	}
	r, err := model.ReadJSON(bytes.NewReader(data))
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", name, err)
	}
	return r, name, nil
}

// nearestReport looks for the report from the working directory upward.
func nearestReport() (name string, data []byte, err error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", nil, err
	}
	for {
		name := filepath.Join(dir, filepath.FromSlash(committed))
		data, err := os.ReadFile(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return name, data, err
		}
		parent := filepath.Dir(dir)
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil || parent == dir {
			break
		}
		dir = parent
	}
	if committedReports != nil {
		if data, err := fs.ReadFile(committedReports, filepath.Base(committed)); err == nil {
			return "the report of this assay", data, nil
		}
	}
	return "", nil, fmt.Errorf("there is no %s in this module; write one with assay bench and assay report, "+
		"or name one with --from", committed)
}
