// Package impls lists the implementations of this module.
package impls

import (
	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/impls/atomic"
	"github.com/assay-go/assay/impls/channel"
	"github.com/assay-go/assay/impls/mutex"
	"github.com/assay-go/assay/impls/std"
)

type pair = conformance.Pair

// All lists the implementations that are certified and measured.
var All = []conformance.Implementation{{
	Name:     "mutex",
	State:    mutex.NewState[pair],
	Table:    mutex.NewTable[string, int],
	IntTable: mutex.NewTable[int, int],
	Server:   mutex.NewServer[int, int],
}, {
	Name:     "channel",
	State:    channel.NewState[pair],
	Table:    channel.NewTable[string, int],
	IntTable: channel.NewTable[int, int],
	Server:   channel.NewServer[int, int],
}, {
	Name:     "atomic",
	State:    atomic.NewState[pair],
	Table:    atomic.NewTable[string, int],
	IntTable: atomic.NewTable[int, int],
	Server:   atomic.NewServer[int, int],
}, {
	Name:     "std",
	State:    std.NewState[pair],
	Table:    std.NewTable[string, int],
	IntTable: std.NewTable[int, int],
	Server:   std.NewServer[int, int],
}}
