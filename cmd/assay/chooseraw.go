package main

import (
	"fmt"

	"github.com/assay-go/assay/internal/measure"
	model "github.com/assay-go/assay/internal/report"
)

// reportRaw makes a report of raw results and the certificate of the module.
func reportRaw(names []string) (*model.Report, error) {
	var in reportInput
	for _, name := range names {
		if err := in.read(name, nil); err != nil {
			return nil, err
		}
	}
	if in.result == nil {
		return nil, fmt.Errorf("%s holds no raw results of assay bench", names[0])
	}
	cert, err := in.laws(nil, reportOptions{laws: measure.Laws})
	if err != nil {
		return nil, err
	}
	return in.report(cert)
}
