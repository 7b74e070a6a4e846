package gear_test

import (
	"context"
	"net"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/internal/gear"
)

// outside is a channel that was not made in a bubble.
var outside = make(chan int)

// TestVirtual is the proof of what this package takes for granted about
// package synctest: each way to end has the outcome that it is listed with.
func TestVirtual(t *testing.T) {
	tests := []struct {
		name string
		f    func()
		want gear.Kind
	}{
		{"returns", func() {}, gear.Done},
		{"waits in virtual time", func() { time.Sleep(24 * time.Hour) }, gear.Done},
		{"times out", func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
			defer cancel()
			<-ctx.Done()
		}, gear.Done},
		{"leaves a goroutine that is about to end", func() { go runtime.Gosched() }, gear.Done},
		{"panics", func() { panic("boom") }, gear.Panicked},
		{"exits", runtime.Goexit, gear.Panicked},
		{"waits for a channel", func() { <-make(chan int) }, gear.Deadlock},
		{"waits for a Cond", func() {
			c := sync.NewCond(new(sync.Mutex))
			c.L.Lock()
			c.Wait()
		}, gear.Deadlock},
		{"waits for a WaitGroup", func() {
			var wg sync.WaitGroup
			wg.Add(1)
			wg.Wait()
		}, gear.Deadlock},
		{"leaves a blocked goroutine", func() { go func() { <-make(chan int) }() }, gear.Leak},
		{"leaves a sleeping goroutine", func() { go time.Sleep(time.Hour) }, gear.Leak},
		{"locks twice", func() {
			var mu sync.Mutex
			mu.Lock()
			mu.Lock()
		}, gear.Stuck},
		{"sleeps with a mutex that another needs", func() {
			var mu sync.Mutex
			go func() {
				mu.Lock()
				defer mu.Unlock()
				time.Sleep(time.Second)
			}()
			synctest.Wait()
			mu.Lock()
		}, gear.Stuck},
		{"waits for another bubble", func() { <-outside }, gear.Hang},
		{"waits for the network", func() {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err == nil {
				_, _ = l.Accept()
			}
		}, gear.Hang},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := gear.Virtual(time.Second, test.f)
			assert.Equal(t, test.want, o.Kind, "outcome: %v", o.Value)
			if o.Kind != gear.Done {
				assert.NotEmpty(t, o.Stacks)
			}
		})
	}
}

func TestVirtualTimeIsExact(t *testing.T) {
	var took time.Duration
	o := gear.Virtual(time.Minute, func() {
		start := time.Now()
		time.Sleep(time.Hour)
		took = time.Since(start)
	})
	require.Equal(t, gear.Done, o.Kind)
	assert.Equal(t, time.Hour, took)
}

// TestMutexHangIsSeen checks that a hang on a mutex is recognised by what the
// goroutines do, long before patience ends.
func TestMutexHangIsSeen(t *testing.T) {
	o := gear.Virtual(time.Hour, func() {
		var mu sync.RWMutex
		mu.RLock()
		mu.Lock()
	})
	require.Equal(t, gear.Stuck, o.Kind)
	assert.ErrorContains(t, o.Value.(error), "virtual time does not advance")
}

// TestBusyIsNotStuck checks that contention for a mutex is not taken for a hang.
func TestBusyIsNotStuck(t *testing.T) {
	o := gear.Virtual(time.Hour, func() {
		var mu sync.Mutex
		var wg sync.WaitGroup
		n := 0
		for range 8 {
			wg.Go(func() {
				for range 20_000 {
					mu.Lock()
					n++
					runtime.Gosched()
					mu.Unlock()
				}
			})
		}
		wg.Wait()
	})
	assert.Equal(t, gear.Done, o.Kind, "outcome: %v", o.Value)
}

func TestWatch(t *testing.T) {
	left := gear.Watch()
	release := make(chan struct{})
	go func() { <-release }()
	o := left()
	assert.Equal(t, gear.Leak, o.Kind)
	assert.Contains(t, o.Stacks, "gear_test.TestWatch")
	close(release)
	assert.Equal(t, gear.Done, left().Kind)
}

func TestReal(t *testing.T) {
	assert.Equal(t, gear.Done, gear.Real(time.Minute, func() {}).Kind)
	assert.Equal(t, gear.Panicked, gear.Real(time.Minute, func() { panic("boom") }).Kind)

	release := make(chan struct{})
	defer close(release)
	assert.Equal(t, gear.Hang, gear.Real(time.Millisecond, func() { <-release }).Kind)
}
