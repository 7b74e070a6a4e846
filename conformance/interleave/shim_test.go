package interleave_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/atomic"
	"github.com/assay-go/assay/conformance/interleave/hook"
	"github.com/assay-go/assay/conformance/interleave/maphash"
	"github.com/assay-go/assay/conformance/interleave/rand"
	"github.com/assay-go/assay/conformance/interleave/sync"
)

// both runs f without control, in a plain bubble, and under every schedule up to
// one preemption.
func both(t *testing.T, f func()) {
	t.Helper()
	for range 20 {
		synctest.Test(t, func(*testing.T) { f() })
	}
	exhaust(t, interleave.Options{Preemptions: 1}, f)
}

func TestMutex(t *testing.T) {
	both(t, func() {
		var mu sync.Mutex
		var wg sync.WaitGroup
		n := 0
		for range 3 {
			wg.Go(func() {
				mu.Lock()
				n++
				mu.Unlock()
			})
		}
		wg.Wait()
		assert.Equal(t, 3, n)
		assert.True(t, mu.TryLock())
		assert.False(t, mu.TryLock())
		mu.Unlock()
	})
}

func TestRWMutex(t *testing.T) {
	both(t, func() {
		var mu sync.RWMutex
		var wg sync.WaitGroup
		var writers, readers atomic.Int32
		for range 2 {
			wg.Go(func() {
				mu.Lock()
				assert.EqualValues(t, 1, writers.Add(1))
				assert.Zero(t, readers.Load())
				writers.Add(-1)
				mu.Unlock()
			})
		}
		wg.Go(func() {
			l := mu.RLocker()
			l.Lock()
			readers.Add(1)
			assert.Zero(t, writers.Load())
			readers.Add(-1)
			l.Unlock()
		})
		wg.Wait()
		assert.True(t, mu.TryRLock())
		assert.True(t, mu.TryRLock())
		assert.False(t, mu.TryLock())
		mu.RUnlock()
		mu.RUnlock()
		assert.True(t, mu.TryLock())
		assert.False(t, mu.TryRLock())
		mu.Unlock()
	})
}

// TestRWMutexOrder checks that a writer that waits keeps a new reader out, and
// that a reader which waits for a writer comes before the next writer. Without
// control, time would not pass while goroutines wait for the lock.
func TestRWMutexOrder(t *testing.T) {
	exhaust(t, interleave.Options{Preemptions: 1}, func() {
		var mu sync.RWMutex
		var order []string
		mu.RLock()
		hook.Go(func() { mu.Lock(); order = append(order, "writer"); mu.Unlock() })
		hook.Sleep(1)
		assert.False(t, mu.TryRLock())
		hook.Go(func() { mu.RLock(); order = append(order, "reader"); mu.RUnlock() })
		hook.Sleep(1)
		hook.Go(func() { mu.Lock(); order = append(order, "second writer"); mu.Unlock() })
		hook.Sleep(1)
		mu.RUnlock()
		hook.Sleep(1)
		assert.Equal(t, []string{"writer", "reader", "second writer"}, order)
	})
}

func TestOnce(t *testing.T) {
	both(t, func() {
		var once sync.Once
		var wg sync.WaitGroup
		var calls, returned atomic.Int32
		get := sync.OnceValue(func() int { return int(calls.Add(1)) })
		for range 2 {
			wg.Go(func() {
				once.Do(func() { calls.Add(1); returned.Store(1) })
				assert.EqualValues(t, 1, returned.Load(), "Do returns when f has")
			})
		}
		wg.Wait()
		assert.Equal(t, 2, get())
		assert.Equal(t, 2, get())
		fail := sync.OnceFunc(func() { calls.Add(1); panic("boom") })
		assert.PanicsWithValue(t, "boom", fail)
		assert.PanicsWithValue(t, "boom", fail)
		assert.EqualValues(t, 3, calls.Load())
	})
}

