package conformance

import (
	"testing"

	"github.com/assay-go/assay/patterns"
)

// TestState checks the laws of [patterns.State].
func TestState[S patterns.State[Pair]](t *testing.T, newState func(Pair, func(Pair) error) (S, error)) {
	t.Helper()
	testState(t, alone("State"), newState)
}

func testState[S patterns.State[Pair]](t *testing.T, s scope, newState func(Pair, func(Pair) error) (S, error)) {
	t.Helper()
	if newState == nil {
		s.absent(t)
	}
	checkAll(t, s, stateLaws, func(initial Pair, valid func(Pair) error) (patterns.State[Pair], error) {
		return constructing(func() (patterns.State[Pair], error) { return newState(initial, valid) })
	})
}

type newStateFunc = func(initial Pair, valid func(Pair) error) (patterns.State[Pair], error)

var stateLaws = pattern[newStateFunc]{"State", []law[newStateFunc]{
	{"Enforced", "the constructor returns the error of valid for an initial value that breaks it.", stateEnforced},
	{"Invariant", "every value that Load returns is valid.", stateInvariant},
	{
		"Unchanged", "an Update whose f fails, panics or makes an invalid value leaves the value as it was.",
		stateUnchanged,
	},
	{"NoLostUpdate", "concurrent Updates all take effect.", stateNoLostUpdate},
	{"NoTornLoad", "Load returns the initial value or one that an Update stored.", stateNoTornLoad},
	{"Result", "Update returns the value it stored.", stateResult},
	{"Linearizable", "every history of Loads and Updates is linearizable.", stateLinearizable},
}}

// even is a valid for states: it refuses values whose A is odd.
func even(p Pair) error {
	if p.A%2 != 0 {
		return errTest
	}
	return nil
}

// plus returns an f for Update that adds n, and lets others run before it is done.
func plus(n int) func(Pair) (Pair, error) {
	return func(p Pair) (Pair, error) {
		yield()
		return Pair{p.A + n, p.B + n}, nil
	}
}
