package lockstep

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
)

// Slowed names an implementation that is slower by that many percent than the one
// named: it does so many more operations than it says. Workers know it without
// being told, so that a regression of a known size can be put before whatever is
// to find it. Workloads with Renew have none.
func Slowed(impl string, percent int) string { return fmt.Sprintf("slow%d:%s", percent, impl) }

// slowed takes a name apart. An implementation that is not slowed has 0 percent.
func slowed(name string) (impl string, percent int) {
	first, rest, ok := strings.Cut(name, ":")
	digits, isSlow := strings.CutPrefix(first, "slow")
	if !ok || !isSlow {
		return name, 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 {
		return name, 0
	}
	return rest, n
}

// create makes an object under test, of a slowed implementation if the name is one.
func (w *worker) create(name string) (*bench.Instance, error) {
	impl, err := w.find(name)
	if err != nil {
		return nil, err
	}
	_, percent := slowed(name)
	return slowInstance(w.setup, percent)(impl)
}

// slowInstance returns a setup whose instances do more than they say.
func slowInstance(setup bench.Setup, percent int) bench.Setup {
	if percent == 0 {
		return setup
	}
	return func(impl conformance.Implementation) (*bench.Instance, error) {
		i, err := setup(impl)
		if err != nil {
			return nil, err
		}
		if i.Renew != nil {
			return nil, fmt.Errorf("a workload with Renew cannot be slowed, as its operations are counted")
		}
		for g, op := range i.Ops {
			due := 0 // percent of an operation
			i.Ops[g] = func(n int) {
				due += n * percent
				op(n + due/100)
				due %= 100
			}
		}
		return i, nil
	}
}
