// Package sched runs a concurrent program under control: one goroutine at a
// time, and a [Chooser] says which.
//
// The program runs in a bubble of package synctest. Each of its goroutines, a
// [Thread], parks before every operation that others can observe. When all of
// them are parked or blocked, which synctest.Wait tells, a controller lets one
// go on. Channels and timers stay those of the runtime; a lock is a thread that
// is parked until the lock is free.
//
// # What makes a run repeat itself
//
// Threads are named by who started them, never by when they arrive. A goroutine
// that a channel operation has woken runs beside the one that woke it, but only
// up to its next point, and what it does there is local. Everything else that
// is left open, such as the ready case of a select, is a [Choice].
package sched
