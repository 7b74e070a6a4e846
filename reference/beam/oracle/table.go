package oracle

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

var (
	aKey   = limits{0, 5}
	aValue = limits{0, 9}
)

var tableLanguage = language{
	name: "Table",
	verbs: []verb{
		{"load", 4, []limits{aKey}},
		{"store", 4, []limits{aKey, aValue}},
		{"loadorstore", 2, []limits{aKey, aValue}},
		{"update", 2, []limits{aKey, aValue}},
		{"panic", 1, []limits{aKey}},
		{"delete", 3, []limits{aKey}},
		{"size", 1, nil},
		{"all", 1, nil},
		{"storeall", 1, []limits{aKey, aValue, {0, 3}}},
		{"sweep", 1, []limits{aValue}},
		{"left", 1, nil},
	},
	start: func(impl conformance.Implementation) player {
		if impl.Table == nil {
			return nil
		}
		return tablePlayer{impl.Table()}
	},
}

type tablePlayer struct {
	patterns.Table[string, int]
}

func (t tablePlayer) play(c Call) string {
	if c.Arguments == nil || c.Verb == "sweep" {
		return t.loop(c)
	}
	key := name(c.Arguments[0])
	switch c.Verb {
	case "load":
		return found(t.Load(key))
	case "store":
		t.Store(key, c.Arguments[1])
	case "loadorstore":
		return spaced(t.LoadOrStore(key, c.Arguments[1]))
	case "update":
		return strconv.Itoa(t.Update(key, func(old int, _ bool) int { return old + c.Arguments[1] }))
	case "panic":
		t.Update(key, func(int, bool) int { panic(errPlanned) })
	case "delete":
		t.Delete(key)
	case "storeall":
		t.storeAll(c.Arguments[0], c.Arguments[1], c.Arguments[2])
	}
	return "ok"
}

func (t tablePlayer) close() {}

// loop plays what goes over all entries.
func (t tablePlayer) loop(c Call) string {
	n := 0
	switch c.Verb {
	case "all":
		return entries(maps.Collect(t.All()), t.size())
	case "size":
		n = t.size()
	case "sweep":
		for key, value := range t.All() {
			if value <= c.Arguments[0] {
				t.Delete(key)
				n++
			}
		}
	case "left":
		for range t.All() {
			n++
			break
		}
	}
	return strconv.Itoa(n)
}

func (t tablePlayer) size() (n int) {
	for range t.All() {
		n++
	}
	return n
}

// storeAll stores n+1 keys, at once if the Table can.
func (t tablePlayer) storeAll(key, value, n int) {
	batch := map[string]int{}
	for i := range n + 1 {
		batch[name(key+i)] = value + i
	}
	if b, ok := t.Table.(patterns.BatchTable[string, int]); ok {
		b.StoreAll(maps.All(batch))
		return
	}
	for key, value := range batch {
		t.Store(key, value)
	}
}

// name returns key n, which sorts as n does.
func name(n int) string { return strconv.Itoa(n) }

// found returns the observation of a value that may be missing.
func found(value int, ok bool) string {
	if !ok {
		return "none"
	}
	return strconv.Itoa(value)
}

func spaced(value int, ok bool) string { return fmt.Sprint(value, ok) }

// entries returns the observation of all entries, of which a loop has yielded n.
func entries(all map[string]int, n int) string {
	var items []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		items = append(items, fmt.Sprintf("%s=%d", key, all[key]))
	}
	if n != len(items) {
		items = append(items, fmt.Sprintf("and %d more", n-len(items)))
	}
	return listed(items)
}
