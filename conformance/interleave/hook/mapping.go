package hook

import (
	"iter"
	"maps"
	"reflect"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A MapRange is a loop over the entries of a map. In a controlled run it visits
// the entries that the map had when it began, unless they are deleted meanwhile,
// in an order that depends on the keys and the seed of the run. Otherwise it is
// the loop of the language.
type MapRange[K comparable, V any] struct {
	m       map[K]V
	plain   *reflect.MapIter // nil in a controlled run
	entries []entry[K, V]    // those to come
	nans    int              // how many keys were not equal to themselves
}

// RangeMap begins a loop over m and returns the variables that the loop needs,
// which calls Next.
func RangeMap[M ~map[K]V, K comparable, V any](m M) (r *MapRange[K, V], key K, value V, ok bool) {
	r = &MapRange[K, V]{m: m}
	if t := sched.Current(); t != nil {
		r.entries, r.nans = shuffled(r.m, t.Rand()), nans(r.m)
	} else {
		r.plain = reflect.ValueOf(m).MapRange()
	}
	return r, key, value, false
}

// Next returns the next entry, or false if there is none.
func (r *MapRange[K, V]) Next() (key K, value V, ok bool) {
	if r.plain != nil {
		if ok = r.plain.Next(); ok {
			reflect.ValueOf(&key).Elem().SetIterKey(r.plain)
			reflect.ValueOf(&value).Elem().SetIterValue(r.plain)
		}
		return key, value, ok
	}
	for len(r.entries) > 0 {
		e := r.entries[0]
		r.entries = r.entries[1:]
		if !isNaN(e.key) {
			e.value, ok = r.m[e.key]
		} else { // only clear deletes it
			ok = nans(r.m) >= r.nans
		}
		if ok {
			return e.key, e.value, true
		}
	}
	return key, value, false
}

// isNaN reports whether a key is a NaN, or contains one.
func isNaN[K comparable](key K) bool {
	same := key
	return key != same
}

// nans returns how many keys cannot be looked up.
func nans[K comparable, V any](m map[K]V) (n int) {
	for key := range m {
		if isNaN(key) {
			n++
		}
	}
	return n
}

// MapAll stands for [maps.All].
func MapAll[M ~map[K]V, K comparable, V any](m M) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		if sched.Current() == nil {
			maps.All(m)(yield)
			return
		}
		r, _, _, _ := RangeMap(m)
		for {
			if key, value, ok := r.Next(); !ok || !yield(key, value) {
				return
			}
		}
	}
}

// MapKeys stands for [maps.Keys].
func MapKeys[M ~map[K]V, K comparable, V any](m M) iter.Seq[K] {
	return func(yield func(K) bool) {
		MapAll(m)(func(key K, _ V) bool { return yield(key) })
	}
}

// MapValues stands for [maps.Values].
func MapValues[M ~map[K]V, K comparable, V any](m M) iter.Seq[V] {
	return func(yield func(V) bool) {
		MapAll(m)(func(_ K, value V) bool { return yield(value) })
	}
}

// MapDeleteFunc stands for [maps.DeleteFunc].
func MapDeleteFunc[M ~map[K]V, K comparable, V any](m M, del func(K, V) bool) {
	for key, value := range MapAll(m) {
		if del(key, value) {
			delete(m, key)
		}
	}
}
