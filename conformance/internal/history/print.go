package history

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"
)

// String returns the call as it would be written: Load(a) = 1.
func (c Call[O, R]) String() string {
	if c.Pending {
		return fmt.Sprintf("%v = ?", c.Op)
	}
	if result := fmt.Sprint(c.Result); result != "" {
		return fmt.Sprintf("%v = %s", c.Op, result)
	}
	return fmt.Sprint(c.Op)
}

// String returns the history as a drawing: one line for each call, in the order
// of their beginnings, with its extent in time. A call that was pending when
// the history was cut off has no end.
func (h History[O, R]) String() string {
	position := h.positions()
	width := 0
	for _, c := range h {
		width = max(width, len(c.String()))
	}
	var b strings.Builder
	for _, c := range h {
		begin := position[c.Begin]
		bar := strings.Repeat(" ", begin) + "├"
		if c.Pending {
			bar += strings.Repeat("─", len(position)-begin)
		} else {
			bar += strings.Repeat("─", position[c.End]-begin-1) + "┤"
		}
		fmt.Fprintf(&b, "goroutine %d: %-*s  %s\n", c.Client, width, c, bar)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// positions numbers the ticks that occur in h, which leaves out the gaps. A
// beginning comes before an end of the same tick, since such calls overlap.
func (h History[O, R]) positions() map[int64]int {
	type edge struct {
		tick int64
		end  int
	}
	var edges []edge
	for _, c := range h {
		edges = append(edges, edge{c.Begin, 0})
		if !c.Pending {
			edges = append(edges, edge{c.End, 1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.tick, b.tick), cmp.Compare(a.end, b.end))
	})
	position := make(map[int64]int, len(edges))
	for i, e := range edges {
		position[e.tick] = i
	}
	return position
}

// WriteHTML writes porcupine's page about h to w: the calls to scale, the
// longest orders that explain a part of them, and the state at each step.
func (m Model[S, O, R]) WriteHTML(w io.Writer, h History[O, R]) error {
	model := m.porcupine()
	_, info := porcupine.CheckOperationsVerbose(model, operations(h), checkTimeout)
	if err := porcupine.Visualize(model, info, w); err != nil {
		return fmt.Errorf("draw the history: %w", err)
	}
	return nil
}
