package chat

import (
	"context"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/hub"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

// An Answer is what the sender of a command is told when nothing was published,
// because all was so already; nil when the published event is the answer.
type Answer shared.Event

// Edit replaces the content of a message; only its author may.
func (s *Service) Edit(ctx context.Context, who auth.Identity, c shared.EditMessage, from hub.Origin) (Answer, error) {
	if err := mayEarly(edit, who, c.ConversationID); err != nil {
		return nil, err
	}
	change := s.change(edit, who, c.ConversationID, c.MessageID)
	change.OwnOnly = true
	may := change.May
	change.May = func(header shared.Conversation) error {
		if err := may(header); err != nil {
			return err
		}
		return c.Validate(shared.Limits{MessageCharacters: header.MessageCharacters})
	}
	event, header, err := s.DB.Edit(ctx, change, shared.Trim(c.Content))
	if err != nil {
		return nil, err
	}
	return s.tell(who, event, header, from), nil
}

// Delete hides a message from who asks, or takes it back from everybody: their
// own, or as staff anybody's.
func (s *Service) Delete(ctx context.Context, who auth.Identity, c shared.DeleteMessage, from hub.Origin) (Answer, error) {
	if c.For != shared.ForEveryone {
		if err := mayEarly(hide, who, c.ConversationID); err != nil {
			return nil, err
		}
		event, err := s.DB.Hide(ctx, s.change(hide, who, c.ConversationID, c.MessageID))
		if err != nil {
			return nil, err
		}
		s.Hearer.Publish(hub.Publication{
			To: c.ConversationID, Event: event, Author: who.ID, Own: event, Origin: from, Only: true,
		})
		return nil, nil
	}
	if err := mayEarly(take, who, c.ConversationID); err != nil {
		return nil, err
	}
	change := s.change(take, who, c.ConversationID, c.MessageID)
	change.OwnOnly = !who.Role.IsStaff()
	event, header, err := s.DB.Delete(ctx, change)
	if err != nil {
		return nil, err
	}
	return s.tell(who, event, header, from), nil
}

// React puts an emoji under a message, or takes it away.
func (s *Service) React(ctx context.Context, who auth.Identity, c shared.React, from hub.Origin) (Answer, error) {
	if err := mayEarly(react, who, c.ConversationID); err != nil {
		return nil, err
	}
	event, header, err := s.DB.React(ctx, s.change(react, who, c.ConversationID, c.MessageID), c.Emoji, c.On)
	if err != nil {
		return nil, err
	}
	return s.tell(who, event, header, from), nil
}

func (s *Service) change(do action, who auth.Identity, conversation shared.ConversationID, message shared.MessageID) store.Change {
	return store.Change{Conversation: conversation, Message: message, By: who.ID, May: mayHere(do, who), At: s.Now()}
}

// tell publishes an event of the log, or answers with it when it repeats one.
func (s *Service) tell(who auth.Identity, event shared.Logged, header shared.Conversation, from hub.Origin) Answer {
	if _, seq := event.Place(); seq == 0 {
		return event
	}
	s.Hearer.Publish(hub.Publication{To: header.ID, Event: event, Author: who.ID, Own: event, Origin: from})
	s.feed(header)
	return nil
}
