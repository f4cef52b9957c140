package dashboard

import (
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/store"
	"parley/frontend/ui"
	"parley/shared"
)

// A shortcut is what a key does anywhere on the desk.
type shortcut int

const (
	noShortcut shortcut = iota
	nextConversation
	previousConversation
	stepBack
	writeNote
	writeReply
	closeTab
)

// shortcutOf reads a key. Option on a Mac types a letter of its own.
func shortcutOf(key string, mod browser.Mod) shortcut {
	switch {
	case key == "Escape" && !mod.Command() && !mod.Alt && !mod.Shift:
		return stepBack
	case !mod.Alt || mod.Command() || mod.Shift:
		return noShortcut
	}
	switch key {
	case "j", "J", "∆":
		return nextConversation
	case "k", "K", "˚":
		return previousConversation
	case "p", "P", "π":
		return writeNote
	case "w", "W", "∑":
		return closeTab
	case "l", "L", "¬":
		return writeReply
	}
	return noShortcut
}

// key is called outside the UI goroutine: it decides, then dispatches.
func (d *Desk) key(key string, mod browser.Mod) (handled bool) {
	s := shortcutOf(key, mod)
	if s != noShortcut {
		d.ctx.Dispatch(func(app.Context) { d.do(s) })
	}
	return s != noShortcut && s != stepBack
}

func (d *Desk) do(s shortcut) {
	if d.live == nil {
		return
	}
	switch s {
	case nextConversation, previousConversation:
		if id := neighbour(d.live.Inbox.Lines(), d.here, s == nextConversation); id != "" {
			d.ctx.Navigate(d.href(id))
			browser.Reveal(lineID(id))
		}
	case closeTab:
		d.closeTab(d.here)
	case writeNote, writeReply:
		d.writeNote(s == writeNote)
	case stepBack:
		if d.live.Calls.Phase == store.CallChosen {
			d.live.Calls.Dismiss()
			d.ctx.Defer(func(app.Context) { browser.Focus(callButton) })
			return
		}
		if t := d.live.Opened(); t != nil && t.Asking {
			d.live.AskEnd(t, false)
			d.ctx.Defer(func(app.Context) { browser.Focus(endButton) })
			return
		}
		if t := d.live.Opened(); t != nil && t.Trouble != "" {
			d.understood()
			return
		}
		if d.aside.sheet {
			d.showDetails(false)
			return
		}
		if d.here != "" {
			d.ctx.Navigate(d.base + "/")
		}
	}
}

func (d *Desk) href(id shared.ConversationID) string { return d.base + conversationPath + string(id) }

// neighbour is the conversation after or before the open one.
func neighbour(lines []*store.Line, open shared.ConversationID, next bool) shared.ConversationID {
	at := slices.IndexFunc(lines, func(l *store.Line) bool { return l.ID == open })
	switch {
	case len(lines) == 0:
		return ""
	case at < 0 && next:
		at = 0
	case at < 0:
		at = len(lines) - 1
	case next:
		at++
	default:
		at--
	}
	if at < 0 || at >= len(lines) {
		return ""
	}
	return lines[at].ID
}

// focusOn puts the keyboard where the agent goes on after navigating: into the
// message box of what was opened, or back onto the line of what was closed. A
// phone's keyboard stays down.
func (d *Desk) focusOn(was shared.ConversationID) {
	t := d.live.Opened()
	d.ctx.Defer(func(app.Context) {
		switch {
		case t == nil:
			browser.Focus(lineID(was))
		case browser.Touch() || t.Ended():
			browser.Focus(ui.MessagesID)
		default:
			browser.Focus(ui.ComposerInput)
		}
	})
}

// rememberPlace keeps where in the open conversation the reader is.
func (d *Desk) rememberPlace() {
	t := d.live.Opened()
	if t == nil {
		return
	}
	t.restore = nil
	if t.Loaded {
		t.restore = ui.Place(ui.MessagesID)
	}
}
