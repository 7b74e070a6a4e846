// Package rewrite rewrites Go source for the explore gear, so that a scheduler
// controls what it does. The files on disk stay as they are: package overlay
// hands the rewritten ones to the go command.
//
// # What changes
//
// The imports of sync, sync/atomic, hash/maphash, math/rand and math/rand/v2
// become the shims of conformance/interleave. All other changes call its package hook, which
// files import under a name that no file of the package uses:
//
//	go f(x)                 { a__0 := x; hook__.Go(func() { f(a__0) }) }
//	<-ch                    hook__.Receive(ch)
//	v, ok := <-ch           v, ok := hook__.Receive2(ch)
//	ch <- v                 hook__.Point(); ch <- v; hook__.Woken()
//	close(ch)               hook__.Close(ch)
//	time.AfterFunc          hook__.AfterFunc
//	time.Sleep              hook__.Sleep
//	context.AfterFunc       hook__.ContextAfterFunc
//	context.Cause           hook__.ContextCause
//	ctx.Err()               hook__.ContextErr(ctx)
//	ctx.Done()              hook__.ContextDone(ctx), but <-ctx.Done() has one point, that of <-
//	cancel()                hook__.Cancel(cancel)()
//	maps.Keys               hook__.MapKeys; so All, Values and DeleteFunc
//	runtime.Gosched         hook__.Gosched
//	synctest.Wait           hook__.Wait
//
// A range over a channel or a map and a select become loops and switches of the
// same meaning. The ranges are
//
//	for c__, v, ok__ := hook__.Range(ch); ; { if v, ok__ = hook__.Receive2(c__); !ok__ { break }; { ... } }
//	for c__, k, v, ok__ := hook__.RangeMap(m); ; { if k, v, ok__ = c__.Next(); !ok__ { break }; { ... } }
//
// These are no iterators, since in files of before Go 1.22 the iterations share
// their variables, and since the frames of an iterator would lie between those of
// the body and of the function around it. A select is
//
//	{
//		s__ := hook__.NewSelect()
//		r__0 := hook__.Recv(s__, ch)
//		hook__.Send(s__, ch2, v)
//		switch s__.Wait() { // or Poll, if there is a default
//		case 0: x, ok := r__0.Value, r__0.OK; ...
//		default: ...
//		}
//	}
//
// The last case of a select is the default of its switch, so that what
// terminates still does in the eyes of the compiler. Where the type of a sent
// value differs from the element type of its channel, type inference fails, and
// the call is hook__.SendTo(s__, ch2)(v).
//
// # What stays
//
// The rewritten text is the old text with insertions, not a print of the syntax
// tree. So comments, build constraints and directives stay where they are. Line
// directives make stacks and schedules show the original file and line.
//
// Left alone are files that import "C", assembly, what go:linkname takes from the
// runtime, package crypto/rand, and sources of random numbers that belong to a
// package and not to a run. A warning names each, and each type of keys that have
// no order, such as pointers: the order of their maps is that of what they point
// to, and may differ between runs where this is the same.
//
// Left alone without a warning are synctest.Test, since its function is not under
// control, the functions of package reflect that go through maps, and methods of
// contexts whose static type is not context.Context.
package rewrite
