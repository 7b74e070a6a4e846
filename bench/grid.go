package bench

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// A Grid is a choice of workloads. It is a [flag.Value].
type Grid string

// The grids.
const (
	Quick Grid = "quick" // every operation by itself, and the usual workload with two goroutines
	Core  Grid = "core"  // the usual workload of a pattern and those beside it
	Full  Grid = "full"  // all combinations of the values of the axes
)

var grids = []Grid{Quick, Core, Full}

// String returns the name of the grid.
func (g *Grid) String() string { return string(*g) }

// Set sets the grid to the one that has the name s.
func (g *Grid) Set(s string) error {
	if !slices.Contains(grids, Grid(s)) {
		return fmt.Errorf("there is no grid %q; choose one of %q", s, grids)
	}
	*g = Grid(s)
	return nil
}

// Type returns the name of the type of flag, for usage messages.
func (*Grid) Type() string { return "grid" }

// A dimension is an axis and the values that it can have.
type dimension struct {
	key    string
	usual  string // the value at the centre of the core
	values []string
}

// goroutines returns the axis of that name: in the core it has these values, the
// usual one first, and otherwise 1, 2 and 8.
func goroutines(g Grid, core ...string) dimension {
	values := core
	if g != Core {
		values = []string{"1", "2", "8"}
	}
	return dimension{"goroutines", core[0], values}
}

// amount returns an axis that says of how much there is in every object, which makes
// objects dear. In the quick grid there is less of it, as that has to see many objects.
func amount(g Grid, key, usual, quick string) dimension {
	switch g {
	case Quick:
		return dimension{key, quick, []string{quick}}
	case Full:
		return dimension{key, usual, []string{usual, quick}}
	}
	return dimension{key, usual, []string{usual}}
}

// A point has a value for each axis.
type point []Axis

func (p point) value(key string) string {
	i := slices.IndexFunc(p, func(a Axis) bool { return a.Key == key })
	if i < 0 {
		panic("bench: no axis " + key)
	}
	return p[i].Value
}

func (p point) number(key string) int {
	n, err := strconv.Atoi(p.value(key))
	if err != nil {
		panic("bench: axis " + key + ": " + err.Error())
	}
	return n
}

// duration returns the value of an axis that is a time.
func (p point) duration(key string) time.Duration {
	d, err := time.ParseDuration(p.value(key))
	if err != nil {
		panic("bench: axis " + key + ": " + err.Error())
	}
	return d
}

// points returns the points of the grid; the last axis changes fastest.
func points(g Grid, dimensions []dimension) []point {
	all := []point{nil}
	for _, d := range dimensions {
		var longer []point
		for _, p := range all {
			for _, v := range d.values {
				longer = append(longer, append(slices.Clip(p), Axis{d.key, v}))
			}
		}
		all = longer
	}
	switch g {
	case Full:
		return all
	case Quick:
		return slices.DeleteFunc(all, func(p point) bool { return !quick(p, dimensions) })
	}
	return slices.DeleteFunc(all, func(p point) bool { return distance(p, dimensions) > 1 })
}

// quick says whether a point is in that grid. With one goroutine these are the
// usual one and those that take another way through the code, of which some are
// named by another axis than op. With two it is the usual one.
func quick(p point, dimensions []dimension) bool {
	ways := []string{"op", "call", "deadline", "handlers", "of"}
	goroutines, others := "", 0
	for i, d := range dimensions {
		value := p[i].Value
		switch {
		case d.key == "goroutines":
			goroutines = value
		case value == d.usual:
		case slices.Contains(ways, d.key), d.key == "reads" && value == "50":
			others++
		default:
			return false
		}
	}
	return goroutines == "1" && others <= 1 || goroutines == "2" && others == 0
}

// distance returns in how many axes p is unusual. The axes reads and goroutines
// count as one: what an implementation does about readers shows with several
// goroutines only, and differently for each mix.
func distance(p point, dimensions []dimension) int {
	unusual := make(map[string]bool)
	for i, d := range dimensions {
		if p[i].Value == d.usual {
			continue
		}
		if d.key == "goroutines" {
			d.key = "reads"
		}
		unusual[d.key] = true
	}
	return len(unusual)
}
