package bus

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley/cmd/server/internal/redistest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// node is one server's bus, and what it was told.
type node struct {
	*Bus
	roster *Roster
	stop   func()

	mu      sync.Mutex
	heard   []string      // guarded by mu
	moved   []string      // guarded by mu
	missed  int           // guarded by mu
	changed chan struct{} // capacity 1
}

// join runs a bus with a roster until the test ends.
func join(t *testing.T, url, cluster string) *node {
	t.Helper()
	b, err := New(url, cluster, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	n := &node{Bus: b, changed: make(chan struct{}, 1)}
	n.roster = NewRoster(b, "r", func(name string, _ time.Time) { n.note(func() { n.moved = append(n.moved, name) }) })
	b.Handle("k", func(_ string, body []byte) { n.note(func() { n.heard = append(n.heard, string(body)) }) })
	b.OnMissed(func() {
		n.roster.Ask()
		n.note(func() { n.missed++ })
	})
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	group.Go(func() { b.Run(ctx) })
	group.Go(func() { n.roster.Run(ctx) })
	n.stop = sync.OnceFunc(func() {
		cancel()
		group.Wait()
		b.Close()
	})
	t.Cleanup(n.stop)
	return n
}

func (n *node) note(f func()) {
	n.mu.Lock()
	f()
	n.mu.Unlock()
	select {
	case n.changed <- struct{}{}:
	default:
	}
}

// await waits until something is so.
func (n *node) await(t *testing.T, what string, so func() bool) {
	t.Helper()
	end := time.After(40 * time.Second)
	for {
		n.mu.Lock()
		is := so()
		n.mu.Unlock()
		if is {
			return
		}
		select {
		case <-n.changed:
		case <-time.After(20 * time.Millisecond):
		case <-end:
			t.Fatal("in vain: ", what)
		}
	}
}

func up(t *testing.T, is bool, nodes ...*node) {
	t.Helper()
	for _, n := range nodes {
		n.await(t, fmt.Sprint("up: ", is), func() bool { return n.Up() == is })
	}
}

func TestHintsCross(t *testing.T) {
	redis := redistest.Start(t)
	a, b, stranger := join(t, redis.URL(), "c"), join(t, redis.URL(), "c"), join(t, redis.URL(), "another")
	up(t, true, a, b, stranger)
	var want []string
	for i := range 1000 {
		want = append(want, fmt.Sprint("with spaces and\nlines ", i))
		a.Send("k", []byte(want[i]))
	}
	a.Send("nobody knows this", nil)
	b.await(t, "all hints", func() bool { return len(b.heard) == len(want) })
	if !slices.Equal(b.heard, want) {
		t.Error("not as they were sent")
	}
	if len(a.heard)+len(stranger.heard) > 0 {
		t.Error("a server heard itself, or another cluster")
	}
}

// Whoever may have missed hints is told: the one who was cut off, and all when
// hints did not get away.
func TestLossIsNoticed(t *testing.T) {
	redis := redistest.Start(t)
	a, b := join(t, redis.URL(), "c"), join(t, redis.URL(), "c")
	up(t, true, a, b)
	missed := func() (n int) { b.mu.Lock(); defer b.mu.Unlock(); return b.missed }
	before := missed()
	redis.Cut()
	b.await(t, "noticed the cut", func() bool { return b.missed > before })
	up(t, true, a, b)

	redis.Kill()
	up(t, false, a, b)
	a.Send("k", []byte("lost"))
	before = missed()
	redis.Start()
	b.await(t, "noticed the loss", func() bool { return b.missed > before })
	up(t, true, a, b)
	a.Send("k", []byte("heard"))
	b.await(t, "hints cross again", func() bool { return slices.Equal(b.heard, []string{"heard"}) })

	before = missed()
	a.overflow.Store(true) // too many at once
	a.Send("k", nil)
	b.await(t, "noticed the overflow", func() bool { return b.missed > before })
}

func TestKept(t *testing.T) {
	redis := redistest.Start(t)
	a, b := join(t, redis.URL(), "c"), join(t, redis.URL(), "c")
	up(t, true, a, b)
	ctx := t.Context()
	if err := a.Keep(ctx, "n", []byte("v"), time.Minute); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	var mu sync.Mutex
	taken := 0
	for i := range 20 {
		group.Go(func() {
			v, err := []*node{a, b}[i%2].Take(ctx, "n")
			if err != nil || v != nil && string(v) != "v" {
				t.Error(v, err)
			}
			if v != nil {
				mu.Lock()
				taken++
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if taken != 1 {
		t.Errorf("taken %d times", taken)
	}
	for i, want := range []string{"", "0", "1"} {
		if before, err := []*node{a, b}[i%2].Replace(ctx, "t", fmt.Sprint(i), time.Minute); before != want || err != nil {
			t.Error(before, err)
		}
	}
	redis.Kill()
	up(t, false, a)
	if a.Keep(ctx, "n", nil, time.Minute) == nil {
		t.Error("kept nowhere")
	}
	if _, err := a.Take(ctx, "n"); err == nil {
		t.Error("taken from nowhere")
	}
	if _, err := a.Replace(ctx, "n", "", time.Minute); err == nil {
		t.Error("replaced nowhere")
	}
}

func TestRoster(t *testing.T) {
	redis := redistest.Start(t)
	a, b := join(t, redis.URL(), "c"), join(t, redis.URL(), "c")
	up(t, true, a, b)
	a.roster.Here("anna", true)
	a.roster.Here("anna", true)
	b.roster.Here("ben", true)
	b.await(t, "anna is there", func() bool { return b.roster.Elsewhere("anna") })
	a.await(t, "ben is there", func() bool { return a.roster.Elsewhere("ben") && !a.roster.Elsewhere("anna") })

	// Whoever comes later learns of all, and so does whoever has missed something.
	late := join(t, redis.URL(), "c")
	late.await(t, "both are there", func() bool { return late.roster.Elsewhere("anna") && late.roster.Elsewhere("ben") })
	redis.Kill()
	up(t, false, a, b, late)
	a.roster.Here("anna", false)
	a.roster.Here("carl", true)
	if !b.roster.Elsewhere("anna") {
		t.Error("forgotten while Redis was away")
	}
	redis.Start()
	b.await(t, "carl came and anna went", func() bool { return b.roster.Elsewhere("carl") && !b.roster.Elsewhere("anna") })

	// The names of a server that is gone go with it.
	a.stop()
	b.mu.Lock()
	b.moved = nil
	b.mu.Unlock()
	b.await(t, "carl's server is dead", func() bool { return !b.roster.Elsewhere("carl") && slices.Contains(b.moved, "carl") })
	if !late.roster.Elsewhere("ben") {
		t.Error("a server that lives was taken for dead")
	}
	late.await(t, "sure", late.roster.Sure)
}

func TestURLs(t *testing.T) {
	for url, right := range map[string]bool{
		"redis://127.0.0.1": true, "redis://:p@10.0.0.5:6379/3": true, "rediss://u:p@redis.example:6380": true, "unix:///run/redis.sock": true,
		"http://:secret@10.0.0.5": false, "10.0.0.5:6379": false, "redis://:secret@10.0.0.5/x": false, "": false,
	} {
		err := Check(url)
		if (err == nil) != right || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", url, err)
		}
	}
	if b, err := New("", "c", nil); b != nil || err != nil {
		t.Error("a bus to nowhere")
	}
	var none *Bus
	none.Send("k", nil)
	var alone *Roster
	if alone.Here("x", true); none.Up() || alone.Elsewhere("x") || !alone.Sure() {
		t.Error("alone, but not quite")
	}
}
