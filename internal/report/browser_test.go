package report_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A browser is a tab of a headless Chromium, and what it said.
type browser struct {
	ctx       context.Context //nolint:containedctx // chromedp keeps the tab in its context
	mu        sync.Mutex
	requests  []string
	complaint []string
}

// chromium returns the path of a Chromium. Without one the test is skipped, or
// fails if CHROMIUM=require is set.
func chromium(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const missing = "no chromium in PATH: install it (Debian: apt-get install chromium) to test the page in a browser"
	if os.Getenv("CHROMIUM") == "require" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// newBrowser starts a Chromium for the time of the test.
func newBrowser(t *testing.T) *browser {
	path := chromium(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &browser{ctx: ctx}
	require.NoError(t, chromedp.Listen(ctx, b.listen))
	call(t, b, network.Enable, network.EnableParams{})
	call(t, b, log.Enable, cdp.Empty{})
	call(t, b, runtime.Enable, cdp.Empty{})
	return b
}

func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		b.complaint = append(b.complaint, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.complaint = append(b.complaint, "console "+string(e.Type))
	case *log.EventEntryAdded:
		b.complaint = append(b.complaint, e.Entry.Text)
	}
}

// open shows a page.
func (b *browser) open(t *testing.T, url string) {
	t.Helper()
	require.NoError(t, chromedp.Do(b.ctx, chromedp.Navigate(url)))
}

// call gives the browser a command.
func call[P, R any](t *testing.T, b *browser, command cdp.Command[P, R], params P) R {
	t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	require.NoError(t, err)
	return result
}

// value returns what an expression gives in the page.
func value[T any](t *testing.T, b *browser, expression string) T {
	t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	require.NoError(t, err)
	return v
}

// do runs a script in the page.
func (b *browser) do(t *testing.T, script string) { value[chromedp.Void](t, b, script) }

// silent checks that the page asked for nothing but itself, and that there was
// nothing to complain about.
func (b *browser) silent(t *testing.T, url string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	assert.Empty(t, b.complaint, "the console")
	for _, request := range b.requests {
		if request != "data:," { // the icon, which is empty
			assert.Equal(t, url, request, "a request")
		}
	}
	assert.Contains(t, b.requests, url)
}

// serve serves the page of the fixture.
func serve(t *testing.T) string {
	html := render(t, besideBEAM(t))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, html)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/"
}

// save writes the page of the fixture to a file and returns its address.
func save(t *testing.T) string {
	name := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(name, []byte(render(t, besideBEAM(t))), 0o600))
	return "file://" + name
}

func TestBrowserPicker(t *testing.T) {
	b := newBrowser(t)
	url := save(t)
	b.open(t, url)

	choose := func(name, v string) {
		t.Helper()
		b.do(t, `(() => {
			const s = document.querySelector('#picker select[name=`+name+`]');
			const o = [...s.options].find(o => o.text === '`+v+`');
			if (!o || o.disabled) throw new Error('no choice of `+name+` `+v+`');
			s.value = o.value;
			s.dispatchEvent(new Event('change', {bubbles: true}));
		})()`)
	}
	const output = `document.querySelector('#picker output').textContent`
	const lit = `document.querySelectorAll('table.heat[data-pattern="State"] tbody td:not(.off)').length`
	const there = `document.querySelectorAll('table.heat[data-pattern="State"] tr.beside td:not(.off)').length`
	impls := value[int](t, b, `document.querySelectorAll('table.heat[data-pattern="State"] tbody tr').length`)
	all := value[int](t, b, lit)

	choose("pattern", "State")
	assert.Equal(t, all, value[int](t, b, lit), "without a choice nothing is dimmed")
	assert.Regexp(t, `^Over 15 workloads, .*; .*\. Beside them, BEAM: [\d.]+ to [\d.]+× the best of ours\.$`,
		value[string](t, b, output))
	assert.Equal(t, 15, value[int](t, b, there))
	choose("reads", "99")
	assert.Equal(t, 3*impls, value[int](t, b, lit), "reads=99 is measured with 1, 2 and 8 goroutines")
	choose("goroutines", "8")
	assert.Equal(t, impls, value[int](t, b, lit), "a column is left")
	assert.Regexp(t, `^For this workload: atomic first; std 1\.\d+×; mutex [\d.]+×; channel [\d.]+×\. `+
		`Beside them, BEAM: [\d.]+× the best of ours\.$`, value[string](t, b, output))
	assert.Equal(t, 1, value[int](t, b, there), "a column of it, too")

	choose("pattern", "Table")
	assert.Equal(t, all, value[int](t, b, lit), "another pattern leaves State alone")
	choose("key", "int")
	disabled := value[[]string](t, b,
		`[...document.querySelectorAll('#picker select[name=reads] option:disabled')].map(o => o.text)`)
	assert.Contains(t, disabled, "50", "int keys are measured with reads=99 only")
	b.silent(t, url)
}

