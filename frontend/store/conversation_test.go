package store

import (
	"encoding/json"
	"testing"
	"time"

	"parley/shared"
)

func TestApplyByPlace(t *testing.T) {
	for _, c := range []struct {
		name    string
		events  []shared.Event
		missing bool // what the last one reports
		applied int64
		shows   string
	}{
		{"the next one", []shared.Event{posted(3, vera)}, false, 3, " 1! 2- 3-"},
		{"a known one", []shared.Event{posted(2, vera)}, false, 2, " 1! 2-"},
		{"one beyond a hole", []shared.Event{posted(4, vera)}, true, 2, " 1! 2-"},
		{"the hole is filled", []shared.Event{posted(4, vera), posted(3, vera)}, false, 4, " 1! 2- 3- 4-"},
		{"half of it", []shared.Event{posted(6, vera), posted(3, vera)}, false, 3, " 1! 2- 3-"},
		{"twice", []shared.Event{posted(3, vera), posted(3, vera)}, false, 3, " 1! 2- 3-"},
		{"another author", []shared.Event{posted(3, adam)}, false, 3, " 1! 2- 3"},
		{"the end", []shared.Event{ended(3, vera), posted(4, vera)}, false, 4, " 1! 2- 3E 4"},
		{"a header of the inbox feed", []shared.Event{shared.ConversationChanged{Conversation: header(9)}}, false, 2, " 1! 2-"},
		{"a heartbeat at our place", []shared.Event{shared.Heartbeat{Heads: map[shared.ConversationID]int64{"c": 2, "d": 9}}}, false, 2, " 1! 2-"},
		{"a heartbeat beyond", []shared.Event{shared.Heartbeat{Heads: map[shared.ConversationID]int64{"c": 3}}}, true, 2, " 1! 2-"},
		{"what is not of the log", []shared.Event{shared.Ponged{}, shared.Restarting{}, shared.Failed{}, shared.Connected{}, shared.Joined{}, shared.Left{}}, false, 2, " 1! 2-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			conversation := opened(t, 2)
			var missing bool
			for _, e := range c.events {
				missing = conversation.Apply(e, noon)
			}
			same(t, "missing", c.missing, missing)
			same(t, "applied", c.applied, conversation.Applied())
			same(t, "log", c.shows, shows(conversation.Log()))
		})
	}
}

// While a sync brings event after event, none of them asks for another sync.
func TestCatchingUpAsksOnce(t *testing.T) {
	c := opened(t, 1)
	if !c.Apply(posted(20, vera), noon) {
		t.Fatal("the hole was not seen")
	}
	for seq := int64(2); seq < 20; seq++ {
		if c.Apply(posted(seq, vera), noon) {
			t.Fatalf("asked again at %d", seq)
		}
	}
	same(t, "applied", int64(20), c.Applied())
}

func TestEventsBeforeTheHistory(t *testing.T) {
	var c Conversation
	c.Begin(header(2), adam)
	for _, seq := range []int64{3, 5, 4} {
		if c.Apply(posted(seq, vera), noon) {
			t.Error("asked for a sync while the history is on its way")
		}
	}
	same(t, "log", "", shows(c.Log()))
	c.Load(page(3, 1, 3))
	same(t, "applied", int64(5), c.Applied())
	same(t, "log", " 1! 2- 3- 4- 5-", shows(c.Log()))
}

// More than can be held comes before the history: the header tells what is
// missing.
func TestTooManyHeld(t *testing.T) {
	var c Conversation
	c.Begin(header(1), adam)
	last := int64(1 + maxHeld + 5)
	for seq := int64(2); seq <= last; seq++ {
		c.Apply(posted(seq, vera), noon)
	}
	c.Load(page(1, 1, 1))
	if c.Applied() != 1+maxHeld || c.Header.Head != last {
		t.Errorf("applied %d of %d", c.Applied(), c.Header.Head)
	}
}

func TestHeaderFollowsTheLog(t *testing.T) {
	c := opened(t, 2)
	c.Apply(posted(3, vera), noon)
	same(t, "last message", int64(3), c.Header.LastMessage.Seq)
	c.Apply(ended(4, vera), noon)
	same(t, "status", shared.StatusEnded, c.Header.Status)
	same(t, "ended by", &vera, c.Header.EndedBy)
	same(t, "head", int64(4), c.Header.Head)
}

// What happened between the header and the history is in neither an event of
// the socket that is still to be applied, nor in the header.
func TestHeaderFollowsTheHistory(t *testing.T) {
	var c Conversation
	c.Begin(header(1), adam)
	c.Apply(ended(3, vera), noon)
	history := page(3, 1, 2)
	history.Changes = []json.RawMessage{shared.EncodeEvent(ended(3, vera), "")}
	c.Load(history)
	same(t, "log", " 1! 2- 3E", shows(c.Log()))
	same(t, "status", shared.StatusEnded, c.Header.Status)
	same(t, "last message", int64(2), c.Header.LastMessage.Seq)
	same(t, "head", int64(3), c.Header.Head)
}

