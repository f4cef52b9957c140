package store

import (
	"testing"
	"time"

	"parley/shared"
)

// assigned is a header with what only users know.
func assigned(c shared.Conversation, to *shared.Person) shared.Conversation {
	c.Internal = &shared.Internal{Assignee: to}
	return c
}

// TestListsOfOneInbox: what changes moves from list to list, also unheard.
func TestListsOfOneInbox(t *testing.T) {
	b := &Inbox{Me: adam.ID}
	b.Show(shared.InboxAll)
	b.Load(shared.Inbox{Counts: &shared.InboxCounts{All: 2}, Conversations: []shared.Conversation{
		assigned(line("b", 4, vera, noon.Add(2*time.Minute)), nil),
		assigned(line("a", 3, vera, noon.Add(time.Minute)), &adam),
	}})
	want := func(filter shared.InboxFilter, want string) {
		t.Helper()
		b.Show(filter)
		if got := lists(b); got != want {
			t.Errorf("%q: %s, want %s", filter, got, want)
		}
	}
	want(shared.InboxAll, " b:0 a:0")
	want(shared.InboxMine, " a:0")
	want(shared.InboxUnassigned, " b:0")
	want(shared.InboxEnded, "")
	if !b.Apply(feed(assigned(line("b", 4, vera, noon.Add(2*time.Minute)), &adam))) {
		t.Error("an assignment moves nothing")
	}
	if b.Apply(feed(assigned(line("b", 5, vera, noon.Add(3*time.Minute)), &adam))) {
		t.Error("a message changes the counts")
	}
	want(shared.InboxMine, " b:1 a:0")
	want(shared.InboxUnassigned, "")

	// An event of the log tells of the status alone: whose it is stays known.
	ended := line("b", 6, vera, noon.Add(3*time.Minute))
	at := noon.Add(4 * time.Minute)
	ended.Status, ended.EndedAt = shared.StatusEnded, &at
	b.Apply(feed(ended))
	want(shared.InboxEnded, " b:2")
	want(shared.InboxMine, " a:0")
	if l, _ := b.Find("b"); l.Looked() == nil || l.Looked().ID != adam.ID {
		t.Error("forgotten whose it was")
	}

	// A page asked for before the feed spoke does not undo what it said; what a
	// fresh page leaves out has gone elsewhere.
	ask := b.Ask(shared.InboxAll, false)
	b.Apply(feed(assigned(line("c", 1, vera, noon.Add(5*time.Minute)), nil)))
	b.Take(ask, shared.Inbox{})
	want(shared.InboxAll, " c:1")
	b.Take(b.Ask(shared.InboxAll, false), shared.Inbox{})
	want(shared.InboxAll, "")

	// What is older than the pages fetched waits for its page.
	b.Take(b.Ask(shared.InboxUnassigned, false), shared.Inbox{Next: "more", Conversations: []shared.Conversation{
		assigned(line("n", 1, vera, noon.Add(9*time.Minute)), nil),
	}})
	b.Take(b.Ask(shared.InboxAll, false), shared.Inbox{Conversations: []shared.Conversation{
		assigned(line("n", 1, vera, noon.Add(9*time.Minute)), nil), assigned(line("o", 1, vera, noon), nil),
	}})
	want(shared.InboxUnassigned, " n:0")
	want(shared.InboxAll, " n:0 o:0")
}
