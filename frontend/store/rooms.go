package store

import (
	"cmp"
	"slices"

	"parley/shared"
)

// Rooms is the list of the rooms that a user may enter, by title.
type Rooms struct {
	// Me is the reader.
	Me shared.MemberID
	// Loaded is true once the list was fetched.
	Loaded bool
	// Rev rises with every change a view could show.
	Rev int

	items []*Room
}

// A Room is one room of the list.
type Room struct {
	shared.Room

	read int64 // the reader's own watermark, as far as it was told
}

// All are the rooms, by title.
func (r *Rooms) All() []*Room { return r.items }

// Find returns one room.
func (r *Rooms) Find(id shared.ConversationID) (*Room, bool) {
	i := r.index(id)
	if i < 0 {
		return nil, false
	}
	return r.items[i], true
}

// Unread counts the rooms with something unread.
func (r *Rooms) Unread() (n int) {
	for _, room := range r.items {
		if room.Unread > 0 {
			n++
		}
	}
	return n
}

// Load takes the list, which is always the whole of it.
func (r *Rooms) Load(list shared.Rooms) {
	r.Rev++
	r.Loaded = true
	known := r.items
	r.items = make([]*Room, 0, len(list.Rooms))
	for _, listed := range list.Rooms {
		room := &Room{Room: listed}
		if i := slices.IndexFunc(known, func(k *Room) bool { return k.ID == listed.ID }); i >= 0 {
			room.read = known[i].read
			if known[i].Head > room.Head { // newer than the list
				room.Room = known[i].Room
			}
		}
		if room.read >= room.Head {
			room.Unread = 0
		}
		r.items = append(r.items, room)
	}
	r.sort()
}

// Apply takes a room's header from the feed. It reports whether headers before
// it were left out, so that only the server knows how much is unread.
func (r *Rooms) Apply(c shared.Conversation) (ask bool) {
	r.Rev++
	i := r.index(c.ID)
	if i < 0 {
		r.items = append(r.items, &Room{Room: shared.Room{ID: c.ID}})
		i = len(r.items) - 1
	}
	room := r.items[i]
	if c.Head < room.Head {
		return false
	}
	ask = r.Loaded && c.Head > room.Head+1 && c.Head > room.read
	if said := c.LastMessage; said != nil && (room.LastMessage == nil || said.Seq > room.LastMessage.Seq) {
		switch {
		case said.Sender.ID == r.Me:
			room.Unread, ask = 0, false // who answers has read
		case said.Seq > room.read && said.Kind.CountsUnread():
			room.Unread++
		}
		room.LastMessage = said
	}
	room.Title, room.StaffOnly, room.MessageCharacters, room.Head = c.Title, c.StaffOnly, c.MessageCharacters, c.Head
	r.sort()
	return ask
}

// Remove takes a room from the list.
func (r *Rooms) Remove(id shared.ConversationID) {
	if i := r.index(id); i >= 0 {
		r.items = slices.Delete(r.items, i, i+1)
		r.Rev++
	}
}

// Mark takes a watermark: what the reader has read in one tab is read in all.
func (r *Rooms) Mark(e shared.Marked) {
	i := r.index(e.ConversationID)
	if i < 0 || e.Who != r.Me {
		return
	}
	room := r.items[i]
	room.read = max(room.read, e.Read)
	if room.read >= room.Head && room.Unread > 0 {
		room.Unread = 0
		r.Rev++
	}
}

func (r *Rooms) index(id shared.ConversationID) int {
	return slices.IndexFunc(r.items, func(room *Room) bool { return room.ID == id })
}

func (r *Rooms) sort() {
	slices.SortFunc(r.items, func(a, b *Room) int {
		return cmp.Or(shared.CompareTitles(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
}
