// Package chat is what may happen: every rule of the product is here, and only
// here. What is allowed is committed by the store, and only then published.
package chat

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/hub"
	"parley/cmd/server/internal/limit"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

// inboxPage is how many conversations one page of the inbox holds.
const inboxPage = 100

// Publisher tells whoever listens, and knows who is there; the hub does.
type Publisher interface {
	Publish(hub.Publication)
	Online(shared.MemberID) bool
}

// Service is the product. Its fields are static after construction.
type Service struct {
	DB     *store.DB
	Auth   *auth.Service
	Hearer Publisher
	Now    func() time.Time
	// Limits say who is too fast; nil: nobody.
	Limits *limit.Limits
	// RoomNotices tells rooms who enters and leaves.
	RoomNotices bool
	// ICEServers are what calls may use to find a way; none is needed where both
	// sides can reach each other.
	ICEServers []shared.ICEServer
	// Seats knows who is in which room on other servers; nil: there are none.
	Seats Seats

	attendance attendance
}

// Epoch names the database that cursors belong to.
func (s *Service) Epoch() string { return s.DB.Epoch() }

// Open reads the header of a conversation. A visitor's own that has not begun
// yet exists as soon as it is asked for, without a row.
func (s *Service) Open(ctx context.Context, who auth.Identity, id shared.ConversationID) (shared.Conversation, error) {
	if err := mayEarly(read, who, id); err != nil {
		return shared.Conversation{}, err
	}
	c, err := s.DB.Conversation(ctx, id)
	if err == nil {
		err = mayHere(read, who)(c)
	}
	if err != nil && who.Role.IsUser() {
		return shared.Conversation{}, err
	}
	if !who.Role.IsUser() {
		c = c.Public()
	}
	if errors.Is(err, shared.Refuse(shared.CodeRoomInvalid, "")) && who.Role == shared.RoleVisitor {
		site, err := s.DB.Site(ctx, who.Site)
		if err != nil && !errors.Is(err, shared.Refuse(shared.CodeNotFound, "")) {
			return shared.Conversation{}, err
		}
		return shared.Conversation{
			ID: id, Kind: shared.KindSupport, Title: who.Name(), SiteID: who.Site, Status: shared.StatusOpen,
			MessageCharacters: site.Complete().MessageCharacters, Calls: site.Calls, CreatedAt: s.Now().UTC(), Visitor: &who.Person, Members: []shared.Member{{Person: who.Person}},
		}, nil
	}
	return c, err
}

// Join opens a conversation, counts what a user has not read there and makes
// them a member of it.
func (s *Service) Join(ctx context.Context, who auth.Identity, id shared.ConversationID) (shared.Conversation, error) {
	c, err := s.Open(ctx, who, id)
	if err != nil || who.Role == shared.RoleVisitor {
		return c, err
	}
	unread, err := s.DB.Unread(ctx, who.ID, id)
	if err != nil {
		return c, err
	}
	c.Unread = &unread
	if slices.ContainsFunc(c.Members, func(m shared.Member) bool { return m.ID == who.ID }) {
		return c, nil
	}
	if err := s.DB.Enter(ctx, id, who.Person); err != nil {
		return c, err
	}
	c.Members = append(c.Members, shared.Member{Person: who.Person})
	return c, nil
}

