// Package foreign has what cannot be rewritten.
package foreign

import "math/rand"

// Number is not controlled.
func Number() int { return rand.New(rand.NewSource(1)).Intn(3) }

func stub()
