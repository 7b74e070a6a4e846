package conformance

import (
	"fmt"
	"iter"
	"math"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// A version is how far the single writer of a key has come: it stores 1, 2, 3
// and so on.
type version struct{ begun, done atomic.Int64 }

func (v *version) store(table patterns.Table[string, int], key string) {
	n := v.begun.Add(1)
	table.Store(key, int(n))
	v.done.Store(n)
}

// tableFresh compares each value with what its single writer had stored before
// the loop began, and what it had begun to store when the value was yielded.
func tableFresh(t *trial, newTable newTableFunc) {
	keys := t.Int("keys", 1, 10)
	loops := t.Int("loops", 1, 4)
	rounds := t.Int("stores of each key", 1, 10)

	versions := make([]version, keys)
	var wrong []string
	t.Run(func() {
		table := newTable()
		index := make(map[string]int)
		for k := range keys {
			index[key(k)] = k
			versions[k].store(table, key(k))
		}
		table.Store("deleted", 1)
		table.Delete("deleted")
		table.Store("victim", 1)
		together(2, func(i int) {
			if i == 0 {
				for range rounds {
					for k := range keys {
						versions[k].store(table, key(k))
						yield()
					}
				}
				return
			}
			for range loops {
				wrong = append(wrong, stale(table, versions, index)...)
			}
		})
	})

	if len(wrong) > 0 {
		t.Failf("%s", wrong[0])
	}
}

// stale loops over the table and describes the values that are wrong.
func stale(table patterns.Table[string, int], versions []version, index map[string]int) (wrong []string) {
	least := make([]int64, len(versions))
	for k := range versions {
		least[k] = versions[k].done.Load()
	}
	for name, v := range table.All() {
		table.Delete("victim")
		k, known := index[name]
		switch {
		case name == "deleted":
			wrong = append(wrong, "All yielded a key that was deleted before the loop")
			continue
		case !known && v != 1:
			wrong = append(wrong, fmt.Sprintf("All yielded %d for a key that was deleted meanwhile; it was 1", v))
			continue
		case !known:
			continue
		}
		if most := versions[k].begun.Load(); int64(v) < least[k] || int64(v) > most {
			wrong = append(wrong, fmt.Sprintf("All yielded %d for %s, which had values from %d to %d during the loop",
				v, name, least[k], most))
		}
		yield()
	}
	return wrong
}

// batching makes a table and demands that it is a BatchTable.
func batching(t *trial, newTable newTableFunc) patterns.BatchTable[string, int] {
	table, ok := newTable().(patterns.BatchTable[string, int])
	if !ok {
		t.NotOffered("it is not a BatchTable")
	}
	return table
}

// generation returns an iterator over keys that all have the value g. It lets
// others run between them.
func generation(keys, g int) iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		for i := range keys {
			if !more(key(i), g) {
				return
			}
			yield()
		}
	}
}

// tableBatch reads while generations are stored. No reader may see an older
// generation after a newer one, whatever the keys, not even the iterator.
func tableBatch(t *trial, newTable newTableFunc) {
	keys := t.Int("keys", 2, 8)
	generations := t.Int("generations", 1, 5)

	var wrong []string
	t.Run(func() {
		table := batching(t, newTable)
		table.StoreAll(generation(keys, 0))
		var finished atomic.Bool
		together(2, func(i int) {
			if i == 0 {
				defer finished.Store(true)
				for g := range generations {
					table.StoreAll(watched(generation(keys, g+1), table, g, &wrong))
				}
				return
			}
			newest := math.MinInt
			for n := 0; !finished.Load(); n++ {
				k := key((keys - 1 - n%keys + keys) % keys)
				g, _ := table.Load(k)
				if g < newest {
					t.Failf("Load(%s) = %d after a Load of another key had returned %d", k, g, newest)
				}
				newest = g
				yield()
			}
		})
	})

	if len(wrong) > 0 {
		t.Failf("%s", wrong[0])
	}
}

// watched returns entries, and reads their keys from the table as they are
// passed on. Until the last one is, each must have the value of generation g.
func watched(entries iter.Seq2[string, int], table patterns.Table[string, int], g int, wrong *[]string,
) iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		for k, v := range entries {
			if !more(k, v) {
				return
			}
			if got, _ := table.Load(k); got != g {
				*wrong = append(*wrong,
					fmt.Sprintf("Load(%s) = %d before StoreAll had all its entries; want %d", k, got, g))
			}
		}
	}
}

// tableSnapshot stores a new generation from the body of a loop, and others
// beside it. A loop must see one generation only.
func tableSnapshot(t *trial, newTable newTableFunc) {
	keys := t.Int("keys", 2, 20)
	generations := t.Int("generations", 1, 5)

	var seen [][]int
	t.Run(func() {
		table := batching(t, newTable)
		table.StoreAll(generation(keys, 0))
		together(2, func(i int) {
			if i == 0 {
				for g := range generations {
					table.StoreAll(generation(keys, g+1))
				}
				return
			}
			for g := range generations {
				var loop []int
				for _, v := range table.All() {
					if loop = append(loop, v); len(loop) == 1 {
						table.StoreAll(generation(keys, 100+g))
					}
					yield()
				}
				seen = append(seen, loop)
			}
		})
	})

	for _, loop := range seen {
		if len(loop) != keys {
			t.Failf("All yielded %d of %d entries", len(loop), keys)
		}
		for _, v := range loop {
			if v != loop[0] {
				t.Failf("All yielded the generations %v, which were never there together", loop)
			}
		}
	}
}
