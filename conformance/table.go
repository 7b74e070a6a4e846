package conformance

import (
	"strconv"
	"testing"

	"github.com/assay-go/assay/patterns"
)

// TestTable checks the laws of [patterns.Table], and its optional laws if what
// newTable makes is a [patterns.BatchTable].
func TestTable[T patterns.Table[string, int]](t *testing.T, newTable func() T) {
	t.Helper()
	testTable(t, alone("Table"), newTable)
}

func testTable[T patterns.Table[string, int]](t *testing.T, s scope, newTable func() T) {
	t.Helper()
	if newTable == nil {
		s.absent(t)
	}
	checkAll(t, s, tableLaws, func() patterns.Table[string, int] {
		return constructed(func() patterns.Table[string, int] { return newTable() })
	})
}

type newTableFunc = func() patterns.Table[string, int]

var tableLaws = pattern[newTableFunc]{"Table", []law[newTableFunc]{
	{"LastWrite", "Load returns what was stored last for the key, and nothing after Delete.", tableLastWrite},
	{
		"OneWinner", "of several LoadOrStores of an absent key exactly one stores, and all return its value.",
		tableOneWinner,
	},
	{"NoLostUpdate", "concurrent Updates of a key all take effect.", tableNoLostUpdate},
	{
		"Unchanged", "an Update whose f panics leaves the Table as it was, and in working order.",
		tableUnchanged,
	},
	{"Linearizable", "every history of calls on a key is linearizable.", tableLinearizable},
	{"NoWait", "Load waits neither for the f of an Update nor for the body of a loop over All.", tableNoWait},
	{
		"Stable", "All yields every key that is there throughout the loop exactly once, and no key twice.",
		tableStable,
	},
	{"Fresh", "All yields for a key only values that it had during the loop.", tableFresh},
	{"Reentrant", "the body of a loop over All may use the Table.", tableReentrant},
	{"Left", "a loop over All that is left early holds nothing back.", tableLeft},
	{"Batch", "the entries of a StoreAll become visible together ([BatchTable]).", tableBatch},
	{"Snapshot", "All yields the entries of one moment ([BatchTable]).", tableSnapshot},
}}

// key returns the name of key i.
func key(i int) string { return "k" + strconv.Itoa(i) }

// fill stores n keys, each with its number as its value.
func fill(table patterns.Table[string, int], n int) {
	for i := range n {
		table.Store(key(i), i)
	}
}
