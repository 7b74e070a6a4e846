package beambench

import (
	"slices"

	"github.com/assay-go/assay/bench"
)

// Impl is the article's own way.
const Impl = "beam"

// variants are other ways to do what a pattern is for: of all its workloads, or of
// those that have the axis. Each has a name that says how.
var variants = []struct {
	name, pattern string
	axis          bench.Axis
}{
	{"beam-public", "Table", bench.Axis{}},
	{"beam-serial", "Table", bench.Axis{}},
	{"beam-ets", "Counter", bench.Axis{}},
	{"beam-flush", "Shutdowner", bench.Axis{Key: "of", Value: "gate"}},
}

// Impls returns the names of all that can be measured.
func Impls() []string {
	all := []string{Impl}
	for _, v := range variants {
		all = append(all, v.name)
	}
	return all
}

// Lack says why a workload has no counterpart in an implementation on the BEAM,
// or nothing if it has one.
func Lack(w bench.Workload, impl string) string {
	switch {
	case impl != Impl:
		for _, v := range variants {
			if v.name == impl && v.pattern == w.Pattern && (v.axis.Key == "" || slices.Contains(w.Axes, v.axis)) {
				return ""
			}
		}
		return impl + " does something else"
	case slices.Contains(w.Axes, bench.Axis{Key: "deadline", Value: "shared"}):
		return "a GenServer.call has a timeout of its own; no deadline is common to several"
	case w.Pattern == "Shutdowner" && slices.Contains(w.Axes, bench.Axis{Key: "of", Value: "gate"}):
		return "terminate writes what is pending, where in Go as many functions end; " +
			"beam-flush measures that other work"
	}
	return ""
}

// known returns the workloads that some implementation has.
func known() []bench.Workload {
	return slices.DeleteFunc(bench.Workloads(bench.Full), func(w bench.Workload) bool {
		return !slices.ContainsFunc(Impls(), func(impl string) bool { return Lack(w, impl) == "" })
	})
}
