package browser

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"
)

// What holds with and without a browser.

func TestNewID(t *testing.T) {
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[string]bool{}
	for range 1000 {
		id := NewID()
		if !uuid.MatchString(id) || seen[id] {
			t.Fatalf("%q is no fresh UUID", id)
		}
		seen[id] = true
	}
}

func TestStorage(t *testing.T) {
	for name, s := range map[string]Storage{"local": Local(), "session": Session()} {
		key := "test of " + name
		if got := s.Get(key); got != "" {
			t.Errorf("%s: %q before it was set", name, got)
		}
		s.Set(key, "one")
		s.Set(key, "two")
		if got := s.Get(key); got != "two" {
			t.Errorf("%s: %q", name, got)
		}
		s.Delete(key)
		if got := s.Get(key); got != "" {
			t.Errorf("%s: %q after it was deleted", name, got)
		}
	}
}

func TestLockedTakesTurns(t *testing.T) {
	var group sync.WaitGroup
	var inside, most int
	var order []int
	for i := range 5 {
		group.Go(func() {
			err := Locked(t.Context(), "turns", func() {
				inside++
				most = max(most, inside)
				time.Sleep(time.Millisecond)
				order = append(order, i)
				inside--
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	slices.Sort(order)
	if most != 1 || !slices.Equal(order, []int{0, 1, 2, 3, 4}) {
		t.Errorf("%d at once, %v", most, order)
	}
}

func TestLockedGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := Locked(t.Context(), "give up", func() {
		cancel()
		err := Locked(ctx, "give up", func() { t.Error("called although its turn never came") })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	if err != nil {
		t.Error(err)
	}
}
