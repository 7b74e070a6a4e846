package report

// A passage is what somebody who knows a pattern from Elixir has to know in Go.
// Text between backquotes is code.
type passage struct {
	Pattern string   // as package patterns calls it
	Section string   // of the article
	There   string   // what the pattern is made of in Elixir
	Here    string   // the interface
	BEAM    []string // what the BEAM gives that Go does not
	Go      []string // what Go gives that the BEAM does not
	Start   string   // which implementation to start with
	Note    string   // what stands in for something else, if so
}

// general is what holds for all patterns.
var general = passage{
	BEAM: []string{
		"*Isolation.* A process has a heap of its own, and a message is copied into it, large binaries aside. " +
			"What a process holds nobody else can write to, its garbage is collected apart from that of others, " +
			"and all of it is free at once when it ends.",
		"*Kill.* `Process.exit(pid, :kill)` ends a process from outside, wherever it is. A goroutine ends only " +
			"by itself: a context asks it to.",
		"*Supervision.* Links and monitors tell of the end of a process, for whatever reason, and a supervisor " +
			"starts it again from a known state. A panic that nobody recovers ends a whole program in Go.",
		"*Fairness.* A process gives way after a budget of reductions, a few thousand function calls. A " +
			"goroutine is preempted by time, after about 10 ms.",
		"*Selective receive.* A process takes the message that it waits for and leaves the others in order. A " +
			"channel has one order.",
		"*Code and nodes.* Code is replaced while processes run, and a pid may be one of another machine.",
	},
	Go: []string{
		"*Shared memory.* A read of what another goroutine has stored costs a load, without a message and a copy. " +
			"The price: values that are shared have to be treated as immutable, and only the race detector " +
			"looks.",
		"*Static types.* Requests, replies, keys and states have types, and a mistake in one does not compile.",
		"*Cheap synchronous calls.* A call of a method behind a lock is a function call: no switch to another " +
			"process, no timeout by default, and an error is a value instead of an exit.",
		"*Back-pressure.* A channel is bounded, so a sender waits for a receiver that is slow. A mailbox grows.",
		"*Memory in place.* Arrays are changed where they are, and arithmetic is that of the machine. There data is " +
			"never changed, `:atomics` and tables aside, so such work is often given to native code.",
	},
}