func TestBrowserSort(t *testing.T) {
	b := newBrowser(t)
	url := save(t)
	b.open(t, url)
	const table = `document.querySelector('#pattern-table details table.sort')`
	const column = `[...` + table + `.tBodies[0].rows].map(r => parseFloat(r.cells[2].dataset.v))`
	const click = table + `.tHead.rows[0].cells[2].querySelector('button').click()`

	before := value[[]float64](t, b, column)
	require.Greater(t, len(before), 20)
	b.do(t, click)
	up := value[[]float64](t, b, column)
	assert.ElementsMatch(t, before, up)
	assert.NotEqual(t, before, up)
	assert.IsNonDecreasing(t, up)
	b.do(t, click)
	assert.IsNonIncreasing(t, value[[]float64](t, b, column))
	assert.Equal(t, "descending", value[string](t, b, table+`.tHead.rows[0].cells[2].getAttribute('aria-sort')`))

	b.do(t, table+`.tHead.rows[0].cells[1].querySelector('button').click()`)
	names := value[[]string](t, b, `[...`+table+`.tBodies[0].rows].map(r => r.cells[1].textContent.toLowerCase())`)
	assert.IsNonDecreasing(t, names)
	b.silent(t, url)
}

func TestBrowserWithoutScript(t *testing.T) {
	const shown = `(() => {
		document.querySelectorAll('details').forEach(d => d.open = true);
		const hidden = [];
		for (const e of document.querySelectorAll('h1,h2,h3,p,td,th,svg,summary,figcaption,pre,li'))
			if (!e.checkVisibility({visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true}))
				hidden.push(e.outerHTML.slice(0, 80));
		return hidden;
	})()`
	b := newBrowser(t)
	url := save(t)
	call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.open(t, url)
	assert.Empty(t, value[[]string](t, b, shown))
	picker := value[bool](t, b, `document.getElementById('picker').checkVisibility()`)
	assert.False(t, picker, "the picker needs scripts")
	assert.Zero(t, value[int](t, b, `document.querySelectorAll('table.sort button').length`))
	b.silent(t, url)
}

// On paper there is nothing to click, so everything is printed.
func TestBrowserPrint(t *testing.T) {
	b := newBrowser(t)
	url := save(t)
	b.open(t, url)
	const hidden = `[...document.querySelectorAll('details *')].filter(e => !e.checkVisibility()).length`
	assert.Positive(t, value[int](t, b, hidden), "on a screen the numbers are folded away")
	call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	assert.Zero(t, value[int](t, b, hidden))
	assert.False(t, value[bool](t, b, `document.getElementById('picker').checkVisibility()`))
	b.silent(t, url)
}

// The page over HTTP shows whether it asks the server for more.
func TestBrowserAsksForNothing(t *testing.T) {
	b := newBrowser(t)
	url := serve(t)
	b.open(t, url)
	require.True(t, value[bool](t, b, `document.querySelector('#picker select').checkVisibility()`))
	b.silent(t, url)
}

// The screenshots go to $ASSAY_SCREENSHOTS, for people to look at.
func TestBrowserLayout(t *testing.T) {
	b := newBrowser(t)
	url := save(t)
	dir := os.Getenv("ASSAY_SCREENSHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"1280", 1280, 1000}, {"400", 400, 860}} {
		for _, theme := range []string{"light", "dark"} {
			call(t, b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
				Width: size.width, Height: size.height, DeviceScaleFactor: 1,
			})
			call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
			})
			b.open(t, url)
			b.fits(t, size.width)
			b.shoot(t, filepath.Join(dir, size.name+"-"+theme+".png"), false)
			if os.Getenv("ASSAY_SCREENSHOTS") != "" { // the whole page takes seconds
				b.shoot(t, filepath.Join(dir, size.name+"-"+theme+"-all.png"), true)
			}
		}
	}
	b.silent(t, url)
}

// fits checks that nothing makes the page scroll sideways, with all details
// closed and open, and that no label of a plot is cut off.
func (b *browser) fits(t *testing.T, width int64) {
	t.Helper()
	const wide = `[document.documentElement.scrollWidth, innerWidth]`
	for _, open := range []string{"false", "true"} {
		b.do(t, `document.querySelectorAll('details').forEach(d => d.open = `+open+`)`)
		w := value[[]int64](t, b, wide)
		assert.LessOrEqual(t, w[0], w[1], "wider than %d px", width)
	}
	b.do(t, `document.querySelectorAll('details').forEach(d => d.open = false)`)
	cut := value[[]string](t, b, `[...document.querySelectorAll('svg text')].filter(e => {
		const r = e.getBoundingClientRect();
		return r.left < 0 || r.right > innerWidth;
	}).map(e => e.textContent)`)
	assert.Empty(t, cut, "labels outside of a screen of %d px", width)
}

// shoot writes what the page looks like, all of it or what fits on the screen.
func (b *browser) shoot(t *testing.T, name string, whole bool) {
	t.Helper()
	image := call(t, b, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &whole})
	require.NoError(t, os.WriteFile(name, image.Data, 0o600))
}
