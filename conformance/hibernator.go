package conformance

import (
	"testing"

	"github.com/assay-go/assay/patterns"
)

// TestHibernator checks the laws of [patterns.Hibernator], and those of
// [patterns.State] while it sleeps and wakes.
func TestHibernator[H patterns.Hibernator[*Pair]](t *testing.T, newHibernator func(*Pair, patterns.Codec[*Pair]) H) {
	t.Helper()
	testHibernator(t, alone("Hibernator"), newHibernator)
}

func testHibernator[H patterns.Hibernator[*Pair]](
	t *testing.T, s scope, newHibernator func(*Pair, patterns.Codec[*Pair]) H,
) {
	t.Helper()
	if newHibernator == nil {
		s.absent(t)
	}
	newPattern := func(initial *Pair, codec patterns.Codec[*Pair]) patterns.Hibernator[*Pair] {
		return constructed(func() patterns.Hibernator[*Pair] { return newHibernator(initial, codec) })
	}
	checkAll(t, s, hibernatorLaws, newPattern)
	s.path += "." + hibernatorStateLaws.name
	t.Run(hibernatorStateLaws.name, func(t *testing.T) { checkAll(t, s, hibernatorStateLaws, newPattern) })
}

type newHibernatorFunc = func(initial *Pair, codec patterns.Codec[*Pair]) patterns.Hibernator[*Pair]

var hibernatorLaws = pattern[newHibernatorFunc]{"Hibernator", []law[newHibernatorFunc]{
	{
		"Transparent", "with a codec that round-trips, no Load or Update tells whether the Hibernator has " +
			"slept.", hibernatorTransparent,
	},
	{
		"Released", "a sleeping Hibernator keeps no reference to the value it packed, an awake one none to " +
			"the packed bytes.", hibernatorReleased,
	},
	{
		"Paired", "Pack and Unpack are called alternately, once per sleep and once per wake, calls that " +
			"panic not counted.", hibernatorPaired,
	},
	{"Idle", "Hibernate of a sleeping Hibernator has no effect.", hibernatorIdle},
	{"Awake", "if Pack panics, Hibernate panics and the value stays as it was.", hibernatorAwake},
	{
		"Asleep", "if Unpack panics, the Load or Update that called it panics and the Hibernator sleeps on.",
		hibernatorAsleep,
	},
}}
