package patterns

// A Hibernator is a [State] that can be put to sleep in a compact form while it
// is not needed. The next Load or Update wakes it.
//
// A constructor has the form
//
//	func NewHibernator[S any](initial S, codec Codec[S]) Hibernator[S]
//
// It obeys the laws of State, with a valid that accepts everything, no matter
// when Hibernate is called.
//
// # Laws
//
//   - Transparent: with a codec that round-trips, no Load or Update tells whether the Hibernator has slept.
//   - Released: a sleeping Hibernator keeps no reference to the value it packed, an awake one none to the packed bytes.
//   - Paired: Pack and Unpack are called alternately, once per sleep and once per wake, calls that panic not counted.
//   - Idle: Hibernate of a sleeping Hibernator has no effect.
//   - Awake: if Pack panics, Hibernate panics and the value stays as it was.
//   - Asleep: if Unpack panics, the Load or Update that called it panics and the Hibernator sleeps on.
type Hibernator[S any] interface {
	State[S]

	// Hibernate packs the value, if it is not packed already. A Load unpacks
	// it, and so does an Update, whatever becomes of that.
	Hibernate()
}

// A Codec converts a value to its compact form and back. Neither function may
// use the Hibernator, whose methods wait for them. The compact form may be nil
// or empty, and Unpack must not keep it.
type Codec[S any] struct {
	Pack   func(S) []byte
	Unpack func([]byte) S
}
