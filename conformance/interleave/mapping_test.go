package interleave_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/hook"
)

// each goes through a map as rewritten code does.
func each[M ~map[K]V, K comparable, V any](m M, f func(K, V)) {
	r, _, _, _ := hook.RangeMap(m)
	for k, v, ok := r.Next(); ok; k, v, ok = r.Next() {
		f(k, v)
	}
}

// TestMapRange checks that a loop over a map does what the language says, under
// control and without.
func TestMapRange(t *testing.T) {
	type named map[string]int
	both(t, func() {
		m := named{"a": 1, "b": 2, "c": 3}
		got := named{}
		each(m, func(k string, v int) { got[k] = v })
		assert.Equal(t, m, got)

		visits := 0
		each(m, func(k string, _ int) {
			visits++
			for other := range m {
				if other != k {
					delete(m, other)
				}
			}
		})
		assert.Equal(t, 1, visits, "what is deleted is not visited")
		assert.Len(t, m, 1)

		m = named{"a": 1, "b": 2}
		sum := 0
		each(m, func(_ string, v int) {
			sum += v
			m["a"], m["b"] = 10, 10
		})
		assert.Contains(t, []int{11, 12}, sum, "what is changed is visited with the new value")

		each(named(nil), func(string, int) { t.Error("an entry of nil") })
		visits = 0
		each(named{"a": 1, "b": 2}, func(string, int) {
			each(named{"c": 3, "d": 4}, func(string, int) { visits++ })
		})
		assert.Equal(t, 4, visits)

		visits = 0
		m = named{"a": 1}
		each(m, func(k string, _ int) { // what is added may be visited or not
			if visits++; visits < 100 {
				m[k+k] = 1
			}
		})
		assert.NotZero(t, visits)
	})
}

func TestMapRangeOfNaNs(t *testing.T) {
	both(t, func() {
		nan := math.NaN()
		m := map[any]int{nan: 1, nan: 2, 3.0: 4, [1]float64{nan}: 8}
		sum := 0
		each(m, func(k any, v int) {
			sum += v
			delete(m, k)
		})
		assert.Equal(t, 15, sum)
		assert.Len(t, m, 3, "NaNs cannot be deleted")
		visits := 0
		each(m, func(any, int) { visits++; clear(m) })
		assert.Equal(t, 1, visits, "but cleared")
	})
}

func TestMapFunctions(t *testing.T) {
	both(t, func() {
		m := map[int]string{1: "a", 2: "b", 3: "c"}
		assert.Equal(t, []int{1, 2, 3}, slices.Sorted(hook.MapKeys(m)))
		assert.Equal(t, []string{"a", "b", "c"}, slices.Sorted(hook.MapValues(m)))
		assert.Equal(t, m, maps.Collect(hook.MapAll(m)))
		keys := hook.MapKeys(m)
		for range 2 { // the sequence begins anew
			n := 0
			for range keys {
				if n++; n == 2 {
					break
				}
			}
			assert.Equal(t, 2, n)
		}
		hook.MapDeleteFunc(m, func(k int, _ string) bool { return k > 1 })
		assert.Equal(t, map[int]string{1: "a"}, m)
	})
}

// order returns the order of the entries of a map.
func order[K comparable, V any](m map[K]V, text func(K, V) any) string {
	s := ""
	each(m, func(k K, v V) { s += fmt.Sprint(text(k, v), " ") })
	return s
}

// keys returns what differs between keys.
func keys[K comparable](k K, _ int) any { return k }

// numbers makes a map with n keys.
func numbers[K comparable](n int, key func(i int) K) map[K]int {
	m := make(map[K]int)
	for i := range n {
		m[key(i)] = i
	}
	return m
}

// A node is what a pointer in a key points to.
type node struct {
	name  string
	next  *node
	parts []int
	done  chan int
}

type compound struct {
	a [2]bool
	b complex64
	c string
}

// mapOrders are functions that return the order of a new map.
var mapOrders = map[string]func() string{
	"int":    func() string { return order(numbers(20, func(i int) int { return i }), keys) },
	"string": func() string { return order(numbers(20, func(i int) string { return fmt.Sprint(i) }), keys) },
	"float":  func() string { return order(numbers(20, func(i int) float64 { return -float64(i) / 3 }), keys) },
	"any": func() string {
		return order(numbers(20, func(i int) any {
			return []any{i, uint8(i), fmt.Sprint(i), i%2 == 0, nil}[i%5]
		}), keys)
	},
	"struct": func() string {
		return order(numbers(20, func(i int) compound {
			return compound{[2]bool{i > 3, i > 6}, complex(float32(i/3), 1), fmt.Sprint(i)}
		}), keys)
	},
	"pointer": func() string {
		nodes := make([]*node, 20)
		for _, i := range rand.Perm(len(nodes)) { // so that addresses differ from run to run
			nodes[i] = &node{next: &node{name: fmt.Sprint(i / 2), parts: []int{i}}, done: make(chan int)}
		}
		m := numbers(len(nodes), func(i int) *node { return nodes[i] })
		return order(m, func(_ *node, i int) any { return i })
	},
	"channel": func() string {
		m := numbers(20, func(i int) chan int { return make(chan int, i) })
		return order(m, func(c chan int, i int) any { return i })
	},
	"NaN": func() string {
		return order(numbers(20, func(int) float64 { return math.NaN() }), func(_ float64, i int) any { return i })
	},
}

// TestMapOrder checks that the order of a map depends on nothing but its keys and
// the seed.
func TestMapOrder(t *testing.T) {
	for name, f := range mapOrders {
		t.Run(name, func(t *testing.T) {
			orders := make(map[string]bool)
			for seed := range int64(5) {
				seen := make(map[string]bool)
				for range 20 {
					e := newExplorer(t, interleave.Options{Seed: seed})
					require.True(t, e.Next())
					e.Run(patience, func() { seen[f()] = true })
				}
				assert.Len(t, seen, 1, "orders with seed %d", seed)
				maps.Copy(orders, seen)
			}
			assert.Len(t, orders, 5, "orders with different seeds")
		})
	}
}
