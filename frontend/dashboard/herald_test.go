package dashboard

import (
	"strings"
	"testing"
	"time"

	"parley/frontend/store"
	"parley/shared"
)

// heard is what a herald tells, in short: "said a, read b".
func heard(h *herald, b *store.Inbox) string {
	var words []string
	said, read := h.look(b)
	for _, l := range said {
		words = append(words, "said "+string(l.ID))
	}
	for _, id := range read {
		words = append(words, "read "+string(id))
	}
	return strings.Join(words, ", ")
}

func TestHeraldTellsWhatIsNew(t *testing.T) {
	at := func(seq int64) time.Time { return start.Add(time.Duration(seq) * time.Minute) }
	header := func(id shared.ConversationID, seq int64, by shared.Person, kind shared.MessageKind) shared.Conversation {
		return shared.Conversation{ID: id, Head: seq, CreatedAt: start, LastMessage: &shared.Message{
			ConversationID: id, Seq: seq, Sender: by, Kind: kind, Content: "hello", Timestamp: at(seq)}}
	}
	unread := 1
	kept := header("a", 2, visitor, shared.KindMessage)
	kept.Unread = &unread
	b := &store.Inbox{Me: agent.ID}
	b.Load(shared.Inbox{Conversations: []shared.Conversation{kept}, Next: "older"})
	var h herald
	feed := func(c shared.Conversation) func() {
		return func() { b.Apply(shared.ConversationChanged{Conversation: c}) }
	}
	for i, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, ""}, // what is there at first is no news
		{func() {}, ""},
		{feed(header("a", 3, visitor, shared.KindMessage)), "said a"},
		{feed(header("a", 3, visitor, shared.KindMessage)), ""},
		{feed(header("b", 4, visitor, shared.KindMessage)), "said b"},
		{feed(header("a", 5, agent, shared.KindMessage)), "read a"},
		{feed(header("b", 6, visitor, "enter")), ""},
		{func() { b.Mark(shared.Marked{ConversationID: "b", Who: agent.ID, Read: 6}) }, "read b"},
		{func() { // an older page, unread as it may be
			old := header("old", 1, visitor, shared.KindMessage)
			old.Unread = &unread
			b.Load(shared.Inbox{Conversations: []shared.Conversation{old}})
		}, ""},
		{func() { // a list after a while without a connection
			missed := header("b", 9, visitor, shared.KindMessage)
			missed.Unread = &unread
			b.Load(shared.Inbox{Conversations: []shared.Conversation{missed}})
		}, "said b"},
	} {
		step.do()
		if got := heard(&h, b); got != step.want {
			t.Errorf("step %d tells %q, want %q", i, got, step.want)
		}
	}
}

func TestRecallIsTheOwners(t *testing.T) {
	w := busy(t)
	m := newMemory()
	w.Live.remember(m)
	if kept := m.Get(recalledKey); !strings.Contains(kept, string(agent.ID)) {
		t.Fatalf("kept is %q", kept)
	}
	other := newWorld(t, newMemory())
	other.Live.recall(m, agent.ID)
	other.Inbox.Filter = shared.InboxEverything
	if !other.Inbox.Recalled || len(other.Inbox.Lines()) != len(w.Inbox.Lines()) || other.Me.ID != agent.ID {
		t.Errorf("recalled are %d lines of %v", len(other.Inbox.Lines()), other.Me)
	}
	other.Live.remember(m) // a recalled inbox is not kept as if it were new

	somebody := newWorld(t, newMemory())
	somebody.Live.recall(m, "somebody else")
	if somebody.Inbox.Loaded || m.Get(recalledKey) != "" {
		t.Error("somebody else sees it, or it is still there")
	}
}

func TestCrierTellsOfWarnings(t *testing.T) {
	room := func(id shared.ConversationID, seq int64, by shared.Person, kind shared.MessageKind) shared.Conversation {
		return shared.Conversation{ID: id, Kind: shared.KindRoom, Title: string(id), Head: seq, LastMessage: &shared.Message{
			ConversationID: id, Seq: seq, Sender: by, Kind: kind, Content: "hello"}}
	}
	lead := shared.Person{ID: "u2", Role: shared.RoleSupervisor}
	r := &store.Rooms{Me: agent.ID}
	r.Load(shared.Rooms{Rooms: []shared.Room{{ID: "a", Title: "a"}, {ID: "b", Title: "b"}}})
	var c crier
	for i, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, ""},
		{func() { r.Apply(room("a", 1, lead, shared.KindMessage)) }, ""}, // merely said
		{func() { r.Apply(room("a", 2, lead, shared.KindWarning)) }, "warned a"},
		{func() { r.Apply(room("a", 2, lead, shared.KindWarning)) }, ""},
		{func() { r.Apply(room("b", 1, lead, shared.KindAlert)) }, "warned b"},
		{func() { r.Mark(shared.Marked{ConversationID: "b", Who: agent.ID, Read: 1}) }, "read b"},
		{func() { r.Apply(room("b", 2, agent, shared.KindAlert)) }, ""}, // one's own
	} {
		step.do()
		var words []string
		warned, read := c.look(r)
		for _, room := range warned {
			words = append(words, "warned "+string(room.ID))
		}
		for _, id := range read {
			words = append(words, "read "+string(id))
		}
		if got := strings.Join(words, ", "); got != step.want {
			t.Errorf("step %d tells %q, want %q", i, got, step.want)
		}
	}
}
