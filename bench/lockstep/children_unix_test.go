//go:build unix

package lockstep

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireNoChildren fails if this process has a child, be it alive or not waited
// for.
func requireNoChildren(t *testing.T) {
	t.Helper()
	_, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
	require.ErrorIs(t, err, syscall.ECHILD)
}