func TestCond(t *testing.T) {
	both(t, func() {
		c := sync.NewCond(new(sync.Mutex))
		var wg sync.WaitGroup
		ready := 0
		for range 2 {
			wg.Go(func() {
				c.L.Lock()
				defer c.L.Unlock()
				for ready == 0 {
					c.Wait()
				}
				ready++
			})
		}
		hook.Sleep(time.Second)
		c.L.Lock()
		ready = 1
		c.L.Unlock()
		c.Broadcast()
		wg.Wait()
		assert.Equal(t, 3, ready)
	})
}

func TestMapAndPool(t *testing.T) {
	both(t, func() {
		var m sync.Map
		m.Store("a", 1)
		_, loaded := m.LoadOrStore("b", 2)
		assert.False(t, loaded)
		assert.True(t, m.CompareAndSwap("a", 1, 3))
		previous, _ := m.Swap("b", 4)
		assert.Equal(t, 2, previous)
		m.Store("c", 5)
		assert.True(t, m.CompareAndDelete("c", 5))
		var keys []string
		m.Range(func(key, value any) bool { keys = append(keys, key.(string)); return true })
		slices.Sort(keys)
		assert.Equal(t, []string{"a", "b"}, keys)
		m.Clear()
		_, ok := m.Load("a")
		assert.False(t, ok)

		p := sync.Pool{New: func() any { return new(int) }}
		p.Put(p.Get())
		assert.NotNil(t, p.Get())
	})
}

// TestPoolForgets checks that a pool of one run gives nothing to the next, which
// would run in another bubble.
func TestPoolForgets(t *testing.T) {
	var p sync.Pool
	exhaust(t, interleave.Options{Preemptions: 1}, func() {
		hook.Go(func() { p.Put(make(chan int)) })
		hook.Go(func() {
			if c, ok := p.Get().(chan int); ok {
				close(c)
			}
		})
	})
}

func TestChannels(t *testing.T) {
	both(t, func() {
		numbers, done := make(chan int), make(chan struct{})
		hook.Go(func() {
			for i := range 3 {
				s := hook.NewSelect()
				hook.Send(s, numbers, i)
				assert.Zero(t, s.Wait())
			}
			hook.Close(numbers)
			hook.Close(done)
		})
		var got []int
		c, _, _ := hook.Range(numbers)
		for v, ok := hook.Receive2(c); ok; v, ok = hook.Receive2(c) {
			got = append(got, v)
		}
		assert.Equal(t, []int{0, 1, 2}, got)
		hook.Receive(done)

		errs := make(chan error, 1)
		s := hook.NewSelect()
		hook.SendTo(s, errs)(nil)
		hook.Recv(s, (chan int)(nil))
		assert.Zero(t, s.Wait())
		s = hook.NewSelect()
		r := hook.Recv(s, errs)
		assert.Zero(t, s.Wait())
		assert.True(t, r.OK)
		assert.NoError(t, r.Value)
	})
}

func TestHashesAndRandomNumbers(t *testing.T) {
	type key struct {
		s string
		p *int
		a [2]any
	}
	both(t, func() {
		seed := maphash.MakeSeed()
		var h maphash.Hash
		h.SetSeed(seed)
		_, _ = h.WriteString("ab")
		_ = h.WriteByte('c')
		assert.Equal(t, maphash.Bytes(seed, []byte("abc")), h.Sum64())
		assert.Equal(t, maphash.String(seed, "abc"), h.Sum64())
		assert.NotEqual(t, maphash.String(maphash.MakeSeed(), "abc"), h.Sum64())

		p := new(int)
		k := key{"x", p, [2]any{1, 2.5}}
		assert.Equal(t, maphash.Comparable(seed, k), maphash.Comparable(seed, k))
		assert.NotEqual(t, maphash.Comparable(seed, k), maphash.Comparable(seed, key{"x", new(int), k.a}))
		assert.Panics(t, func() { maphash.Comparable[any](seed, []int(nil)) })
		assert.Panics(t, func() { maphash.String(maphash.Seed{}, "") })

		assert.Less(t, rand.N(10*time.Second), 10*time.Second)
		assert.Len(t, rand.Perm(5), 5)
		assert.Panics(t, func() { rand.IntN(0) })
	})
}
