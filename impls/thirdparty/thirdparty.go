package thirdparty

import "github.com/assay-go/assay/conformance"

// All lists the libraries that are certified and measured.
var All = []conformance.Implementation{{
	Name:     "xsync",
	Table:    newXsyncTable[string, int],
	IntTable: newXsyncTable[int, int],
	Omits: map[string]string{
		"Counter": "an xsync.Counter is a single count, and has nothing that refuses an Add (xsync v4.5.0)",
	},
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
}, {
	Name: "ants",
	Pool: newAntsPool[int],
	Lacks: map[string]string{
		"Pool.Backpressure": "Submit takes no context, so one that waits cannot give up (Pool.Submit, ants v2.12.1)",
		"Pool.Panic": "a panic goes to the handler of the pool, which is not told of which task it is " +
			"(WithPanicHandler, ants v2.12.1)",
		"Pool.NoOrphan": "tasks get no context, so nothing tells them that a release has given up " +
			"(Pool.Submit, ants v2.12.1)",
		"Pool.Shutdowner.Deadline": "once the workers have ended and the context is done, chance decides " +
			"what is returned (ReleaseContext selects between the two, ants v2.12.1)",
		"Pool.Shutdowner.Repeatable": "only the first release waits: a later one returns ErrPoolClosed at once " +
			"(ReleaseContext, ants v2.12.1)",
	},
}}
