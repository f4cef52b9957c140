package store

import (
	"cmp"
	"slices"
	"time"

	"parley/shared"
)

// Inbox is the agents' lists of conversations: one of them is looked at, all are
// made of the same lines, so that what changes moves from one to another.
type Inbox struct {
	// Me is the reader.
	Me shared.MemberID
	// Filter is the list that is looked at; see Show.
	Filter shared.InboxFilter
	// Loaded is true once that list was fetched.
	Loaded bool
	// Recalled is true while this is what was kept on this device.
	Recalled bool
	// Next is the cursor of its next older page; empty at the end.
	Next string
	// Counts are the server's, of all lists; Counted is true once it told them.
	Counts  shared.InboxCounts
	Counted bool
	// Rev rises with every change a view could show.
	Rev int

	items []*Line
	lists map[shared.InboxFilter]fetched
	tick  int // counts what the feed tells
}

// fetched is how much of a list is here.
type fetched struct {
	loaded  bool
	next    string
	horizon time.Time // the oldest line of its pages, while there are more
}

// A Line is one conversation of the inbox.
type Line struct {
	shared.Conversation
	// Unread counts messages the reader has not seen.
	Unread int

	read     int64 // the reader's own watermark, as far as it was told
	tick     int   // when the feed told of it last
	recalled bool  // and not confirmed since
}

// At is when something was last said, or when it began.
func (l *Line) At() time.Time {
	if l.LastMessage != nil {
		return l.LastMessage.Timestamp
	}
	return l.CreatedAt
}

// Looked is who looks after the conversation, if anybody.
func (l *Line) Looked() *shared.Person {
	if l.Internal == nil {
		return nil
	}
	return l.Assignee
}

// in reports whether a line belongs to a list.
func (l *Line) in(filter shared.InboxFilter, me shared.MemberID) bool {
	ended := l.Status == shared.StatusEnded
	switch who := l.Looked(); filter {
	case shared.InboxEnded:
		return ended
	case shared.InboxMine:
		return !ended && who != nil && who.ID == me
	case shared.InboxUnassigned:
		return !ended && who == nil
	case shared.InboxAll:
		return !ended
	}
	return true
}

// place is where a line stands in a list: by when it was ended, in that of the
// ended ones.
func (l *Line) place(filter shared.InboxFilter) time.Time {
	if filter == shared.InboxEnded && l.EndedAt != nil {
		return *l.EndedAt
	}
	return l.At()
}

// Show looks at another list. What is known of it is there at once.
func (b *Inbox) Show(filter shared.InboxFilter) {
	b.Rev++
	b.Filter = filter
	b.Loaded, b.Next = b.lists[filter].loaded, b.lists[filter].next
}

// Lines are the conversations of the list looked at, newest first. What is older
// than the pages fetched of it waits for its page, or there would be a hole.
func (b *Inbox) Lines() []*Line {
	list := b.lists[b.Filter]
	lines := make([]*Line, 0, len(b.items))
	for _, l := range b.items {
		if l.in(b.Filter, b.Me) && (list.next == "" || !l.place(b.Filter).Before(list.horizon)) {
			lines = append(lines, l)
		}
	}
	slices.SortFunc(lines, func(x, y *Line) int {
		return cmp.Or(y.place(b.Filter).Compare(x.place(b.Filter)), cmp.Compare(x.ID, y.ID))
	})
	return lines
}

// Empty reports whether there is no conversation at all, in any list.
func (b *Inbox) Empty() bool {
	return b.Loaded && len(b.items) == 0 && b.Counts.All+b.Counts.Ended == 0
}

// Find returns one line.
func (b *Inbox) Find(id shared.ConversationID) (*Line, bool) {
	i := b.index(id)
	if i < 0 {
		return nil, false
	}
	return b.items[i], true
}

// Unread counts the conversations with something unread, in all lists.
func (b *Inbox) Unread() (n int) {
	for _, line := range b.items {
		if line.Unread > 0 {
			n++
		}
	}
	return n
}

// An Ask is a page asked for, and when.
type Ask struct {
	Filter shared.InboxFilter
	// Before is the cursor; empty for the first page.
	Before string

	tick int
}

// Ask is the first page of a list, or the page after what is here.
func (b *Inbox) Ask(filter shared.InboxFilter, more bool) Ask {
	a := Ask{Filter: filter, tick: b.tick}
	if more {
		a.Before = b.lists[filter].next
	}
	return a
}

