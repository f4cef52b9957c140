package dashboard

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/store"
	"parley/frontend/ui"
	"parley/shared"
)

const (
	replyButton = "write-reply"
	noteButton  = "write-note"
)

// internal is what only users know of a conversation: the lists know it first.
func (l *Live) internal(t *Talk) (in shared.Internal) {
	if line, ok := l.Inbox.Find(t.ID); ok && line.Internal != nil {
		return *line.Internal
	}
	if t.Header.Internal != nil {
		return *t.Header.Internal
	}
	return in
}

// openNotes opens the notes beside the open conversation, once it is known which
// they are.
func (l *Live) openNotes() {
	t := l.Opened()
	if t == nil {
		return
	}
	if t.notes == nil {
		id := l.internal(t).NotesID
		if id == "" {
			return
		}
		t.notes = l.talk(id)
	}
	t.notes.Attend(true)
}

// into is the conversation that what is written goes into.
func (l *Live) into(t *Talk) *Talk {
	if t.Noting && t.notes != nil {
		return t.notes
	}
	return t
}

// writing is what the box that is shown is for.
func (t *Talk) writing() *ui.Writing {
	if t.Noting && t.notes != nil {
		return &t.Note
	}
	return &t.Reply
}

// SetNoting chooses between a reply and a note. The text of each is kept apart.
func (l *Live) SetNoting(t *Talk, on bool) {
	if on && t.notes == nil {
		return
	}
	l.into(t).Type(false)
	t.Noting = on
	t.Rev++
}

// Do does something to a message of any conversation that is open. Without a
// connection it is refused at once: it would wait for one, and be lost with the
// page.
func (l *Live) Do(command shared.Command, then func(error)) {
	switch t := l.talks[about(command)]; {
	case t == nil:
	case l.connected == nil:
		then(shared.Refuse(shared.CodeUnavailable, ""))
	default:
		t.Do(command, then)
	}
}

// about is the conversation a command is about.
func about(command shared.Command) shared.ConversationID {
	switch c := command.(type) {
	case shared.React:
		return c.ConversationID
	case shared.EditMessage:
		return c.ConversationID
	case shared.DeleteMessage:
		return c.ConversationID
	}
	return ""
}

// answer makes the message box one for a reply to a message, or its change, on
// the side the message is on.
func (l *Live) answer(t *Talk, m *shared.Message, with func(*ui.Writing, *shared.Message)) {
	l.SetNoting(t, t.notes != nil && m.ConversationID == t.notes.ID)
	with(t.writing(), m)
	t.Rev++
}

// lastOwn is the newest message of the reader's own on the side they write on.
func (l *Live) lastOwn(t *Talk) (last *shared.Message) {
	for row := range l.into(t).Log().Rows() {
		if m := row.Message; m != nil && m.Sender.ID == l.Me.ID && m.DeletedAt == nil && !m.Hidden && m.Kind == shared.KindMessage {
			last = m
		}
	}
	return last
}

// olderNotes loads the notes as far back as what they stand among.
func olderNotes(t *Talk) {
	if t.notes == nil || t.notes.Log().Complete() {
		return
	}
	var oldest, note store.Row
	for row := range t.Log().Rows() {
		oldest = row
		break
	}
	for row := range t.notes.Log().Rows() {
		note = row
		break
	}
	if note.At().After(oldest.At()) {
		t.notes.Older()
	}
}

// composer draws where the agent writes: to the visitor, or to the team.
func (d *Desk) composer(t *Talk) app.UI {
	if t.Final && !t.Loaded {
		return app.Div().Class("pane-no-composer")
	}
	into, writing := d.live.into(t), t.writing()
	c := ui.Composer{
		Key: writing.Key(string(into.ID)), Limits: d.live.Limits, Placeholder: sayReply, Closed: closed(t, d.live.Me.ID), Above: writing.Quote(),
	}
	class := "compose"
	if into != t {
		class += " compose-note"
		c.Placeholder, c.Label, c.Closed = sayWriteNote, ui.SayNote, ""
	}
	if c.Closed == "" && into.Header.MessageCharacters > 0 {
		c.Limits.MessageCharacters = into.Header.MessageCharacters
	}
	draft := browser.DraftOf(writing.Draft(d.kept.Draft(into.ID)), writing.Editing())
	return app.Div().Class(class).Body(
		d.side(t),
		ui.NewComposer(c, draft, ui.ComposerHandlers{
			Send:   func(_ app.Context, text string) { d.open(func(t *Talk) { d.live.Say(t, text) }) },
			Typing: func(_ app.Context, on bool) { d.open(func(t *Talk) { d.live.into(t).Type(on) }) },
			Draft: func(text string) {
				d.open(func(t *Talk) {
					if !t.writing().Editing() {
						d.kept.SetDraft(d.live.into(t).ID, text)
					}
				})
			},
			Cancel: func(app.Context) { d.write(func(t *Talk) { t.writing().Cancel(); t.Rev++ }) },
			Last: func(app.Context) {
				d.write(func(t *Talk) {
					if last := d.live.lastOwn(t); last != nil {
						d.live.answer(t, last, (*ui.Writing).Edit)
					}
				})
			},
		}),
	)
}

// side chooses who reads what is written.
func (d *Desk) side(t *Talk) app.UI {
	button := func(id, icon, text string, on bool) app.UI {
		b := app.Button().ID(id).Type("button").Class("side").Role("radio").Aria("checked", strconv.FormatBool(t.Noting == on)).
			OnMouseDown(func(_ app.Context, e app.Event) { e.PreventDefault() }).
			OnClick(func(app.Context, app.Event) { d.writeNote(on) })
		if t.Noting == on {
			b = b.TabIndex(0)
		} else {
			b = b.TabIndex(-1)
		}
		return b.Body(ui.Icon(icon), app.Span().Text(text))
	}
	group := app.Div().Class("sides").Role("radiogroup").Aria("label", sayWhoReads).OnKeyDown(d.turnSide)
	if t.notes == nil {
		group = group.Hidden(true)
	}
	return group.Body(
		button(replyButton, "reply", ui.SayReply, false),
		button(noteButton, "lock", sayNote, true),
		app.If(t.Noting, func() app.UI { return app.Span().Class("sides-note").Text(ui.SayNote) }),
	)
}

func (d *Desk) turnSide(ctx app.Context, e app.Event) {
	switch e.Get("key").String() {
	case "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown":
	default:
		ctx.PreventUpdate()
		return
	}
	e.PreventDefault()
	focus := replyButton
	d.open(func(t *Talk) {
		d.live.SetNoting(t, !t.Noting)
		if t.Noting {
			focus = noteButton
		}
	})
	browser.Focus(focus)
}

// writeNote goes to one of the two message boxes.
func (d *Desk) writeNote(on bool) { d.write(func(t *Talk) { d.live.SetNoting(t, on) }) }

// write changes what the message box is for, and goes there. What grew above the
// box hides nothing of the newest message.
func (d *Desk) write(f func(*Talk)) {
	d.open(f)
	d.ctx.Defer(func(app.Context) {
		browser.Focus(ui.ComposerInput)
		if t := d.live.Opened(); t != nil && t.atEnd {
			browser.ScrollToEnd(ui.MessagesID)
		}
	})
}
