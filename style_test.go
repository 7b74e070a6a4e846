package assay_test

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// The ceilings of CONTRIBUTING.md.
const (
	maxLines       = 400
	maxTestLines   = 600
	maxReadmeLines = 200
	maxColumns     = 120
	tabWidth       = 4
)

// skipped are the directories that hold what nobody wrote, or nobody commits.
var skipped = map[string]bool{".git": true, "bin": true, "failures": true}

// TestStyle holds every file of the repository against the house style, as far
// as no linter does.
func TestStyle(t *testing.T) {
	files := 0
	root := os.DirFS(".")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped[d.Name()]:
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		if bytes.IndexByte(text, 0) < 0 { // not a binary file
			files++
			checkFile(t, name, string(text))
		}
		return nil
	})
	require.NoError(t, err)
	require.Positive(t, files)
}

func checkFile(t *testing.T, name, text string) {
	n := strings.Count(text, "\n")
	if limit := lineLimit(name); limit > 0 && n > limit {
		t.Errorf("%s has %d lines, more than %d: which room is missing?", name, n, limit)
	}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSuffix(line, "\n")
		if path.Ext(name) == ".go" && width(line) > maxColumns && !law.MatchString(line) {
			t.Errorf("%s:%d has %d columns, more than %d: wrap the line", name, number, width(line), maxColumns)
		}
		for _, foreign := range []string{"/" + "work/", "/" + "root/"} {
			if strings.Contains(line, foreign) {
				t.Errorf("%s:%d names a path of one machine: %s", name, number, foreign)
			}
		}
	}
}

// lineLimit returns how long a file may be, or 0 if it may be of any length.
func lineLimit(name string) int {
	switch {
	case strings.HasSuffix(name, "_test.go"):
		return maxTestLines
	case path.Ext(name) == ".go":
		return maxLines
	case path.Base(name) == "README.md":
		return maxReadmeLines
	}
	return 0
}

func width(line string) int {
	return utf8.RuneCountInString(line) + (tabWidth-1)*strings.Count(line, "\t")
}

// law matches the sentence of a law in a doc comment, and the row that repeats
// it in a table. A sentence stays whole, so that it can be searched for.
var law = regexp.MustCompile(`^(//   - |\t+\{"[A-Z]\w*", ")`)
