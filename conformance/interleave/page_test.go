package interleave_test

import (
	"errors"
	"html"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/hook"
	"github.com/assay-go/assay/conformance/interleave/sync"
)

// pageOf explores f and returns what Test would fail with, and the page.
func pageOf(t *testing.T, name string, f func(x *interleave.T)) (fault, page string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "testdata", "failures")
	fault = interleave.ExplorePage(interleave.Options{Preemptions: 2}, name, dir, f)
	_, file, ok := strings.Cut(fault, "The same as a page: ")
	require.True(t, ok, fault)
	file, _, _ = strings.Cut(file, "\n")
	require.Equal(t, dir, filepath.Dir(file))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	_, body, ok := strings.Cut(string(text), "<body>")
	require.True(t, ok)
	return fault, html.UnescapeString(body)
}

func TestPage(t *testing.T) {
	_, text := pageOf(t, "TestBank/lost:1", lostUpdate(false))
	assert.Contains(t, text, `<h1>TestBank/lost:1 <span class="verdict">violated</span></h1>`)
	assert.Contains(t, text, "1 preemption.")
	assert.Contains(t, text, `<tr class="first preemption">`)
	assert.Contains(t, text, "interleave_test.TestPage.lostUpdate")
	assert.Contains(t, text, "programs_test.go:", "of a step")
	assert.Contains(t, text, "/programs_test.go:", "of a stack")
	assert.Regexp(t, `It was found after \d+ schedules\.`, text)
	assert.Regexp(t, `go test \S+/interleave -run '\^TestBank\$/\^lost:1\$' -interleave.replay \S+</pre>`, text)
}

// TestPageOfDeadlock checks that the page tells what everybody waits for, though
// the goroutine that waits from the start makes no step.
func TestPageOfDeadlock(t *testing.T) {
	_, text := pageOf(t, t.Name(), lockOrder(false))
	assert.Contains(t, text, `<th scope="row" class="number">end</th>`)
	assert.Equal(t, 3, strings.Count(text, `<td class="end">`))
	assert.Contains(t, text, `<summary>0 <span>T.Wait</span></summary>`)
	assert.Equal(t, 3, strings.Count(text, "<details>"))
}

func TestPageOfPanic(t *testing.T) {
	_, text := pageOf(t, t.Name(), doubleClose(false))
	assert.Contains(t, text, "close of closed channel")
	assert.Contains(t, text, "<summary>panic</summary>")
	assert.Contains(t, text, "<pre>panic(")
	assert.NotContains(t, text, `class="end"`, "the runtime knows its goroutine by another name")
}

// TestPlaceOfDeferred checks that a call which a panic has deferred is placed in
// the program, not in the runtime.
func TestPlaceOfDeferred(t *testing.T) {
	_, text := pageOf(t, t.Name(), func(x *interleave.T) {
		var mu sync.Mutex
		defer func() { x.Errorf("recovered: %v", recover()) }()
		mu.Lock()
		defer mu.Unlock()
		panic("boom")
	})
	assert.Contains(t, text, "Mutex.Unlock")
	assert.NotContains(t, text, "panic.go")
}

// TestPageShowsTime checks that virtual time is shown where it advances.
func TestPageShowsTime(t *testing.T) {
	_, text := pageOf(t, t.Name(), func(x *interleave.T) {
		hook.Sleep(3 * time.Second)
		x.Point()
		hook.Sleep(2 * time.Second)
		x.Errorf("late")
	})
	assert.Contains(t, text, "time advances to 3s")
	assert.Equal(t, 1, strings.Count(text, "time advances"), "no step comes after the second one")
}

// TestPageOfManySteps checks that the page of a livelock stays readable.
func TestPageOfManySteps(t *testing.T) {
	_, text := pageOf(t, t.Name(), func(x *interleave.T) {
		for range 1234 {
			x.Point()
		}
		x.Errorf("long")
	})
	assert.Contains(t, text, "234 steps before these")
	assert.NotContains(t, text, `</th><td>234</td>`)
	assert.Contains(t, text, `<th scope="row" class="number">1234</th>`)
}

// TestNoPage checks that a violation is reported even if its page cannot be.
func TestNoPage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	o := interleave.Options{Preemptions: 2}
	text := interleave.ExplorePage(o, t.Name(), file, lostUpdate(false))
	assert.Contains(t, text, "violated\n")
	assert.Contains(t, text, "-interleave.replay ")
	assert.Contains(t, text, "\nThere is no page about it: make a directory for pages about failures: ")

	text = interleave.ExplorePage(o, t.Name(), "", lostUpdate(false))
	assert.NotContains(t, text, "page")
}

// TestPageOfReplay checks that a replay writes the page, too.
func TestPageOfReplay(t *testing.T) {
	o := interleave.Options{Preemptions: 2}
	found, err := interleave.Find(o, lostUpdate(false))
	require.NoError(t, err)
	dir := t.TempDir()
	text := interleave.ExplorePage(interleave.Options{Replay: found.Schedule}, "TestReplayed", dir, lostUpdate(false))
	assert.Contains(t, text, "The same as a page: "+filepath.Join(dir, "TestReplayed.html"))
	require.FileExists(t, filepath.Join(dir, "TestReplayed.html"))
}

func TestWritePage(t *testing.T) {
	errWrite := errors.New("cannot")
	dir := t.TempDir()
	file, err := interleave.WritePage(dir, `TestA/b:c*"d"<e>|f?\g`, ".history.html", func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, errWrite)
	})
	require.ErrorIs(t, err, errWrite)
	assert.Equal(t, filepath.Join(dir, "TestA-b-c--d--e--f--g.history.html"), file)

	if runtime.GOOS != "windows" {
		_, err = interleave.WritePage(dir, strings.Repeat("x", 300), ".html", nil)
		assert.ErrorContains(t, err, "write the page about a failure: ")
	}
}

// TestExploreCommand checks that a replay is told with all that it takes.
func TestExploreCommand(t *testing.T) {
	const pkg = "github.com/assay-go/assay/conformance/interleave"
	assert.Equal(t, "assay explore "+pkg+" --run '^Test$/^it'\\''s$' --replay '0:1@ab'",
		interleave.ExploreCommand("Test/it's", "0:1@ab"))
	t.Setenv("ASSAY_EXPLORE", "strategy=dfs with=example.com/a,example.com/b arg=-v arg=-assay.gear%3Da+b")
	assert.Equal(t, "assay explore "+pkg+" --with example.com/a,example.com/b --run '^Test$' --replay '@ab' "+
		"-- '-v' '-assay.gear=a b'", interleave.ExploreCommand("Test", "@ab"))
	_, set, err := interleave.Environment(interleave.Options{})
	require.NoError(t, err)
	assert.True(t, set)
	fault, _ := pageOf(t, t.Name(), lostUpdate(false))
	assert.NotContains(t, fault, "replay", "the command says it by itself")
}