// Post says something. What the author sees as the acknowledgement is the
// published event; a repeat publishes nothing and returns the original with
// repeated true, for the author alone.
func (s *Service) Post(ctx context.Context, who auth.Identity, c shared.SendMessage, from hub.Origin) (event shared.MessagePosted, repeated bool, err error) {
	do := post
	if c.IsNotice() {
		do = warn
	}
	if err := mayEarly(do, who, c.ConversationID); err != nil {
		return event, false, err
	}
	if err := c.Validate(shared.LimitsFor(who.Role)); err != nil {
		return event, false, err
	}
	// A repeat is charged like anything else: to find out that it is one costs
	// what storing costs.
	if err := s.Limits.Send(who.Person); err != nil {
		return event, false, err
	}
	now := s.Now()
	draft := store.Draft{
		Conversation: c.ConversationID, Sender: who.Person, Content: shared.Trim(c.Content),
		Kind: c.Kind, ClientMessageID: c.ClientMessageID, ReplyTo: c.ReplyTo, At: now, Joined: true,
		May: func(header shared.Conversation) error {
			if err := mayHere(do, who)(header); err != nil {
				return err
			}
			return c.Validate(shared.Limits{MessageCharacters: header.MessageCharacters})
		},
	}
	if who.Role == shared.RoleVisitor {
		draft.Begin = func() store.NewConversation {
			begin := s.begin(who)
			begin.May = func(site shared.Site) error {
				if shared.Required(site.Fields) {
					return shared.Refuse(shared.CodeForbidden, "fill in the form first.")
				}
				return c.Validate(shared.Limits{MessageCharacters: site.Complete().MessageCharacters})
			}
			return begin
		}
	}
	posted, err := s.DB.Post(ctx, draft)
	if err != nil {
		return event, false, err
	}
	own := shared.MessagePosted{Message: posted.Message, ClientMessageID: c.ClientMessageID}
	if posted.Repeated {
		return own, true, nil
	}
	s.Hearer.Publish(hub.Publication{
		To: c.ConversationID, Event: shared.MessagePosted{Message: posted.Message}, Author: who.ID, Own: own, Origin: from,
	})
	s.feed(posted.Conversation)
	return own, false, nil
}

// feed tells the lists what is new of a conversation.
func (s *Service) feed(header shared.Conversation) { s.Hearer.Publish(feeding(header)) }

func feeding(header shared.Conversation) hub.Publication {
	return hub.Publication{To: feedOf(header), Event: shared.ConversationChanged{Conversation: header}, Key: string(header.ID)}
}

// feedOf is the feed that everybody hears who may enter a conversation, and of
// users nobody else.
func feedOf(c shared.Conversation) shared.ConversationID {
	if doorOf(c) == staffRoom {
		return hub.Staff
	}
	return hub.Inbox
}

// Feeds are what a user's stream hears without joining.
func (s *Service) Feeds(who auth.Identity) ([]shared.ConversationID, error) {
	if err := mayAtAll(inbox, who); err != nil {
		return nil, err
	}
	if who.Role.IsStaff() {
		return []shared.ConversationID{hub.Inbox, hub.Staff}, nil
	}
	return []shared.ConversationID{hub.Inbox}, nil
}

// SetTyping tells the others that somebody types, or stopped.
func (s *Service) SetTyping(ctx context.Context, who auth.Identity, c shared.SetTyping) error {
	if err := s.mayIn(ctx, type_, who, c.ConversationID); err != nil {
		return err
	}
	s.Hearer.Publish(hub.Publication{
		To: c.ConversationID, Author: who.ID, Others: true, Key: "typing " + string(who.ID),
		Event: shared.TypingChanged{
			ConversationID: c.ConversationID, UserID: who.ID, Username: who.Name(), IsTyping: c.IsTyping, Preview: c.Preview,
		},
	})
	return nil
}

// Mark moves the watermarks of who asks.
func (s *Service) Mark(ctx context.Context, who auth.Identity, c shared.Mark) error {
	if err := mayEarly(mark, who, c.ConversationID); err != nil {
		return err
	}
	now := s.Now()
	member, moved, err := s.DB.Mark(ctx, c.ConversationID, who.Person, mayHere(mark, who), c.Delivered, c.Read, now)
	if err != nil || !moved {
		return err
	}
	for _, p := range marking(who.Person, shared.Marked{
		ConversationID: c.ConversationID, Who: who.ID, Delivered: member.Delivered, Read: member.Read, At: now.UTC(),
	}) {
		s.Hearer.Publish(p)
	}
	return nil
}

// marking tells of a watermark.
func marking(who shared.Person, marked shared.Marked) []hub.Publication {
	p := hub.Publication{To: marked.ConversationID, Author: who.ID, Key: "marked " + string(who.ID), Event: marked}
	if !who.Role.IsUser() {
		return []hub.Publication{p}
	}
	// Their other tabs show this conversation as read, joined or not.
	everywhere := p
	everywhere.To, everywhere.Only, everywhere.Key = hub.Inbox, true, p.Key+" "+string(marked.ConversationID)
	return []hub.Publication{p, everywhere}
}

