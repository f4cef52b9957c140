package dashboard

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/shared"
)

// pane draws the open conversation, or what to do without one.
func (d *Desk) pane() app.UI {
	t, role := d.live.Opened(), "region"
	if t != nil || d.at.nowhere {
		role = "main" // else the list is
	}
	pane := app.Div().ID("pane").Class("pane").Role(role).Aria("label", ui.SayConversation)
	switch {
	case t != nil:
		return pane.Body(d.strip(), d.head(t), d.said(t), d.composer(t), d.details(t), d.assignMenu(t))
	case d.at.nowhere:
		return pane.Body(app.Div().Class("pane-hint").Body(
			app.H1().Class("teach-title").Text(sayNoPage),
			app.P().Class("teach-text").Text(sayNoPageMore),
			app.A().Class("button").Href(d.base+"/").Text(sayBack),
		))
	case d.live.Inbox.Empty():
		return pane.Body(app.Div().Class("pane-hint").Body(teach(d.demo == demoThere)...))
	}
	return pane.Body(app.Div().Class("pane-hint").Body(hint()...))
}

// hint stands where the conversation will be.
func hint() []app.UI {
	return []app.UI{
		app.Span().Class("teach-icon").Body(ui.Icon("chat")),
		app.P().Class("teach-title").Text(sayChoose),
		app.P().Class("pane-keys").Body(
			key("Alt"), key("J"), key("Alt"), key("K"), app.Span().Text(sayChooseKeys),
		),
	}
}

func key(name string) app.UI { return app.Kbd().Text(name) }

// head draws who the conversation is with and how it stands.
func (d *Desk) head(t *Talk) app.UI {
	header, known := d.headerOf(t)
	h := head{
		ID: t.ID, Home: d.base + "/", Known: known, Ended: t.Ended(),
		Asking: t.Asking, Ending: t.Ending, Problem: t.EndProblem, Lost: lost(t) != "",
		Details: d.aside.shown(), Assignee: d.live.lookedAfterBy(t), Choosing: t.Choosing, Changing: t.Changing, Trouble: t.Trouble,
		Calls: t.Header.Calls,
	}
	if known {
		h.Person, h.How = whoIs(header), how(header, d.now)
		if visitor, known := visitorOf(t); known {
			h.There, h.Online = presence(visitor.Presence, d.now), visitor.Online
		}
	}
	return newHead(h, headHandlers{
		ask:        func() { d.askEnd(true) },
		keep:       func() { d.askEnd(false) },
		end:        func() { d.open(d.live.EndIt) },
		choose:     func() { d.open(func(t *Talk) { d.live.Choose(t, !t.Choosing) }) },
		reopen:     func() { d.open(d.live.Reopen) },
		understood: d.understood,
		details:    func() { d.showDetails(!d.aside.shown()) },
		call:       d.choose,
	})
}

// headerOf is the conversation's header, from the inbox as long as the
// conversation itself has not answered.
func (d *Desk) headerOf(t *Talk) (header shared.Conversation, known bool) {
	if t.Header.ID != "" {
		return t.Header, true
	}
	if l, ok := d.live.Inbox.Find(t.ID); ok {
		return l.Conversation, true
	}
	return header, false
}

func (d *Desk) askEnd(asking bool) {
	d.open(func(t *Talk) { d.live.AskEnd(t, asking) })
	focus := endButton
	if asking {
		focus = endYesButton
	}
	d.ctx.Defer(func(app.Context) { browser.Focus(focus) })
}

