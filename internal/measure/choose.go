package measure

import (
	"errors"
	"fmt"
	"hash/fnv"
	"reflect"
	"slices"
	"strings"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/conformance"
)

// equal is the label of the contender that repeats another one.
const equal = "aa"

// A choice says what to measure. No patterns and no implementations stand for all.
type choice struct {
	patterns, impls []string
	grid            bench.Grid
	shard           shard
	procs           int // GOMAXPROCS
}

// rows returns the rows with their contenders, and sentences about what they
// lack. Each row has one implementation twice, which depends on the name of the
// workload: so all are checked, and rows of several runs fit together.
func (c choice) rows(all []conformance.Implementation) (rows []lockstep.Row, lacks []string, err error) {
	patterns, err := choosePatterns(c.patterns)
	if err != nil {
		return nil, nil, err
	}
	impls, err := chooseImpls(c.impls, all)
	if err != nil {
		return nil, nil, err
	}
	alone, index := 0, -1
	for _, w := range bench.Workloads(c.grid) {
		if !slices.Contains(patterns, w.Pattern) {
			continue
		}
		index++
		if !c.shard.has(index) {
			continue
		}
		if c.procs == 1 && several(w) {
			alone++
			continue
		}
		row, missing := newRow(w, impls)
		for _, text := range missing {
			if !slices.Contains(lacks, text) {
				lacks = append(lacks, text)
			}
		}
		if len(row.Contenders) > 0 {
			rows = append(rows, row)
		}
	}
	if alone > 0 {
		lacks = append(lacks, fmt.Sprintf("%d rows with several goroutines are left out: "+
			"no contention is possible with GOMAXPROCS=1", alone))
	}
	if len(rows) == 0 {
		lacks = append(lacks, "there is nothing to measure; choose other patterns, implementations or another shard")
		return nil, nil, errors.New(strings.Join(lacks, "; "))
	}
	return rows, lacks, nil
}

// newRow returns the row of a workload, and who cannot take part.
func newRow(w bench.Workload, impls []conformance.Implementation) (row lockstep.Row, lacks []string) {
	row.Workload = w
	for _, impl := range impls {
		if implements(impl, w) {
			row.Contenders = append(row.Contenders, lockstep.Contender{Label: impl.Name, Impl: impl.Name})
		} else {
			lacks = append(lacks, fmt.Sprintf("%s does not implement %s", impl.Name, w.Pattern))
		}
	}
	if n := len(row.Contenders); n > 0 {
		h := fnv.New32a()
		_, _ = h.Write([]byte(w.ID())) // it never fails
		again := row.Contenders[h.Sum32()%uint32(n)]
		row.Contenders = append(row.Contenders, lockstep.Contender{Label: equal, Impl: again.Impl})
	}
	return row, lacks
}

// implements reports whether an implementation has the constructor for a
// workload. If it says so in error, the plan leaves the contender out.
func implements(impl conformance.Implementation, w bench.Workload) bool {
	name := w.Pattern
	for _, a := range w.Axes {
		switch {
		case name == "Shutdowner" && a.Key == "of": // server or gate
			name = strings.ToUpper(a.Value[:1]) + a.Value[1:]
		case name == "Table" && a.Key == "key" && a.Value == "int":
			name = "IntTable"
		}
	}
	field := reflect.ValueOf(impl).FieldByName(name)
	return !field.IsValid() || field.Kind() != reflect.Func || !field.IsNil()
}

// several reports whether several goroutines do the operations of a workload.
func several(w bench.Workload) bool {
	return slices.ContainsFunc(w.Axes, func(a bench.Axis) bool { return a.Key == "goroutines" && a.Value != "1" })
}

// choosePatterns finds patterns by name, whatever its case.
func choosePatterns(names []string) ([]string, error) {
	known := bench.Patterns()
	if len(names) == 0 {
		return known, nil
	}
	var chosen []string
	for _, name := range names {
		i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, name) })
		if i < 0 {
			return nil, fmt.Errorf("there are no benchmarks of a pattern %q; choose from %s",
				name, sentence(lower(known)))
		}
		chosen = append(chosen, known[i])
	}
	return chosen, nil
}

// chooseImpls finds implementations by name, in the order in which they are
// listed, so that results of different runs fit together.
func chooseImpls(names []string, all []conformance.Implementation) ([]conformance.Implementation, error) {
	if len(names) == 0 {
		return all, nil
	}
	known := Names(all)
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("there is no implementation %q; choose from %s", name, sentence(known))
		}
	}
	var chosen []conformance.Implementation
	for _, impl := range all {
		if slices.Contains(names, impl.Name) {
			chosen = append(chosen, impl)
		}
	}
	return chosen, nil
}

// Names returns the names of implementations.
func Names(all []conformance.Implementation) []string {
	var names []string
	for _, impl := range all {
		names = append(names, impl.Name)
	}
	return names
}

func lower(names []string) []string {
	var lowered []string
	for _, n := range names {
		lowered = append(lowered, strings.ToLower(n))
	}
	return lowered
}

// sentence returns the names as part of a sentence: "a, b and c".
func sentence(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
