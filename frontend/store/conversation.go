package store

import (
	"slices"
	"time"

	"parley/shared"
)

// maxHeld bounds the events kept while a hole before them is being filled; a
// sync brings the rest again.
const maxHeld = 64

// Conversation is one conversation as one reader sees it.
type Conversation struct {
	// Header is the newest header known.
	Header shared.Conversation
	// Me is the reader.
	Me shared.Person
	// First is how many messages the newest page was asked for; 0: the most.
	First int
	// Loaded is true once a page of history was applied.
	Loaded bool
	// Outbox holds what the reader said and the server has not confirmed.
	Outbox Outbox
	// Rev rises with every change a view could show.
	Rev int

	log     Log
	applied int64 // every event up to here has been applied
	told    int64 // what Header says of the log is as of here
	held    map[int64]shared.Logged
	recent  []shared.Logged // changes of messages, applied not long ago
	typing  typing
}

// Applied is the reader's cursor: the seq up to which nothing is missing.
func (c *Conversation) Applied() int64 { return c.applied }

// Log is what was said, in chunks.
func (c *Conversation) Log() *Log { return &c.log }

// Begin takes the header that a socket starts with, and reports whether the
// history is to be loaded afresh or synced from [Conversation.Applied]. A head
// behind that asks for a sync too: either the header was read before events
// that have come since, or the server has another past, and only the server
// can tell.
func (c *Conversation) Begin(header shared.Conversation, me shared.Person) (load, sync bool) {
	c.Rev++
	c.Me = me
	if c.Header.ID != header.ID {
		c.Reset()
	}
	known := c.Header
	c.Header = header
	c.Header.Head = max(header.Head, known.Head)
	if header.Head >= c.told {
		c.told = header.Head
	} else {
		c.Header.Status, c.Header.EndedAt, c.Header.EndedBy = known.Status, known.EndedAt, known.EndedBy
		c.Header.LastMessage = known.LastMessage
	}
	c.Header.Members = slices.Clone(header.Members) // ours to move
	for _, m := range known.Members {
		if newer := c.member(m.ID); newer != nil {
			newer.Delivered, newer.Read = max(newer.Delivered, m.Delivered), max(newer.Read, m.Read)
		}
	}
	return !c.Loaded, c.Loaded && header.Head != c.applied
}

// Reset forgets what the server said; the outbox stays.
func (c *Conversation) Reset() {
	c.Rev++
	c.Header = shared.Conversation{}
	c.Loaded = false
	c.log = Log{}
	c.applied, c.told = 0, 0
	c.held, c.recent = nil, nil
	c.typing = typing{}
}

// Load applies the newest page of history, or an older one once that is there.
func (c *Conversation) Load(page shared.History) {
	c.Rev++
	for i := range page.Messages {
		c.log.put(Row{Seq: page.Messages[i].Seq, Message: &page.Messages[i]})
	}
	for _, raw := range page.Changes {
		received, err := shared.DecodeEvents(raw)
		if err != nil {
			continue // a change this client cannot read is not drawn
		}
		for _, r := range received {
			if change, ok := r.Event.(shared.ConversationChanged); ok {
				c.log.put(Row{Seq: change.Seq, Change: &change})
			}
		}
	}
	c.changeSince(page.Head)
	asked := shared.MaxHistory
	if !c.Loaded && c.First > 0 {
		asked = c.First
	}
	if len(page.Messages) < asked {
		c.log.complete = true
	}
	if !c.Loaded {
		c.Loaded = true
		c.applied = page.Head
		c.Header.Head = max(c.Header.Head, page.Head)
		for row := range c.log.after(c.told) {
			c.reflect(row)
		}
		c.release()
	}
}

// Reload replaces the log by the newest page of history, for a hole that does
// not close.
func (c *Conversation) Reload(page shared.History) {
	c.Loaded = false
	c.log = Log{}
	c.Header.Head = page.Head
	c.Load(page)
}

// Apply takes an event of this conversation. It reports whether events are
// missing, so that the caller asks for those after [Conversation.Applied].
func (c *Conversation) Apply(event shared.Event, now time.Time) (missing bool) {
	switch e := event.(type) {
	case shared.MessagePosted:
		if e.ClientMessageID != "" {
			c.Outbox.confirm(e.ClientMessageID)
			c.Rev++
		}
		return c.take(e)
	case shared.MessageEdited:
		return c.takeChange(e)
	case shared.MessageDeleted:
		return c.takeChange(e)
	case shared.ReactionChanged:
		return c.takeChange(e)
	case shared.ConversationChanged:
		if e.Seq > 0 {
			return c.take(e)
		}
	case shared.TypingChanged:
		if e.UserID != c.Me.ID {
			c.typing.set(e, now)
			c.Rev++
		}
	case shared.Marked:
		c.mark(e)
	case shared.PresenceChanged:
		c.someone(e.Who).Presence = e.Presence
		c.Rev++
	case shared.Heartbeat:
		head := e.Heads[c.Header.ID]
		c.Header.Head = max(c.Header.Head, head)
		return c.Loaded && head > c.applied
	}
	return false
}

// takeChange applies a change of a message; one without a place concerns the
// reader alone, or answers what was so already.
func (c *Conversation) takeChange(event shared.Logged) (missing bool) {
	if _, seq := event.Place(); seq > 0 {
		return c.take(event)
	}
	c.change(event)
	c.Rev++
	return false
}

