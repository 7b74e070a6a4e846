package main

import (
	"github.com/spf13/cobra"

	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/internal/measure"
)

func newBenchCommand() *cobra.Command { return measure.Command(impls.All) }
