package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

type table map[string]int

func mappings() {
	m := table{"a": 1, "b": 2, "c": 3}
	n := 0
	for range m {
		n++
	}
	var fs []func() string
outer:
	for k, v := range m {
		k := k + "!"
		switch {
		case v == 1:
			continue
		case v == 2:
			continue outer
		}
		for _, w := range m {
			if w == 3 {
				continue outer
			}
			if len(m) > 9 {
				break outer
			}
		}
		fs = append(fs, func() string { return k })
	}
	fmt.Println(n, len(fs))
	for k := range m {
		fs = append(fs, func() string { return k })
	}
	for _, f := range fs {
		n += len(f())
	}
	fmt.Println(n)

	one := map[any]float64{here("key"): 4}
	var at [2]any
	i := 0
	for at[next(&i)], at[next(&i)] = range one {
		here("assigned")
	}
	var x float64
	for _, x = range one {
	}
	for at[0], _ = range one {
	}
	for _ = range one {
	}
	for _, _ = range one {
	}
	fmt.Println(at, x, returns(m), deferred(map[int]bool{7: true}), first2(m) > "", union(m), union(map[string]int{}))

again:
	for k := range mapping(
		here("lines"),
	) {
		here("body")
		if i++; i < 4 {
			goto again
		}
		delete(m, k)
	}
	nan := math.NaN()
	nans := map[float64]int{nan: 1, nan: 2, 1: 3}
	sum := 0
	for k, v := range nans {
		sum += v
		delete(nans, k)
	}
	fmt.Println(sum, len(nans))
	for range nans {
		clear(nans)
	}
	for range table(nil) {
		fmt.Println("never")
	}
	libraries(m)
}

func libraries(m table) {
	fmt.Println(slices.Sorted(maps.Keys(m)), slices.Sorted(maps.Values(m)))
	keys := maps.Keys[map[string]bool]
	for k := range keys(map[string]bool{"only": true}) {
		fmt.Println(k)
	}
	for k, v := range maps.All(map[*int]int{nil: 1}) {
		fmt.Println(k, v)
	}
	maps.DeleteFunc(m, func(k string, v int) bool { return v > 1 })
	fmt.Println(m, maps.Clone(m))
}

func mapping(key string) map[string]bool { return map[string]bool{key: true} }

func returns(m table) int {
	for _, v := range m {
		return 0 * v
	}
	return 1
}

func deferred[K comparable](m map[K]bool) (k K) {
	for key := range m {
		defer func() { k = key; recover() }()
		panic("recovered")
	}
	return k
}

func first2[M ~map[K]V, K comparable, V any](m M) K {
	var k K
	for k = range m {
		break
	}
	return k
}

func union[M table | map[string]int](m M) (n int) {
	for range m {
		n++
	}
	return n
}

type shard struct {
	name string
	list [2]chan int
}

func unordered(a map[*shard]int, b map[shard]bool, c map[any]bool, d map[*shard]bool) {
	for range a {
	}
	for range b {
	}
	for range c {
	}
	for range d { // has been warned of
	}
}
