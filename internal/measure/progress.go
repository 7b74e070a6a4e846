package measure

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/assay-go/assay/bench/lockstep"
)

// A Progress tells on w how far the measurement is: on a terminal by a line that
// changes, and elsewhere by a line for each process, and now and then one more.
type Progress struct {
	w        io.Writer
	terminal bool
	now      func() time.Time
	process  int // of the last line
	shown    time.Time
}

// often is how long there is no line, where lines stay.
const often = 15 * time.Second

// NewProgress returns a Progress on w.
func NewProgress(w io.Writer) *Progress {
	return &Progress{w: w, terminal: isTerminal(w), now: time.Now, process: -1}
}

// Show tells what is about to be measured.
func (p *Progress) Show(at lockstep.Progress) {
	if p.terminal {
		// Clear the line, and cut the new one off where the screen ends.
		fmt.Fprintf(p.w, "\r\x1b[K\x1b[?7l%s\x1b[?7h", describe(at))
		p.shown = p.now()
		return
	}
	if at.Process == p.process && p.now().Sub(p.shown) < often {
		return
	}
	p.process, p.shown = at.Process, p.now()
	fmt.Fprintln(p.w, describe(at))
}

// End ends the line that changes.
func (p *Progress) End() {
	if p.terminal && !p.shown.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

func describe(at lockstep.Progress) string {
	name := strings.ReplaceAll(at.Name, "/", " ")
	if at.Process == 0 {
		return fmt.Sprintf("trying row %d of %d: %s", at.Row, at.Rows, name)
	}
	return fmt.Sprintf("process %d of %d, measurement %d of %d, %v left: %s",
		at.Process, at.Processes, at.Row, at.Rows, at.Left.Round(time.Second), name)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
