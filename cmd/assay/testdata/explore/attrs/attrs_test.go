// Package attrs says what an explored test would say.
package attrs

import (
	"os"
	"testing"
)

func TestViolated(t *testing.T) {
	t.Run("It's (odd)", func(t *testing.T) {
		t.Attr("assay.schedules", "17")
		t.Attr("assay.schedule", "0x3,1:ab")
		t.Fatal("explored with", os.Getenv("ASSAY_EXPLORE"))
	})
}

func TestRefused(t *testing.T) {
	t.Attr("assay.refused", "it has 3 threads, and the test has 2")
	t.Fatal("refused")
}

func TestFailing(t *testing.T) { t.Fatal("as ever") }

func TestBounded(t *testing.T) {
	t.Attr("assay.schedules", "870")
	t.Attr("assay.preemptions", "1")
}

func TestSome(t *testing.T) { t.Attr("assay.schedules", "1") }
