package overlay

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/rewrite"
	"github.com/assay-go/assay/internal/rewrite/load"
)

// A selection is what to rewrite, and what that imports.
type selection struct {
	packages []string // the import paths of those to be tested
	targets  []*load.Listed
	list     load.List
	own      load.List // what the scheduler consists of
	warnings []string
}

// find lists the packages that the options name.
func find(ctx context.Context, o Options) (*selection, error) {
	scheduler := append(slices.Collect(maps.Values(rewrite.Shims)), rewrite.Hook, rewrite.Interleave)
	own, err := load.Packages(ctx, o.Dir, scheduler)
	if err != nil {
		return nil, fmt.Errorf("the scheduler is not to be had here; run go get %s:\n%w", rewrite.Interleave, err)
	}
	tested, err := load.Packages(ctx, o.Dir, o.Packages, "-test")
	if err != nil {
		return nil, unbuildable(o.Packages, err)
	}
	s := &selection{list: maps.Clone(own), own: own}
	if err := s.addTested(tested, wildcard(o.Packages)); err != nil {
		return nil, err
	}
	if len(s.packages) == 0 {
		return nil, fmt.Errorf("no package matches %s", strings.Join(o.Packages, " "))
	}
	if len(o.With) > 0 {
		with, err := load.Packages(ctx, o.Dir, o.With)
		if err != nil {
			return nil, unbuildable(o.With, err)
		}
		if err := s.addWith(with, wildcard(o.With)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func unbuildable(patterns []string, err error) error {
	list := strings.Join(patterns, " ")
	return fmt.Errorf("go cannot build %s as it is:\n%w\nmend what go vet %[1]s finds", list, err)
}

// wildcard tells whether patterns may name packages that nobody had in mind.
func wildcard(patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return strings.Contains(p, "...") })
}

// addTested adds the named packages of a list with their tests. Of a package that
// has tests inside of it, there is a variant that contains them.
func (s *selection) addTested(list load.List, wildcard bool) error {
	packages, err := s.explorable(list, wildcard)
	for _, p := range packages {
		path := p.ImportPath
		s.packages = append(s.packages, path)
		variant := " [" + path + ".test]"
		if v, ok := list[path+variant]; ok {
			p = v
		}
		s.targets = append(s.targets, p)
		if v, ok := list[path+"_test"+variant]; ok {
			s.targets = append(s.targets, v)
		}
	}
	maps.Copy(s.list, list)
	return err
}

// addWith adds the named packages of a list that are not there yet.
func (s *selection) addWith(list load.List, wildcard bool) error {
	packages, err := s.explorable(list, wildcard)
	for _, p := range packages {
		if !slices.Contains(s.packages, p.ImportPath) {
			s.targets = append(s.targets, p)
		}
	}
	for path, p := range list {
		if _, ok := s.list[path]; !ok {
			s.list[path] = p
		}
	}
	return err
}

// named returns the packages of a list that are in it for themselves.
func named(list load.List) []*load.Listed {
	var packages []*load.Listed
	for _, path := range slices.Sorted(maps.Keys(list)) {
		p := list[path]
		test := p.Name == "main" && strings.HasSuffix(path, ".test")
		if !p.DepOnly && p.ForTest == "" && !test {
			packages = append(packages, p)
		}
	}
	return packages
}

// explorable returns the named packages of a list. Of those that cannot be
// rewritten it warns if the patterns are wild; otherwise they are an error.
func (s *selection) explorable(list load.List, wildcard bool) ([]*load.Listed, error) {
	var packages []*load.Listed
	for _, p := range named(list) {
		switch reason := s.obstacle(p); {
		case reason == "":
			packages = append(packages, p)
		case wildcard:
			s.warnings = append(s.warnings, p.ImportPath+" is left out: it "+reason)
		default:
			return nil, fmt.Errorf("%s %s: leave it out", p.ImportPath, reason)
		}
	}
	return packages, nil
}

// obstacle tells why a package cannot be rewritten: the scheduler would depend on
// itself.
func (s *selection) obstacle(p *load.Listed) string {
	switch {
	case p.Standard:
		return "is in the standard library, which cannot be explored"
	case s.own[p.ImportPath] != nil, strings.HasPrefix(p.ImportPath, rewrite.Interleave):
		return "is a part of the scheduler, which cannot explore itself"
	}
	return ""
}
