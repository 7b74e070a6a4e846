package beambench

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"github.com/assay-go/assay/bench/lockstep"
)

// The variables that make a process a worker: the elixir, and where the modules
// are.
const (
	elixirVariable = "ASSAY_BEAM_ELIXIR"
	codeVariable   = "ASSAY_BEAM_CODE"
)

// Env returns the environment that makes a worker measure on the BEAM, for
// [lockstep.Options].
func (p *Program) Env() []string {
	return []string{elixirVariable + "=" + p.elixir, codeVariable + "=" + p.code}
}

// Main is the entry of workers that measure on the BEAM. It returns at once if
// this process is not one; else it never returns. Call it before [lockstep.Main].
func Main() {
	p := &Program{elixir: os.Getenv(elixirVariable), code: os.Getenv(codeVariable)}
	if p.elixir == "" {
		return
	}
	lockstep.MainForeign(func() (lockstep.Foreign, error) {
		v, err := startVM(context.Background(), p.argv(), environment())
		if err != nil {
			return nil, err
		}
		return newDriver(v), nil
	})
}

// argv returns how to start the virtual machine. Its flags are the defaults, but
// that it has no more schedulers than this process may use processors.
func (p *Program) argv() []string {
	flags := "-noinput"
	if n := runtime.GOMAXPROCS(0); n < runtime.NumCPU() {
		flags += fmt.Sprintf(" +S %d:%d", n, n)
	}
	return []string{p.elixir, "--erl", flags, "-pa", p.code, "-e", "Assay.Main.main()"}
}

// environment returns that of the virtual machine, in which nothing changes its
// flags and no dump is written.
func environment() []string {
	env := []string{"LC_ALL=C.UTF-8", "ERL_CRASH_DUMP_SECONDS=0"}
	for _, key := range []string{"PATH", "HOME", "SYSTEMROOT"} {
		if v, ok := os.LookupEnv(key); ok {
			env = append(env, key+"="+v)
		}
	}
	return env
}
