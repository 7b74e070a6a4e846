package lockstep

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// A Machine is what the numbers hold for. What is unknown is empty.
type Machine struct {
	Name       string `json:"name,omitempty"` // given by the caller
	CPU        string `json:"cpu"`            // the model
	GOOS       string `json:"goos"`
	GOARCH     string `json:"goarch"`
	NumCPU     int    `json:"num_cpu"`
	Procs      int    `json:"gomaxprocs"`
	Kernel     string `json:"kernel,omitempty"`
	GODEBUG    string `json:"godebug,omitempty"`
	Experiment string `json:"goexperiment,omitempty"`
}

// thisMachine returns the fingerprint of this machine.
func thisMachine(ctx context.Context, name string, procs int) Machine {
	return Machine{
		Name: name, CPU: cpuModel(ctx), GOOS: runtime.GOOS, GOARCH: runtime.GOARCH,
		NumCPU: runtime.NumCPU(), Procs: procs,
		Kernel:  firstLine("/proc/sys/kernel/osrelease"),
		GODEBUG: os.Getenv("GODEBUG"), Experiment: os.Getenv("GOEXPERIMENT"),
	}
}

func cpuModel(ctx context.Context) string {
	if runtime.GOOS == "darwin" {
		out, err := exec.CommandContext(ctx, "sysctl", "-n", "machdep.cpu.brand_string").Output()
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(out))
	}
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return os.Getenv("PROCESSOR_IDENTIFIER") // Windows
	}
	defer func() { _ = f.Close() }() // nothing was written
	for lines := bufio.NewScanner(f); lines.Scan(); {
		key, value, _ := strings.Cut(lines.Text(), ":")
		if strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// A Weather is how busy the machine was at a moment.
type Weather struct {
	Time time.Time `json:"time"`

	// Load is the load average of the last minute, and Pressure the share of
	// the last 10 seconds, in percent, in which some thread waited for a
	// processor. They are -1 where the system does not tell.
	Load     float64 `json:"load"`
	Pressure float64 `json:"pressure"`
}

func weather() Weather {
	return Weather{
		Time:     time.Now().UTC().Truncate(time.Second),
		Load:     number(firstLine("/proc/loadavg")),
		Pressure: number(strings.TrimPrefix(firstLine("/proc/pressure/cpu"), "some avg10=")),
	}
}

// number returns the number that text begins with, or -1.
func number(text string) float64 {
	first, _, _ := strings.Cut(text, " ")
	n, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return -1
	}
	return n
}

// firstLine returns the first line of a file, or nothing.
func firstLine(name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}
