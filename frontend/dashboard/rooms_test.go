package dashboard

import (
	"slices"
	"testing"

	"parley/frontend/ui"
	"parley/shared"
)

// roomOf is a room's header, as a join is answered.
func roomOf(id shared.ConversationID, title string, head int64) shared.Conversation {
	c := header(id, head)
	c.Kind, c.Title, c.Visitor = shared.KindRoom, title, nil
	return c
}

// inTwoRooms is a world with two rooms open side by side.
func inTwoRooms(t *testing.T) *world {
	w := newWorld(t, newMemory())
	w.rooms = shared.Rooms{Rooms: []shared.Room{{ID: "r1", Title: "Kitchen"}, {ID: "r2", Title: "Garden"}}}
	w.connects("e1")
	w.sent = nil
	w.Rooms.Shown = true
	w.OpenRooms([]shared.ConversationID{"r1", "r2"})
	w.answers()
	w.tells("", shared.Joined{Conversation: roomOf("r1", "Kitchen", 0)}, shared.Joined{Conversation: roomOf("r2", "Garden", 0)})
	w.answers()
	return w
}

func TestRoomsAreJoinedSideBySideAndLeft(t *testing.T) {
	w := inTwoRooms(t)
	var joined []shared.ConversationID
	for _, s := range w.sent {
		if join, ok := s.Command.(shared.Join); ok {
			joined = append(joined, join.ConversationID)
		}
	}
	if !slices.Equal(joined, []shared.ConversationID{"r1", "r2"}) {
		t.Fatalf("joined %v", joined)
	}
	w.sent = nil
	w.OpenRooms(w.Rooms.without("r1"))
	if len(w.sent) != 1 || w.sent[0].Command != (shared.Leave{ConversationID: "r1"}) || w.Rooms.Active != "r2" {
		t.Fatalf("%+v, active %q", w.sent, w.Rooms.Active)
	}
	// One room more than have place takes that of the first.
	full := &Rooms{Open: []shared.ConversationID{"1", "2", "3", "4"}}
	if got := full.with("5"); !slices.Equal(got, []shared.ConversationID{"2", "3", "4", "5"}) {
		t.Errorf("%v", got)
	}
}

func TestARoomIsReadWhereItIsSeen(t *testing.T) {
	w := inTwoRooms(t)
	tell := func(room shared.ConversationID, seq int64) {
		m := said(room, seq, visitor, "hello")
		c := roomOf(room, string(room), seq)
		c.LastMessage = &m
		w.tells("", shared.MessagePosted{Message: m}, shared.ConversationChanged{Conversation: c})
	}
	unread := func(room shared.ConversationID) int {
		found, _ := w.Rooms.List.Find(room)
		return found.Unread
	}
	tell("r1", 1)
	tell("r2", 1)
	if unread("r1") != 0 || unread("r2") != 0 {
		t.Errorf("both are seen: %d, %d unread", unread("r1"), unread("r2"))
	}
	w.Rooms.Narrow = true // one has place: the one used last
	tell("r1", 2)
	tell("r2", 2)
	if unread("r1") != 1 || unread("r2") != 0 {
		t.Errorf("only r2 is seen: %d, %d unread", unread("r1"), unread("r2"))
	}
	w.UseRoom("r1")
	if unread("r1") != 0 {
		t.Error("r1 is seen now")
	}
	w.Rooms.Shown = false // another section
	tell("r1", 3)
	if unread("r1") != 1 {
		t.Error("nobody sees r1")
	}
}

func TestStaffWarnOnce(t *testing.T) {
	w := inTwoRooms(t)
	w.sent = nil
	w.Rooms.SayAs("r1", shared.KindAlert)
	w.SayInRoom(w.talks["r1"], "Fire drill")
	if m := w.sent[0].Command.(shared.SendMessage); m.Kind != shared.KindAlert || m.Content != "Fire drill" {
		t.Errorf("%+v", m)
	}
	if w.Rooms.kind("r1") != shared.KindMessage || w.Rooms.kind("r2") != shared.KindMessage {
		t.Error("who has warned goes on with messages")
	}
	// A warning that waits for the network stays one through a reload.
	if kept := w.Kept.Outbox("r1"); len(kept) != 1 || kept[0].Kind != shared.KindAlert {
		t.Errorf("%+v", kept)
	}
}

func TestRefusalsOfRoomsAreSentences(t *testing.T) {
	for _, c := range []struct {
		code  shared.Code
		title string
		want  string
	}{
		{shared.CodeRoomInvalid, "Kitchen", "“Kitchen” was deleted."},
		{shared.CodeRoomInvalid, "", sayRoomNowhere},
		{shared.CodeRoomAccessDenied, "Kitchen", sayRoomDenied("Kitchen")},
		{shared.CodeUserHasToLogin, "Kitchen", sayRoomSignIn},
	} {
		w := inTwoRooms(t)
		w.sent = nil
		w.tells("", shared.ConversationRemoved{ConversationID: "r1", Title: c.title})
		talk := w.talks["r1"]
		if talk.Final {
			t.Fatal("why is for the server to say")
		}
		if len(w.sent) != 1 || w.sent[0].Command != (shared.Join{ConversationID: "r1"}) {
			t.Fatalf("%s: nobody knocks: %+v", c.code, w.sent)
		}
		w.tells(w.sent[0].ref, shared.Fail(shared.Refuse(c.code, "")))
		if got := shutOut(talk, c.title); got != c.want {
			t.Errorf("%s of %q: %q, want %q", c.code, c.title, got, c.want)
		}
	}
}

