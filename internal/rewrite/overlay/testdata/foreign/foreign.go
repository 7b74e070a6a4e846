// Package foreign has what cannot be rewritten.
package foreign

import "crypto/rand"

// Text is not controlled.
func Text() string { return rand.Text() }

func stub()
