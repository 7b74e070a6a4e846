package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/internal/report"
)

// machines returns where the runs measured, and the name of each by
// [lockstep.Header.Key].
func machines(runs []lockstep.Header) (all []report.Machine, names map[string]string) {
	names = make(map[string]string)
	of := make(map[string][]lockstep.Header)
	var keys []string
	for _, h := range runs {
		key := h.Key()
		if of[key] == nil {
			keys = append(keys, key)
		}
		of[key] = append(of[key], h)
	}
	for _, key := range keys {
		m := machine(of[key])
		m.Name = unused(m.Name, of[key][0], all)
		names[key] = m.Name
		all = append(all, m)
	}
	return all, names
}

// unused returns a name that no machine has: with the commit, or with a number.
func unused(name string, h lockstep.Header, all []report.Machine) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(all, func(m report.Machine) bool { return m.Name == name })
	}
	if commit := strings.Join(h.Commits, " and "); taken(name) && commit != "" {
		name += ", " + commit
	}
	for n, first := 2, name; taken(name); n++ {
		name = fmt.Sprintf("%s, %d", first, n)
	}
	return name
}

// machine describes the machine of some runs with the same key.
func machine(runs []lockstep.Header) report.Machine {
	h := runs[0]
	m := report.Machine{
		Name: cmp.Or(h.Machine.Name, h.Machine.CPU, "unknown"), CPU: cmp.Or(h.Machine.CPU, "unknown"),
		Processors: h.Machine.NumCPU, Maxprocs: h.Machine.Procs,
		OS:   strings.TrimSpace(h.Machine.GOOS + "/" + h.Machine.GOARCH + " " + h.Machine.Kernel),
		Go:   strings.Join(slices.Compact(slices.Clone(h.Go)), ", "),
		Load: load(runs), More: make(map[string]string),
	}
	for key, value := range map[string]string{
		"GODEBUG": h.Machine.GODEBUG, "GOEXPERIMENT": h.Machine.Experiment,
		"commit": strings.Join(h.Commits, ", "), "pressure": pressure(runs),
	} {
		if value != "" {
			m.More[key] = value
		}
	}
	if h.Urgent {
		m.More["priority"] = "before other work (niceness -19)"
	}
	return m
}

// load returns how busy the machine was at the begin of the first and the end of
// the last run.
func load(runs []lockstep.Header) string {
	begin, end := runs[0].Begin.Load, runs[len(runs)-1].End.Load
	if begin < 0 || end < 0 {
		return "unknown"
	}
	return fmt.Sprintf("%.1f and %.1f", begin, end)
}

func pressure(runs []lockstep.Header) string {
	begin, end := runs[0].Begin.Pressure, runs[len(runs)-1].End.Pressure
	if begin < 0 || end < 0 {
		return ""
	}
	return fmt.Sprintf("waiting for a processor %.0f %% and %.0f %% of the time", begin, end)
}
