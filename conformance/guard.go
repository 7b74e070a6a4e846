package conformance

import (
	"fmt"
	"reflect"
)

// constructing calls a constructor. If that panics, or returns nil without an
// error, constructing panics with a text that says so.
func constructing[T any](construct func() (T, error)) (T, error) {
	v, err := func() (T, error) {
		defer func() {
			if p := recover(); p != nil {
				panic(fmt.Sprintf("the constructor panicked: %v", p))
			}
		}()
		return construct()
	}()
	if err == nil && isNil(reflect.ValueOf(v)) {
		panic("the constructor returned nil")
	}
	return v, err
}

// constructed is constructing for a constructor without an error.
func constructed[T any](construct func() T) T {
	v, _ := constructing(func() (T, error) { return construct(), nil })
	return v
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return v.IsNil()
	default:
		return false
	}
}