// An old page must not turn back what the header knows.
func TestHeaderIsNotTurnedBack(t *testing.T) {
	var c Conversation
	now := header(9)
	now.Status = shared.StatusEnded
	last := posted(8, vera).Message
	now.LastMessage = &last
	c.Begin(now, adam)
	c.Load(page(5, 1, 5))
	c.Apply(posted(6, vera), noon)
	same(t, "status", shared.StatusEnded, c.Header.Status)
	same(t, "last message", int64(8), c.Header.LastMessage.Seq)
}

func TestUnreadableChangeIsSkipped(t *testing.T) {
	var c Conversation
	c.Begin(header(2), adam)
	history := page(2, 1, 1)
	history.Changes = []json.RawMessage{[]byte(`{`), []byte(`{"type":"pong"}`), shared.EncodeEvent(ended(2, vera), "")}
	c.Load(history)
	same(t, "log", " 1! 2E", shows(c.Log()))
}

func TestBeginAgain(t *testing.T) {
	for _, c := range []struct {
		name       string
		head       int64
		load, sync bool
		log        string
	}{
		{"nothing new", 3, false, false, " 1! 2- 3-"},
		{"something new", 5, false, true, " 1! 2- 3-"},
		// Read before what has come since, or another past: the server knows.
		{"a head behind ours", 2, false, true, " 1! 2- 3-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			conversation := opened(t, 2)
			conversation.Apply(posted(3, vera), noon)
			load, sync := conversation.Begin(header(c.head), adam)
			if load != c.load || sync != c.sync {
				t.Errorf("load %v, sync %v", load, sync)
			}
			same(t, "log", c.log, shows(conversation.Log()))
			same(t, "applied", int64(3), conversation.Applied())
			same(t, "head", max(3, c.head), conversation.Header.Head)
		})
	}
}

// A header that was read before the newest events must not undo them.
func TestBeginWithAnOlderHeader(t *testing.T) {
	c := opened(t, 2)
	c.Apply(ended(3, adam), noon)
	c.Apply(shared.Marked{Who: "v", Delivered: 3, Read: 3}, noon)
	c.Begin(header(2), adam)
	same(t, "status", shared.StatusEnded, c.Header.Status)
	same(t, "seen", int64(3), c.Seen())
	newer := header(4)
	c.Begin(newer, adam)
	same(t, "status of a newer header", shared.StatusOpen, c.Header.Status)
	same(t, "the caller's header", shared.Member{Person: vera}, newer.Members[0])
}

func TestBeginAnotherConversation(t *testing.T) {
	c := opened(t, 2)
	c.Outbox.Add(Pending{ClientMessageID: "m"})
	other := header(7)
	other.ID = "d"
	if load, sync := c.Begin(other, adam); !load || sync {
		t.Errorf("load %v, sync %v", load, sync)
	}
	same(t, "log", "", shows(c.Log()))
	same(t, "outbox", 1, len(c.Outbox.Items()))
}

func TestReset(t *testing.T) {
	c := opened(t, 2)
	c.Apply(posted(9, vera), noon)
	c.Apply(shared.TypingChanged{UserID: "v", Username: "vera", IsTyping: true}, noon)
	rev := c.Rev
	c.Reset()
	if c.Loaded || c.Applied() != 0 || shows(c.Log()) != "" || len(c.Typing()) != 0 || c.Rev <= rev {
		t.Errorf("something is left: %+v", c)
	}
	c.Begin(header(1), adam)
	c.Load(page(1, 1, 1))
	for seq := int64(2); seq < 9; seq++ {
		c.Apply(posted(seq, vera), noon)
	}
	same(t, "applied: 9 was of the past that is gone", int64(8), c.Applied())
}

func TestConfirmed(t *testing.T) {
	c := opened(t, 2)
	c.Outbox.Add(Pending{ClientMessageID: "m1"})
	c.Outbox.Add(Pending{ClientMessageID: "m2"})
	own := posted(3, adam)
	own.ClientMessageID = "m1"
	c.Apply(own, noon)
	same(t, "left", []Pending{{ClientMessageID: "m2"}}, c.Outbox.Items())
	known := posted(2, adam) // stored long ago, and confirmed again after a resend
	known.ClientMessageID = "m2"
	rev := c.Rev
	c.Apply(known, noon)
	same(t, "left", 0, len(c.Outbox.Items()))
	if c.Rev == rev {
		t.Error("nobody draws the outbox again")
	}
}