// End ends a conversation. Ending what has ended, or what was never begun, is
// no error: both sides may press the button at once.
func (s *Service) End(ctx context.Context, who auth.Identity, id shared.ConversationID) error {
	if err := s.mayIn(ctx, end, who, id); err != nil {
		return err
	}
	if err := s.closeCalls(ctx, id); err != nil {
		return err
	}
	change, header, ended, err := s.DB.End(ctx, id, who.Person, mayHere(end, who), s.Now())
	if errors.Is(err, shared.Refuse(shared.CodeRoomInvalid, "")) && who.Role == shared.RoleVisitor {
		return nil
	}
	if err != nil || !ended {
		return err
	}
	s.Hearer.Publish(hub.Publication{To: id, Event: change, Author: who.ID})
	s.feed(header)
	return nil
}

// Administer assigns, ends or reopens a support conversation, and answers its
// header, without members.
func (s *Service) Administer(ctx context.Context, who auth.Identity, id shared.ConversationID, c shared.ChangeConversation) (shared.Conversation, error) {
	if err := s.mayIn(ctx, tend, who, id); err != nil {
		return shared.Conversation{}, err
	}
	if err := c.Validate(); err != nil {
		return shared.Conversation{}, err
	}
	if c.Status == shared.StatusEnded {
		if err := s.closeCalls(ctx, id); err != nil {
			return shared.Conversation{}, err
		}
	}
	done, err := s.DB.Administer(ctx, id, store.Desk{ChangeConversation: c, By: who.Person, May: mayHere(tend, who), At: s.Now()})
	if err != nil {
		return shared.Conversation{}, err
	}
	s.administered(done, who)
	return done.Conversation, nil
}

// administered tells what was done to a conversation.
func (s *Service) administered(done store.Administered, by auth.Identity) {
	for _, event := range []*shared.ConversationChanged{done.Assigned, done.Moved} {
		if event != nil {
			s.Hearer.Publish(hub.Publication{To: event.Conversation.ID, Event: *event, Author: by.ID})
		}
	}
	if done.Assigned != nil || done.Moved != nil {
		s.feed(done.Conversation)
	}
}

// History reads a page of the log.
func (s *Service) History(ctx context.Context, who auth.Identity, id shared.ConversationID, before int64, limit int) (shared.History, error) {
	if err := s.mayIn(ctx, read, who, id); err != nil {
		return shared.History{}, err
	}
	if limit <= 0 || limit > shared.MaxHistory {
		limit = shared.MaxHistory
	}
	page, err := s.DB.History(ctx, who.ID, id, before, limit)
	if errors.Is(err, shared.Refuse(shared.CodeRoomInvalid, "")) { // it may be, but has not begun
		return shared.History{Messages: []shared.Message{}, Changes: []json.RawMessage{}}, nil
	}
	return page, err
}

// After reads the log after a seq, encoded for its reader. The caller has
// opened or joined the conversation before. next is the seq of the last event
// read; it is seq itself at the end of the log. At least one event comes, and
// more while they are within limit and size, a number of bytes.
func (s *Service) After(ctx context.Context, who auth.Identity, id shared.ConversationID, seq int64, limit, size int) (frames [][]byte, next int64, err error) {
	entries, err := s.DB.After(ctx, who.ID, id, seq, limit)
	if err != nil {
		return nil, seq, err
	}
	next = seq
	for _, e := range entries {
		if e.Seq != next+1 {
			break // never past a hole, whatever made it
		}
		frame := e.Frame
		if e.Message != nil {
			event := shared.MessagePosted{Message: *e.Message}
			if e.Message.Sender.ID == who.ID {
				event.ClientMessageID = e.ClientMessageID
			}
			frame = shared.EncodeEvent(event, "")
		}
		if size -= len(frame); size < 0 && len(frames) > 0 {
			break
		}
		frames = append(frames, frame)
		next = e.Seq
	}
	return frames, next, nil
}

// Inbox reads a page of the agents' list.
func (s *Service) Inbox(ctx context.Context, who auth.Identity, filter shared.InboxFilter, before string, limit int) (shared.Inbox, error) {
	if err := mayAtAll(inbox, who); err != nil {
		return shared.Inbox{}, err
	}
	if err := filter.Validate(); err != nil {
		return shared.Inbox{}, err
	}
	if limit <= 0 || limit > inboxPage {
		limit = inboxPage
	}
	return s.DB.Inbox(ctx, who.ID, filter, before, limit)
}
