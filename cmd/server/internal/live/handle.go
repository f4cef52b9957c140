package live

import (
	"context"
	"fmt"

	"parley/cmd/server/internal/chat"
	"parley/cmd/server/internal/hub"
	"parley/shared"
)

// handle does what a valid command asks. An error is its answer.
func (s *session) handle(ctx context.Context, command shared.Command, ref shared.Ref) error {
	switch c := command.(type) {
	case shared.SendMessage:
		if _, err := s.listening(&c.ConversationID); err != nil {
			return err
		}
		event, repeated, err := s.server.chat.Post(ctx, s.who, c, hub.Origin{Socket: s.id, Ref: ref})
		if err == nil && repeated {
			s.reply(event, ref)
		}
		return err
	case shared.EditMessage:
		if _, err := s.listening(&c.ConversationID); err != nil {
			return err
		}
		return s.answer(ref)(s.server.chat.Edit(ctx, s.who, c, hub.Origin{Socket: s.id, Ref: ref}))
	case shared.DeleteMessage:
		if _, err := s.listening(&c.ConversationID); err != nil {
			return err
		}
		return s.answer(ref)(s.server.chat.Delete(ctx, s.who, c, hub.Origin{Socket: s.id, Ref: ref}))
	case shared.React:
		if _, err := s.listening(&c.ConversationID); err != nil {
			return err
		}
		return s.answer(ref)(s.server.chat.React(ctx, s.who, c, hub.Origin{Socket: s.id, Ref: ref}))
	case shared.SetTyping:
		if _, err := s.listening(&c.ConversationID); err != nil {
			return err
		}
		return s.server.chat.SetTyping(ctx, s.who, c)
	case shared.Mark:
		if _, err := s.listening(&c.ConversationID); err != nil {
			return err
		}
		return s.server.chat.Mark(ctx, s.who, c)
	case shared.OfferCall:
		if c.ConversationID == "" {
			c.ConversationID = s.only
		}
		answer, err := s.server.chat.OfferCall(ctx, s.who, c, hub.Origin{Socket: s.id, Ref: ref})
		if err == nil && answer == nil {
			s.take(c.CallID)
		}
		return s.answer(ref)(answer, err)
	case shared.AcceptCall:
		err := s.server.chat.AcceptCall(ctx, s.who, c.CallID, hub.Origin{Socket: s.id, Ref: ref})
		if err == nil {
			s.take(c.CallID)
		}
		return err
	case shared.DeclineCall:
		return s.answer(ref)(s.server.chat.HangUp(ctx, s.who, c.CallID, shared.EndDeclined, hub.Origin{Socket: s.id, Ref: ref}))
	case shared.HangUp:
		return s.answer(ref)(s.server.chat.HangUp(ctx, s.who, c.CallID, shared.EndHungUp, hub.Origin{Socket: s.id, Ref: ref}))
	case shared.SendSignal:
		return s.server.chat.Signal(ctx, s.who, c)
	case shared.Sync:
		return s.sync(ctx, c)
	case shared.Join:
		return s.join(ctx, c.ConversationID, ref)
	case shared.Leave:
		return s.leave(ctx, c.ConversationID, ref)
	case shared.Ping:
		s.reply(shared.Ponged{}, ref)
		return nil
	}
	return fmt.Errorf("live: unhandled command %T", command)
}

// answer tells the sender of a command what nobody else needs to be told.
func (s *session) answer(ref shared.Ref) func(chat.Answer, error) error {
	return func(event chat.Answer, err error) error {
		if err == nil && event != nil {
			s.reply(event, ref)
		}
		return err
	}
}

// listening fills in the conversation of a socket that has only one, and
// refuses one that this socket has not joined.
func (s *session) listening(id *shared.ConversationID) (*hub.Subscription, error) {
	if *id == "" {
		*id = s.only
	}
	if *id == "" {
		return nil, shared.Refuse(shared.CodeRoomInvalid, "say which with conversation_id.")
	}
	if subscription, ok := s.subscription(*id); ok && !hub.IsFeed(*id) {
		return subscription, nil
	}
	return nil, shared.Refuse(shared.CodeRoomAccessDenied, "join it first.")
}

// sync moves the cursor to where the client says it is; what follows is
// written like any other event. A client that is ahead of the log has cached
// another database.
func (s *session) sync(ctx context.Context, c shared.Sync) error {
	subscription, err := s.listening(&c.ConversationID)
	if err != nil {
		return err
	}
	head := subscription.Head()
	if c.From > head {
		header, err := s.server.chat.Open(ctx, s.who, c.ConversationID)
		if err != nil {
			return err
		}
		if head = header.Head; c.From > head {
			s.abort(shared.CloseEpochChanged)
			return nil
		}
	}
	subscription.Move(c.From, head)
	return nil
}

// join subscribes a stream to one more conversation, from its head on.
func (s *session) join(ctx context.Context, id shared.ConversationID, ref shared.Ref) error {
	if s.only != "" {
		return errOneConversation
	}
	_, joined := s.subscription(id)
	if hub.IsFeed(id) {
		return shared.Refuse(shared.CodeRoomInvalid, "")
	}
	subscription := s.subscribe(id)
	header, err := s.server.chat.Join(ctx, s.who, id)
	if err != nil {
		if !joined {
			s.unsubscribe(id)
		}
		return err
	}
	s.server.hub.Watch(subscription, header.Members)
	s.reply(shared.Joined{Conversation: header}, ref)
	if !joined {
		s.server.chat.Enter(ctx, s.who, header)
		subscription.Move(header.Head, header.Head)
	}
	return nil
}

func (s *session) leave(ctx context.Context, id shared.ConversationID, ref shared.Ref) error {
	if s.only != "" {
		return errOneConversation
	}
	if _, err := s.listening(&id); err != nil {
		return err
	}
	header, err := s.server.chat.Open(ctx, s.who, id)
	if err != nil {
		return err
	}
	if s.unsubscribe(id) {
		s.server.chat.Exit(s.who, id, true)
	}
	s.reply(shared.Left{ConversationID: id, Title: header.Title}, ref)
	return nil
}

var errOneConversation = shared.Refuse(shared.CodeForbidden, "this socket is of one conversation; use /chat/stream for several.")
