package beambench

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/impls"
)

// fakeVariable makes the test's own program a virtual machine that behaves as the
// value says.
const fakeVariable = "ASSAY_FAKE_VM"

func TestMain(m *testing.M) {
	if mode := os.Getenv(fakeVariable); mode != "" {
		fakeVM(mode)
		os.Exit(0)
	}
	Main()
	lockstep.Main(bench.Workloads(bench.Core), impls.All)
	os.Exit(m.Run())
}

// fakeVM answers in the protocol, over the file descriptors 3 and 4.
func fakeVM(mode string) {
	in, out := bufio.NewScanner(os.NewFile(3, "requests")), os.NewFile(4, "answers")
	fmt.Println("this is no answer")
	if mode == "stillborn" {
		fmt.Fprintln(os.Stderr, "no room")
		os.Exit(7)
	}
	if mode == "foreign" {
		fmt.Fprintln(out, "hello")
		return
	}
	fmt.Fprintln(out, "ready Fake 1")
	for in.Scan() {
		verb, rest, _ := strings.Cut(in.Text(), " ")
		switch {
		case mode == "dies" && verb == "slice":
			fmt.Println("** (Fatal) out of memory")
			os.Exit(3)
		case mode == "errs" && verb == "slice":
			fmt.Fprintln(out, "error it does not work")
		case mode == "babbles" && verb == "slice":
			fmt.Fprintln(out, "ok one,2,3 | |")
		case mode == "strays" && verb == "slice":
			fmt.Fprintln(out, "well then")
		default:
			fmt.Fprintln(out, fakeAnswer(mode, verb, rest))
		}
	}
}

func fakeAnswer(mode, verb, rest string) string {
	switch verb {
	case "new":
		return fmt.Sprintf("ok 1 %t", mode == "renews")
	case "renew":
		return "ok 3"
	case "slice": // ID N STRIDE
		n := strings.Fields(rest)[1]
		return fmt.Sprintf("ok %s,-5,%s %s,0,7 | 4 5 | 1", n, n, n)
	case "close":
		return "ok heap-B/value=12.5 blocking-ns=1.0e3"
	case "harness":
		return "ok 0.25"
	}
	return "ok"
}

// fake returns a driver of a fake virtual machine.
func fake(t *testing.T, mode string) (*driver, error) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	v, err := startVM(t.Context(), []string{self}, append(os.Environ(), fakeVariable+"="+mode))
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = v.stop() })
	return newDriver(v), nil
}

func fakeObject(t *testing.T, mode string) lockstep.ForeignObject {
	t.Helper()
	d, err := fake(t, mode)
	require.NoError(t, err)
	require.NoError(t, d.Prepare("Gate/op=do/goroutines=2"))
	o, err := d.New(Impl)
	require.NoError(t, err)
	return o
}
