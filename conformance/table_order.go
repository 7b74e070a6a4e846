package conformance

import (
	"github.com/assay-go/assay/conformance/internal/history"
)

func tableLastWrite(t *trial, newTable newTableFunc) {
	p := program(t, 1, 40, newTableProgramOp)

	var got []tableResult
	t.Run(func() {
		table := newTable()
		for _, op := range p[0] {
			got = append(got, op.on(table))
		}
	})

	model := plainTable{}
	for i, op := range p[0] {
		if want := op.on(model); got[i] != want {
			t.Failf("call %d, %v, returned %v; want %v", i+1, op, got[i], want)
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
