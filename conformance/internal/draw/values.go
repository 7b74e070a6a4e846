package draw

import (
	"fmt"
	"strings"
)

// A Value is one that was drawn.
type Value struct {
	Label string
	Text  string     // if it is no program, or one without calls
	Calls [][]string // of a program: those of each goroutine
}

// Values lists the values drawn so far.
func (c *Case) Values() []Value {
	values := make([]Value, len(c.drawn))
	for i, d := range c.drawn {
		values[i].Label = d.label
		if p, ok := d.value.(interface{ calls() [][]string }); ok {
			values[i].Calls = p.calls()
		}
		if len(values[i].Calls) == 0 {
			values[i].Text = strings.TrimSpace(fmt.Sprint(d.value))
		}
	}
	return values
}

// calls returns the texts of the calls of each goroutine, or nothing if there are
// no calls.
func (p Program[O]) calls() [][]string {
	all, some := make([][]string, len(p)), false
	for i, calls := range p {
		for _, call := range calls {
			all[i], some = append(all[i], call.String()), true
		}
	}
	if !some {
		return nil
	}
	return all
}
