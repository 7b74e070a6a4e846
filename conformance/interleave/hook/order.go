package hook

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
)

// An entry is a key of a map with its value.
type entry[K comparable, V any] struct {
	key   K
	value V
	mark  mark
}

// shuffled returns the entries of a map in an order that depends on their keys
// and on r. Where keys have no order, as pointers, it depends on what they point
// to, and on their addresses if that is the same: addresses mostly grow with the
// order of allocation.
func shuffled[K comparable, V any](m map[K]V, r *rand.Rand) []entry[K, V] {
	entries := make([]entry[K, V], 0, len(m))
	for key, value := range m {
		e := entry[K, V]{key: key, value: value}
		e.mark.add(reflect.ValueOf(&key).Elem(), pointed)
		if isNaN(key) {
			e.mark.add(reflect.ValueOf(&value).Elem(), pointed)
		}
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b entry[K, V]) int { return a.mark.compare(b.mark) })
	r.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	return entries
}

// A mark tells keys of one type apart.
type mark struct {
	text      []byte
	addresses []uintptr
}

func (m mark) compare(n mark) int {
	return cmp.Or(slices.Compare(m.text, n.text), slices.Compare(m.addresses, n.addresses))
}

// How far a mark looks into what a key points to.
const (
	pointed  = 3  // pointers in a row
	elements = 16 // of a slice
	bytes    = 4096
)

func (m *mark) word(n uint64) { m.text = binary.BigEndian.AppendUint64(m.text, n) }

func (m *mark) write(s string) {
	m.word(uint64(len(s)))
	m.text = append(m.text, s...)
}

// add adds a value, with what it points to up to a depth.
func (m *mark) add(v reflect.Value, depth int) {
	if depth < pointed && len(m.text) > bytes {
		return
	}
	switch v.Kind() {
	case reflect.String:
		m.write(v.String())
	case reflect.Bool:
		m.write(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		m.word(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		m.word(v.Uint())
	case reflect.Float32, reflect.Float64:
		m.word(math.Float64bits(v.Float()))
	case reflect.Complex64, reflect.Complex128:
		m.word(math.Float64bits(real(v.Complex())))
		m.word(math.Float64bits(imag(v.Complex())))
	case reflect.Array:
		for i := range v.Len() {
			m.add(v.Index(i), depth)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			m.add(field, depth)
		}
	case reflect.Interface:
		m.dynamic(v, depth)
	default:
		m.reference(v, depth)
	}
}

// dynamic adds the type and the value in an interface.
func (m *mark) dynamic(v reflect.Value, depth int) {
	if v.IsNil() {
		m.word(0)
		return
	}
	m.write(v.Elem().Type().PkgPath())
	m.write(v.Elem().Type().String())
	m.add(v.Elem(), depth)
}

// reference adds a value that is not the same in another run.
func (m *mark) reference(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Uintptr: // may be an address in disguise
		m.addresses = append(m.addresses, uintptr(v.Uint()))
		return
	case reflect.Chan:
		m.word(uint64(v.Cap()))
		m.word(uint64(v.Len()))
	case reflect.Map, reflect.Slice:
		m.word(uint64(v.Len()))
	}
	m.addresses = append(m.addresses, v.Pointer())
	if v.IsZero() || depth == 0 {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		m.add(v.Elem(), depth-1)
	case reflect.Slice:
		for i := range min(v.Len(), elements) {
			m.add(v.Index(i), depth-1)
		}
	}
}
