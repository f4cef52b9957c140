package talk

import (
	"time"

	"parley/shared"
)

// Receive takes what came over the socket, and reports whether it was an
// answer to this talk, which is of no interest to others.
func (t *Talk) Receive(r shared.Received) (mine bool) {
	switch e := r.Event.(type) {
	case shared.Failed:
		return t.failed(e, string(r.Ref))
	case shared.Joined:
		t.begin(e.Conversation)
	case shared.MessagePosted:
		if e.ClientMessageID != "" {
			t.confirmed(e)
		}
		t.apply(e)
	case shared.TypingChanged:
		t.Apply(e, t.world.Now())
		t.world.After(shared.TypingExpires, func() { t.Expire(t.world.Now()) })
	case shared.PresenceChanged:
		t.Apply(e, t.world.Now())
	case shared.Marked:
		t.Apply(e, t.world.Now())
		if e.Who == t.Me.ID {
			t.marks.tell(e.Delivered, e.Read)
		}
	case shared.Heartbeat, shared.Logged:
		t.apply(r.Event)
	}
	return t.answered(string(r.Ref), nil)
}

// begin takes the header that a socket starts the conversation with.
func (t *Talk) begin(header shared.Conversation) {
	t.joining = false
	if !t.wanted() { // left before the answer came
		t.send(shared.Leave{ConversationID: t.ID}, "")
		return
	}
	t.joined, t.Problem, t.Final = true, nil, false
	t.marks.begin(header, t.Me.ID)
	load, behind := t.Begin(header, t.Me)
	switch {
	case load:
		t.load(0)
	case behind:
		t.sync()
	}
	t.Push()
}

// failed takes the refusal of one of our commands.
func (t *Talk) failed(e shared.Failed, ref string) (mine bool) {
	err := &shared.Error{Code: e.Code, Message: e.Message, Retry: time.Duration(e.RetryMS) * time.Millisecond}
	switch ref {
	case "":
		return false
	case joinRef + string(t.ID):
		t.unjoined(err)
	case syncRef + string(t.ID):
		if err.Retry > 0 {
			t.catching.asks++
			t.later(err.Retry, func() {
				t.catching.asked = nowhere
				t.catching.tries--
				t.sync()
			})
		}
	case markRef + string(t.ID):
		if err.Retry > 0 {
			t.marks.told = shared.Mark{}
			t.later(err.Retry, t.mark)
		}
	case t.sending:
		t.refuse(ref, err)
	default:
		return t.answered(ref, err)
	}
	return true
}

// answered takes the answer to one of our commands, if it is one.
func (t *Talk) answered(ref string, err *shared.Error) (mine bool) {
	return ref != "" && t.asker != nil && t.asker.answer(ref, err)
}

// unjoined notes why the conversation could not be joined, and tries again by
// itself unless that is pointless.
func (t *Talk) unjoined(err *shared.Error) {
	t.Rev++
	if t.Final = !err.Passes(); t.Final || !t.Loaded {
		t.Problem = err
	}
	if !t.Final {
		t.later(max(err.Retry, askAgain), func() {
			t.joining = false
			t.Push()
		})
	}
}
