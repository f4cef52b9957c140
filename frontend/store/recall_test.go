package store

import (
	"testing"
	"time"

	"parley/shared"
)

// What was kept shows until the server's list comes; what that does not name
// is gone, unless the feed has told of it meanwhile.
func TestRecalledInboxGivesWay(t *testing.T) {
	b := &Inbox{Me: adam.ID}
	b.Recall(listed().Newest(9))
	if got := lists(b); got != " b:2 a:0" || !b.Recalled || !b.Loaded {
		t.Fatalf("recalled %s, %v", got, b.Recalled)
	}
	b.Apply(shared.ConversationChanged{Conversation: line("new", 1, vera, noon.Add(3*time.Minute))})
	b.Load(shared.Inbox{Conversations: []shared.Conversation{unread(line("b", 5, vera, noon.Add(4*time.Minute)), 3)}})
	if got := lists(b); got != " b:3 new:1" || b.Recalled {
		t.Errorf("then %s, %v", got, b.Recalled)
	}
}

func TestNewestAreSoMany(t *testing.T) {
	if page := listed().Newest(1); len(page.Conversations) != 1 || page.Conversations[0].ID != "b" || *page.Conversations[0].Unread != 2 || page.Next != "" {
		t.Errorf("kept is %+v", page)
	}
}
