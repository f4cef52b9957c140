package dashboard

import (
	"context"
	"slices"

	"parley/frontend/store"
	"parley/frontend/ui"
	"parley/shared"
)

// mostOpen is how many rooms are open side by side; one more takes the place of
// the first.
const mostOpen = 4

// Rooms is the desk's state of the rooms: the list, and which are open. What is
// said in an open room is one of the desk's talks.
type Rooms struct {
	List store.Rooms
	// Problem is why the list is not there, in words; Listing is true while it is
	// being asked for.
	Problem string
	Listing bool
	// Open are the rooms side by side, Active the one that was used last: where
	// there is no place for more, it is the one that is seen.
	Open   []shared.ConversationID
	Active shared.ConversationID
	// Shown is true while the page of the rooms is, and Narrow while it has a
	// place for one.
	Shown, Narrow bool
	// Rev rises with every change a view could show.
	Rev int

	late    bool                             // a room came or went while the list was asked for
	titles  map[shared.ConversationID]string // as they were last known
	kinds   map[shared.ConversationID]shared.MessageKind
	members shared.ConversationID // whose members are listed; one at a time
}

// LoadRooms asks for the list.
func (l *Live) LoadRooms() {
	r := &l.Rooms
	r.Listing, r.late = true, false
	r.Rev++
	ask(l, func(ctx context.Context) (shared.Rooms, error) { return l.ListRooms(ctx) }, func(list shared.Rooms, err error) {
		r.Listing = false
		r.Rev++
		if err != nil {
			r.Problem = sentence(err)
			socket := l.connected
			l.After(max(shared.AsError(err).Retry, askAgain), func() {
				if socket != nil && l.connected == socket && r.Problem != "" && !r.Listing {
					l.LoadRooms()
				}
			})
			return
		}
		r.Problem = ""
		r.List.Load(list)
		r.learn()
		if r.late { // the list may have been read before
			l.LoadRooms()
		}
	})
}

// learn keeps the titles of the open rooms, for when they are deleted.
func (r *Rooms) learn() {
	for _, room := range r.List.All() {
		if slices.Contains(r.Open, room.ID) {
			r.know(room.ID, room.Title)
		}
	}
}

func (r *Rooms) know(id shared.ConversationID, title string) {
	if r.titles == nil {
		r.titles = map[shared.ConversationID]string{}
	}
	if title != "" {
		r.titles[id] = title
	}
}

// connectRooms starts a socket's life.
func (l *Live) connectRooms() {
	l.Rooms.List.Me = l.Me.ID
	l.LoadRooms()
}

// receiveRooms takes what the socket tells of rooms.
func (l *Live) receiveRooms(e shared.Event) {
	r := &l.Rooms
	switch e := e.(type) {
	case shared.ConversationChanged:
		if e.Kind != shared.KindRoom || e.Seq > 0 {
			return // the feed tells of it too
		}
		if _, known := r.List.Find(e.ID); !known {
			r.late = true
		}
		if r.List.Apply(e.Conversation) && !r.Listing {
			l.LoadRooms()
		}
		r.learn()
		if t := l.talks[e.ID]; t != nil && t.Final && slices.Contains(r.Open, e.ID) {
			t.Again() // it is open to us again
		}
		if l.readsRoom(e.ID) {
			r.List.Mark(shared.Marked{ConversationID: e.ID, Who: l.Me.ID, Read: e.Head})
		}
	case shared.ConversationRemoved:
		r.know(e.ConversationID, e.Title)
		r.late = true
		r.List.Remove(e.ConversationID)
		l.knock(e.ConversationID)
	case shared.Left:
		r.know(e.ConversationID, e.Title)
		l.knock(e.ConversationID)
	case shared.Marked:
		r.List.Mark(e)
	case shared.Joined:
		if e.Kind == shared.KindRoom {
			r.know(e.ID, e.Title)
		}
	}
	r.Rev++
}

// knock tries to join an open room again, out of which the server has sent us:
// its answer says why.
func (l *Live) knock(id shared.ConversationID) {
	t := l.talks[id]
	if t == nil || !slices.Contains(l.Rooms.Open, id) || l.connected == nil {
		return
	}
	t.Lost(0)
	t.Connect(*l.connected)
}