func TestMarks(t *testing.T) {
	c := opened(t, 4)
	same(t, "seen", int64(0), c.Seen())
	c.Apply(shared.Marked{Who: "v", Delivered: 3, Read: 2}, noon)
	c.Apply(shared.Marked{Who: "v", Delivered: 2, Read: 1}, noon) // late
	same(t, "seen", int64(2), c.Seen())
	same(t, "delivered", int64(3), c.Delivered())
	c.Apply(shared.Marked{Who: "a", Delivered: 4, Read: 4}, noon)
	same(t, "seen: our own mark is not somebody else's", int64(2), c.Seen())
	c.Apply(shared.Marked{Who: "new", Delivered: 4, Read: 3}, noon)
	same(t, "seen by somebody new", int64(3), c.Seen())
	c.Apply(posted(5, vera), noon)
	same(t, "who says something has read", int64(5), c.Seen())
}

func TestNoticesReadNothing(t *testing.T) {
	c := opened(t, 2)
	c.Apply(posted(3, shared.Person{Role: shared.RoleSystem}), noon)
	same(t, "seen", int64(0), c.Seen())
	same(t, "members", 2, len(c.Header.Members))
}

func TestUnread(t *testing.T) {
	c := opened(t, 2)
	same(t, "unread", 2, c.Unread())
	c.Apply(shared.Marked{Who: "a", Delivered: 2, Read: 2}, noon)
	same(t, "unread", 0, c.Unread())
	c.Apply(posted(3, adam), noon)
	same(t, "unread: one's own do not count", 0, c.Unread())
	c.Apply(posted(4, vera), noon)
	same(t, "unread", 1, c.Unread())
}

// What a mark passes was seen then, unless it was before.
func TestSeenAt(t *testing.T) {
	c := opened(t, 2)
	c.Apply(posted(3, adam), noon)
	c.Apply(posted(4, adam), noon)
	seen := func(seq int64, want *time.Time) {
		t.Helper()
		for row := range c.Log().after(seq - 1) {
			same(t, "seen at", want, row.Message.SeenAt)
			return
		}
	}
	first, second := noon.Add(time.Minute), noon.Add(time.Hour)
	c.Apply(shared.Marked{Who: "v", Read: 3, At: first}, noon)
	c.Apply(shared.Marked{Who: "b", Read: 4, At: second}, noon)
	seen(1, &second) // vera's own, seen by somebody else
	seen(3, &first)
	seen(4, &second)
}

// A hole that does not close, because the log holds what this client cannot
// read, ends with a fresh page.
func TestReload(t *testing.T) {
	c := opened(t, 2)
	c.Outbox.Add(Pending{ClientMessageID: "m"})
	c.Apply(ended(4, vera), noon)
	c.Apply(posted(7, vera), noon)
	history := page(5, 1, 2)
	history.Messages = append(history.Messages, posted(5, vera).Message)
	history.Changes = []json.RawMessage{shared.EncodeEvent(ended(4, vera), "")}
	c.Reload(history)
	same(t, "log", " 1! 2- 4E 5", shows(c.Log()))
	same(t, "status", shared.StatusEnded, c.Header.Status)
	same(t, "head", int64(5), c.Header.Head)
	same(t, "outbox", 1, len(c.Outbox.Items()))
	c.Apply(posted(6, vera), noon)
	same(t, "applied, with what was held", int64(7), c.Applied())
}

func TestTyping(t *testing.T) {
	type1 := func(who shared.Person, on bool) shared.TypingChanged {
		return shared.TypingChanged{ConversationID: "c", UserID: who.ID, Username: who.Username, IsTyping: on}
	}
	c := opened(t, 2)
	c.Apply(type1(adam, true), noon) // ourselves, in another tab
	same(t, "typing", 0, len(c.Typing()))
	c.Apply(type1(vera, true), noon)
	c.Apply(type1(bela, true), noon.Add(time.Second))
	c.Apply(type1(vera, true), noon.Add(2*time.Second))
	same(t, "typing: a renewal keeps its place", []string{"vera", "bela"}, c.Typing())

	late := noon.Add(time.Second + shared.TypingExpires)
	if c.Expire(late.Add(-1)) {
		t.Error("expired too early")
	}
	rev := c.Rev
	if !c.Expire(late) || c.Rev == rev {
		t.Error("not expired")
	}
	same(t, "typing", []string{"vera"}, c.Typing())
	c.Apply(posted(3, vera), noon)
	same(t, "typing: said it", 0, len(c.Typing()))

	c.Apply(type1(bela, true), noon)
	c.Apply(type1(bela, false), noon)
	same(t, "typing: stopped", 0, len(c.Typing()))
	c.Apply(type1(bela, true), noon)
	c.Apply(ended(4, vera), noon)
	same(t, "typing: it has ended", 0, len(c.Typing()))
}
