package bench

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTape(t *testing.T) {
	tape := tape[int]{items: []int{1, 2, 3}}
	for _, test := range []struct {
		n    int
		want []int
	}{
		{2, []int{1, 2}},
		{2, []int{3}},
		{1, []int{1}},
		{2, []int{2, 3}},
		{9, []int{1, 2, 3}},
	} {
		require.Equal(t, test.want, tape.take(test.n))
	}
}