// OpenRooms shows rooms side by side; those that were open and are not among
// them are left.
func (l *Live) OpenRooms(ids []shared.ConversationID) {
	r := &l.Rooms
	r.Rev++
	for _, id := range r.Open {
		if t := l.talks[id]; t != nil && !slices.Contains(ids, id) {
			t.Attend(false)
		}
	}
	was := r.Open
	r.Open = slices.Clone(ids)
	for _, id := range ids {
		if slices.Contains(was, id) {
			continue
		}
		r.Active = id
		t := l.talk(id)
		l.opened++
		t.opened = l.opened
		t.atEnd = t.restore == nil
		t.Attend(true)
		if t.Final { // perhaps no longer
			t.Again()
		}
	}
	if !slices.Contains(r.Open, r.Active) {
		r.Active = ""
		if n := len(r.Open); n > 0 {
			r.Active = r.Open[n-1]
		}
	}
	r.learn()
	l.tidy()
	l.look()
}

// with is what is open when one more room is.
func (r *Rooms) with(id shared.ConversationID) []shared.ConversationID {
	if slices.Contains(r.Open, id) {
		return r.Open
	}
	ids := append(slices.Clone(r.Open), id)
	return ids[max(0, len(ids)-mostOpen):]
}

// without is what is open when a room is closed.
func (r *Rooms) without(id shared.ConversationID) []shared.ConversationID {
	return slices.DeleteFunc(slices.Clone(r.Open), func(open shared.ConversationID) bool { return open == id })
}

// UseRoom makes a room the active one.
func (l *Live) UseRoom(id shared.ConversationID) {
	if r := &l.Rooms; r.Active != id && slices.Contains(r.Open, id) {
		r.Active = id
		r.Rev++
		l.look()
	}
}

// readsRoom reports whether the newest message of a room is in view.
func (l *Live) readsRoom(id shared.ConversationID) bool {
	r, t := &l.Rooms, l.talks[id]
	return t != nil && r.Shown && l.visible && t.atEnd && slices.Contains(r.Open, id) && (!r.Narrow || r.Active == id)
}

// kind is what the next message to a room is said as.
func (r *Rooms) kind(id shared.ConversationID) shared.MessageKind {
	if kind, chosen := r.kinds[id]; chosen {
		return kind
	}
	return shared.KindMessage
}

// SayAs chooses what the next message to a room is said as.
func (r *Rooms) SayAs(id shared.ConversationID, kind shared.MessageKind) {
	if r.kinds == nil {
		r.kinds = map[shared.ConversationID]shared.MessageKind{}
	}
	r.kinds[id] = kind
	r.Rev++
}

// SayInRoom says something in a room. Who has warned goes on with messages.
func (l *Live) SayInRoom(t *Talk, text string) {
	kind := l.Rooms.kind(t.ID)
	delete(l.Rooms.kinds, t.ID)
	if kind == shared.KindMessage {
		kind = ""
	}
	t.Say(store.Pending{ClientMessageID: l.NewID(), Content: shared.Trim(text), At: l.Now(), Kind: kind}, nil)
}

// titleOf is what an open room is called, as far as it is known.
func (r *Rooms) titleOf(id shared.ConversationID) string {
	if room, ok := r.List.Find(id); ok && room.Title != "" {
		return room.Title
	}
	return r.titles[id]
}

// shutOut says in words why an open room is closed to the reader, if so.
func shutOut(t *Talk, title string) string {
	if !t.Final || t.Problem == nil {
		return ""
	}
	switch t.Problem.Code {
	case shared.CodeRoomInvalid, shared.CodeNotFound:
		if title == "" {
			return sayRoomNowhere
		}
		return sayRoomDeleted(title)
	case shared.CodeRoomAccessDenied, shared.CodeForbidden:
		return sayRoomDenied(title)
	case shared.CodeUserHasToLogin:
		return sayRoomSignIn
	}
	return sentence(t.Problem)
}

// online counts who is there, and sorts the members: who is there first, then
// by name.
func present(members []shared.Member) (sorted []shared.Member, online int) {
	for _, m := range members {
		if m.Username == "" {
			continue // heard of, not introduced
		}
		sorted = append(sorted, m)
		if m.Online {
			online++
		}
	}
	slices.SortFunc(sorted, func(a, b shared.Member) int {
		if a.Online != b.Online {
			if a.Online {
				return -1
			}
			return 1
		}
		return shared.CompareTitles(nameOf(a.Person), nameOf(b.Person))
	})
	return sorted, online
}

// roomUnread is the number beside a room's name.
func roomUnread(room *store.Room) string { return ui.Unread(room.Unread) }
