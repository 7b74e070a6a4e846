package bench

import (
	"fmt"
	"strconv"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Table returns the workloads of [patterns.Table]: a mix of Loads and Stores of
// keys that are there.
func Table(g Grid) []Workload {
	return workloads("Table", points(g, []dimension{
		{"key", "string", []string{"int", "string"}},
		{"keys", "1000", []string{"1000", "100000"}},
		{"dist", "zipf", []string{"uniform", "zipf"}},
		{"reads", "99", []string{"100", "99", "90", "50"}},
		{"goroutines", "2", []string{"1", "2", "8"}},
	}), prepareTable)
}

func prepareTable(p point) Setup {
	if p.value("key") == "int" {
		return prepareKeys(p,
			func(i int) int { return i },
			func(impl conformance.Implementation) func() patterns.Table[int, int] { return impl.IntTable })
	}
	return prepareKeys(p, session,
		func(impl conformance.Implementation) func() patterns.Table[string, int] { return impl.Table })
}

// session returns the ith key of type string.
func session(i int) string { return "session-" + strconv.Itoa(10_000_000+i) }

// prepareKeys prepares a table with keys of type K: the function key makes the
// ith one, and constructor selects the constructor of an implementation.
func prepareKeys[K comparable](
	p point, key func(i int) K, constructor func(conformance.Implementation) func() patterns.Table[K, int],
) Setup {
	present := make([]K, p.number("keys"))
	for i := range present {
		present[i] = key(i)
	}
	// Every draw makes a key of its own. The strings are therefore equal
	// to those in the table, but not identical, as in a real program.
	draw := newDistribution(p.value("dist"), len(present))
	tapes := make([][]access[K], p.number("goroutines"))
	for g := range tapes {
		indexes := stream(draw, len(present), g)
		for i, store := range mix(p.number("reads"), len(indexes), g) {
			tapes[g] = append(tapes[g], access[K]{key(indexes[i]), store})
		}
	}
	return func(impl conformance.Implementation) (*Instance, error) {
		newTable := constructor(impl)
		if newTable == nil {
			return nil, ErrNotImplemented
		}
		table := newTable()
		fill(table, present)
		users := make([]*tableUser[K], len(tapes))
		for g, items := range tapes {
			users[g] = &tableUser[K]{table: table, accesses: tape[access[K]]{items: items}}
		}
		return instance(users, nil), nil
	}
}

func fill[K comparable](table patterns.Table[K, int], keys []K) {
	entries := func(yield func(K, int) bool) {
		for i, key := range keys {
			if !yield(key, i) {
				return
			}
		}
	}
	if batch, ok := table.(patterns.BatchTable[K, int]); ok {
		batch.StoreAll(entries)
		return
	}
	for k, v := range entries {
		table.Store(k, v)
	}
}

// An access is a Load or a Store.
type access[K comparable] struct {
	key   K
	store bool
}

type tableUser[K comparable] struct {
	table    patterns.Table[K, int]
	accesses tape[access[K]]
	misses   int
	_        pad
}

func (u *tableUser[K]) run(n int) {
	table := u.table
	for n > 0 {
		accesses := u.accesses.take(n)
		n -= len(accesses)
		for i := range accesses {
			if a := &accesses[i]; a.store {
				table.Store(a.key, i)
			} else if _, ok := table.Load(a.key); !ok {
				u.misses++
			}
		}
	}
}

func (u *tableUser[K]) failure() error {
	if u.misses > 0 {
		return fmt.Errorf("%d Loads found nothing for a key that is there", u.misses)
	}
	return nil
}
