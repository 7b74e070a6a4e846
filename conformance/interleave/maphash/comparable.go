package maphash

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"unsafe"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// Comparable returns the hash of v.
func Comparable[T comparable](seed Seed, v T) uint64 {
	var h Hash
	h.SetSeed(seed)
	WriteComparable(&h, v)
	return h.Sum64()
}

// WriteComparable adds x: values that are equal add the same.
func WriteComparable[T comparable](h *Hash, x T) {
	h.start()
	switch x := any(x).(type) {
	case string:
		h.text(x)
	case int:
		h.word(uint64(x))
	default:
		h.value(reflect.ValueOf(&x).Elem())
	}
}

func (h *Hash) word(x uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], x)
	h.state.s = add(h.state.s, b[:])
}

func (h *Hash) text(s string) {
	h.word(uint64(len(s)))
	h.state.s = add(h.state.s, s)
}

func (h *Hash) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		h.text(v.String())
	case reflect.Bool:
		h.text(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		h.word(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		h.word(v.Uint())
	case reflect.Float32, reflect.Float64:
		h.float(v.Float())
	case reflect.Complex64, reflect.Complex128:
		h.float(real(v.Complex()))
		h.float(imag(v.Complex()))
	case reflect.Pointer, reflect.UnsafePointer, reflect.Chan:
		h.word(identity(v.UnsafePointer()))
	case reflect.Array:
		for i := range v.Len() {
			h.value(v.Index(i))
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			h.value(field)
		}
	case reflect.Interface:
		if v.IsNil() {
			h.word(0)
			return
		}
		h.text(v.Elem().Type().String())
		h.value(v.Elem())
	default:
		panic(fmt.Errorf("hash of unhashable type %v", v.Type()))
	}
}

// float adds f. Both zeros are equal, and no NaN is equal to itself.
func (h *Hash) float(f float64) {
	switch {
	case f == 0:
		h.word(0)
	case f != f:
		h.word(random())
	default:
		h.word(math.Float64bits(f))
	}
}

func random() uint64 {
	if t := sched.Current(); t != nil {
		return t.Rand().Uint64()
	}
	return rand.Uint64()
}

// pointers are the numbers of the pointers that were hashed in a run, since
// addresses differ from run to run.
type pointers map[unsafe.Pointer]uint64

func identity(p unsafe.Pointer) uint64 {
	t := sched.Current()
	if t == nil || p == nil {
		return uint64(uintptr(p))
	}
	known := *sched.State(t, (*pointers)(nil), func() *pointers { m := make(pointers); return &m })
	if _, ok := known[p]; !ok {
		known[p] = uint64(len(known)) + 1
	}
	return known[p]
}
