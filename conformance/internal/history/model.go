package history

import (
	"fmt"
	"math"
	"time"

	"github.com/anishathalye/porcupine"
)

// A Model is a sequential specification: what operations O on a state S return.
type Model[S, O, R comparable] struct {
	// Init is the state before the first call.
	Init S
	// Apply returns the result of op in state s, and the state after it.
	Apply func(s S, op O) (R, S)
	// Key tells independent parts of the object apart: the calls with the same
	// key have a state of their own, which begins with Init. It may be nil.
	Key func(op O) any
	// Reads reports whether op never changes the state. It may be nil.
	Reads func(op O) bool
}

// A Verdict is what a check of a history can end in.
type Verdict int

// The verdicts.
const (
	Legal   Verdict = iota // there is an order that explains all results
	Illegal                // there is none
	Unknown                // the check took too long
)

// checkTimeout bounds the time for one check, which is exponential at worst.
// What it cuts off is Unknown, which nobody takes for a verdict on the object.
const checkTimeout = 10 * time.Second

// Check judges h. If it is illegal, Check also returns a part of it that is
// illegal by itself.
func (m Model[S, O, R]) Check(h History[O, R]) (Verdict, History[O, R]) {
	unknown := false
	for _, part := range m.parts(h) {
		switch m.verdict(part) {
		case Illegal:
			return Illegal, m.shorten(part)
		case Unknown:
			unknown = true
		}
	}
	if unknown {
		return Unknown, nil
	}
	return Legal, nil
}

// parts splits h by key. By the locality of linearizability, h is legal if and
// only if every part is (Herlihy and Wing, "Linearizability: A Correctness
// Condition for Concurrent Objects", 1990, theorem 1).
func (m Model[S, O, R]) parts(h History[O, R]) []History[O, R] {
	if m.Key == nil {
		return []History[O, R]{h}
	}
	var parts []History[O, R]
	index := make(map[any]int)
	for _, c := range h {
		key := m.Key(c.Op)
		i, ok := index[key]
		if !ok {
			i = len(parts)
			index[key] = i
			parts = append(parts, nil)
		}
		parts[i] = append(parts[i], c)
	}
	return parts
}

func (m Model[S, O, R]) verdict(h History[O, R]) Verdict {
	switch porcupine.CheckOperationsTimeout(m.porcupine(), operations(h), checkTimeout) {
	case porcupine.Ok:
		return Legal
	case porcupine.Illegal:
		return Illegal
	default:
		return Unknown
	}
}

// porcupine returns m as porcupine takes it.
func (m Model[S, O, R]) porcupine() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return m.Init },
		Step: func(state, input, output any) (bool, any) {
			result, next := m.Apply(state.(S), input.(O))
			c := output.(Call[O, R])
			return c.Pending || c.Result == result, next
		},
		DescribeOperation: func(_, output any) string { return output.(Call[O, R]).String() },
		DescribeState:     func(state any) string { return fmt.Sprintf("%+v", state) },
	}
}

// operations returns h as porcupine takes it. A pending call may still take
// effect at any time after its beginning, which includes after all others.
func operations[O, R any](h History[O, R]) []porcupine.Operation {
	ops := make([]porcupine.Operation, len(h))
	for i, c := range h {
		ops[i] = porcupine.Operation{ClientId: c.Client, Input: c.Op, Output: c, Call: c.Begin, Return: c.End}
		if c.Pending {
			ops[i].Return = math.MaxInt64
		}
	}
	return ops
}
