// Package gate says whether a revision is slower than another one, and how well a
// machine can tell.
//
// [Compare] measures base against head, each implementation with itself, the two
// binaries taking turns (package lockstep). What it finds is measured again, by new
// processes, with another seed and twice as many of them; only what both find is
// confirmed. [CompareFiles] does with two results what can be done without a
// second measurement. [Calibrate] compares equals with equals, and with what is
// slower by a known share. [Selftest] shows that the gate notices.
package gate
