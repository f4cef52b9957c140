package widget

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/link"
	"parley/frontend/store"
	"parley/frontend/ui"
	"parley/shared"
)

// acts adds what a visitor may do to messages.
func (r *Root) acts(on ui.MessagesHandlers) ui.MessagesHandlers {
	on.Do = r.do
	on.Reply = func(_ app.Context, m *shared.Message) { r.writing.Reply(m); r.toBox() }
	on.Edit = func(_ app.Context, m *shared.Message) { r.writing.Edit(m); r.toBox() }
	return on
}

// do does something to a message. Without a connection it is refused at once: it
// would wait for one, and be lost with the page.
func (r *Root) do(command shared.Command, then func(error)) {
	if r.chat.State.Phase != link.Online {
		then(shared.Refuse(shared.CodeUnavailable, ""))
		return
	}
	r.chat.Talk.Do(command, then)
}

// about says what is written for besides something new.
func (r *Root) about(c ui.Composer) ui.Composer {
	c.Key, c.Above = r.writing.Key(c.Key), r.writing.Quote()
	return c
}

// box is what the message box starts with.
func (r *Root) box() browser.Draft {
	switch {
	case r.writing.Editing():
		return browser.DraftOf(r.writing.Draft(""), true)
	case r.chat != nil && r.chat.draftKnown:
		return browser.DraftOf(r.chat.Tab.Get(draftKey(r.chat.Session.SessionID)), false)
	}
	return r.draft
}

// writes has replies and changes go where they belong; the rest is a message.
func (r *Root) writes(on ui.ComposerHandlers) ui.ComposerHandlers {
	send, keep := on.Send, on.Draft
	on.Send = func(ctx app.Context, text string) {
		r.writing.Send(text, r.do, func(reply *shared.MessageID) {
			if reply == nil {
				send(ctx, text)
				return
			}
			c := r.chat
			c.Talk.Say(store.Pending{ClientMessageID: c.NewID(), Content: text, At: c.Now(), ReplyTo: reply}, nil)
		})
		r.focus(ui.ComposerInput)
	}
	on.Draft = func(text string) {
		if !r.writing.Editing() {
			keep(text)
		}
	}
	on.Cancel = func(app.Context) { r.writing.Cancel(); r.toBox() }
	return on
}

func (r *Root) toBox() {
	r.ctx.Defer(func(app.Context) {
		r.follow()
		browser.Focus(ui.ComposerInput)
	})
}
