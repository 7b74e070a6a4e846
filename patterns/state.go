package patterns

// A State holds one value of type S, usually a struct, changes it atomically
// and keeps it valid.
//
// A constructor has the form
//
//	func NewState[S any](initial S, valid func(S) error) (State[S], error)
//
// A nil valid accepts every value. Otherwise valid must be pure and must not use
// the State. Values of S are treated as immutable: a map or slice inside one is
// replaced, not written to.
//
// # Laws
//
//   - Enforced: the constructor returns the error of valid for an initial value that breaks it.
//   - Invariant: every value that Load returns is valid.
//   - Unchanged: an Update whose f fails, panics or makes an invalid value leaves the value as it was.
//   - NoLostUpdate: concurrent Updates all take effect.
//   - NoTornLoad: Load returns the initial value or one that an Update stored.
//   - Result: Update returns the value it stored.
//   - Linearizable: every history of Loads and Updates is linearizable.
type State[S any] interface {
	// Load returns the current value.
	Load() S

	// Update replaces the current value s by f(s) and returns it.
	// It returns the error of f, or of valid for what f made, beside the
	// zero value.
	//
	// The function f must be pure and must not use the State: it may be
	// called more than once before its result is stored.
	Update(f func(S) (S, error)) (S, error)
}