// passages are in the order of the article.
var passages = []passage{
	{
		Pattern: "Deferred", Section: "The Init Trap", There: "`handle_continue/2`", Here: "`Deferred[T]`",
		BEAM: []string{
			"The step after init runs before any message, by construction: no request meets a server that is half " +
				"made.",
			"A load that raises ends the process, and its supervisor tries again, up to a number of times in a " +
				"span of time, and then escalates.",
		},
		Go: []string{
			"Status answers during the load. There a call for it is a message, which waits for the load.",
			"The error of a Get that gave up names the cause of the last failed load, too.",
			"Shutdown cancels the context of a load that runs, and Gets that wait return at once.",
		},
		Start: "mutex. Take std, which is `sync.OnceValues`, where a failed load is final.",
	},
	{
		Pattern: "State", Section: "State Design", There: "a struct that a GenServer holds", Here: "`State[S]`",
		BEAM: []string{
			"The state is on the heap of its process: no reader can hold on to a part that is changed later.",
			"A callback that raises takes its state with it, and the supervisor begins with a fresh one.",
		},
		Go: []string{
			"Load reads what is there, on the goroutine of the caller: readers wait neither for a message loop nor, " +
				"in some families, for each other.",
			"A misspelt field never compiles, and valid is asked about every value before it is stored.",
			"An Update that fails or panics leaves the value as it was, and the State in working order.",
		},
		Start: "mutex. Take atomic where many read, channel where the function of an update is dear.",
	},
	{
		Pattern: "Registry", Section: "Registry vs Named Processes",
		There: "`Registry`, `{:via, Registry, {registry, key}}`", Here: "`Registry[K, V]`",
		BEAM: []string{
			"A name goes with its process, whatever ends that: nobody has to remember to give it back.",
			"A `:via` name stands wherever a pid may stand, in a call, a cast or a stop.",
			"Keys may be `:duplicate`, which makes the same Registry a dispatcher.",
		},
		Go: []string{
			"The owner is a context, so any value can have a name and not only what runs.",
			"A Lookup never returns a value whose context is done. `Registry.lookup/2` may return a process that is " +
				"dead.",
			"A Register that lost returns who won, with its type.",
		},
		Start: "mutex. Take atomic or std where lookups are many and registrations few.",
	},
	{
		Pattern: "IdleTimer", Section: "Inactivity Timeout", There: "a timeout in what a callback returns",
		Here: "`IdleTimer`",
		BEAM: []string{
			"There is no timer to keep: the runtime begins the timeout when the callback returns.",
			"The timeout is a message like any other, so it never meets another callback of its server.",
		},
		Go: []string{
			"What counts as activity is said by Touch. There every message counts, and a callback that returns no " +
				"timeout ends it for good.",
			"Touch and Stop tell whether they came in time: a silence is answered by one of them or by the function, " +
				"never by both.",
		},
		Start: "mutex. Take atomic where every message touches; std where the function is short and Stop is final.",
	},
	{
		Pattern: "Ticker", Section: "Periodic Timer", There: "`Process.send_after/3` to itself", Here: "`Ticker`",
		BEAM: []string{
			"The tick runs in the process that owns the state, so it needs no lock.",
			"A timer to a process goes when the process does, though not one to a name.",
		},
		Go: []string{
			"There is one chain of ticks. There the message that ticks can be sent by anybody, and each one " +
				"begins another chain.",
			"Triggers that wait are answered by one tick. There each is one more.",
			"Timers have the resolution of the clock. There it is a millisecond.",
		},
		Start: "mutex: it costs little in every family. std, which is `time.Ticker`, is another thing: a fixed rate.",
	},
	{
		Pattern: "Server", Section: "Call Timeout", There: "`GenServer.call/3`", Here: "`Server[Req, Resp]`",
		BEAM: []string{
			"A call monitors its server: a crash, a name without a process or a lost node ends it at once, with the " +
				"reason.",
			"A cast does not wait, and a server may reply later, from another process.",
			"A handler that never returns can be killed, and what it held is free.",
		},
		Go: []string{
			"A request whose caller gave up before it began is withdrawn. There it is handled all the same.",
			"A handler that panics fails its own call. There it ends the server, and every call that waits.",
			"What waits is bounded by those who wait, since a request goes with its caller. There it stays in the " +
				"mailbox.",
		},
		Start: "mutex. Its goroutine is there only while there is work. Take channel for the least surprise in a " +
			"stack trace: one goroutine, one loop.",
	},
	{
		Pattern: "Table", Section: "Read-Heavy: ETS Table", There: "`:ets` with `read_concurrency`",
		Here: "`Table[K, V]`, `BatchTable[K, V]`",
		BEAM: []string{
			"A read copies, so what a reader has got cannot be changed by anybody.",
			"A protected table refuses the writes of all but its owner, and goes when the owner does, unless it has " +
				"an heir.",
			"Entries are outside of every heap: however many there are, no collection walks through them.",
			"There are match specifications, and tables in the order of their keys.",
		},
		Go: []string{
			"A Load returns what was stored, and copies nothing but the value itself.",
			"Update is any function of the old value. There it is arithmetic by `update_counter`, or a comparison " +
				"in a match specification.",
			"With Snapshot, a loop over All sees one moment.",
		},
		Start: "mutex. Take std or atomic where readers are many, by the table of the report for your share of reads.",
	},
	{
		Pattern: "Counter", Section: "Write-Heavy: Sharding", There: "16 GenServers and `:erlang.phash2/2`",
		Here: "`Counter[K]`",
		BEAM: []string{
			"A cast returns before it is counted, so the writer never waits.",
			"A shard that crashes takes its own counts only. Where that is not wanted, `:counters` and `:atomics` " +
				"are words of memory that all processes share.",
		},
		Go: []string{
			"An Add that has returned is counted, for every reader.",
			"Nothing piles up: an Add waits for its turn. There casts wait in a mailbox without a bound when writers " +
				"are faster than a shard.",
			"After Shutdown the counts can still be read. There a count exits once its shard has stopped.",
		},
		Start: "atomic if keys are many and come again, else mutex. Shards help no single hot key, in any family.",
	},
	{
		Pattern: "Pool", Section: "Compute-Heavy: Offload to Tasks", There: "`Task.start/1`, `Task.Supervisor`",
		Here: "`Pool[T]`, `Future[T]`",
		BEAM: []string{
			"A task can be killed in the middle of a computation, and its memory is free at once.",
			"Whoever watches a task learns how it ended, whatever it did.",
			"Tasks give way by reductions, so short ones and the server get their turns beside long ones.",
		},
		Go: []string{
			"Submit waits while no worker is free. A `Task.Supervisor` with `:max_children` refuses at once, and " +
				"`Task.start/1` knows no bound.",
			"A task reads what its submitter has, without a copy.",
			"Shutdown waits for tasks as long as its context allows, and then tells them; one that does not listen " +
				"runs on.",
		},
		Start: "mutex. If a task takes longer than starting a goroutine, choose by laws and not by cost.",
	},
	{
		Pattern: "Emitter", Section: "Telemetry Integration", There: "`:telemetry.execute/3`", Here: "`Emitter[E]`",
		BEAM: []string{
			"Events have names that libraries agree on: who emits and who listens need not import each other, and " +
				"a handler can be attached in a running system.",
			"A handler that fails is detached, and the work goes on.",
		},
		Go: []string{
			"An event has a type: no map is made, and none is looked into.",
			"A handler that fails is detached as well, and its panic is given to a function of yours. There it is " +
				"a line in the log and an event of its own.",
			"Emit allocates nothing while nobody listens.",
		},
		Start: "atomic: it loads a pointer, and it is as short as the others.",
		Note: "The telemetry package does not come with Debian. What was checked and measured is a stand-in for it, " +
			"written for this project.",
	},
	{
		Pattern: "Gate", Section: "Graceful Shutdown", There: "`terminate/2`, `Process.flag(:trap_exit, true)`",
		Here: "`Gate`",
		BEAM: []string{
			"The mailbox is the gate: what was sent before the stop is handled before terminate.",
			"A supervisor ends a tree of processes in the reverse order of their start.",
		},
		Go: []string{
			"Do runs on the goroutine of its caller, so work behind the gate goes on side by side.",
			"The cleanup runs once, also if everybody has given up waiting. There it does not run for a process " +
				"that is killed or, without trap_exit, ended by its supervisor.",
			"What the cleanup returns reaches everybody who waits. There it reaches nobody.",
		},
		Start: "mutex. Take atomic where the gate is on a hot path, though all of them are one place that everybody " +
			"writes to.",
	},
	{
		Pattern: "Shutdowner", Section: "Graceful Shutdown", There: "`GenServer.stop/3`, `:shutdown` of a child",
		Here: "`Shutdowner`, a part of Deferred, Server, Counter, Pool, Gate and Composition",
		BEAM: []string{
			"The time of a shutdown is enforced: a child that outlasts it is killed.",
			"Nothing is left of a process that has ended: no name, no table, no memory.",
		},
		Go: []string{
			"Work that comes too late is refused with an error. There a cast to a dead process returns `:ok`.",
			"A Shutdown that gives up can be asked again, and it waits for the same work. There the second stop exits.",
			"A deadline ends the waiting and not the work: there is nothing that could end it.",
		},
		Start: "the family of the pattern that it is a part of.",
	},
	{
		Pattern: "Hibernator", Section: "Process Hibernation", There: "`:hibernate`", Here: "`Hibernator[S]`",
		BEAM: []string{
			"Any state can sleep: its heap is packed as it is, without a codec, and a message wakes it.",
			"The heap of an idle process is never collected, asleep or awake. In Go every collection walks through " +
				"the pointers of all idle values.",
		},
		Go: []string{
			"The packed form is yours: it may be compressed, or a key of a file.",
			"A value can sleep that has no goroutine of its own.",
		},
		Start: "mutex. Packing and unpacking are what costs, in every family.",
	},
	{
		Pattern: "Composition", Section: "Summary", There: "one GenServer with all of it", Here: "`Composition`",
		BEAM: []string{
			"One process has it all, so its parts never meet: state, timers and table begin and end together, " +
				"under one supervisor.",
		},
		Go: []string{
			"Each part waits for its own work only: reads go on during a load, and ticks do not keep the state awake.",
			"A part can be of another family, or of your own, and the laws of the whole are checked as before.",
		},
		Start: "one family throughout, as in examples/worker; change the parts that a measurement points at.",
	},
}
