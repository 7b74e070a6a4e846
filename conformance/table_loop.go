package conformance

import (
	"sync"

	"github.com/assay-go/assay/patterns"
)

// tableNoWait blocks a callback and then Loads on the goroutine that would have
// to release it: a Load that waits is a deadlock.
func tableNoWait(t *trial, newTable newTableFunc) {
	keys := t.Int("keys", 1, 20)
	victim := key(t.Int("key of the callback", 0, 19) % keys)
	inLoop := t.Choice("what blocks", "the f of an Update", "the body of a loop") == 1
	writer := t.Choice("a writer waits beside", "no", "yes") == 1

	var missing []string
	t.Run(func() {
		table := newTable()
		fill(table, keys)
		entered, release := make(chan struct{}), make(chan struct{})
		waits := make(chan struct{})
		go func() {
			defer close(waits)
			blockIn(table, victim, inLoop, entered, release)
		}()
		<-entered
		wrote := make(chan struct{})
		go func() {
			defer close(wrote)
			if writer {
				table.Store(victim, 0) // a writer may wait, but not hold up readers
			}
		}()
		for range 10 {
			yield()
		}
		for i := range keys {
			if _, ok := table.Load(key(i)); !ok {
				missing = append(missing, key(i))
			}
		}
		_, _ = table.Load("absent")
		close(release)
		<-waits
		<-wrote
	})

	if len(missing) > 0 {
		t.Failf("Load found nothing for %v, which are there", missing)
	}
}

// blockIn calls a method of table with a callback that says that it has been
// entered, and then blocks until it is released.
func blockIn(table patterns.Table[string, int], victim string, inLoop bool, entered, release chan struct{}) {
	block := sync.OnceFunc(func() { // once, since f may be called again
		close(entered)
		<-release
	})
	if inLoop {
		for range table.All() {
			block()
		}
		return
	}
	table.Update(victim, func(old int, _ bool) int {
		block()
		return old
	})
}

// tableStable deletes and adds keys while a loop goes on, from its body and
// beside it. The keys to be deleted were stored between the stable ones, so that
// a table that fills the gaps moves stable keys.
func tableStable(t *trial, newTable newTableFunc) {
	stable := t.Int("stable keys", 1, 40)
	deleted := t.Int("keys deleted during the loop", 0, 40)
	added := t.Int("keys added during the loop", 0, 200)

	seen := make(map[string]int)
	t.Run(func() {
		table := newTable()
		for i := range max(stable, deleted) {
			if i < deleted {
				table.Store(key(1000+i), 0)
			}
			if i < stable {
				table.Store(key(i), 0)
			}
		}
		together(2, func(i int) {
			if i == 0 {
				for n := range added {
					table.Store(key(2000+n), 0)
					yield()
				}
				return
			}
			n := 0
			for k := range table.All() {
				seen[k]++
				for end := n + 5; n < min(end, max(deleted, added)); n++ {
					if n < deleted {
						table.Delete(key(1000 + n))
					}
					if n < added {
						table.Store(key(3000+n), 0)
					}
				}
				yield()
			}
		})
	})

	for i := range stable {
		if n := seen[key(i)]; n != 1 {
			t.Failf("a loop over All yielded %s %d times, although it was there throughout", key(i), n)
		}
	}
	for k, n := range seen {
		if n > 1 {
			t.Failf("a loop over All yielded %s %d times", k, n)
		}
	}
}

func tableReentrant(t *trial, newTable newTableFunc) {
	p := program(t, 1, 12, newTableProgramOp)
	keys := t.Int("keys", 1, 10)

	var got []tableResult
	t.Run(func() {
		table := newTable()
		fill(table, keys)
		do := sync.OnceFunc(func() {
			for _, op := range p[0] {
				got = append(got, op.on(table))
			}
		})
		for range table.All() {
			do()
		}
	})

	model := plainTable{}
	fill(model, keys)
	for i, op := range p[0] {
		if want := op.on(model); got[i] != want {
			t.Failf("in the body of a loop over All, call %d, %v, returned %v; want %v", i+1, op, got[i], want)
		}
	}
}

func tableLeft(t *trial, newTable newTableFunc) {
	keys := t.Int("keys", 1, 40)
	after := t.Int("left after so many entries", 1, 40)
	panics := t.Choice("left by", "break", "panic") == 1

	var got, want string
	t.Run(func() {
		table := newTable()
		model := plainTable{}
		fill(table, keys)
		fill(model, keys)
		_ = panicOf(func() {
			n := 0
			for range table.All() {
				if n++; n >= after && panics {
					panic("left")
				} else if n >= after {
					break
				}
			}
		})
		done := make(chan struct{})
		go func() { // also what is held by goroutine is held back
			defer close(done)
			for _, each := range []patterns.Table[string, int]{table, model} {
				each.Store(key(0), 7)
				each.Update(key(1), adding(1))
				each.LoadOrStore(key(keys), 1)
				each.Delete(key(2))
			}
		}()
		<-done
		got, want = sorted(table), sorted(model)
	})

	if got != want {
		t.Failf("after a loop that was left, All yields %s; want %s", got, want)
	}
}
