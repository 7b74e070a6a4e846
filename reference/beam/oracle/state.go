package oracle

import (
	"encoding/binary"
	"fmt"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

type pair = conformance.Pair

// stateVerbs are those that State and Hibernator have in common.
var stateVerbs = []verb{
	{"load", 3, nil},
	{"set", 2, []limits{{0, 9}}},
	{"add", 4, []limits{{0, 9}}},
	{"fail", 1, nil},
	{"panic", 1, nil},
}

var stateLanguage = language{
	name: "State",
	verbs: append([]verb{
		{"new", 1, []limits{{0, 2}, {0, 2}}}, // invalid if they differ
		{"break", 2, []limits{{0, 9}}},
	}, stateVerbs...),
	start: func(impl conformance.Implementation) player {
		if impl.State == nil {
			return nil
		}
		p := &statePlayer{build: impl.State}
		p.play(Call{"new", []int{0, 0}})
		return p
	},
}

var hibernatorLanguage = language{
	name:  "Hibernator",
	verbs: append([]verb{{"hibernate", 4, nil}}, stateVerbs...),
	start: func(impl conformance.Implementation) player {
		if impl.Hibernator == nil {
			return nil
		}
		h := impl.Hibernator(new(pair), pairCodec)
		return &statePlayer{state: pairs{h}, hibernate: h.Hibernate}
	},
}

// A statePlayer plays with a State, or with a Hibernator, which is one.
type statePlayer struct {
	build     func(pair, func(pair) error) (patterns.State[pair], error)
	state     patterns.State[pair]
	hibernate func()
}

func (p *statePlayer) play(c Call) string {
	switch c.Verb {
	case "new":
		state, err := p.build(pair{A: c.Arguments[0], B: c.Arguments[1]}, validPair)
		if err == nil {
			p.state = state
		}
		return outcome(err)
	case "load":
		return fields(p.state.Load(), nil)
	case "hibernate":
		p.hibernate()
		return "ok"
	default:
		return fields(p.state.Update(func(s pair) (pair, error) { return changed(s, c) }))
	}
}

func (p *statePlayer) close() {}

// changed is what an Update makes of s.
func changed(s pair, c Call) (pair, error) {
	switch c.Verb {
	case "set":
		return pair{A: c.Arguments[0], B: c.Arguments[0]}, nil
	case "add":
		return pair{A: s.A + c.Arguments[0], B: s.B + c.Arguments[0]}, nil
	case "break":
		return pair{A: s.A + c.Arguments[0] + 1, B: s.B}, nil
	case "fail":
		return pair{A: 1, B: 2}, errFailed
	default:
		panic(errPlanned)
	}
}

func validPair(s pair) error {
	if s.A != s.B {
		return errInvalid
	}
	return nil
}

func fields(s pair, err error) string { return either(fmt.Sprintf("%d %d", s.A, s.B), err) }

// pairs is a Hibernator of pointers as a State of values.
type pairs struct {
	patterns.Hibernator[*pair]
}

func (p pairs) Load() pair { return *p.Hibernator.Load() }

func (p pairs) Update(f func(pair) (pair, error)) (pair, error) {
	s, err := p.Hibernator.Update(func(s *pair) (*pair, error) {
		changed, err := f(*s)
		return &changed, err
	})
	if err != nil {
		return pair{}, err
	}
	return *s, nil
}

var pairCodec = patterns.Codec[*pair]{
	Pack: func(s *pair) []byte {
		b := binary.AppendVarint(nil, int64(s.A))
		return binary.AppendVarint(b, int64(s.B))
	},
	Unpack: func(b []byte) *pair {
		first, n := binary.Varint(b)
		second, _ := binary.Varint(b[n:])
		return &pair{A: int(first), B: int(second)}
	},
}
