package analysis

import (
	"fmt"

	"github.com/assay-go/assay/bench/lockstep"
)

// fewestProcesses is how many say something about others.
const fewestProcesses = 3

// notes says what readers should know beside the numbers.
func notes(all *lockstep.Result, workloads []*workload, l laws) []string {
	var notes []string
	if l.Certificate == nil {
		notes = append(notes, "There was no certificate: an implementation that breaks a law is ranked as others are")
	} else {
		for _, impl := range implementations(all, nil) {
			if !l.knows(impl) {
				notes = append(notes, fmt.Sprintf("The certificate does not have %s, which may break any law", impl))
			}
		}
	}
	if hasReferences(all) {
		notes = append(notes, "The BEAM took its turns in the same rounds. It is no candidate: nothing is ranked "+
			"by it, and its ratio is to the best of the others. What an operation is there, and what cannot be "+
			"compared, is in docs/benchmarks.md")
	}
	if n := len(all.Runs); n > 1 {
		notes = append(notes, fmt.Sprintf("The measurements are those of %d runs", n))
	}
	if n := len(all.Rows) - len(workloads); n > 0 {
		notes = append(notes, fmt.Sprintf("%d rows were not reached: the run was interrupted", n))
	}
	void, few, twice := 0, 0, 0
	seen := make(map[string]bool)
	for _, w := range workloads {
		key := w.machine + " " + w.row.Workload().ID()
		if seen[key] {
			twice++
		}
		seen[key] = true
		if w.void != "" {
			void++
		}
		if len(w.row.Processes) < fewestProcesses && len(w.row.Failures) == 0 {
			few++
		}
	}
	if void > 0 {
		notes = append(notes, fmt.Sprintf("%d of %d workloads have no ranking, each with its reason",
			void, len(workloads)))
	}
	if twice > 0 {
		notes = append(notes, fmt.Sprintf("%d workloads are there again with other implementations, "+
			"which did not take turns with the first ones and are not compared with them", twice))
	}
	if few > 0 {
		notes = append(notes, fmt.Sprintf("%d workloads were measured in fewer than %d processes: "+
			"their intervals hold for these processes only", few, fewestProcesses))
	}
	return append(notes, alarms(workloads)...)
}

// summaries are what the patterns are, in a sentence.
var summaries = map[string]string{
	"Deferred":   "A value that is loaded after its owner has started.",
	"State":      "A value that many read and that is changed one step at a time.",
	"Registry":   "Names for values, for as long as their owners live.",
	"IdleTimer":  "A function that runs when nothing has happened for a while.",
	"Ticker":     "A function that runs again and again, with a pause between.",
	"Server":     "Requests that one goroutine answers, one after the other.",
	"Table":      "A map for many readers, whose reads do not queue.",
	"Counter":    "Counts by key, split over shards.",
	"Pool":       "Tasks for a bounded number of workers.",
	"Emitter":    "Events for handlers that come and go.",
	"Gate":       "A door that admits work until it is shut.",
	"Hibernator": "A state that can be put to sleep in a compact form.",
	"Shutdowner": "The end of a service, with work still pending.",
}
