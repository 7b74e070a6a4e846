// Package plain has nothing to explore.
package plain

import "testing"

func TestPlain(*testing.T) {}
