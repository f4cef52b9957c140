package talk

import (
	"parley/frontend/store"
	"parley/shared"
)

// Say puts a message into the outbox and on its way; then, if any, is told what
// became of it, and a message that was refused is then not kept.
func (t *Talk) Say(p store.Pending, then func(shared.Message, error)) {
	t.Outbox.Add(p)
	if then != nil {
		t.answers[p.ClientMessageID] = then
	}
	t.typing = false // the message itself ends the typing
	t.changed()
	t.Push()
}

// Retry sends a refused message again.
func (t *Talk) Retry(id string) {
	if t.Outbox.Retry(id) {
		t.changed()
		t.Push()
	}
}

// Discard drops a message its author no longer wants to send.
func (t *Talk) Discard(id string) {
	t.Outbox.Discard(id)
	delete(t.answers, id)
	t.changed()
	t.next(id)
}

// Close ends the talk, and tells those who wait for answers why.
func (t *Talk) Close(err error) {
	t.Lost(0)
	t.attended = false
	for id, then := range t.answers {
		delete(t.answers, id)
		t.Outbox.Discard(id)
		then(shared.Message{}, err)
	}
	if t.asker != nil {
		t.asker.close(err)
	}
}

// Waits reports whether there is something to send.
func (t *Talk) Waits() bool {
	_, waits := t.Outbox.Next()
	return waits
}

// changed keeps the outbox.
func (t *Talk) changed() {
	t.Rev++
	if t.world.Keep != nil {
		t.world.Keep(t)
	}
}

// flush sends the oldest waiting message. One is on its way at a time, so that
// they are stored in the order they were said.
func (t *Talk) flush() {
	if t.world.Hold != nil && t.world.Hold() {
		return
	}
	p, waits := t.Outbox.Next()
	if !waits || t.sending != "" || !t.send(p.Command(t.ID), p.ClientMessageID) {
		return
	}
	t.sending = p.ClientMessageID
	t.attempt++
	attempt := t.attempt
	t.later(ackWithin, func() {
		if t.attempt == attempt {
			t.world.Drop()
		}
	})
}

// confirmed takes a message of ours back from the server.
func (t *Talk) confirmed(e shared.MessagePosted) {
	if _, ours := t.Outbox.Find(e.ClientMessageID); !ours {
		return
	}
	t.Outbox.Discard(e.ClientMessageID)
	t.changed()
	if then := t.answers[e.ClientMessageID]; then != nil {
		delete(t.answers, e.ClientMessageID)
		then(e.Message, nil)
	}
	t.next(e.ClientMessageID)
}

// next goes on when a message is no longer on its way.
func (t *Talk) next(id string) {
	if t.sending == id {
		t.sending = ""
		t.attempt++
	}
	t.Push()
}

// refuse takes the server's no to the message on its way: for good, or for a
// while, in which everything behind it waits, so that the order stays.
func (t *Talk) refuse(id string, err *shared.Error) {
	t.attempt++
	if err.Retry > 0 {
		attempt := t.attempt
		t.later(err.Retry, func() {
			if t.attempt == attempt {
				t.next(id)
			}
		})
		return
	}
	then := t.answers[id]
	if then == nil {
		t.Outbox.Fail(id, err.Message)
	} else {
		delete(t.answers, id)
		t.Outbox.Discard(id)
		then(shared.Message{}, err)
	}
	t.changed()
	t.next(id)
}