// said draws the log, or why it is not there.
func (d *Desk) said(t *Talk) app.UI {
	if why := lost(t); why != "" {
		return app.Div().Class("pane-problem").Role("alert").Body(
			app.H1().Class("teach-title").Text(sayNotShown),
			app.P().Class("teach-text").Text(why),
			app.If(t.Final, func() app.UI {
				return app.A().Class("button").Href(d.base + "/").Text(sayBack)
			}).Else(func() app.UI {
				return app.Button().Type("button").Class("button").Text(ui.SayTryAgain).OnClick(d.retry)
			}),
		)
	}
	if !t.Loaded && d.live.Inbox.Recalled && d.notice().Text != "" && len(t.Outbox.Items()) == 0 {
		return app.Div().Class("pane-problem").Role("status").Body(
			app.H1().Class("teach-title").Text(sayNotHere),
			app.P().Class("teach-text").Text(sayNotHereMore),
		)
	}
	m := ui.Messages{
		Key: string(t.ID), Log: t.Log(), Rev: t.Rev, Me: d.live.Me.ID,
		Delivered: t.Delivered(), Seen: t.Seen(),
		Pending: t.Outbox.Items(), Typing: d.live.typing(t),
		Loading: !t.Loaded || t.Loading, Problem: noPage(t), Today: ui.Day(d.now),
		Staff: d.live.Me.Role.IsStaff(), Ended: t.Ended(),
	}
	if n := t.notes; n != nil {
		m.Notes, m.NotesPending = n.Log(), n.Outbox.Items()
		m.Rev += n.Rev
		m.Typing = append(m.Typing, d.live.typing(n)...)
	}
	if header, known := d.headerOf(t); known {
		m.Label = sayWith(nameOf(whoIs(header)))
	}
	return ui.NewMessages(m, ui.MessagesHandlers{
		Start: goBack(t),
		Older: func(app.Context) {
			d.open(func(t *Talk) { t.Older(); olderNotes(t) })
			d.ctx.Update() // a scroll by itself draws nothing
		},
		End:     func(_ app.Context, inView bool) { d.open(func(t *Talk) { d.live.SetAtEnd(t, inView) }) },
		Retry:   func(_ app.Context, id string) { d.outbox(func(t *Talk) { t.Retry(id) }) },
		Discard: func(_ app.Context, id string) { d.outbox(func(t *Talk) { t.Discard(id) }) },
		Do:      d.live.Do,
		Reply: func(_ app.Context, m *shared.Message) {
			d.write(func(t *Talk) { d.live.answer(t, m, (*ui.Writing).Reply) })
		},
		Edit: func(_ app.Context, m *shared.Message) {
			d.write(func(t *Talk) { d.live.answer(t, m, (*ui.Writing).Edit) })
		},
	})
}

// goBack takes a list that is drawn again back to its reader's place, once.
func goBack(t *Talk) func() {
	restore := t.restore
	if restore == nil {
		return nil
	}
	return func() {
		t.restore = nil
		restore()
	}
}

// lost says why a conversation is not there, if so.
func lost(t *Talk) string {
	switch {
	case t.Loaded || t.Problem == nil:
		return ""
	case t.Final:
		return sayNowhere
	}
	return sentence(t.Problem)
}

// noPage says why an older page is not there.
func noPage(t *Talk) string {
	if t.Problem == nil || t.Final {
		return ""
	}
	return sentence(t.Problem)
}

// open does something with the open conversation.
func (d *Desk) open(f func(*Talk)) {
	if d.live == nil {
		return
	}
	if t := d.live.Opened(); t != nil {
		f(t)
		d.settle()
	}
}

// outbox does something with what waits to be sent, there and in the notes.
func (d *Desk) outbox(f func(*Talk)) {
	d.open(func(t *Talk) {
		f(t)
		if t.notes != nil {
			f(t.notes)
		}
	})
}

func (d *Desk) retry(app.Context, app.Event) { d.open(func(t *Talk) { t.Again() }) }

// closed says why nothing more can be said, if so.
func closed(t *Talk, me shared.MemberID) string {
	switch by := t.Header.EndedBy; {
	case t.Final:
		return sayNowhere
	case !t.Ended():
		return ""
	case by == nil:
		return sayClosedBy("")
	case by.ID == me:
		return sayClosedByYou
	default:
		return sayClosedBy(nameOf(*by))
	}
}
