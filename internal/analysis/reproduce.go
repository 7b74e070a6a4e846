package analysis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
)

// budget returns how long the runs took together, as the command takes it.
func budget(runs []lockstep.Header) string {
	var total time.Duration
	for _, h := range runs {
		total += max(0, h.End.Time.Sub(h.Begin.Time))
	}
	// A run takes a little less than its budget.
	unit := time.Second
	if total > time.Minute {
		unit = 30 * time.Second
	}
	total = max(unit, (total+unit-1)/unit*unit)
	text := total.String()
	text = strings.TrimSuffix(text, "0s") // as in 3m0s, but not in 30s
	if strings.HasSuffix(text, "m") {
		return text
	}
	return total.String()
}

// reproduce returns the commands that measure the same again.
func reproduce(all *lockstep.Result, impls []string) []string {
	var commands []string
	for _, h := range all.Runs {
		for _, commit := range h.Commits {
			if commit != "" && !strings.Contains(commit, "+") { // which stands for changes
				commands = append(commands, "git checkout "+commit)
			}
		}
	}
	const format = "go run -pgo=off ./cmd/assay bench%s --grid %s --budget %s --seed %d%s%s%s"
	commands = append(commands, fmt.Sprintf(format, patternArguments(all), gridOf(all),
		budget(all.Runs), all.Runs[0].Seed,
		processArguments(all), implArguments(all, impls), referenceArguments(all)))
	commands = append(commands, "go run ./cmd/assay report reports/bench.raw.gz -o reports")
	slices.Sort(commands[:len(commands)-2])
	return slices.Compact(commands)
}

// patternArguments returns the patterns that were measured, unless they are all.
func patternArguments(all *lockstep.Result) string {
	text, n := "", 0
	known := bench.Patterns()
	for _, p := range known {
		if slices.ContainsFunc(all.Rows, func(r lockstep.RowResult) bool { return r.Pattern == p }) {
			text += " " + strings.ToLower(p)
			n++
		}
	}
	if n == len(known) {
		return ""
	}
	return text
}

// gridOf returns the grid that has all rows: the usual one if it does.
func gridOf(all *lockstep.Result) bench.Grid {
	for _, g := range []bench.Grid{bench.Core, bench.Quick} {
		has := make(map[string]bool)
		for _, w := range bench.Workloads(g) {
			has[w.ID()] = true
		}
		if !slices.ContainsFunc(all.Rows, func(r lockstep.RowResult) bool { return !has[r.Workload().ID()] }) {
			return g
		}
	}
	return bench.Full
}

// processArguments returns the flag for the number of processes, unless it is the
// usual one.
func processArguments(all *lockstep.Result) string {
	const usual = 5
	most := 0
	for i := range all.Rows {
		of := make(map[int]int) // by run
		for _, p := range all.Rows[i].Processes {
			of[p.Run]++
			most = max(most, of[p.Run])
		}
	}
	if most == usual || most < fewestProcesses {
		return ""
	}
	return fmt.Sprintf(" --processes %d", most)
}

// implArguments returns the flag for the implementations, unless all that there
// are were measured.
func implArguments(all *lockstep.Result, impls []string) string {
	measured := implementations(all, impls)
	if len(measured) == 0 || slices.Equal(measured, impls) {
		return ""
	}
	return " --impl " + strings.Join(measured, ",")
}

// referenceArguments returns the flag that puts references beside the
// implementations, if there were any.
func referenceArguments(all *lockstep.Result) string {
	if names := measuredReferences(all); len(names) > 0 {
		return " --with " + strings.Join(names, ",")
	}
	return ""
}

// implementations returns the candidates that were measured: first the known ones
// in their order, then others.
func implementations(all *lockstep.Result, known []string) []string {
	var found []string
	for i := range all.Rows {
		for _, c := range all.Rows[i].Contenders {
			if !reference(c) && !slices.Contains(found, c.Impl) {
				found = append(found, c.Impl)
			}
		}
	}
	var ordered []string
	for _, name := range append(slices.Clone(known), found...) {
		if slices.Contains(found, name) && !slices.Contains(ordered, name) {
			ordered = append(ordered, name)
		}
	}
	return ordered
}
