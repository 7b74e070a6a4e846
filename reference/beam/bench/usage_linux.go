package beambench

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

// A meter reads what a process has used so far. It keeps the files open, so that
// reading takes some microseconds.
type meter struct {
	clock  uintptr
	status []*os.File // of the schedulers
	delays []*os.File // of the schedulers; see proc-schedstat in the kernel's documentation
	buffer []byte
}

// scheduler matches the names of the threads that run processes, up to OTP 25 and
// from OTP 26 on.
var scheduler = regexp.MustCompile(`^(\d+_scheduler|erts_sched_\d+)\n$`)

func newMeter(pid int) *meter {
	// The clock of the processor time of a process, as clock_getcpuclockid(3)
	// makes it.
	const processTime = 2
	m := &meter{clock: uintptr(^pid)<<3 | processTime, buffer: make([]byte, 4096)}
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil {
		return m
	}
	for _, task := range tasks {
		name, err := os.ReadFile(filepath.Join(task, "comm"))
		if err != nil || !scheduler.Match(name) {
			continue
		}
		if f, err := os.Open(filepath.Join(task, "status")); err == nil {
			m.status = append(m.status, f)
		}
		if f, err := os.Open(filepath.Join(task, "schedstat")); err == nil {
			m.delays = append(m.delays, f)
		}
	}
	return m
}

// read returns the processor time of the process, and the context switches of its
// schedulers. What the system does not tell is 0.
func (m *meter) read() (u usage) {
	var t syscall.Timespec
	// A failure leaves t at zero.
	_, _, _ = syscall.Syscall(syscall.SYS_CLOCK_GETTIME, uintptr(int32(m.clock)), uintptr(unsafe.Pointer(&t)), 0)
	u.cpu = time.Duration(t.Nano())
	for _, f := range m.delays {
		n, _ := f.ReadAt(m.buffer, 0) // it ends before the buffer does
		if fields := bytes.Fields(m.buffer[:n]); len(fields) > 1 {
			ns, _ := strconv.Atoi(string(fields[1])) // 0 without one
			u.delay += time.Duration(ns)
		}
	}
	for _, f := range m.status {
		n, _ := f.ReadAt(m.buffer, 0)
		u.voluntary += field(m.buffer[:n], "\nvoluntary_ctxt_switches:")
		u.involuntary += field(m.buffer[:n], "\nnonvoluntary_ctxt_switches:")
	}
	return u
}

// sleep waits for so long, more exactly than time.Sleep, which rounds up to
// milliseconds on an idle system.
func sleep(d time.Duration) {
	t := syscall.NsecToTimespec(int64(d))
	_ = syscall.Nanosleep(&t, nil) // one that is cut short does no harm
}

// field returns the number behind a name, or 0.
func field(text []byte, name string) int {
	_, rest, _ := bytes.Cut(text, []byte(name))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	n, _ := strconv.Atoi(string(bytes.TrimSpace(line))) // 0 without one
	return n
}
