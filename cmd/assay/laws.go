package main

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/internal/certificate"
)

func newLawsCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "laws",
		Short: "List every law, its sentence, and whether it is checked",
		Args:  usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if asJSON {
				return printLawsJSON(c.OutOrStdout())
			}
			return printLaws(c.OutOrStdout())
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}

// catalogue returns the laws in the form of package certificate.
func catalogue() iter.Seq[certificate.Law] {
	return func(yield func(certificate.Law) bool) {
		for l := range conformance.Laws() {
			if !yield(certificate.Law{ID: l.ID(), Text: l.Text, Checked: l.Checked}) {
				return
			}
		}
	}
}

func printLaws(w io.Writer) error {
	laws := slices.Collect(catalogue())
	checked := 0
	for _, l := range laws {
		state := "*unchecked*"
		if l.Checked {
			state = "checked"
			checked++
		}
		if _, err := fmt.Fprintf(w, "%-28s %-11s %s\n", l.ID, state, l.Text); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\n%d laws, %d of them checked\n", len(laws), checked)
	return err
}

// printLawsJSON prints what certificate.Law holds, by names that stay.
func printLawsJSON(w io.Writer) error {
	type law struct {
		ID      string `json:"id"`
		Text    string `json:"text"`
		Checked bool   `json:"checked"`
	}
	laws := []law{}
	for l := range catalogue() {
		laws = append(laws, law(l))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(laws)
}
