package chat

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/hub"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

// What is known of a call, and where: that it is there, who its sides are and
// whether it was answered, in its row, which every node reads; which socket is in
// it, in that socket's session; when it has to be looked at, in a timer of the
// node that rang. What the browsers tell each other is published and kept
// nowhere. All frames go through the hub to one member, on whichever node.

// heldFor is how long a call that was answered goes on without a sign of life of
// its sockets, which is every heartbeat: their nodes have died with them.
const heldFor = 90 * time.Second

// OfferCall rings the other side. Where they cannot be rung the answer says so,
// and the log that they were called.
func (s *Service) OfferCall(ctx context.Context, who auth.Identity, c shared.OfferCall, from hub.Origin) (Answer, error) {
	if err := mayEarly(call, who, c.ConversationID); err != nil {
		return nil, err
	}
	if err := s.Limits.Send(who.Person); err != nil { // two notices cost what two messages do
		return nil, err
	}
	offered, err := s.DB.OfferCall(ctx, store.NewCall{
		Call: shared.Call{ID: c.CallID, ConversationID: c.ConversationID, Video: c.Video, Caller: who.Person},
		At:   s.Now(), May: mayHere(call, who),
		Site: func(site shared.Site) error {
			if !site.Calls {
				return shared.Refuse(shared.CodeForbidden, "this site has no calls.")
			}
			return nil
		},
		Reason: func(callee shared.MemberID, busy bool) shared.CallEnd {
			switch {
			case callee == "" || !s.Hearer.Online(callee):
				return shared.EndOffline
			case busy:
				return shared.EndBusy
			}
			return ""
		},
		Say: func(end shared.CallEnd) string {
			if end != "" {
				return sayEnd(end)
			}
			return sayCalled(who.Person, c.Video)
		},
	})
	if err != nil {
		return nil, err
	}
	s.note(offered.Notices)
	if offered.End != "" {
		return shared.CallEnded{CallID: c.CallID, Reason: offered.End}, nil
	}
	ringing := shared.CallRinging{Call: offered.Call.Call, ICEServers: s.ICEServers}
	s.toSide(offered.Call.Callee, ringing, hub.Origin{})
	s.toSide(offered.Call.Caller, ringing, from)
	s.watch(offered.Call)
	return nil, nil
}

// AcceptCall answers a call; of several tabs the first does.
func (s *Service) AcceptCall(ctx context.Context, who auth.Identity, id shared.CallID, from hub.Origin) error {
	answered, err := s.DB.AnswerCall(ctx, id, func(c store.Call) error {
		switch {
		case c.Callee.ID != who.ID || c.EndedAt != nil:
			return errCallOver
		case c.AnsweredAt != nil:
			return shared.Refuse(shared.CodeConflict, "the call was answered elsewhere.")
		}
		return nil
	}, s.Now())
	if err != nil {
		return err
	}
	accepted := shared.CallAccepted{CallID: id}
	s.toSide(answered.Callee, accepted, from)
	s.toSide(answered.Caller, accepted, hub.Origin{})
	return nil
}

// errCallOver is also what somebody hears of a call that is not theirs.
var errCallOver = shared.Refuse(shared.CodeNotFound, "the call is over.")

// HangUp ends a call in the name of one of its sides, for a reason of theirs:
// EndHungUp, EndDeclined or EndLost. Ending what is over is no error: both may
// hang up at once.
func (s *Service) HangUp(ctx context.Context, who auth.Identity, id shared.CallID, why shared.CallEnd, from hub.Origin) (Answer, error) {
	ended, err := s.endCall(ctx, id, func(c store.Call) (shared.CallEnd, error) {
		switch _, side := c.Other(who.ID); {
		case !side:
			return "", errCallOver
		case c.AnsweredAt != nil && why == shared.EndDeclined:
			return shared.EndHungUp, nil
		case c.AnsweredAt != nil:
			return why, nil
		case c.Callee.ID == who.ID && why != shared.EndLost:
			return shared.EndDeclined, nil
		}
		return shared.EndMissed, nil
	})
	if err != nil {
		return nil, err
	}
	if ended == nil {
		return shared.CallEnded{CallID: id, Reason: shared.EndHungUp}, nil
	}
	other, _ := ended.call.Other(who.ID)
	s.toSide(other, ended.event, hub.Origin{})
	s.toSide(who.Person, ended.event, from)
	return nil, nil
}

// Signal relays what one browser tells the other.
func (s *Service) Signal(ctx context.Context, who auth.Identity, c shared.SendSignal) error {
	current, err := s.DB.Call(ctx, c.CallID)
	if err != nil {
		return err
	}
	other, side := current.Other(who.ID)
	if !side || current.EndedAt != nil || current.AnsweredAt == nil {
		return errCallOver
	}
	s.toSide(other, shared.CallSignaled(c), hub.Origin{})
	return nil
}

