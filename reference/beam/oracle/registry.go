package oracle

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

var (
	anOwner      = limits{0, owners - 1}
	aRegisterKey = limits{0, 3}
)

// owners is how many there are in a program of Registry.
const owners = 3

var registryLanguage = language{
	name: "Registry",
	verbs: []verb{
		{"register", 6, []limits{anOwner, aRegisterKey, aValue}},
		{"unregister", 3, []limits{anOwner, aRegisterKey}},
		{"stale", 2, []limits{aRegisterKey}}, // unregister what is not there any more
		{"lookup", 4, []limits{aRegisterKey}},
		{"via", 2, []limits{aRegisterKey}},
		{"end", 2, []limits{anOwner, {0, 1}}},
		{"glance", 2, []limits{anOwner, aRegisterKey}},                    // end and look up at once
		{"takeover", 2, []limits{anOwner, aRegisterKey, anOwner, aValue}}, // end and register at once
		{"begin", 2, []limits{anOwner}},
		{"all", 2, nil},
	},
	start: func(impl conformance.Implementation) player {
		if impl.Registry == nil {
			return nil
		}
		p := &registryPlayer{registry: impl.Registry()}
		for o := range owners {
			p.begin(o)
		}
		return p
	},
}

// A registryPlayer plays with a Registry whose owners are contexts.
type registryPlayer struct {
	registry      patterns.Registry[string, int]
	alive         [owners]func() bool
	end           [owners]context.CancelFunc
	register      [owners]func(key string, value int) (func(), error)
	registrations []*registration
}

// A registration is one that has succeeded, and may be over.
type registration struct {
	owner      int
	key        string
	unregister func()
	over       bool
}

func (p *registryPlayer) play(c Call) string {
	switch c.Verb {
	case "register":
		return p.registered(c.Arguments[0], name(c.Arguments[1]), c.Arguments[2])
	case "unregister":
		key := name(c.Arguments[1])
		p.unregister(func(r *registration) bool { return !r.over && r.owner == c.Arguments[0] && r.key == key })
		return "ok"
	case "stale":
		key := name(c.Arguments[0])
		p.unregister(func(r *registration) bool { return r.over && r.key == key })
		return "ok"
	case "end":
		p.finish(c.Arguments[0])
		return "ok"
	case "glance":
		p.finish(c.Arguments[0])
		return found(p.registry.Lookup(name(c.Arguments[1])))
	case "takeover":
		p.finish(c.Arguments[0])
		return p.registered(c.Arguments[2], name(c.Arguments[1]), c.Arguments[3])
	case "begin":
		if p.alive[c.Arguments[0]]() {
			return "alive"
		}
		p.begin(c.Arguments[0])
		return "ok"
	case "all":
		n := 0
		for range p.registry.All() {
			n++
		}
		return entries(maps.Collect(p.registry.All()), n)
	default:
		return found(p.registry.Lookup(name(c.Arguments[0])))
	}
}

func (p *registryPlayer) close() {
	for o := range owners {
		p.end[o]()
	}
}

// begin makes an owner that is alive.
func (p *registryPlayer) begin(o int) {
	ctx, cancel := context.WithCancel(context.Background())
	p.alive[o] = func() bool { return ctx.Err() == nil }
	p.end[o] = cancel
	p.register[o] = func(key string, value int) (func(), error) { return p.registry.Register(ctx, key, value) }
}

// finish ends an owner, and so its registrations.
func (p *registryPlayer) finish(o int) {
	p.end[o]()
	for _, r := range p.registrations {
		r.over = r.over || r.owner == o
	}
}

func (p *registryPlayer) registered(o int, key string, value int) string {
	unregister, err := p.register[o](key, value)
	taken := new(patterns.RegisteredError[int])
	switch {
	case errors.As(err, &taken):
		return fmt.Sprintf("taken %d", taken.Holder)
	case errors.Is(err, context.Canceled):
		return "ended"
	case err == nil:
		p.registrations = append(p.registrations, &registration{o, key, unregister, false})
	}
	return outcome(err)
}

// unregister ends the registrations of that kind, or tries again if they are over.
func (p *registryPlayer) unregister(which func(*registration) bool) {
	for _, r := range p.registrations {
		if which(r) {
			r.unregister()
			r.over = true
		}
	}
}