// roomDesk is a desk that draws a world's rooms.
func roomDesk(w *world) *Desk {
	d := deskOf(w)
	d.at = place{section: inRooms, rooms: w.Rooms.Open}
	return d
}

func TestADeletedRoomKeepsTheDraft(t *testing.T) {
	w := inTwoRooms(t)
	w.Kept.SetDraft("r1", "half a sentence")
	d := roomDesk(w)
	drawn(t, markup(d.roomPane()), `id="`+ui.ComposerInputOf("-r1")+`"`, `id="`+ui.ComposerInputOf("-r2")+`"`, "not room-draft")
	w.sent = nil
	w.tells("", shared.ConversationRemoved{ConversationID: "r1", Title: "Kitchen"})
	w.tells(w.sent[0].ref, shared.Fail(shared.Refuse(shared.CodeRoomInvalid, "")))
	drawn(t, markup(d.roomPane()), "“Kitchen” was deleted.", "half a sentence", sayDraftKept, ">"+ui.SayCopy+"<",
		`not id="`+ui.ComposerInputOf("-r1")+`"`, `id="`+ui.ComposerInputOf("-r2")+`"`)
}

func TestEmptyRoomsOfferAdminsToMakeOne(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	d := roomDesk(w)
	drawn(t, markup(d.roomList()), sayNoRooms, "An admin can create one", "not "+sayMakeRoom)
	w.Me.Role = shared.RoleAdmin
	drawn(t, markup(d.roomList()), sayMakeRoom, `href="/app/admin/rooms/new"`)
}

func TestMembersByPresence(t *testing.T) {
	member := func(name string, online bool) shared.Member {
		return shared.Member{Person: shared.Person{ID: shared.MemberID(name), Username: name}, Presence: shared.Presence{Online: online}}
	}
	sorted, online := present([]shared.Member{member("b", false), member("z", true), member("", true), member("a", true)})
	var names []string
	for _, m := range sorted {
		names = append(names, m.Username)
	}
	if online != 2 || !slices.Equal(names, []string{"a", "z", "b"}) {
		t.Errorf("%d online of %v", online, names)
	}
}

func TestPlacesOfTheDesk(t *testing.T) {
	for path, want := range map[string]place{
		"/app/":                    {},
		"/app/c/x":                 {},
		"/app/rooms":               {section: inRooms},
		"/app/rooms/a,b":           {section: inRooms, rooms: []shared.ConversationID{"a", "b"}},
		"/app/admin":               {section: inAdmin, area: adminUsers},
		"/app/admin/sites/new":     {section: inAdmin, area: adminSites, item: newItem},
		"/app/admin/rooms/r1":      {section: inAdmin, area: adminRooms, item: "r1"},
		"/app/admin/nonsense":      {section: inAdmin, area: adminUsers},
		"/app/rooms/1,2,3,4,5,6,7": {section: inRooms, rooms: []shared.ConversationID{"1", "2", "3", "4"}},
	} {
		got := placeIn(path, "/app")
		if got.section != want.section || got.area != want.area || got.item != want.item || !slices.Equal(got.rooms, want.rooms) {
			t.Errorf("%s: %+v, want %+v", path, got, want)
		}
	}
	if got := roomsHref("/app", []shared.ConversationID{"a", "b"}); got != "/app/rooms/a,b" {
		t.Error(got)
	}
	if got := adminHref("/app", adminUsers, ""); got != "/app/admin/users" {
		t.Error(got)
	}
}

// TestARoomMadeWhileTheListIsOnItsWay: neither is lost nor comes back what the
// feed has told of while the list, read before, was still on its way.
func TestARoomMadeWhileTheListIsOnItsWay(t *testing.T) {
	w := inTwoRooms(t)
	w.LoadRooms()
	w.tells("", shared.ConversationChanged{Conversation: roomOf("r3", "Cellar", 0)}, shared.ConversationRemoved{ConversationID: "r2", Title: "Garden"})
	early := w.works[0]
	w.works = w.works[1:]
	early()
	w.rooms = shared.Rooms{Rooms: []shared.Room{{ID: "r3", Title: "Cellar"}, {ID: "r1", Title: "Kitchen"}}}
	w.answers()
	var titles []string
	for _, room := range w.Rooms.List.All() {
		titles = append(titles, room.Title)
	}
	if !slices.Equal(titles, []string{"Cellar", "Kitchen"}) {
		t.Errorf("the list has %q", titles)
	}
	w.answers()
	if w.Rooms.Listing {
		t.Error("it is asked for without end")
	}
}
