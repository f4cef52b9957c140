package talk

import (
	"iter"
	"time"

	"parley/frontend/store"
	"parley/shared"
)

// World is everything outside a talk; several talks may share one.
type World struct {
	// Send writes a frame and never waits; false when there is no socket or too
	// much is queued already.
	Send func(shared.Command, shared.Ref) bool
	// Drop gives up a socket on which answers do not come.
	Drop func()
	// History fetches the newest page of the log, or the one before a seq, and
	// calls then once, at once or later.
	History func(t *Talk, before int64, then func(shared.History, error))
	// After runs f when d has passed.
	After func(d time.Duration, f func())
	Now   func() time.Time
	// Keep is told that the outbox has changed; nil: it is not kept.
	Keep func(*Talk)
	// Full says that the reader takes no events of the log now; nil: it always
	// does. The talk then waits for [Talk.Resume].
	Full func() bool
	// Hold says that messages wait for now; nil: they never do. Whoever lets them
	// go calls [Talk.Push].
	Hold func() bool
	// Only is true where the socket is of this one conversation, which the
	// greeting joins.
	Only bool
}

const (
	// ackWithin is how long an open socket may leave a command unanswered before
	// it is suspect (design: delivery, 2.3).
	ackWithin = 10 * time.Second
	// askAgain is the least pause before what could not be had is asked for
	// again.
	askAgain = 5 * time.Second
	// stallAgain is the pause after the link would not take more.
	stallAgain = 100 * time.Millisecond
)

// Refs say which command an error answers; a message's ref is its own id.
const (
	joinRef = "join "
	syncRef = "sync "
	markRef = "mark "
)

// Talk is one conversation on a link.
type Talk struct {
	ID shared.ConversationID
	store.Conversation

	// Problem is why the conversation, or an older page of it, is not there; nil
	// while nothing is wrong. Final says that trying again is pointless.
	Problem *shared.Error
	Final   bool
	// Loading is true while a page of history is on its way.
	Loading bool

	world     *World
	epoch     string
	socket    int // counts sockets, so that timers know theirs
	connected bool
	attended  bool // somebody wants to hear it
	joining   bool // asked, on this socket
	joined    bool // on this socket
	stalled   bool // a Push is due
	pages     int  // counts the pages asked for: an answer to an earlier one is void
	catching  catching
	sending   string // the client message id on its way
	attempt   int    // counts sends and answers, so that timers know theirs
	answers   map[string]func(shared.Message, error)
	asker     asker // nil: nobody has asked
	typing    bool
	marks     marks
}

// New makes a talk that waits for a socket.
func New(id shared.ConversationID, w *World) *Talk {
	return &Talk{ID: id, world: w, catching: catching{asked: nowhere}, answers: map[string]func(shared.Message, error){}}
}

// Concerned are those of the talks that an event may be for. An event that
// names no conversation may be for any: [Talk.Receive] says whose it was.
func Concerned[T any](e shared.Event, talks map[shared.ConversationID]T) iter.Seq[T] {
	return func(yield func(T) bool) {
		switch e := e.(type) {
		case shared.Failed, shared.Ponged:
			for _, t := range talks {
				if !yield(t) {
					return
				}
			}
		case shared.Heartbeat:
			for id := range e.Heads {
				if t, ok := talks[id]; ok && !yield(t) {
					return
				}
			}
		default:
			if t, ok := talks[named(e)]; ok {
				yield(t)
			}
		}
	}
}

// named is the conversation that an event names, if any.
func named(e shared.Event) shared.ConversationID {
	switch e := e.(type) {
	case shared.Logged:
		id, _ := e.Place()
		return id
	case shared.Joined:
		return e.ID
	case shared.TypingChanged:
		return e.ConversationID
	case shared.PresenceChanged:
		return e.ConversationID
	case shared.Marked:
		return e.ConversationID
	}
	return ""
}

// Connect begins on a new socket, with its greeting.
func (t *Talk) Connect(e shared.Connected) {
	if t.epoch != "" && t.epoch != e.Epoch {
		t.Forget()
	}
	t.epoch, t.Me = e.Epoch, e.Me
	t.connected, t.Final = true, false
	if e.Conversation != nil {
		t.begin(*e.Conversation)
		return
	}
	t.Push()
}

// Lost is the end of a socket. What the server could not read is not sent
// again; what another database said is forgotten.
func (t *Talk) Lost(code shared.CloseCode) {
	t.socket++
	t.connected, t.joining, t.joined, t.stalled = false, false, false, false
	t.catching = catching{asked: nowhere}
	switch code {
	case shared.CloseTooBig, shared.CloseUndecodable:
		if t.sending != "" {
			t.refuse(t.sending, shared.Refuse(shared.CodeMessageTooLong, "make it shorter."))
		}
	case shared.CloseEpochChanged:
		t.Forget()
	}
	t.sending, t.typing = "", false
	t.attempt++
	t.marks.waiting = false
	if t.asker != nil {
		t.asker.lost()
	}
}

// Forget drops all that the server said; what waits to be sent stays.
func (t *Talk) Forget() {
	t.Reset()
	t.pages++
	t.Loading, t.Problem = false, nil
	t.catching = catching{asked: nowhere}
	t.marks.told = shared.Mark{}
}

// Attend tells whether somebody wants to hear the conversation. One that nobody
// wants is left, once it has nothing more to send.
func (t *Talk) Attend(on bool) {
	t.attended = on
	if on && !t.Final {
		t.Problem = nil
	}
	if !on {
		t.Type(false)
	}
	t.Push()
}

// Again tries once more to get what Problem says is not there.
func (t *Talk) Again() {
	t.Problem, t.Final = nil, false
	t.Rev++
	if t.joined {
		t.Older()
		return
	}
	t.joining = false
	t.Push()
}

// wanted reports whether the conversation is to be joined.
func (t *Talk) wanted() bool {
	return t.world.Only || !t.Final && (t.attended || t.Waits() || t.asker != nil && t.asker.waits())
}

// Push sends what the conversation needs next.
func (t *Talk) Push() {
	switch wanted := t.wanted(); {
	case !t.connected:
	case !t.joined:
		if wanted && !t.joining && !t.world.Only {
			t.joining = t.send(shared.Join{ConversationID: t.ID}, joinRef+string(t.ID))
		}
	case !wanted:
		t.joined = !t.send(shared.Leave{ConversationID: t.ID}, "")
	default:
		if t.catching.missing {
			t.sync()
		}
		t.flush()
		if t.asker != nil {
			t.asker.push()
		}
	}
}

// send gives the link a frame. One that it would not take is tried again soon,
// by whoever wanted it sent.
func (t *Talk) send(command shared.Command, ref string) bool {
	if t.world.Send(command, shared.Ref(ref)) {
		return true
	}
	if !t.stalled {
		t.stalled = true
		t.later(stallAgain, func() {
			t.stalled = false
			t.Push()
		})
	}
	return false
}

// later runs f when d has passed, unless the socket is gone by then.
func (t *Talk) later(d time.Duration, f func()) {
	socket := t.socket
	t.world.After(d, func() {
		if t.socket == socket {
			f()
		}
	})
}