// HoldCall is called while a socket that is in a call lives.
func (s *Service) HoldCall(ctx context.Context, id shared.CallID) error {
	return s.DB.HoldCall(ctx, id, s.Now())
}

// closeCalls ends the calls of a conversation that is about to be ended. One that
// is offered in this instant rings on, and is missed.
func (s *Service) closeCalls(ctx context.Context, in shared.ConversationID) error {
	open, err := s.DB.OpenCalls(ctx, in)
	if err != nil {
		return err
	}
	for _, c := range open {
		if err := s.finish(ctx, c.ID, func(c store.Call) shared.CallEnd { return shared.EndClosed }); err != nil {
			return err
		}
	}
	return nil
}

// resumeCalls takes up the calls that were left when the last server ended.
func (s *Service) resumeCalls(ctx context.Context) error {
	open, err := s.DB.OpenCalls(ctx, "")
	for _, c := range open {
		s.watch(c)
	}
	return err
}

// due is when a call is over by itself.
func due(c store.Call) time.Time {
	if c.AnsweredAt == nil {
		return c.OfferedAt.Add(shared.RingFor)
	}
	return c.HeldAt.Add(heldFor)
}

// watch ends a call that is over by itself.
func (s *Service) watch(c store.Call) {
	time.AfterFunc(due(c).Sub(s.Now()), func() {
		ctx := context.Background()
		now, err := s.DB.Call(ctx, c.ID)
		switch {
		case err == nil && now.EndedAt != nil:
			return
		case err == nil && s.Now().Before(due(now)):
			s.watch(now)
			return
		case err == nil:
			err = s.finish(ctx, c.ID, func(c store.Call) shared.CallEnd {
				if c.AnsweredAt == nil {
					return shared.EndMissed
				}
				return shared.EndLost
			})
		}
		if err != nil {
			slog.Warn("call not ended", "call", c.ID, "error", err)
		}
	})
}

// finish ends a call in nobody's name and tells both sides.
func (s *Service) finish(ctx context.Context, id shared.CallID, why func(store.Call) shared.CallEnd) error {
	ended, err := s.endCall(ctx, id, func(c store.Call) (shared.CallEnd, error) { return why(c), nil })
	if err == nil && ended != nil {
		s.toSide(ended.call.Caller, ended.event, hub.Origin{})
		s.toSide(ended.call.Callee, ended.event, hub.Origin{})
	}
	return err
}

// endedCall is a call and the event of its end.
type endedCall struct {
	call  store.Call
	event shared.CallEnded
}

// endCall ends a call and notes that in the log; nil where it was over.
func (s *Service) endCall(ctx context.Context, id shared.CallID, why func(store.Call) (shared.CallEnd, error)) (*endedCall, error) {
	at, lasted := s.Now(), time.Duration(0)
	ended, ok, err := s.DB.EndCall(ctx, id, func(c store.Call) (shared.CallEnd, string, error) {
		reason, err := why(c)
		if c.AnsweredAt == nil {
			return reason, sayEnd(reason), err
		}
		lasted = at.Sub(*c.AnsweredAt).Truncate(time.Second)
		return reason, sayLasted(lasted), err
	}, at)
	if err != nil || !ok {
		return nil, err
	}
	s.note(ended.Notices)
	return &endedCall{ended.Call, shared.CallEnded{CallID: id, Reason: ended.Reason, Seconds: int(lasted.Seconds())}}, nil
}

// toSide tells all sockets of one side, and nobody else, whatever they have
// joined. from is the socket that it answers, if any.
func (s *Service) toSide(side shared.Person, event shared.Event, from hub.Origin) {
	s.Hearer.Publish(hub.Publication{To: hub.Personal(side.ID), Event: event, Author: side.ID, Own: event, Origin: from, Only: true})
}

// note publishes notices that were stored.
func (s *Service) note(notices []store.Posted) {
	for _, n := range notices {
		s.Hearer.Publish(hub.Publication{To: n.Conversation.ID, Event: shared.MessagePosted{Message: n.Message}})
		s.feed(n.Conversation)
	}
}

// sayCalled, sayEnd and sayLasted are what the log says; the apps know each
// sentence in every language.
func sayCalled(by shared.Person, video bool) string {
	if video {
		return by.Name() + " started a video call."
	}
	return by.Name() + " called."
}

func sayEnd(end shared.CallEnd) string {
	switch end {
	case shared.EndDeclined:
		return "Call declined."
	case shared.EndBusy:
		return "Missed call, during another one."
	}
	return "Missed call."
}

func sayLasted(d time.Duration) string {
	s := int(d.Seconds())
	if s < 3600 {
		return fmt.Sprintf("Call ended after %d:%02d.", s/60, s%60)
	}
	return fmt.Sprintf("Call ended after %d:%02d:%02d.", s/3600, s/60%60, s%60)
}
