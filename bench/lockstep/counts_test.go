package lockstep

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCounts(t *testing.T) {
	const ms = time.Millisecond
	for name, test := range map[string]struct {
		slice Slice
		want  bool
	}{
		"undisturbed":            {Slice{Elapsed: ms}, true},
		"preempted":              {Slice{Elapsed: ms, CPU: ms, Mark: Preempted}, false},
		"long and hardly":        {Slice{Elapsed: 5 * ms, CPU: 5 * ms, Mark: Preempted}, true},
		"long and for long":      {Slice{Elapsed: 5 * ms, CPU: 4 * ms, Mark: Preempted}, false},
		"long but not contended": {Slice{Elapsed: 5 * ms, CPU: 5 * ms, Mark: Apart}, false},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, test.want, test.slice.Counts()) })
	}
}
