package main

import (
	"context"
	"runtime"
	"strconv"
	"strings"
)

// environment returns configuration lines about what package testing does not
// report.
func (p *benchProgram) environment(ctx context.Context) []string {
	version, err := output(ctx, p.root, "go", "env", "GOVERSION")
	if err != nil {
		version = runtime.Version()
	}
	lines := []string{
		"go: " + version,
		"gomaxprocs: " + strconv.Itoa(runtime.GOMAXPROCS(0)),
		"grid: " + string(p.grid),
	}
	// Without git, or outside a repository, there is no commit to report.
	if commit, err := output(ctx, p.root, "git", "rev-parse", "--short=12", "HEAD"); err == nil {
		changes, err := output(ctx, p.root, "git", "status", "--porcelain", "--untracked-files=no")
		if err != nil || changes != "" {
			commit += "+changes"
		}
		lines = append(lines, "commit: "+commit)
	}
	return lines
}

// benchHeader returns what the results begin with.
func benchHeader(config, environment []string) string {
	units := []string{
		"Unit p50-ns better=lower",
		"Unit p99-ns better=lower",
		"Unit p99.9-ns better=lower",
		"Unit max-ns better=lower",
		"Unit overlap better=higher",
	}
	var b strings.Builder
	for _, lines := range [][]string{config, environment, units} {
		for _, line := range lines {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}
