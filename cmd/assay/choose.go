package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/internal/choose"
	model "github.com/assay-go/assay/internal/report"
)

// A chooseRequest is what the flags ask for.
type chooseRequest struct {
	question choose.Question
	named    map[string]*string // the axes that have a flag
	axes     []string           // others, as key=value
	from     []string
	asJSON   bool
}

func newChooseCommand() *cobra.Command {
	q := chooseRequest{named: make(map[string]*string)}
	c := &cobra.Command{
		Use:   "choose PATTERN",
		Short: "Say which implementation to take for a workload",
		Long: `Choose ranks the implementations of a pattern for a workload, from what was
measured: by default from reports/report.json of the module around the working
directory, or else from the report that the command was built with.

What is not asked for is as usual. A number between two measured ones is
interpolated, and a number beyond them is a guess; the answer says so. The laws
that an implementation lacks are beside it.

The exit status is 1 if nobody can be ranked, and 2 if the report knows nothing
of what was asked for.`,
		Example: `  assay choose table --reads 99 --keys 5000 --goroutines 8
  assay choose table --needs Snapshot,NoWait --json
  assay choose pool --axis task=100us --procs 8 --from mine/report.json`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error { return q.run(c, args[0]) },
	}
	f := c.Flags()
	for _, key := range axisKeys() {
		q.named[key] = f.String(key, "", "the axis "+key+", see go doc of package bench")
	}
	f.StringArrayVar(&q.axes, "axis", nil, "any axis, as `key=value`; may be repeated")
	f.IntVar(&q.question.Processors, "procs", 0, "the number of processors of the machine")
	f.StringVar(&q.question.Machine, "machine", "", "the name of a machine in the report")
	f.StringSliceVar(&q.question.Needs, "needs", nil, "the laws that it must keep, such as Snapshot")
	f.StringArrayVar(&q.from, "from", nil, "a report.json, or what assay bench wrote, instead; may be repeated")
	f.BoolVar(&q.asJSON, "json", false, "print a JSON object")
	return c
}

// axisKeys returns the axes of all workloads, in alphabetical order.
func axisKeys() []string {
	var keys []string
	for _, w := range bench.Workloads(bench.Full) {
		for _, a := range w.Axes {
			if !slices.Contains(keys, a.Key) {
				keys = append(keys, a.Key)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

func (q *chooseRequest) run(c *cobra.Command, pattern string) error {
	q.question.Pattern = pattern
	if c.Flags().Changed("procs") && q.question.Processors < 1 {
		return usageError(c, fmt.Errorf("--procs is %d, and must be at least 1", q.question.Processors))
	}
	asked, err := q.asked(c)
	if err != nil {
		return usageError(c, err)
	}
	q.question.Axes = asked
	r, source, err := chooseReport(q.from)
	if err != nil {
		return err
	}
	q.question.Usual = usualAxes(r, pattern)
	answer, err := choose.Ask(r, q.question)
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	if q.asJSON {
		err = printChoiceJSON(c.OutOrStdout(), source, answer)
	} else {
		err = printChoice(c.OutOrStdout(), source, r, answer)
	}
	if err != nil {
		return err
	}
	if len(answer.Choices) == 0 {
		return finding("nobody can be ranked for %s", answer.Pattern)
	}
	return nil
}

// asked returns the axes of the flags.
func (q *chooseRequest) asked(c *cobra.Command) ([]model.Axis, error) {
	var asked []model.Axis
	for _, key := range axisKeys() {
		if c.Flags().Changed(key) {
			asked = append(asked, model.Axis{Key: key, Value: *q.named[key]})
		}
	}
	for _, text := range q.axes {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("--axis %q has no form key=value, such as keys=1000", text)
		}
		asked = append(asked, model.Axis{Key: key, Value: value})
	}
	for _, a := range asked {
		if a.Value == "" {
			return nil, fmt.Errorf("the axis %s has no value", a.Key)
		}
	}
	return asked, nil
}

// usualAxes returns the values that most workloads of the core grid have: the
// centre of the star.
func usualAxes(r *model.Report, pattern string) []model.Axis {
	i := slices.IndexFunc(r.Patterns, func(p model.Pattern) bool { return strings.EqualFold(p.Name, pattern) })
	if i >= 0 {
		pattern = r.Patterns[i].Name
	}
	n := make(map[model.Axis]int)
	var usual []model.Axis
	for _, w := range bench.Workloads(bench.Core) {
		if w.Pattern != pattern {
			continue
		}
		for _, axis := range w.Axes {
			a := model.Axis(axis)
			n[a]++
			i := slices.IndexFunc(usual, func(u model.Axis) bool { return u.Key == a.Key })
			switch {
			case i < 0:
				usual = append(usual, a)
			case n[a] > n[usual[i]]:
				usual[i] = a
			}
		}
	}
	return usual
}

func printChoice(w io.Writer, source string, r *model.Report, a *choose.Answer) error {
	if err := choose.WriteText(w, a); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nSource: %s, commit %s, %s\n",
		source, cmp.Or(r.Commit, "unknown"), r.Made.UTC().Format("2006-01-02"))
	return err
}

func printChoiceJSON(w io.Writer, source string, a *choose.Answer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Source string `json:"source"`
		*choose.Answer
	}{source, a})
}
