package page_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave/internal/page"
)

var update = flag.Bool("update", false, "write the golden files")

// full has something of everything.
func full() *page.Page {
	return &page.Page{
		Name: "Table.NoLostUpdate", Sentence: "concurrent Updates of a key all take effect.",
		Verdict: "violated", Text: "after 2 Updates that add 1,\nthe value of k0 is 1",
		Found: "4 cases held before it.", Warning: "the program did not repeat itself",
		Values: []page.Value{
			{Label: "program", Calls: [][]string{{"Update(k0, +1)"}, {"Load(k0)", "Update(k0, +1)"}}},
			{Label: "keys", Text: "1"},
		},
		Schedule: &page.Schedule{
			Threads: []string{"0", "0.1", "0.2"}, Skipped: 7, Preemptions: 1,
			Steps: []page.Step{
				{
					Thread: "0.1", Op: "Pointer.Load", Position: "table.go:12",
					Function: "example.com/a/b.(*table[...]).Load",
				},
				{Thread: "0.2", Op: "Mutex.Lock", Switched: true, Preemption: true, Time: time.Millisecond},
				{Thread: "0.2", Op: "Mutex.Unlock", Time: time.Millisecond},
				{
					Thread: "0.1", Op: "Pointer.Store", Position: "table.go:20",
					Function: "example.com/a/b.(*table[...]).Store", Switched: true, Time: 3 * time.Millisecond,
				},
			},
			Ends: []page.Step{
				{Thread: "0", Op: "T.Wait", Position: "table_test.go:9", Function: "example.com/a/b.TestTable"},
			},
		},
		Goroutines:  []page.Goroutine{{Name: "0.1", Op: "Pointer.Store", Stack: "b.Store(...)\n\ttable.go:20"}},
		History:     "goroutine 0: Update(k0, +1) = 1  ├──┤",
		HistoryFile: "Test#01.history.html",
		Command:     "assay explore example.com/a/b --run '^TestTable$' --replay '0:1@12345678'",
	}
}

func write(t *testing.T, p *page.Page) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, p.Write(&b))
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, p := range map[string]*page.Page{
		"full": full(),
		"bare": {Name: "TestBare", Verdict: "hang"},
	} {
		file := filepath.Join("testdata", name+".html")
		got := write(t, p)
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err, "-update writes it")
		assert.Equal(t, string(want), got, "if the change is wanted: go test ./internal/page -update")
	}
}

// TestWellFormed reads pages as XML: each element has to end where it should.
func TestWellFormed(t *testing.T) {
	for _, p := range []*page.Page{full(), {}} {
		text := regexp.MustCompile(`<(meta [^>]*)>`).ReplaceAllString(write(t, p), "<$1/>")
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
		}
	}
}

// TestNoRequests checks that a page needs nothing but itself.
func TestNoRequests(t *testing.T) {
	text := write(t, full())
	for _, word := range []string{"http:", "https:", "src=", "url(", "<script", "<link", "@import", "<img"} {
		assert.NotContains(t, text, word)
	}
	assert.Equal(t, 1, strings.Count(text, "href="), "the page about the history is the only link")
	assert.Contains(t, text, `href="./Test%2301.history.html"`)
	assert.Contains(t, text, "default-src 'none'")
}

// TestEscapes checks that nothing of what a program says becomes a part of the page.
func TestEscapes(t *testing.T) {
	const evil = `</pre></style><script>alert("1")</script>`
	p := &page.Page{
		Name: evil, Sentence: evil, Verdict: evil, Text: evil, Found: evil, Warning: evil,
		Values: []page.Value{{Label: evil, Text: evil}, {Calls: [][]string{{evil}}}},
		Schedule: &page.Schedule{
			Threads: []string{evil},
			Steps:   []page.Step{{Thread: evil, Op: evil, Position: evil, Function: evil}},
			Ends:    []page.Step{{Thread: evil, Op: evil, Position: evil, Function: evil}},
		},
		Goroutines: []page.Goroutine{{Name: evil, Op: evil, Stack: evil}},
		History:    evil, HistoryFile: "javascript:alert(1)", Command: evil,
	}
	text := write(t, p)
	assert.NotContains(t, text, "<script")
	assert.Equal(t, 1, strings.Count(text, "</style>"))
	assert.Contains(t, text, `href="./javascript:alert%281%29"`, "an address of a file, not of a program")
}

// TestNothingOnError checks that half a page is not written.
func TestNothingOnError(t *testing.T) {
	err := full().Write(failing{})
	require.ErrorIs(t, err, errFull)
	require.ErrorContains(t, err, "write the page about a violation")
}

var errFull = errors.New("no space left")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }
