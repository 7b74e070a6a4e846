//go:build !race

package lockstep

import "time"

// instrumented says whether the race detector is there.
const instrumented = false

// budget is enough for the rows of a test, on a busy machine, too.
const budget = 3 * time.Second
