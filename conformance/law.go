package conformance

import "iter"

// A Law is one sentence of the specification of a pattern.
type Law struct {
	Pattern string // the name of the interface, such as Table
	Name    string // the name of the law, such as NoLostUpdate
	Text    string // the sentence, as in the doc comment of the interface
	Checked bool   // whether this package has a check for it
}

// ID returns the name by which [Implementation.Lacks] and reports know the law,
// such as Table.NoLostUpdate. A pattern that embeds another one has its laws,
// too, as in Server.Shutdowner.Drained.
func (l Law) ID() string { return l.Pattern + "." + l.Name }

// Laws returns an iterator over all laws, pattern by pattern, in the order of
// the article and of the doc comments of package patterns. Those of an embedded interface come
// once, under its own name.
func Laws() iter.Seq[Law] {
	return func(yield func(Law) bool) {
		_ = list(yield, deferredLaws) &&
			list(yield, stateLaws) &&
			list(yield, registryLaws) &&
			list(yield, idleTimerLaws) &&
			list(yield, tickerLaws) &&
			list(yield, serverLaws) &&
			list(yield, tableLaws) &&
			list(yield, counterLaws) &&
			list(yield, poolLaws) &&
			list(yield, emitterLaws) &&
			list(yield, gateLaws) &&
			list(yield, shutdownerLaws) &&
			list(yield, hibernatorLaws) &&
			list(yield, compositionLaws)
	}
}

func list[New any](yield func(Law) bool, p pattern[New]) bool {
	for _, l := range p.laws {
		if !yield(Law{p.name, l.name, l.text, l.check != nil}) {
			return false
		}
	}
	return true
}

// A pattern is the list of the laws of an interface. New is the type of its
// constructor.
type pattern[New any] struct {
	name string
	laws []law[New]
}

// A law is a sentence together with its check. The check makes up a case, runs
// it with what the constructor makes, and tells the trial if the law is broken.
// It does not fail a test: the same law serves tests, which want none broken,
// and mutants, which want one broken.
type law[New any] struct {
	name, text string
	check      func(t *trial, newPattern New) // nil if there is none yet
}

// law returns the law with the given name.
func (p pattern[New]) law(name string) (law[New], bool) {
	for _, l := range p.laws {
		if l.name == name {
			return l, true
		}
	}
	return law[New]{}, false
}
