package oracle

import (
	"context"
	"strconv"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

var counterLanguage = language{
	name: "Counter",
	verbs: []verb{
		{"new", 2, []limits{{1, 16}}},
		{"add", 12, []limits{aKey, {-2, 9}}},
		{"count", 8, []limits{aKey}},
		{"total", 4, nil},
		{"shutdown", 1, nil},
	},
	start: func(impl conformance.Implementation) player {
		if impl.Counter == nil {
			return nil
		}
		return &counterPlayer{impl.Counter, impl.Counter(1)}
	},
}

type counterPlayer struct {
	build   func(shards int) patterns.Counter[string]
	counter patterns.Counter[string]
}

func (p *counterPlayer) play(c Call) string {
	switch c.Verb {
	case "new":
		p.close()
		p.counter = p.build(c.Arguments[0])
		return "ok"
	case "add":
		return outcome(p.counter.Add(name(c.Arguments[0]), int64(c.Arguments[1])))
	case "count":
		return strconv.FormatInt(p.counter.Count(name(c.Arguments[0])), 10)
	case "total":
		return strconv.FormatInt(p.counter.Total(), 10)
	default:
		return outcome(p.counter.Shutdown(context.Background()))
	}
}

func (p *counterPlayer) close() { _ = p.counter.Shutdown(context.Background()) }
