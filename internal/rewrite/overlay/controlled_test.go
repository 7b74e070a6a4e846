package overlay_test

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// What depends on chance is under control in a rewritten package. Its tests fail
// as they are.
func TestControlled(t *testing.T) {
	b, err := makeBuild(t, "", []string{"./testdata/controlled"}, nil)
	require.NoError(t, err)
	require.Empty(t, b.Warnings)
	out, err := goTest(t, b.Flags)
	require.NoError(t, err, out)
	out, err = goTest(t, nil)
	require.Error(t, err)
	for _, test := range []string{"TestOrder", "TestCanceled", "TestSettled", "TestSends"} {
		require.Contains(t, out, "--- FAIL: "+test)
	}
}

func goTest(t *testing.T, flags []string) (string, error) {
	t.Helper()
	args := append([]string{"test", "-count=1", "-vet=off", "-v"}, flags...)
	out, err := exec.CommandContext(t.Context(), "go", append(args, "./testdata/controlled")...).CombinedOutput()
	t.Logf("%s", out)
	return string(out), err
}
