package oracle

import (
	"slices"
	"strconv"
	"strings"
)

// Differences are all that are declared.
var Differences = []Difference{{
	Law:      "Deferred.Cause",
	Reason:   "the exit of a get does not name the error of the load",
	Patterns: []string{"Deferred"},
	Verbs:    []string{"giveup"},
	when:     differs("timeout failed", "timeout"),
}, {
	Law:      "Deferred.Degraded",
	Reason:   "a get after a failed load returns its error at once",
	Patterns: []string{"Deferred"},
	Verbs:    []string{"get", "giveup"},
	Lack:     true,
	when:     func(m moment) bool { return m.ours == "failed" && m.parameter() > 0 },
}, {
	Law:      "Deferred.Degraded",
	Reason:   "so no get waits, and none is served later",
	Patterns: []string{"Deferred"},
	Verbs:    []string{"collect"},
	Lack:     true,
	when:     func(m moment) bool { return m.ours == "-" && m.parameter() > 0 },
}, {
	Law:      "Deferred.Retry",
	Reason:   "there is one load",
	Patterns: []string{"Deferred"},
	Verbs:    []string{"retry", "status"},
	Lack:     true,
	when: func(m moment) bool {
		return m.parameter() > 0 && m.ours == map[string]string{"retry": "1", "status": "degraded"}[m.call.Verb]
	},
}, {
	Law:      "State.Unchanged",
	Reason:   "a callback that raises ends the server: only terminate sees the state as it was",
	Patterns: []string{"State", "Hibernator"},
	Verbs:    []string{"panic"},
	when:     differs("panic", "exit"),
}, {
	Law:      "Server.Panic",
	Reason:   "a callback that raises ends the server",
	Patterns: []string{"Server"},
	Verbs:    []string{"panic"},
	when:     differs("panic", "exit"),
}, {
	Law:      "Server.Expired",
	Reason:   "a request whose timeout was 0 is handled",
	Patterns: []string{"Server"},
	Verbs:    []string{"handled"},
	when:     strays(0, "expired"),
}, {
	Law:      "Server.Expired",
	Reason:   "with a timeout of 0, a caller may not wait to be told that there is no server",
	Patterns: []string{"Server"},
	Verbs:    []string{"expired"},
	Open:     true,
	when:     differs("closed", "timeout"),
}, {
	Law:      "Server.Withdrawn",
	Reason:   "a request whose caller gave up before it began is handled",
	Patterns: []string{"Server"},
	Verbs:    []string{"handled"},
	when:     strays(1, "withdrawn"),
}, {
	Law:      "Shutdowner.Closed",
	Reason:   "a cast to a server that has stopped is lost without a word",
	Patterns: []string{"Server"},
	Verbs:    []string{"cast"},
	when:     differs("closed", "ok"),
}, {
	Law:      "Shutdowner.Repeatable",
	Reason:   "a second stop exits",
	Patterns: []string{"Deferred", "Server", "Counter", "Pool", "Gate"},
	Verbs:    []string{"stop", "shutdown", "abort"},
	when: func(m moment) bool {
		return m.theirs == "closed" && slices.Contains([]string{"ok", "failed", "panic"}, m.ours) && m.stopped() >= 0
	},
}, {
	Law:      "Counter.Counted",
	Reason:   "an add to a shard that has stopped is lost without a word",
	Patterns: []string{"Counter"},
	Verbs:    []string{"add"},
	when:     differs("closed", "ok"),
}, {
	Law:      "Counter.Counted",
	Reason:   "a count of a shard that has stopped exits",
	Patterns: []string{"Counter"},
	Verbs:    []string{"count", "total"},
	when:     func(m moment) bool { return m.theirs == "closed" && m.stopped() >= 0 && m.ours == m.sum() },
}, {
	Law:      "Registry.Owned",
	Reason:   "until the registry has seen the end of a process, a lookup finds it",
	Patterns: []string{"Registry"},
	Verbs:    []string{"glance"},
	when: func(m moment) bool {
		owner, key := m.call.Arguments[0], m.call.Arguments[1]
		return m.ours == "none" && slices.ContainsFunc(m.before, func(c Call) bool {
			return c.registers(owner, key) && strconv.Itoa(c.Arguments[len(c.Arguments)-1]) == m.theirs
		})
	},
}, {
	Law:      "Ticker.OneChain",
	Reason:   "a tick that is sent from outside begins a chain beside the first",
	Patterns: []string{"Ticker"},
	Verbs:    []string{"period"},
	when: func(m moment) bool {
		return m.ours == "1" && m.theirs == strconv.Itoa(1+count(m.alive(), "trigger"))
	},
}, {
	Law:      "Pool.OwnResult",
	Reason:   "a result is for one await",
	Patterns: []string{"Pool"},
	Verbs:    []string{"get"},
	when: func(m moment) bool {
		task := m.call.Arguments[0]
		return m.theirs == "timeout" && slices.Contains([]string{strconv.Itoa(task), "panic", "stopped"}, m.ours) &&
			slices.ContainsFunc(m.present(), func(c Call) bool { return c.Verb == "get" && c.Arguments[0] == task })
	},
}, {
	Law:      "Pool.NoOrphan",
	Reason:   "a stop of the supervisor does not wait for the tasks: it ends them",
	Patterns: []string{"Pool"},
	Verbs:    []string{"abort"},
	when:     differs("timeout", "ok"),
}, {
	Law:      "Gate.Panic",
	Reason:   "a callback that raises ends the server",
	Patterns: []string{"Gate"},
	Verbs:    []string{"panic"},
	when:     differs("panic", "exit"),
}, {
	Law:      "Gate.Told",
	Reason:   "what terminate returns, an error included, reaches nobody",
	Patterns: []string{"Gate"},
	Verbs:    []string{"shutdown", "drain"},
	when: func(m moment) bool {
		return strings.Replace(m.ours, "failed", "ok", 1) == m.theirs && m.parameter() == endsInError &&
			m.stopped() < 0
	},
}, {
	Law:      "IdleTimer.OnTime",
	Reason:   "a message whose callback returns no timeout ends it, and a system message begins it anew",
	Patterns: []string{"IdleClock"},
	Verbs:    []string{"fired"},
	when: func(m moment) bool {
		return m.theirs == "0" && m.ours == "1" &&
			slices.ContainsFunc(m.before, func(c Call) bool { return c.Verb == "other" || c.Verb == "inspect" })
	},
}, {
	Law:      "IdleTimer.Stop",
	Reason:   "a touch sets a stopped timer again, so the silence after it is one like any other",
	Patterns: []string{"IdleTimer"},
	Verbs:    []string{"silence"},
	Lack:     true,
	when:     func(m moment) bool { return m.ours == "1" && m.theirs == "0" && m.touched() },
}, {
	Law:      "IdleTimer.Stopped",
	Reason:   "a touch sets a stopped timer again, so the answers after it are as if it ran",
	Patterns: []string{"IdleTimer"},
	Verbs:    []string{"touch", "stop"},
	Lack:     true,
	when:     func(m moment) bool { return m.ours == "true" && m.theirs == "false" && m.touched() },
}}

// differs returns whether it is these observations that differ.
func differs(ours, theirs string) func(moment) bool {
	return func(m moment) bool { return m.ours == ours && m.theirs == theirs }
}

// strays returns whether the BEAM alone has handled all requests of that kind that
// reached the server, and only those.
func strays(kind int, verb string) func(moment) bool {
	return func(m moment) bool {
		return m.call.Arguments[0] == kind && m.ours == "0" && m.theirs == strconv.Itoa(count(m.alive(), verb))
	}
}
