package chat

import (
	"context"

	"github.com/google/uuid"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/hub"
	"parley/shared"
)

// Rooms reads the list of the rooms that who asks may enter.
func (s *Service) Rooms(ctx context.Context, who auth.Identity) (shared.Rooms, error) {
	if err := mayAtAll(rooms, who); err != nil {
		return shared.Rooms{}, err
	}
	list, err := s.DB.Rooms(ctx, who.ID, who.Role.IsStaff())
	return shared.Rooms{Rooms: list}, err
}

// AddRoom makes a room.
func (s *Service) AddRoom(ctx context.Context, who auth.Identity, wanted shared.NewRoom) (shared.Room, error) {
	if err := mayAtAll(setRooms, who); err != nil {
		return shared.Room{}, err
	}
	if err := wanted.Validate(); err != nil {
		return shared.Room{}, err
	}
	wanted.Title = shared.Trim(wanted.Title)
	header, err := s.DB.AddRoom(ctx, shared.ConversationID(uuid.NewString()), wanted, s.Now())
	if err != nil {
		return shared.Room{}, err
	}
	s.feed(header)
	return listed(header), nil
}

// ChangeRoom renames a room, or changes who may enter it or how much may be said
// at once. Agents who are in a room that becomes one for staff have to leave.
func (s *Service) ChangeRoom(ctx context.Context, who auth.Identity, id shared.ConversationID, wanted shared.ChangeRoom) (shared.Room, error) {
	if err := mayAtAll(setRooms, who); err != nil {
		return shared.Room{}, err
	}
	if err := wanted.Validate(); err != nil {
		return shared.Room{}, err
	}
	if wanted.Title != nil {
		title := shared.Trim(*wanted.Title)
		wanted.Title = &title
	}
	event, header, err := s.DB.ChangeRoom(ctx, id, wanted, who.Person, s.Now())
	if err != nil {
		return shared.Room{}, err
	}
	if event.Seq == 0 {
		return listed(header), nil
	}
	s.Hearer.Publish(hub.Publication{To: id, Event: event, Author: who.ID})
	s.feed(header)
	if !header.StaffOnly {
		return listed(header), nil
	}
	staff, err := s.DB.Staff(ctx)
	if err != nil {
		return shared.Room{}, err
	}
	s.close(header, hub.Inbox, staff)
	return listed(header), nil
}

// DeleteRoom deletes a room and what was said there.
func (s *Service) DeleteRoom(ctx context.Context, who auth.Identity, id shared.ConversationID) error {
	if err := mayAtAll(setRooms, who); err != nil {
		return err
	}
	header, err := s.DB.DeleteRoom(ctx, id, s.Now())
	if err != nil {
		return err
	}
	s.close(header, feedOf(header), nil)
	// It is gone for everybody; the rest is cleaning up, whoever still waits.
	return s.DB.Purge(context.WithoutCancel(ctx))
}

// close ends the subscriptions to a room, and takes it from the lists that a feed
// keeps, but for the readers who stay.
func (s *Service) close(room shared.Conversation, feed shared.ConversationID, stay []shared.MemberID) {
	for _, p := range closing(room, feed, stay) {
		s.Hearer.Publish(p)
	}
}

func closing(room shared.Conversation, feed shared.ConversationID, stay []shared.MemberID) []hub.Publication {
	return []hub.Publication{
		{To: room.ID, Event: shared.Left{ConversationID: room.ID, Title: room.Title}, Except: stay, Ends: true},
		{To: feed, Event: shared.ConversationRemoved{ConversationID: room.ID, Title: room.Title}, Except: stay, Key: string(room.ID)},
	}
}

// listed is a room that nobody has read, as the list has it.
func listed(c shared.Conversation) shared.Room {
	return shared.Room{
		ID: c.ID, Title: c.Title, StaffOnly: c.StaffOnly, MessageCharacters: c.MessageCharacters, Head: c.Head, LastMessage: c.LastMessage,
	}
}
