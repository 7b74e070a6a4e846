package main

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/rewrite/load"
)

// peers is the directory of the module that adapts the libraries of others.
const peers = "../../impls/thirdparty"

// ants are the packages of ants that have to be under control: its lock spins.
var ants = []string{"github.com/panjf2000/ants/v2", "github.com/panjf2000/ants/v2/pkg/sync"}

// The libraries are explored as they are in the module cache, with the checks of
// the laws, for half a second each. A law that is declared in Lacks is not
// printed, and it is an error if it holds. Once is left out for ants, as it shuts
// down beside a Submit: sooner or later that is the fault of TestAntsLateSubmit.
func TestExplorePeers(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: to build and explore a library takes about ten seconds")
	}
	for name, test := range map[string]struct {
		with, holds       []string
		pattern, declared string
	}{
		"xsync": {
			with: []string{"github.com/puzpuzpuz/xsync/v4"}, pattern: "Table",
			holds:    []string{"Fresh", "LastWrite", "Left", "Linearizable", "NoLostUpdate", "NoWait", "OneWinner"},
			declared: "Unchanged",
		},
		"ants": {
			with: ants, pattern: "Pool",
			holds:    []string{"Bounded", "OwnResult", "Parallel"},
			declared: "Panic",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(peers)
			before := peerFiles(t, test.with)
			laws := strings.Join(append(slices.Clone(test.holds), test.declared), "|")
			stdout, err := explorePeers(t,
				"--with", strings.Join(append(slices.Clone(test.with), module+"/conformance"), ","),
				"--run", "^TestConformance$/^"+name+"$/^"+test.pattern+"$/^("+laws+")$", "--for", "500ms")
			require.NoError(t, err, stdout)
			tried := schedulesTried(t, stdout, "TestConformance/"+name+"/"+test.pattern+"/")
			require.Equal(t, test.holds, slices.Sorted(maps.Keys(tried)))
			for law, n := range tried {
				require.Greater(t, n, 20, "%s was not tried under several schedules of each case", law)
			}
			require.Equal(t, before, peerFiles(t, test.with), "the source has changed")
		})
	}
}

// Two faults of ants take two preemptions or more.
func TestExplorePeerFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: to build and explore a library takes about ten seconds")
	}
	t.Chdir(peers)
	stdout, err := explorePeers(t, "--with", strings.Join(ants, ","), "--run", "^TestAnts", "--schedules", "20000")
	requireFinding(t, err, "2 of 2 explored tests violated")
	require.Contains(t, stdout, "deadlock")
	require.Contains(t, stdout, "Should be zero, but was 1s")
}

// explorePeers runs assay explore in the directory of the test.
func explorePeers(t *testing.T, args ...string) (stdout string, err error) {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	var out, diagnostics bytes.Buffer
	c := newExploreCommand()
	c.SilenceErrors, c.SilenceUsage = true, true
	c.SetArgs(append([]string{"."}, args...))
	c.SetOut(&out)
	c.SetErr(&diagnostics)
	err = c.ExecuteContext(t.Context())
	left, globErr := filepath.Glob(filepath.Join(os.TempDir(), "assay-*"))
	require.NoError(t, globErr)
	require.Empty(t, left)
	return out.String(), err
}

// peerFiles returns when each file of the packages, and of the directory of the
// test, was changed.
func peerFiles(t *testing.T, packages []string) map[string]time.Time {
	t.Helper()
	list, err := load.Packages(t.Context(), "", packages)
	require.NoError(t, err)
	dirs := []string{"."}
	for _, p := range packages {
		dirs = append(dirs, list[p].Dir)
	}
	times := make(map[string]time.Time)
	for _, dir := range dirs {
		require.NoError(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err == nil {
				times[name] = info.ModTime()
			}
			return err
		}))
	}
	return times
}

var holdsLine = regexp.MustCompile(`(?m)^(\S+) of \S+ holds for (?:all schedules up to .*: )?(\d+)`)

// schedulesTried returns how many schedules were tried of each test with that
// prefix that holds.
func schedulesTried(t *testing.T, stdout, prefix string) map[string]int {
	t.Helper()
	tried := make(map[string]int)
	for _, m := range holdsLine.FindAllStringSubmatch(stdout, -1) {
		n, err := strconv.Atoi(m[2])
		require.NoError(t, err)
		tried[strings.TrimPrefix(m[1], prefix)] = n
	}
	return tried
}

// A map in the manner of the old sync.Map holds.
func TestExploreMap(t *testing.T) {
	stdout, _, err := runExploreCommand(t, exploreData+"peersmap", "--run", "^TestMap$")
	require.NoError(t, err, stdout)
	tried := schedulesTried(t, stdout, "TestMap/")
	require.Equal(t, []string{"LastWrite", "OneWinner", "Promoted", "Revived"}, slices.Sorted(maps.Keys(tried)))
	require.Greater(t, tried["OneWinner"], 500)
	require.Equal(t, 4, strings.Count(stdout, "holds for all schedules up to 2 preemptions"))
}

// Its faults are found in less than a second, by a schedule that replays.
func TestExploreMapFaults(t *testing.T) {
	for name, line := range map[string]string{
		"TestHasty":     "map.go:87", // where the dirty map becomes the snapshot
		"TestForgetful": "entry.go:45",
	} {
		t.Run(name, func(t *testing.T) {
			stdout, _, err := runExploreCommand(t, exploreData+"peersmap", "--run", "^"+name+"$", "--for", "1s")
			requireFinding(t, err, "1 of 1 explored test violated")
			require.Contains(t, stdout, "a is missing")
			require.Contains(t, stdout, "The schedule has 1 preemption")
			require.Contains(t, stdout, line)
			_, _, err = runExploreCommand(t, exploreData+"peersmap", "--run", "^"+name+"$",
				"--replay", replayed(t, stdout))
			requireFinding(t, err, "1 of 1 explored test violated")
		})
	}
}
