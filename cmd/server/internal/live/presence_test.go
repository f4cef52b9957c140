package live

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/hub"
	"parley/shared"
)

// present is what an agent hears of one visitor's presence.
type present struct {
	events <-chan received
	joined shared.Conversation
}

// agent watches a visitor's conversation over a stream, answering heartbeats.
func (n *node) watch(who auth.Identity) present {
	n.t.Helper()
	if _, _, err := n.chat.Post(n.t.Context(), who, shared.SendMessage{ConversationID: who.Conversation, Content: "hello"}, hub.Origin{}); err != nil {
		n.t.Fatal(err)
	}
	synctest.Wait() // the visitor has arrived, or their coming would be news
	agent := auth.Identity{Person: shared.Person{ID: "u1", Role: shared.RoleAgent, Username: "anna"}}
	p := n.dial(shared.PathStreamSocket, agent)
	p.write(shared.Join{ConversationID: who.Conversation})
	events, _ := p.answering()
	for e := range events {
		if joined, ok := e.event.(shared.Joined); ok {
			return present{events: events, joined: joined.Conversation}
		}
	}
	n.t.Fatal("not joined")
	return present{}
}

func (p *peer) write(c shared.Command) {
	p.n.t.Helper()
	if err := p.conn.Write(p.n.t.Context(), websocket.MessageText, shared.EncodeCommand(c, "")); err != nil {
		p.n.t.Fatal(err)
	}
}

// answering reads like a page whose program lives.
func (p *peer) answering() (<-chan received, <-chan websocket.StatusCode) {
	events, ended := p.read()
	list := make(chan received, 1000)
	go func() {
		defer close(list)
		for e := range events {
			if beat, ok := e.event.(shared.Heartbeat); ok {
				p.conn.Write(p.n.t.Context(), websocket.MessageText, shared.EncodeCommand(shared.Pong{N: beat.N}, ""))
			}
			list <- e
		}
	}()
	return list, ended
}

// heard are the changes of presence that have come so far.
func (p present) heard() (changes []received) {
	synctest.Wait()
	for {
		select {
		case e := <-p.events:
			if _, ok := e.event.(shared.PresenceChanged); ok {
				changes = append(changes, e)
			}
		default:
			return changes
		}
	}
}

func (p present) is(t *testing.T, online bool, seen time.Time) {
	t.Helper()
	changes := p.heard()
	if len(changes) != 1 {
		t.Fatalf("heard %d changes: %+v", len(changes), changes)
	}
	change := changes[0].event.(shared.PresenceChanged)
	if change.Who != p.joined.Visitor.ID || change.ConversationID != p.joined.ID || change.Online != online {
		t.Errorf("heard %+v", change)
	}
	if (change.LastSeenAt == nil) != seen.IsZero() || change.LastSeenAt != nil && !change.LastSeenAt.Equal(seen) {
		t.Errorf("last seen %v, not %v", change.LastSeenAt, seen)
	}
}

func (p present) silent(t *testing.T) {
	t.Helper()
	if changes := p.heard(); len(changes) > 0 {
		t.Fatalf("heard %+v", changes)
	}
}

func TestPresenceComesAndGoes(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		first, who := n.visitor("bob")
		first.answering()
		agent := n.watch(who)
		if m := agent.joined.Members[0]; m.ID != who.ID && agent.joined.Members[1].ID != who.ID || !m.Online {
			t.Errorf("joined %+v", agent.joined.Members)
		}
		time.Sleep(time.Hour)
		agent.silent(t)

		// A reload is no coming and going.
		first.conn.CloseNow()
		time.Sleep(shared.AwayAfter - time.Second)
		second := n.dial("/"+string(who.Conversation), who)
		second.answering()
		time.Sleep(time.Minute)
		agent.silent(t)

		// Nor is the end of one of two tabs.
		third := n.dial("/"+string(who.Conversation), who)
		third.answering()
		second.conn.CloseNow()
		time.Sleep(time.Hour)
		agent.silent(t)

		gone := time.Now()
		third.conn.CloseNow()
		time.Sleep(shared.AwayAfter - time.Second)
		agent.silent(t)
		time.Sleep(2 * time.Second)
		agent.is(t, false, gone)

		n.dial("/"+string(who.Conversation), who).answering()
		agent.is(t, true, time.Time{})
	})
}

// TestFaultEndsItsSocketOnly plants a fault in a command: its socket ends like one
// whose peer has gone, its visitor is away, and the others go on.
func TestFaultEndsItsSocketOnly(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		var planted atomic.Bool
		now := n.chat.Now
		n.chat.Now = func() time.Time {
			if planted.CompareAndSwap(true, false) {
				panic("planted")
			}
			return now()
		}
		p, who := n.visitor("bob")
		p.answering()
		agent := n.watch(who)
		gone := time.Now()
		planted.Store(true)
		p.write(shared.SendMessage{Content: "hello"})
		time.Sleep(shared.AwayAfter + time.Second)
		agent.is(t, false, gone)
		if planted.Load() || n.live.Sessions() != 1 {
			t.Errorf("%d sockets are open", n.live.Sessions())
		}
		n.dial("/"+string(who.Conversation), who).answering()
		agent.is(t, true, time.Time{})
	})
}

// TestPageThatHangsIsAway: the browser answers protocol pings for it.
func TestPageThatHangsIsAway(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		p, who := n.visitor("bob")
		p.read()
		agent, opened := n.watch(who), time.Now()
		time.Sleep(shared.OnlineFor + shared.HeartbeatEvery + shared.AwayAfter)
		agent.is(t, false, opened)
		if n.live.Sessions() != 2 {
			t.Error("it was cut")
		}
		p.write(shared.Ping{})
		agent.is(t, true, time.Time{})
	})
}

// TestVisitorSeesWhoJoins: members are watched from when they are members.
func TestVisitorSeesWhoJoins(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		p, who := n.visitor("bob")
		events, _ := p.answering()
		n.watch(who)
		synctest.Wait()
		var heard []shared.PresenceChanged
		for len(events) > 0 {
			if e, ok := (<-events).event.(shared.PresenceChanged); ok {
				heard = append(heard, e)
			}
		}
		if len(heard) != 1 || heard[0].Who != "u1" || !heard[0].Online {
			t.Errorf("heard %+v", heard)
		}
	})
}
