package interleave

// This file lets tests outside of the package see what Test prints.

// Explore explores f and returns what Test would log, or fail with.
func Explore(o Options, name string, f func(x *T)) (log, fault string) {
	return explore(nameless(name), o, "", f)
}

// ExplorePage is Explore, with a page in the directory.
func ExplorePage(o Options, name, directory string, f func(x *T)) (fault string) {
	_, fault = explore(nameless(name), o, directory, f)
	return fault
}

// A nameless is a test that has nothing but a name.
type nameless string

func (n nameless) Name() string      { return string(n) }
func (nameless) Attr(string, string) {}

// Fault is what a search for a fault has found.
type Fault struct {
	Kind, Text, Schedule string
	Preemptions          int
	Explored             int
	Err                  error
}

// Find explores f, shrinks what it finds and returns it, or nil.
func Find(o Options, f func(x *T)) (*Fault, error) {
	e, err := NewExplorer(o)
	if err != nil {
		return nil, err
	}
	v := find(e, f)
	if v == nil {
		return nil, nil
	}
	v = again(e.options, shrink(e.options, v, f), f)
	return &Fault{v.kind, v.text, v.schedule.String(), v.preemptions, e.Explored(), v.err}, nil
}