// Load takes a page of the list looked at, asked for just now.
func (b *Inbox) Load(page shared.Inbox) { b.Take(b.Ask(b.Filter, false), page) }

// Take takes a page of a list. Lines that changed since it was asked for keep
// their newer state. What a fresh first page leaves out of what it covers has
// gone to another list meanwhile, unheard.
func (b *Inbox) Take(a Ask, page shared.Inbox) {
	b.Rev++
	listed := map[shared.ConversationID]bool{}
	horizon := time.Time{}
	for _, c := range page.Conversations {
		listed[c.ID] = true
		i := b.index(c.ID)
		if i < 0 {
			b.items = append(b.items, &Line{})
			i = len(b.items) - 1
		}
		line := b.items[i]
		line.recalled = false
		if c.Head >= line.Head && line.tick <= a.tick {
			line.Conversation = c
			// The page may have been read before what is known to be read.
			if line.Unread = 0; c.Unread != nil && line.read < c.Head {
				line.Unread = *c.Unread
			}
		}
		if at := line.place(a.Filter); horizon.IsZero() || at.Before(horizon) {
			horizon = at
		}
	}
	if a.Before == "" && a.Filter != shared.InboxEverything {
		b.items = slices.DeleteFunc(b.items, func(l *Line) bool {
			return !listed[l.ID] && l.tick <= a.tick && l.in(a.Filter, b.Me) && (page.Next == "" || !l.place(a.Filter).Before(horizon))
		})
	}
	if b.lists == nil {
		b.lists = map[shared.InboxFilter]fetched{}
	}
	if a.Filter == shared.InboxEverything {
		horizon = time.Time{}
	}
	b.lists[a.Filter] = fetched{loaded: true, next: page.Next, horizon: horizon}
	if a.Filter == b.Filter {
		b.Loaded, b.Next = true, page.Next
	}
	if page.Counts != nil {
		b.Counts, b.Counted = *page.Counts, true
	}
	b.dropRecalled(a.Filter)
	b.sort()
}

// Apply takes a header from the feed, which also tells of rooms and notes. It
// reports whether that may have changed the counts.
func (b *Inbox) Apply(e shared.ConversationChanged) (moved bool) {
	if e.Kind == shared.KindRoom || e.Kind == shared.KindNotes {
		return false
	}
	b.Rev++
	b.tick++
	i := b.index(e.Conversation.ID)
	known := i >= 0
	if !known {
		b.items = append(b.items, &Line{})
		i = len(b.items) - 1
	}
	line := b.items[i]
	line.recalled = false
	if e.Head < line.Head {
		return false
	}
	if e.Internal == nil {
		e.Internal = line.Internal // an event of the log tells of the status alone
	}
	if said := e.LastMessage; said != nil && (line.LastMessage == nil || said.Seq > line.LastMessage.Seq) {
		switch {
		case said.Sender.ID == b.Me:
			line.Unread = 0 // who answers has read
		case said.Seq <= line.read:
		case line.LastMessage == nil:
			line.Unread++ // how much was said before is not known here
		default:
			// The feed may leave headers out: the newest one speaks for those before.
			line.Unread += int(said.Seq - max(line.LastMessage.Seq, line.read))
		}
	}
	before := *line
	line.Conversation, line.tick = e.Conversation, b.tick
	b.sort()
	return !known || before.Status != line.Status || idOf(before.Looked()) != idOf(line.Looked())
}

func idOf(p *shared.Person) shared.MemberID {
	if p == nil {
		return ""
	}
	return p.ID
}

// Mark takes the reader's own watermark: what is read in one tab is read in
// all.
func (b *Inbox) Mark(e shared.Marked) {
	if e.Who != b.Me {
		return
	}
	i := b.index(e.ConversationID)
	if i < 0 {
		return
	}
	line := b.items[i]
	line.read = max(line.read, e.Read)
	if line.read >= line.Head && line.Unread > 0 {
		line.Unread = 0
		b.Rev++
	}
}

func (b *Inbox) index(id shared.ConversationID) int {
	return slices.IndexFunc(b.items, func(l *Line) bool { return l.ID == id })
}

func (b *Inbox) sort() {
	slices.SortFunc(b.items, func(x, y *Line) int {
		return cmp.Or(y.At().Compare(x.At()), cmp.Compare(x.ID, y.ID))
	})
}
