package conformance

import (
	"fmt"
	"iter"
	"maps"
	"math/rand"
	"slices"
	"strings"

	"github.com/assay-go/assay/conformance/internal/history"
	"github.com/assay-go/assay/patterns"
)

// A tableOp is a call of a method of a table.
type tableOp struct {
	method tableMethod
	key    string
	value  int // what to store, or what Update adds
}

type tableMethod int

const (
	tableLoad tableMethod = iota
	tableStore
	tableLoadOrStore
	tableUpdate
	tableDelete
	tableAll
)

// newTableOp makes up a call on one of few keys, so that calls meet.
func newTableOp(r *rand.Rand) tableOp {
	return tableOp{
		method: tableMethod(r.Intn(int(tableAll))),
		key:    key(r.Intn(2)),
		value:  r.Intn(4),
	}.normal()
}

// newTableProgramOp makes up a call, the loop over All included, on one of many
// keys.
func newTableProgramOp(r *rand.Rand) tableOp {
	return tableOp{
		method: tableMethod(r.Intn(int(tableAll) + 1)),
		key:    key(r.Intn(6)),
		value:  r.Intn(4),
	}.normal()
}

// normal returns op without the arguments that its method does not take.
func (op tableOp) normal() tableOp {
	switch op.method {
	case tableLoad, tableDelete:
		op.value = 0
	case tableAll:
		op = tableOp{method: tableAll}
	}
	return op
}

// String returns the call as it would be written.
func (op tableOp) String() string {
	switch op.method {
	case tableLoad:
		return fmt.Sprintf("Load(%s)", op.key)
	case tableStore:
		return fmt.Sprintf("Store(%s, %d)", op.key, op.value)
	case tableLoadOrStore:
		return fmt.Sprintf("LoadOrStore(%s, %d)", op.key, op.value)
	case tableUpdate:
		return fmt.Sprintf("Update(%s, +%d)", op.key, op.value)
	case tableDelete:
		return fmt.Sprintf("Delete(%s)", op.key)
	default:
		return "All()"
	}
}

// Simpler returns the calls that are simpler than op.
func (op tableOp) Simpler() (simpler []tableOp) {
	for _, s := range []tableOp{
		{tableLoad, op.key, 0},
		{op.method, key(0), op.value},
		{op.method, op.key, 1},
		{op.method, op.key, 0},
	} {
		if s = s.normal(); s.rank() < op.rank() {
			simpler = append(simpler, s)
		}
	}
	return simpler
}

// rank orders calls by how simple they are.
func (op tableOp) rank() string { return fmt.Sprintf("%d %s %d", op.method, op.key, op.value) }

// A tableResult is what a call of a method of a table returns.
type tableResult struct {
	kind  resultKind
	value int
	ok    bool
	all   string // the entries that All yields, in the order of their keys
}

type resultKind int

const (
	noResult resultKind = iota
	valueOK
	justValue
	entries
)

// String returns the result as a person would write it.
func (r tableResult) String() string {
	switch r.kind {
	case valueOK:
		return fmt.Sprintf("%d, %t", r.value, r.ok)
	case justValue:
		return fmt.Sprint(r.value)
	case entries:
		return "{" + r.all + "}"
	default:
		return ""
	}
}

// on makes the call.
func (op tableOp) on(table patterns.Table[string, int]) tableResult {
	switch op.method {
	case tableLoad:
		v, ok := table.Load(op.key)
		return tableResult{kind: valueOK, value: v, ok: ok}
	case tableStore:
		table.Store(op.key, op.value)
	case tableLoadOrStore:
		v, loaded := table.LoadOrStore(op.key, op.value)
		return tableResult{kind: valueOK, value: v, ok: loaded}
	case tableUpdate:
		return tableResult{kind: justValue, value: table.Update(op.key, adding(op.value))}
	case tableDelete:
		table.Delete(op.key)
	case tableAll:
		return tableResult{kind: entries, all: sorted(table)}
	}
	return tableResult{}
}

// adding returns an f for Update that adds n, and lets others run before it is done.
func adding(n int) func(int, bool) int {
	return func(old int, _ bool) int {
		yield()
		return old + n
	}
}

// sorted lists what All yields, in the order of the keys. A key that is yielded
// twice is listed twice.
func sorted(table patterns.Table[string, int]) string {
	var all []string
	for k, v := range table.All() {
		all = append(all, fmt.Sprintf("%s: %d", k, v))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// A plainTable is a table for one goroutine. It is the model of all others.
type plainTable map[string]int

func (t plainTable) Load(key string) (int, bool) { v, ok := t[key]; return v, ok }
func (t plainTable) Store(key string, value int) { t[key] = value }
func (t plainTable) Delete(key string)           { delete(t, key) }

func (t plainTable) LoadOrStore(key string, value int) (int, bool) {
	if v, ok := t[key]; ok {
		return v, true
	}
	t[key] = value
	return value, false
}

func (t plainTable) Update(key string, f func(int, bool) int) int {
	old, ok := t[key]
	t[key] = f(old, ok)
	return t[key]
}

func (t plainTable) All() iter.Seq2[string, int] { return maps.All(t) }

// An entry is the state of one key of a table.
type entry struct {
	value int
	ok    bool
}

// tableModel is a table by itself, key by key.
var tableModel = history.Model[entry, tableOp, tableResult]{
	Apply: func(e entry, op tableOp) (tableResult, entry) {
		t := plainTable{}
		if e.ok {
			t[op.key] = e.value
		}
		result := op.on(t)
		v, ok := t[op.key]
		return result, entry{v, ok}
	},
	Key:   func(op tableOp) any { return op.key },
	Reads: func(op tableOp) bool { return op.method == tableLoad },
}
