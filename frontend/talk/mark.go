package talk

import (
	"time"

	"parley/shared"
)

// markEvery spaces marks, so that a burst of messages is one (design: delivery,
// 2.6).
const markEvery = 2 * time.Second

// marks are the reader's watermarks as the server knows them. What the
// conversation says of them is ahead: it moves the reader's own with every
// message of theirs, and the one before it would stay unread elsewhere.
type marks struct {
	told    shared.Mark
	at      time.Time // when it was last told
	waiting bool      // a timer will tell
	looking bool
}

func (m *marks) begin(header shared.Conversation, me shared.MemberID) {
	m.told = shared.Mark{}
	for _, member := range header.Members {
		if member.ID == me {
			m.tell(member.Delivered, member.Read)
		}
	}
}

func (m *marks) tell(delivered, read int64) {
	m.told.Delivered, m.told.Read = max(m.told.Delivered, delivered, read), max(m.told.Read, read)
}

// Look tells the server how far the reader has got: everything that arrived is
// delivered, and with looking also read. To be called whenever either may have
// changed.
func (t *Talk) Look(looking bool) {
	t.marks.looking = looking
	t.mark()
}

func (t *Talk) mark() {
	m := &t.marks
	if !t.joined || !t.Loaded || m.waiting {
		return
	}
	mark := shared.Mark{ConversationID: t.ID, Delivered: t.Applied()}
	if m.looking {
		mark.Read = t.Applied()
	}
	if mark.Delivered <= m.told.Delivered && mark.Read <= m.told.Read {
		return
	}
	now := t.world.Now()
	if wait := markEvery - now.Sub(m.at); wait > 0 {
		m.waiting = true
		t.later(wait, func() {
			m.waiting = false
			t.mark()
		})
		return
	}
	if t.world.Send(mark, shared.Ref(markRef+string(t.ID))) {
		m.at = now
		m.tell(mark.Delivered, mark.Read)
	}
}

// Type tells the others that the reader types, or no longer does. How often is
// the caller's business.
func (t *Talk) Type(on bool) {
	if !on && !t.typing {
		return
	}
	t.typing = on
	if t.joined {
		t.world.Send(shared.SetTyping{ConversationID: t.ID, IsTyping: on}, "")
	}
}