// take applies a logged event in its place, or holds it until its turn.
func (c *Conversation) take(event shared.Logged) (missing bool) {
	_, seq := event.Place()
	c.Header.Head = max(c.Header.Head, seq)
	switch {
	case c.Loaded && seq <= c.applied:
		return false
	case c.Loaded && seq == c.applied+1:
		c.applyNext(event)
		c.release()
		// What is still held waits for a sync that is under way: asking again
		// with every event that it brings would bring them all again.
		return false
	}
	if c.held == nil {
		c.held = map[int64]shared.Logged{}
	}
	if len(c.held) < maxHeld {
		c.held[seq] = event
	}
	return c.Loaded
}

// release applies the held events whose turn has come.
func (c *Conversation) release() {
	for seq := range c.held {
		if seq <= c.applied {
			delete(c.held, seq)
		}
	}
	for {
		next, ok := c.held[c.applied+1]
		if !ok {
			return
		}
		delete(c.held, c.applied+1)
		c.applyNext(next)
	}
}

func (c *Conversation) applyNext(event shared.Logged) {
	c.Rev++
	c.applied++
	var row Row
	switch e := event.(type) {
	case shared.MessagePosted:
		row = Row{Seq: e.Message.Seq, Message: &e.Message}
		c.typing.clear(e.Message.Sender.ID)
	case shared.ConversationChanged:
		row = Row{Seq: e.Seq, Change: &e}
		if e.Status == shared.StatusEnded {
			c.typing = typing{}
		}
	default:
		c.change(event)
		c.remember(event)
		return
	}
	c.log.put(row)
	c.reflect(row)
}

// reflect tells the header what a row means to it, unless it is of a later
// moment already.
func (c *Conversation) reflect(row Row) {
	if row.Seq <= c.told {
		return
	}
	c.told = row.Seq
	switch {
	case row.Message != nil:
		c.Header.LastMessage = row.Message
		c.introduce(row.Message)
		// As the server does: who says something has read what is above it.
		if sender := row.Message.Sender; sender.Role != shared.RoleSystem {
			c.mark(shared.Marked{Who: sender.ID, Delivered: row.Seq, Read: row.Seq})
			c.someone(sender.ID).Person = sender // who came later than the header
		}
	case row.Change != nil:
		c.Header.Status, c.Header.EndedAt, c.Header.EndedBy = row.Change.Status, row.Change.EndedAt, row.Change.EndedBy
		if row.Change.Kind == shared.KindRoom {
			c.Header.Title, c.Header.StaffOnly, c.Header.MessageCharacters = row.Change.Title, row.Change.StaffOnly, row.Change.MessageCharacters
		}
	}
}

// introduce learns from a message who somebody is, and from who enters and
// leaves that they are there or went.
func (c *Conversation) introduce(m *shared.Message) {
	who := m.Sender
	if m.Subject != nil {
		who = *m.Subject
	}
	if who.Role == shared.RoleSystem || c.Header.Kind != shared.KindRoom {
		return
	}
	member := c.someone(who.ID)
	member.Person = who
	if m.Kind == shared.KindEnter {
		member.Presence = shared.Presence{Online: true}
	}
}

// mark moves a member's watermarks, which never go back, and notes on what
// that passes when it was seen first.
func (c *Conversation) mark(e shared.Marked) {
	c.Rev++
	m := c.someone(e.Who)
	for row := range c.log.after(m.Read) {
		if row.Seq > e.Read || e.At.IsZero() {
			break
		}
		if row.Message != nil && row.Message.Sender.ID != e.Who && row.Message.SeenAt == nil {
			c.amend(row.Message.ID, func(m *shared.Message) { m.SeenAt = &e.At })
		}
	}
	m.Delivered, m.Read = max(m.Delivered, e.Delivered, e.Read), max(m.Read, e.Read)
}

// someone is a member, perhaps one of whom nothing else is known yet.
func (c *Conversation) someone(id shared.MemberID) *shared.Member {
	if c.member(id) == nil {
		c.Header.Members = append(c.Header.Members, shared.Member{Person: shared.Person{ID: id}})
	}
	return c.member(id)
}

func (c *Conversation) member(id shared.MemberID) *shared.Member {
	i := slices.IndexFunc(c.Header.Members, func(m shared.Member) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &c.Header.Members[i]
}

// Seen is up to where somebody else has read.
func (c *Conversation) Seen() int64 {
	return c.furthest(func(m shared.Member) int64 { return m.Read })
}

// Delivered is up to where everything has reached somebody else.
func (c *Conversation) Delivered() int64 {
	return c.furthest(func(m shared.Member) int64 { return max(m.Delivered, m.Read) })
}

func (c *Conversation) furthest(of func(shared.Member) int64) (seq int64) {
	for _, m := range c.Header.Members {
		if m.ID != c.Me.ID {
			seq = max(seq, of(m))
		}
	}
	return seq
}

// Unread counts loaded messages of others above the reader's read watermark.
func (c *Conversation) Unread() (n int) {
	var read int64
	if me := c.member(c.Me.ID); me != nil {
		read = me.Read
	}
	for row := range c.log.after(read) {
		if m := row.Message; m != nil && m.Sender.ID != c.Me.ID && m.Kind.CountsUnread() && !m.Hidden && m.DeletedAt == nil {
			n++
		}
	}
	return n
}

// Typing names who is typing now.
func (c *Conversation) Typing() []string { return c.typing.names() }

// TypingNames is Typing by the names people are called by: the first one, where
// they have one.
func (c *Conversation) TypingNames() []string {
	var names []string
	for _, p := range c.typing.who {
		if m := c.member(p.id); m != nil && m.FirstName != "" {
			names = append(names, m.FirstName)
		} else {
			names = append(names, p.name)
		}
	}
	return names
}

// Expire ends the typing of those who have not renewed it, and reports whether
// that changed anything.
func (c *Conversation) Expire(now time.Time) bool {
	if !c.typing.expire(now) {
		return false
	}
	c.Rev++
	return true
}
