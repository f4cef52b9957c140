package store

import (
	"fmt"
	"testing"
	"time"

	"parley/shared"
)

// line is a header of the inbox: head messages, the last one said by by.
func line(id shared.ConversationID, head int64, by shared.Person, at time.Time) shared.Conversation {
	c := shared.Conversation{ID: id, Status: shared.StatusOpen, Head: head, CreatedAt: noon}
	if head > 0 {
		m := said(head, by, at)
		c.LastMessage = &m
	}
	return c
}

func unread(c shared.Conversation, n int) shared.Conversation {
	c.Unread = &n
	return c
}

// lists is the inbox in short: "b:2 a:0" is b with two unread, then a.
func lists(b *Inbox) (s string) {
	for _, l := range b.Lines() {
		s += fmt.Sprintf(" %s:%d", l.ID, l.Unread)
	}
	return s
}

func listed() *Inbox {
	b := &Inbox{Me: adam.ID}
	b.Load(shared.Inbox{Next: "older", Conversations: []shared.Conversation{
		unread(line("b", 4, vera, noon.Add(2*time.Minute)), 2),
		unread(line("a", 3, adam, noon.Add(time.Minute)), 0),
	}})
	return b
}

func feed(c shared.Conversation) shared.ConversationChanged {
	return shared.ConversationChanged{Conversation: c}
}

func TestInbox(t *testing.T) {
	later := noon.Add(time.Hour)
	for _, c := range []struct {
		name string
		do   func(*Inbox)
		want string
	}{
		{"as loaded", func(*Inbox) {}, " b:2 a:0"},
		{"a message moves up", func(b *Inbox) { b.Apply(feed(line("a", 4, vera, later))) }, " a:1 b:2"},
		{"told twice", func(b *Inbox) { b.Apply(feed(line("a", 4, vera, later))); b.Apply(feed(line("a", 4, vera, later))) }, " a:1 b:2"},
		{"told late, or not at all", func(b *Inbox) { b.Apply(feed(line("a", 5, vera, later))); b.Apply(feed(line("a", 4, vera, noon))) }, " a:2 b:2"},
		{"a new conversation", func(b *Inbox) { b.Apply(feed(line("c", 1, vera, later))) }, " c:1 b:2 a:0"},
		{"one begun without a word", func(b *Inbox) { b.Apply(feed(line("c", 0, vera, later))) }, " b:2 a:0 c:0"},
		{"a colleague answers", func(b *Inbox) { b.Apply(feed(line("b", 5, bela, later))) }, " b:3 a:0"},
		{"one answers oneself", func(b *Inbox) { b.Apply(feed(line("b", 5, adam, later))) }, " b:0 a:0"},
		{"read elsewhere", func(b *Inbox) { b.Mark(shared.Marked{ConversationID: "b", Who: "a", Read: 4}) }, " b:0 a:0"},
		{"read in part", func(b *Inbox) { b.Mark(shared.Marked{ConversationID: "b", Who: "a", Read: 3}) }, " b:2 a:0"},
		{"read by somebody else", func(b *Inbox) { b.Mark(shared.Marked{ConversationID: "b", Who: "v", Read: 4}) }, " b:2 a:0"},
		{"read, not listed", func(b *Inbox) { b.Mark(shared.Marked{ConversationID: "z", Who: "a", Read: 4}) }, " b:2 a:0"},
		{"read before it was told", func(b *Inbox) {
			b.Mark(shared.Marked{ConversationID: "a", Who: "a", Read: 4})
			b.Apply(feed(line("a", 4, vera, later)))
		}, " a:0 b:2"},
		{"an older page", func(b *Inbox) {
			b.Load(shared.Inbox{Conversations: []shared.Conversation{unread(line("z", 1, vera, noon.Add(-time.Hour)), 1)}})
		}, " b:2 a:0 z:1"},
		{"a page read before the news", func(b *Inbox) {
			b.Apply(feed(line("a", 4, vera, later)))
			b.Load(shared.Inbox{Conversations: []shared.Conversation{unread(line("a", 3, vera, noon), 0)}})
		}, " a:1 b:2"},
		{"a page read before the mark", func(b *Inbox) {
			b.Mark(shared.Marked{ConversationID: "b", Who: "a", Read: 4})
			b.Load(shared.Inbox{Conversations: []shared.Conversation{unread(line("b", 4, vera, noon.Add(2*time.Minute)), 2)}})
		}, " b:0 a:0"},
		{"a page with the news", func(b *Inbox) {
			b.Load(shared.Inbox{Conversations: []shared.Conversation{unread(line("a", 9, vera, later), 6)}})
		}, " a:6 b:2"},
		{"at the same moment", func(b *Inbox) {
			b.Apply(feed(line("y", 1, vera, later)))
			b.Apply(feed(line("x", 1, vera, later)))
		}, " x:1 y:1 b:2 a:0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := listed()
			c.do(b)
			same(t, "inbox", c.want, lists(b))
		})
	}
}

func TestInboxCountsAndFinds(t *testing.T) {
	b := listed()
	same(t, "conversations unread", 1, b.Unread())
	same(t, "next page", "older", b.Next)
	if l, ok := b.Find("b"); !ok || l.Head != 4 {
		t.Errorf("found %+v, %v", l, ok)
	}
	if _, ok := b.Find("z"); ok {
		t.Error("found what is not there")
	}
	rev := b.Rev
	b.Mark(shared.Marked{ConversationID: "b", Who: "a", Read: 4})
	if b.Rev == rev {
		t.Error("nobody draws the list again")
	}
	b.Load(shared.Inbox{})
	if !b.Loaded || b.Next != "" {
		t.Error("the end of the list is not the end")
	}
}
