// Package lock has a type of package sync in its API.
package lock

import "sync"

// Locked calls f under a lock.
func Locked(mu *sync.Mutex, f func()) {
	mu.Lock()
	defer mu.Unlock()
	f()
}
