package conformance

import (
	"testing"

	"github.com/assay-go/assay/patterns"
)

// A site is a pattern that embeds [patterns.Shutdowner], together with a way to
// offer it work. The offer of work number id returns an error if it is refused.
// It may or may not wait for the work to be done.
type site struct {
	patterns.Shutdowner
	offer func(id int, work func()) error
}

// A newSiteFunc makes a site that does so much work at a time, if that is its choice.
type newSiteFunc = func(size int) site

// testShutdowner checks the laws of [patterns.Shutdowner] on a pattern that
// embeds it.
func testShutdowner(t *testing.T, s scope, newSite newSiteFunc) {
	t.Helper()
	s.path += "." + shutdownerLaws.name
	t.Run(shutdownerLaws.name, func(t *testing.T) { checkAll(t, s, shutdownerLaws, newSite) })
}

var shutdownerLaws = pattern[newSiteFunc]{"Shutdowner", []law[newSiteFunc]{
	{
		"Closed", "offers are refused only with ErrClosed and once Shutdown has begun; " +
			"after a refusal or the return of a Shutdown all are.", shutdownerClosed,
	},
	{"Drained", "Shutdown returns nil only when all accepted work has finished.", shutdownerDrained},
	{
		"Deadline", "Shutdown returns as soon as its work has finished or its context is done; the former wins.",
		shutdownerDeadline,
	},
	{
		"Repeatable", "every Shutdown waits for the same work, whether concurrent or later.",
		shutdownerRepeatable,
	},
	{
		"Gone", "once Shutdown has returned for any reason but its context, " +
			"no timer is left and no goroutine but those about to end.", shutdownerGone,
	},
}}
