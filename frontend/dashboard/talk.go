package dashboard

import (
	"context"
	"slices"

	"parley/frontend/store"
	"parley/frontend/talk"
	"parley/frontend/ui"
	"parley/shared"
)

// A Talk is one opened conversation.
type Talk struct {
	*talk.Talk

	// Asking is true while the agent is asked whether to end the conversation,
	// Ending while it is being ended; EndProblem is why that failed.
	Asking     bool
	Ending     bool
	EndProblem string
	// Choosing is true while the agent is asked whom to give the conversation to,
	// Changing while that or a reopening is under way; Trouble is why it failed.
	Choosing bool
	Changing bool
	Trouble  string

	// Noting is true while the agent writes a note, Reply and Note what each of
	// the two boxes is for.
	Noting      bool
	Reply, Note ui.Writing

	notes   *Talk // beside it, once they are known
	opened  int
	atEnd   bool
	restore func() // takes the list back to where the reader was
}

// Ended reports whether nothing more can be said.
func (t *Talk) Ended() bool { return t.Header.Status == shared.StatusEnded }

// world is that of all talks: the desk's one socket.
func (l *Live) world() *talk.World {
	return &talk.World{
		Send: func(c shared.Command, ref shared.Ref) bool { return l.Send(c, ref) },
		Drop: func() { l.Drop() },
		History: func(t *talk.Talk, before int64, then func(shared.History, error)) {
			ask(l, func(ctx context.Context) (shared.History, error) { return l.History(ctx, t.ID, before) }, func(page shared.History, err error) {
				then(page, err)
				l.look()
			})
		},
		After: l.After,
		Now:   l.Now,
		Keep:  func(t *talk.Talk) { l.Kept.SetOutbox(t.ID, &t.Outbox) },
	}
}

// Opened is the open conversation, nil without one.
func (l *Live) Opened() *Talk { return l.talks[l.open] }

// Open shows a conversation; an empty id shows none. What was open is left,
// but kept in memory.
func (l *Live) Open(id shared.ConversationID) {
	if id == l.open {
		return
	}
	if t := l.Opened(); t != nil {
		t.Asking, t.Choosing, t.Trouble = false, false, ""
		t.Attend(false)
		if t.notes != nil {
			t.notes.Attend(false)
		}
	}
	l.open = id
	l.Inbox.Rev++
	if id == "" {
		return
	}
	t := l.talk(id)
	l.opened++
	t.opened = l.opened
	t.atEnd = t.restore == nil // where a list starts
	t.Attend(true)
	l.keepTab(id)
	l.openNotes()
	l.tidy()
}

func (l *Live) talk(id shared.ConversationID) *Talk {
	t := l.talks[id]
	if t == nil {
		t = &Talk{Talk: talk.New(id, l.world())}
		t.Outbox.Restore(l.Kept.Outbox(id))
		l.talks[id] = t
		if l.connected != nil {
			t.Connect(*l.connected)
		}
	}
	return t
}

// tidy lets go of the conversations that were opened longest ago.
func (l *Live) tidy() {
	var notes *Talk // of the open conversation
	if open := l.Opened(); open != nil {
		notes = open.notes
	}
	for len(l.talks) > mostTalks {
		var oldest *Talk
		for _, t := range l.talks {
			if t.ID != l.open && t != notes && !slices.Contains(l.Rooms.Open, t.ID) && !t.Waits() && (oldest == nil || t.opened < oldest.opened) {
				oldest = t
			}
		}
		if oldest == nil {
			return
		}
		oldest.Lost(0) // late answers are not ours
		delete(l.talks, oldest.ID)
	}
}

// Say puts a message into the conversation's outbox and on its way, or a note
// into that of its notes. The text is what the composer has validated.
func (l *Live) Say(t *Talk, text string) {
	into := l.into(t)
	t.writing().Send(text, l.Do, func(reply *shared.MessageID) {
		into.Say(store.Pending{ClientMessageID: l.NewID(), Content: shared.Trim(text), At: l.Now(), ReplyTo: reply}, nil)
	})
	t.Rev++
}

// SetAtEnd takes whether the newest message of the open conversation is in
// view.
func (l *Live) SetAtEnd(t *Talk, atEnd bool) {
	t.atEnd = atEnd
	l.look()
}

// SetVisible takes whether anybody can see this tab.
func (l *Live) SetVisible(visible bool) {
	l.visible = visible
	l.look()
}

// reads reports whether the agent has a conversation's newest message in view.
func (l *Live) reads(id shared.ConversationID) bool {
	t := l.Opened()
	return t != nil && (t.ID == id || t.notes != nil && t.notes.ID == id) && l.visible && t.atEnd || l.readsRoom(id)
}

// look tells the server what has arrived, and what the agent has seen.
func (l *Live) look() {
	for _, t := range l.talks {
		reads := l.reads(t.ID)
		t.Look(reads)
		if reads && t.Loaded {
			l.Inbox.Mark(shared.Marked{ConversationID: t.ID, Who: l.Me.ID, Read: t.Applied()})
			l.Rooms.List.Mark(shared.Marked{ConversationID: t.ID, Who: l.Me.ID, Read: t.Applied()})
		}
	}
}

// AskEnd asks the agent whether to end the conversation, or no longer does.
func (l *Live) AskEnd(t *Talk, asking bool) {
	t.Asking, t.EndProblem = asking, ""
	t.Rev++
}

// EndIt ends the conversation in the agent's name. That it ended is told by
// its log like everything else.
func (l *Live) EndIt(t *Talk) {
	if t.Ending {
		return
	}
	t.Ending, t.EndProblem = true, ""
	t.Rev++
	me := l.Me.ID
	ask(l, func(ctx context.Context) (struct{}, error) { return struct{}{}, l.End(ctx, t.ID, &me) }, func(_ struct{}, err error) {
		t.Ending = false
		t.Rev++
		if err != nil {
			t.EndProblem = sentence(err)
			return
		}
		t.Asking = false
	})
}
