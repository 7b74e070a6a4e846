package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
)

// printBenchTable prints the table of a file.
func printBenchTable(ctx context.Context, w io.Writer, name string) error {
	table, err := benchstat(ctx, name)
	if err != nil {
		return fmt.Errorf("the measurements are complete, but benchstat could not print them: %w\n"+
			"It is built when it is first used, which takes the modules of scripts/tools.mod. "+
			"Once they are there (go mod download -modfile=scripts/tools.mod), print the table with\n"+
			"  go tool -modfile=scripts/tools.mod benchstat -col /impl %s", err, name)
	}
	_, err = fmt.Fprintln(w, table)
	return err
}

func benchstat(ctx context.Context, name string) (string, error) {
	root, err := moduleRoot(ctx)
	if err != nil {
		return "", err
	}
	file, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	return output(ctx, root, "go", "tool", "-modfile=scripts/tools.mod", "benchstat", "-col", "/impl", file)
}
