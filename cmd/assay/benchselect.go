package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
)

// A benchSelection says what to measure.
type benchSelection struct{ patterns, impls []string }

// selectBench finds the patterns and implementations by name. None stand for all.
func selectBench(patterns, names []string, all []conformance.Implementation) (benchSelection, error) {
	var s benchSelection
	known := bench.Patterns()
	for _, p := range patterns {
		i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, p) })
		if i < 0 {
			return s, fmt.Errorf("there are no benchmarks of a pattern %q; choose from %s",
				p, sentence(lower(known)))
		}
		s.patterns = append(s.patterns, known[i])
	}
	if len(patterns) == 0 {
		s.patterns = known
	}
	var implementations []string
	for _, impl := range all {
		implementations = append(implementations, impl.Name)
	}
	for _, name := range names {
		if !slices.Contains(implementations, name) {
			return s, fmt.Errorf("there is no implementation %q; choose from %s",
				name, sentence(implementations))
		}
		s.impls = append(s.impls, name)
	}
	if len(names) == 0 {
		s.impls = implementations
	}
	return s, nil
}

// regexp returns the value of -test.bench that selects s.
func (s benchSelection) regexp() string {
	var impls []string
	for _, name := range s.impls {
		impls = append(impls, regexp.QuoteMeta(name))
	}
	return "^Benchmark(" + strings.Join(s.patterns, "|") + ")$/^impl=(" + strings.Join(impls, "|") + ")$"
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
