// Package measure is the command assay bench: it chooses rows, measures them by
// package lockstep, writes the measurements, and prints who ranks first.
//
// It takes the implementations as an argument, so that a program with others than
// those of this module can have the command as well:
//
//	func main() {
//		beambench.Main() // for --with beam
//		lockstep.Main(bench.Workloads(bench.Full), all)
//		c := measure.Command(all)
//		...
//	}
package measure
