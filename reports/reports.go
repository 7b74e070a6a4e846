// Package reports has the committed results, for the command to answer from where
// there are no others.
package reports

import "embed"

// Files are the results as data: report.json, conformance.json and others.
//
//go:embed *.json
var Files embed.FS
