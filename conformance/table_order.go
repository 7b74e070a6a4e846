package conformance

import (
	"github.com/assay-go/assay/conformance/internal/history"
	"github.com/assay-go/assay/patterns"
)

// tableLastWrite compares one goroutine with a model. Then it lets several use
// keys of their own, which a table that grows and shrinks must keep apart.
func tableLastWrite(t *trial, newTable newTableFunc) {
	p := program(t, 1, 40, newTableProgramOp)
	owners := t.Int("goroutines with keys of their own", 0, 3)
	keys := t.Int("keys of each", 1, 300)

	var got []tableResult
	t.Run(func() {
		table := newTable()
		for _, op := range p[0] {
			got = append(got, op.on(table))
		}
		together(owners, func(i int) { ownKeys(t, table, 1000*(i+1), keys) })
	})

	model := plainTable{}
	for i, op := range p[0] {
		if want := op.on(model); got[i] != want {
			t.Failf("call %d, %v, returned %v; want %v", i+1, op, got[i], want)
		}
	}
}

// ownKeys stores keys that nobody else uses and deletes all but two of them. It
// reads each after every change.
func ownKeys(t *trial, table patterns.Table[string, int], first, n int) {
	for i := range n {
		k := key(first + i)
		table.Store(k, i)
		if v, ok := table.Load(k); !ok || v != i {
			t.Failf("after Store(%s, %d) by the only goroutine that uses the key, Load = %d, %t", k, i, v, ok)
		}
	}
	for i := range n - 2 {
		k := key(first + i)
		table.Delete(k)
		if v, ok := table.Load(k); ok {
			t.Failf("after Delete(%s) by the only goroutine that uses the key, Load = %d, %t", k, v, ok)
		}
	}
	for i := max(0, n-2); i < n; i++ {
		if v, ok := table.Load(key(first + i)); !ok || v != i {
			t.Failf("Load(%s) = %d, %t, although it was stored and never deleted", key(first+i), v, ok)
		}
	}
}

func tableUnchanged(t *trial, newTable newTableFunc) {
	keys := t.Int("keys", 0, 10)
	victim := key(t.Int("key of the Update", 0, 10))
	p := program(t, 1, 6, newTableProgramOp)

	model := plainTable{}
	fill(model, keys)
	var recovered any
	var got []tableResult
	var after string
	t.Run(func() {
		table := newTable()
		fill(table, keys)
		recovered = panicOf(func() { table.Update(victim, func(int, bool) int { panic("boom") }) })
		after = sorted(table)
		for _, op := range p[0] {
			got = append(got, op.on(table))
		}
	})

	if recovered != "boom" {
		t.Failf("an Update whose f panicked with boom panicked with %v", recovered)
	}
	if want := sorted(model); after != want {
		t.Failf("after an Update whose f panicked, All yields %s; want %s", after, want)
	}
	for i, op := range p[0] {
		if want := op.on(model); got[i] != want {
			t.Failf("after an Update whose f panicked, call %d, %v, returned %v; want %v", i+1, op, got[i], want)
		}
	}
}

func tableOneWinner(t *trial, newTable newTableFunc) {
	goroutines := t.Int("goroutines", 2, 6)

	values := make([]int, goroutines)
	loaded := make([]bool, goroutines)
	var after int
	t.Run(func() {
		table := newTable()
		together(goroutines, func(i int) {
			values[i], loaded[i] = table.LoadOrStore(key(0), i)
		})
		after, _ = table.Load(key(0))
	})

	winners := 0
	for i := range goroutines {
		if !loaded[i] {
			winners++
			if values[i] != i {
				t.Failf("LoadOrStore(%d) stored its value, but returned %d", i, values[i])
			}
		}
		if values[i] != after {
			t.Failf("a LoadOrStore returned %d, but the value is %d", values[i], after)
		}
	}
	if winners != 1 {
		t.Failf("%d of %d LoadOrStores of an absent key stored their value, want 1", winners, goroutines)
	}
}

func tableNoLostUpdate(t *trial, newTable newTableFunc) {
	goroutines := t.Int("goroutines", 2, 6)
	keys := t.Int("keys", 1, 3)
	updates := t.Int("updates of each key by each", 1, 10)

	got := make([]int, keys)
	t.Run(func() {
		table := newTable()
		together(goroutines, func(int) {
			for range updates {
				for k := range keys {
					table.Update(key(k), adding(1))
				}
			}
		})
		for k := range keys {
			got[k], _ = table.Load(key(k))
		}
	})

	for k, n := range got {
		if want := goroutines * updates; n != want {
			t.Failf("after %d Updates that add 1, the value of %s is %d", want, key(k), n)
		}
	}
}

func tableLinearizable(t *trial, newTable newTableFunc) {
	p := program(t, 4, 8, newTableOp)

	r := history.NewRecorder[tableOp, tableResult](t.spec.clock(), len(p))
	t.Run(func() {
		table := newTable()
		together(len(p), func(i int) {
			for _, op := range p[i] {
				r.Do(i, op, func() tableResult { return op.on(table) })
				jitter()
			}
		})
	})

	judge(t, tableModel, r.Calls())
}
