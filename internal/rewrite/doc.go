// Package rewrite rewrites Go source for the explore gear, so that a scheduler
// controls what it does. The files on disk stay as they are: package overlay
// hands the rewritten ones to the go command.
//
// # What changes
//
// The imports of sync, sync/atomic, hash/maphash and math/rand become the shims
// of conformance/interleave. All other changes call its package hook, which
// files import under a name that no file of the package uses:
//
//	go f(x)                 { a__0 := x; hook__.Go(func() { f(a__0) }) }
//	<-ch                    hook__.Receive(ch)
//	v, ok := <-ch           v, ok := hook__.Receive2(ch)
//	ch <- v                 hook__.Point(); ch <- v; hook__.Point()
//	close(ch)               hook__.Close(ch)
//	time.AfterFunc          hook__.AfterFunc
//	time.Sleep              hook__.Sleep
//	context.AfterFunc       hook__.ContextAfterFunc
//	runtime.Gosched         hook__.Gosched
//
// A range over a channel and a select become loops and switches of the same
// meaning. A range is
//
//	for c__, v, ok__ := hook__.Range(ch); ; { if v, ok__ = hook__.Receive2(c__); !ok__ { break }; { ... } }
//
// and a select is
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
// Left alone are files that import "C", assembly, and imports of what a shim
// lacks, as a source of random numbers with a seed of its own. A warning names
// each.
package rewrite
