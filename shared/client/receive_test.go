//go:build !js

package client

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/frontend/link"
	"parley/shared"
)

// posted is a message as it comes over the wire.
func posted(seq int64) shared.Received {
	return shared.Received{Event: shared.MessagePosted{Message: shared.Message{ID: shared.MessageID(seq), ConversationID: "a", Seq: seq}}}
}

// Whatever order the wire brings, with repeats: each once, each in its turn,
// and nothing that was taken back.
func TestReceivedInTurn(t *testing.T) {
	c := newClient(link.API{}, "http://chat.example", shared.PathStreamSocket)
	c.topics["a"] = c.newTopic("a", 4)
	c.receive([]shared.Received{{Event: shared.Connected{Epoch: "e"}}})
	c.topics["a"].Attend(true)
	c.receive([]shared.Received{{Event: shared.Joined{Conversation: shared.Conversation{ID: "a", Head: 4}}}})
	hears := func(want ...int64) {
		t.Helper()
		for _, seq := range want {
			if m, ok := c.next(); !ok || m.Seq != seq {
				t.Fatalf("received %+v, %v; want seq %d", m, ok, seq)
			}
		}
		if m, ok := c.next(); ok {
			t.Fatalf("received %+v, too", m)
		}
	}
	c.receive([]shared.Received{posted(4), posted(6), posted(7)})
	hears()
	deleted := posted(8).Event.(shared.MessagePosted)
	deleted.Message.DeletedAt = new(time.Time)
	c.receive([]shared.Received{posted(5), posted(6), {Event: deleted}, posted(9), posted(5)})
	hears(5, 6, 7, 9)
}

// A log that holds what this version cannot read is read again from there on,
// a page at a time: what can be read comes, each once.
func TestAHoleThatStaysIsReadOver(t *testing.T) {
	const unreadable, head = 5, 400
	pages := make(chan string, 1)
	c := newClient(link.API{Fetch: func(_ context.Context, _, path, _ string, _ []byte) (int, []byte, error) {
		pages <- path
		page := shared.History{Head: head, Messages: []shared.Message{}}
		for seq := int64(3); seq <= 304; seq++ {
			if seq != unreadable {
				page.Messages = append(page.Messages, posted(seq).Event.(shared.MessagePosted).Message)
			}
		}
		answer, err := json.Marshal(page)
		return 200, answer, err
	}}, "http://chat.example", shared.PathStreamSocket)
	defer c.stop()
	c.pass = &pass{token: "t"}
	var syncs []int64
	c.world.Send = func(command shared.Command, _ shared.Ref) bool {
		if sync, ok := command.(shared.Sync); ok {
			syncs = append(syncs, sync.From)
		}
		return true
	}
	var timers []func()
	c.world.After = func(_ time.Duration, f func()) { timers = append(timers, f) }
	c.topics["a"] = c.newTopic("a", 4)
	c.topics["a"].Attend(true)
	c.receive([]shared.Received{{Event: shared.Connected{Epoch: "e"}}, {Event: shared.Joined{Conversation: shared.Conversation{ID: "a", Head: 4}}}, posted(6)})
	c.mu.Lock()
	for len(timers) > 0 { // syncs bring nothing
		next := timers[0]
		timers = timers[1:]
		next()
	}
	c.mu.Unlock()
	if path := <-pages; !strings.Contains(path, "before_seq=305") {
		t.Errorf("asked for %s", path)
	}
	<-c.arrived
	for seq := int64(6); seq <= 304; seq++ {
		if m, ok := c.next(); !ok || m.Seq != seq {
			t.Fatalf("received %+v, %v; want seq %d", m, ok, seq)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if want := []int64{4, 4, 4, 304}; !slices.Equal(syncs, want) {
		t.Errorf("synced from %v, want %v", syncs, want)
	}
}
