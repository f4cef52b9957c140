package store

import (
	"slices"
	"testing"

	"parley/shared"
)

func titles(r *Rooms) (list []string) {
	for _, room := range r.All() {
		list = append(list, room.Title)
	}
	return list
}

func roomHeader(id shared.ConversationID, title string, head int64, last *shared.Message) shared.Conversation {
	return shared.Conversation{ID: id, Kind: shared.KindRoom, Title: title, Head: head, LastMessage: last}
}

func saidIn(seq int64, kind shared.MessageKind, by shared.MemberID) *shared.Message {
	return &shared.Message{Seq: seq, Kind: kind, Sender: shared.Person{ID: by}}
}

func TestRoomsAreAlphabeticalWhateverHappens(t *testing.T) {
	r := &Rooms{Me: "me"}
	r.Load(shared.Rooms{Rooms: []shared.Room{{ID: "b", Title: "beta"}, {ID: "d", Title: "Delta"}}})
	r.Apply(roomHeader("a", "Alpha", 0, nil))
	if got := titles(r); !slices.Equal(got, []string{"Alpha", "beta", "Delta"}) {
		t.Errorf("made elsewhere: %q", got)
	}
	r.Apply(roomHeader("a", "Zeta", 1, nil))
	if got := titles(r); !slices.Equal(got, []string{"beta", "Delta", "Zeta"}) {
		t.Errorf("renamed elsewhere: %q", got)
	}
	r.Remove("d")
	r.Remove("unknown")
	if got := titles(r); !slices.Equal(got, []string{"beta", "Zeta"}) {
		t.Errorf("deleted elsewhere: %q", got)
	}
	r.Load(shared.Rooms{Rooms: []shared.Room{{ID: "z", Title: "Only"}}})
	if got := titles(r); !slices.Equal(got, []string{"Only"}) {
		t.Errorf("the list is the whole of it: %q", got)
	}
}

func TestRoomsCountWhatIsUnread(t *testing.T) {
	r := &Rooms{Me: "me"}
	r.Load(shared.Rooms{Rooms: []shared.Room{{ID: "a", Title: "A", Head: 2}}})
	unread := func(want int) {
		t.Helper()
		if room, _ := r.Find("a"); room.Unread != want {
			t.Errorf("%d unread, want %d", room.Unread, want)
		}
	}
	if ask := r.Apply(roomHeader("a", "A", 3, saidIn(3, shared.KindMessage, "you"))); ask {
		t.Error("asked though nothing was left out")
	}
	unread(1)
	r.Apply(roomHeader("a", "A", 4, saidIn(4, shared.KindEnter, "system")))
	unread(1) // who comes and goes does not count
	r.Apply(roomHeader("a", "A", 5, saidIn(5, shared.KindAlert, "you")))
	unread(2)
	r.Apply(roomHeader("a", "A", 4, saidIn(4, shared.KindMessage, "you")))
	unread(2) // late
	r.Mark(shared.Marked{ConversationID: "a", Who: "you", Read: 5})
	unread(2)
	r.Mark(shared.Marked{ConversationID: "a", Who: "me", Read: 5})
	unread(0)
	if ask := r.Apply(roomHeader("a", "A", 9, saidIn(9, shared.KindMessage, "you"))); !ask {
		t.Error("three headers were left out, and nobody asks")
	}
	r.Apply(roomHeader("a", "A", 10, saidIn(10, shared.KindMessage, "me")))
	unread(0)
	if n := r.Unread(); n != 0 {
		t.Error(n)
	}
}
