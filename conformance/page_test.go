package conformance

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/atomic"
	"github.com/assay-go/assay/conformance/interleave/hook"
	"github.com/assay-go/assay/conformance/interleave/sync"
)

// raced is a check that fails under some schedules, with a history that is always
// the same.
func raced(t *trial, p newStateFunc) {
	draw := t.Int("spare goroutines", 0, 3)
	var n atomic.Int64
	t.Run(func() {
		var wg sync.WaitGroup
		for range 2 + draw {
			wg.Add(1)
			hook.Go(func() {
				defer wg.Done()
				n.Store(n.Load() + 1)
			})
		}
		wg.Wait()
	})
	if n.Load() != int64(2+draw) {
		unchanging(t, p)
	}
}

// racedResult explores a law with the check raced until it is broken.
func racedResult(t *testing.T) (setting, result) {
	t.Helper()
	o := testOptions()
	o.gear, o.seed, o.cases, o.failures = "explore", 1, 10, filepath.Join(t.TempDir(), "failures")
	o.explore = interleave.Options{Preemptions: 2, Schedules: 300, Seed: 1}
	l := law[newStateFunc]{"Linearizable", "every history of Loads and Updates is linearizable.", raced}
	r, err := l.try(o, nil)
	require.NoError(t, err)
	require.NotEmpty(t, r.schedule)
	return setting{o, "State." + l.name, l.text, "TestMine/State/Linearizable#01"}, r
}

// TestExplainSchedule compares the text about a law that a schedule breaks with
// the one in testdata.
func TestExplainSchedule(t *testing.T) {
	where, r := racedResult(t)
	text := where.explain(r, filepath.Join("testdata", "failures", "TestMine-State-Linearizable#01.html"))
	text = regexp.MustCompile(`\d+ cases held.*schedule: .*`).ReplaceAllString(text, "(cases and schedule)")
	compare(t, "schedule", steady(text)+"\n")
}

// TestSchedulePage checks that the page about a schedule is written, with the one
// about the history beside it.
func TestSchedulePage(t *testing.T) {
	where, r := racedResult(t)
	file, err := where.writePage(r)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(where.options.failures, "TestMine-State-Linearizable#01.html"), file)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	_, page, ok := strings.Cut(html.UnescapeString(string(text)), "<body>")
	require.True(t, ok)
	assert.Contains(t, page, "<h1>State.Linearizable ")
	assert.Contains(t, page, where.text)
	assert.Contains(t, page, `<span>program</span> <code>no calls</code>`)
	assert.Contains(t, page, `<span>spare goroutines</span> <code>0</code>`)
	assert.Contains(t, page, `class="first preemption`)
	assert.Contains(t, page, "page_test.go:")
	assert.Contains(t, page, "{1 1}  ├───┤", "the history")
	assert.Contains(t, page, "Linearizable#01$' --replay '"+r.id+caseMark)
	assert.Contains(t, page, `href="./TestMine-State-Linearizable%2301.history.html"`)
	beside, err := os.ReadFile(filepath.Join(where.options.failures, "TestMine-State-Linearizable#01.history.html"))
	require.NoError(t, err)
	assert.Contains(t, string(beside), "Porcupine")
}

// TestSchedulePageWithout checks that a page is written without what is missing.
func TestSchedulePageWithout(t *testing.T) {
	where, r := racedResult(t)
	r.drawing = nil
	file := filepath.Join(where.options.failures, "TestMine-State-Linearizable#01.history.html")
	require.NoError(t, os.MkdirAll(file, 0o755)) // so that it cannot be written
	page, err := where.writePage(r)
	require.ErrorContains(t, err, "write the page about a failure: ")
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "<h2>Schedule</h2>")
	assert.NotContains(t, string(text), "href=")
	assert.NotContains(t, where.explain(r, page), "schedule (")

	where.options.failures = ""
	page, err = where.writePage(r)
	require.NoError(t, err)
	assert.Empty(t, page)
}
