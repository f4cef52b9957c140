package dashboard

import (
	"context"
	"time"

	"parley/frontend/link"
	"parley/frontend/store"
	"parley/frontend/talk"
	"parley/frontend/ui"
	"parley/shared"
)

// A Wire is what [Live] needs of the world. Tests give it a fake one.
type Wire struct {
	// Send writes a frame and never blocks; false when there is no socket.
	Send func(shared.Command, shared.Ref) bool
	// Drop gives up a socket that does not answer.
	Drop func()

	// History and what follows it wait for the network.
	History func(ctx context.Context, id shared.ConversationID, before int64) (shared.History, error)
	List    func(ctx context.Context, filter shared.InboxFilter, before string) (shared.Inbox, error)
	// ListRooms waits too.
	ListRooms func(ctx context.Context) (shared.Rooms, error)
	Count     func(context.Context) (shared.InboxCounts, error)
	End       func(ctx context.Context, id shared.ConversationID, agent *shared.MemberID) error
	Change    func(ctx context.Context, id shared.ConversationID, change shared.ChangeConversation) error
	Users     func(context.Context) (shared.Users, error)

	// Work runs work off the UI goroutine, then then on it.
	Work func(work func(context.Context), then func())
	// After runs f on the UI goroutine when d has passed.
	After func(d time.Duration, f func())
	// SignedOut is told when the server no longer takes the tokens, Replaced
	// when they are somebody else's now: nothing here is theirs to see or send.
	SignedOut, Replaced func()
	// Open gets microphone and camera for a call, and Called is told how far it is.
	Open   func(video bool, then func(talk.Media, error))
	Called func(store.Call)

	Now func() time.Time
	// NewID makes the ids of messages and calls.
	NewID func() string
	Kept  *Kept
}

const (
	// askAgain is the least pause before a list that could not be loaded is asked
	// for again.
	askAgain = 5 * time.Second
	// mostTalks is how many opened conversations stay in memory.
	mostTalks = 30
)

// Live is the desk's state: what the server told, what goes out, and which
// conversation is open. The UI goroutine owns it.
type Live struct {
	Wire

	State  link.State
	Calls  *talk.Calls
	Me     shared.Person
	Limits shared.Limits
	Inbox  store.Inbox
	Rooms  Rooms
	// Problem is why the inbox is not there, in words; Listing is true while it
	// is being asked for.
	Problem string
	Listing bool

	counting  counting
	tabs      []Tab
	users     []shared.User // as they were when a menu asked for them last
	talks     map[shared.ConversationID]*Talk
	open      shared.ConversationID
	opened    int // counts openings, to know which was longest ago
	visible   bool
	connected *shared.Connected // the socket's greeting; nil without one
	epoch     string
	seen      time.Time // when the inbox was like this, while it is a recalled one
	closed    bool
	out       bool // SignedOut was told, on this socket
}

// NewLive is a desk before its first connection.
func NewLive(w Wire) *Live {
	l := &Live{
		Wire: w, Limits: shared.LimitsFor(shared.RoleAgent), visible: true,
		talks: map[shared.ConversationID]*Talk{},
	}
	l.Calls = talk.NewCalls(&talk.CallWorld{
		Send:  func(c shared.Command, ref shared.Ref) bool { return l.Send(c, ref) },
		After: w.After, Now: w.Now, NewID: w.NewID, Open: w.Open,
		Changed: func(bool) { l.Called(l.Calls.Call) },
	})
	l.Inbox.Filter, l.tabs = w.Kept.List(), w.Kept.Tabs()
	for _, id := range w.Kept.Waiting() {
		l.talk(id)
	}
	return l
}

// Close makes late answers and timers fall into the void: the next desk has the
// same wire.
func (l *Live) Close() {
	l.Calls.HangUp()
	l.closed = true
	l.Send = func(shared.Command, shared.Ref) bool { return false }
	l.Drop = func() {}
}

// SetState takes the link's state.
func (l *Live) SetState(state link.State) {
	l.State = state
	if state.Phase == link.Online {
		return
	}
	l.connected = nil
	if state.Code == shared.CloseEpochChanged {
		l.forget()
	}
	for _, t := range l.talks {
		t.Lost(state.Code)
	}
	l.Calls.Lost()
}

// forget drops the list: the server has another past.
func (l *Live) forget() {
	l.Inbox = store.Inbox{Me: l.Me.ID, Filter: l.Inbox.Filter, Rev: l.Inbox.Rev + 1}
}

// Receive applies what came over the socket.
func (l *Live) Receive(batch []shared.Received) {
	for _, r := range batch {
		if !l.closed {
			l.receive(r)
		}
	}
	if t := l.Opened(); t != nil {
		l.keepTab(t.ID)
		if t.notes == nil {
			l.openNotes()
		}
	}
	l.look()
}

func (l *Live) receive(r shared.Received) {
	if l.Calls.Receive(r) {
		return
	}
	defer l.receiveRooms(r.Event)
	for t := range talk.Concerned(r.Event, l.talks) {
		if t.Receive(r) {
			break
		}
	}
	switch e := r.Event.(type) {
	case shared.Connected:
		l.connect(e)
	case shared.Joined:
		if l.talks[e.ID] == nil { // left before the answer came
			l.Send(shared.Leave{ConversationID: e.ID}, "")
		}
		l.Inbox.Apply(shared.ConversationChanged{Conversation: e.Conversation})
	case shared.Marked:
		l.Inbox.Mark(e)
	case shared.ConversationChanged:
		if line, ok := l.Inbox.Find(e.ID); ok && e.LastMessage == nil {
			e.LastMessage = line.LastMessage // an event of the log does not repeat it
		}
		if l.Inbox.Apply(e) {
			l.count()
		}
		if l.reads(e.ID) {
			l.Inbox.Mark(shared.Marked{ConversationID: e.ID, Who: l.Me.ID, Read: e.Head})
		}
	}
}

// connect starts a socket's life: the list again, and every conversation that
// somebody looks at or that has something to send.
func (l *Live) connect(e shared.Connected) {
	if !l.Kept.Own(e.Me.ID) {
		l.Replaced()
		return
	}
	if l.epoch != "" && l.epoch != e.Epoch {
		l.forget()
	}
	l.connected, l.out = &e, false
	l.epoch, l.Me, l.Limits, l.Inbox.Me = e.Epoch, e.Me, e.Limits, e.Me.ID
	l.Calls.Connect(e.Me.ID)
	l.Inbox.Rev++
	l.counting = counting{}
	l.loadLists()
	l.connectRooms()
	for _, t := range l.talks {
		t.Connect(e)
	}
}

// ask does something over the network and takes its answer on the UI
// goroutine, unless the desk was left in the meantime.
func ask[T any](l *Live, call func(context.Context) (T, error), then func(T, error)) {
	var answer T
	var err error
	l.Work(func(ctx context.Context) { answer, err = call(ctx) }, func() {
		switch {
		case l.closed:
		case signedOut(err):
			if !l.out {
				l.out = true
				l.SignedOut()
			}
		default:
			then(answer, err)
		}
	})
}

// sentence is what the agent reads of an error.
func sentence(err error) string { return ui.SayRefused(err) }
