package thirdparty

import "github.com/assay-go/assay/conformance"

// All lists the libraries that are certified and measured.
var All = []conformance.Implementation{{
	Name:     "xsync",
	Table:    newXsyncTable[string, int],
	IntTable: newXsyncTable[int, int],
	Lacks: map[string]string{
		"Table.Unchanged": "a panic of the function of Compute leaves the lock of its bucket held " +
			"(Map.doCompute unlocks without defer, xsync v4.5.0)",
	},
}, {
	Name:     "concurrent-map",
	Table:    newConcurrentMap[int],
	IntTable: newConcurrentIntMap[int],
	Lacks: map[string]string{
		"Table.NoWait": "Upsert, the only update in one step, calls its function with the lock of the shard held, " +
			"which Get needs, too (documentation of UpsertCb, concurrent-map v2.0.1)",
		"Table.Unchanged": "a panic of the function of Upsert leaves the lock of the shard held " +
			"(Upsert unlocks without defer, concurrent-map v2.0.1)",
	},
}}
