//go:build !linux

package beambench

import "time"

// A meter reads what a process has used so far. This system does not tell.
type meter struct{}

func newMeter(int) *meter { return &meter{} }

func (*meter) read() usage { return usage{} }

func sleep(d time.Duration) { time.Sleep(d) }
