package dashboard

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/shared"
)

// notifyState is the switch in the account's menu.
type notifyState int

const (
	notifyImpossible notifyState = iota // not drawn
	notifyOff
	notifyOn
	notifyBlocked // by the browser, for this page
)

const (
	notifyKey = "parley.notify." // and the user's id: the switch of this device
	// notifyLock is held by the one tab that shows notifications.
	notifyLock = "parley.notify"
	// looksLock, with a conversation's id, is held by each tab that shows it.
	looksLock = "parley.looks."
)

// notes is the desk's half of notifications.
type notes struct {
	herald herald
	crier  crier
	// leads reports whether this tab is the one that shows them; nil while they
	// are off.
	leads       func() bool
	stopLeading func()
	looks       shared.ConversationID // what this tab is seen to show
	stopLooking func()
}

func (d *Desk) notifyState() notifyState {
	switch browser.MayNotify() {
	case browser.Impossible:
		return notifyImpossible
	case browser.Denied:
		return notifyBlocked
	case browser.Granted:
		if d.storage.Get(notifyKey+string(d.session.User())) != "" {
			return notifyOn
		}
	}
	return notifyOff
}

// switchNotify turns notifications on or off. The browser asks only now.
func (d *Desk) switchNotify() {
	key := notifyKey + string(d.session.User())
	switch d.notifyState() {
	case notifyOn:
		d.storage.Delete(key)
		browser.TakeNotes("")
	case notifyOff:
		browser.AskToNotify(func(p browser.Permission) {
			d.ctx.Dispatch(func(app.Context) {
				if p == browser.Granted && d.live != nil {
					d.storage.Set(key, "on")
					d.settle()
				}
			})
		})
	}
	d.settle()
}

// notify tells of what is new and not looked at, in one tab only.
func (d *Desk) notify() {
	if d.live == nil {
		d.stopNotes()
		return
	}
	said, read := d.notes.herald.look(&d.live.Inbox)
	warned, calm := d.notes.crier.look(&d.live.Rooms.List)
	if d.notifyState() != notifyOn {
		herald, crier := d.notes.herald, d.notes.crier
		d.stopNotes()
		d.notes.herald, d.notes.crier = herald, crier
		return
	}
	if d.notes.leads == nil {
		d.notes.leads, d.notes.stopLeading = browser.Hold(notifyLock, false)
	}
	d.look()
	for _, id := range append(read, calm...) {
		browser.TakeNotes(string(id))
	}
	for _, line := range said {
		if d.notes.leads() && line.ID != d.notes.looks {
			d.note(line.ID, nameOf(whoIs(line.Conversation)), lastWords(line.LastMessage), d.href(line.ID))
		}
	}
	for _, room := range warned {
		if d.notes.leads() {
			d.note(room.ID, room.Title, sayKind(room.LastMessage.Kind)+": "+lastWords(room.LastMessage), roomsHref(d.base, d.live.Rooms.with(room.ID)))
		}
	}
}

// look lets the other tabs know what this one shows.
func (d *Desk) look() {
	var looks shared.ConversationID
	if d.live.visible {
		looks = d.here
	}
	if looks == d.notes.looks {
		return
	}
	if d.notes.stopLooking != nil {
		d.notes.stopLooking()
	}
	d.notes.looks, d.notes.stopLooking = looks, nil
	if looks != "" {
		_, d.notes.stopLooking = browser.Hold(looksLock+string(looks), true)
	}
}

func (d *Desk) note(id shared.ConversationID, title, text, path string) {
	user, session := d.live.Me.ID, d.session
	browser.Notify(browser.Note{
		Tag: string(id), Title: title, Text: text, Icon: browser.Param("icon"), Path: path,
	}, func() bool { return session.User() == user && !browser.Held(looksLock+string(id)) })
}

// stopNotes leaves showing them to other tabs.
func (d *Desk) stopNotes() {
	if d.notes.stopLeading != nil {
		d.notes.stopLeading()
	}
	if d.notes.stopLooking != nil {
		d.notes.stopLooking()
	}
	d.notes = notes{}
}

// notifySwitch is the line of the account's menu.
func (b *bar) notifySwitch() app.UI {
	return app.Div().Class("menu-notify").Body(
		app.Button().ID("notify").Type("button").Class("menu-item").Role("switch").
			Aria("checked", boolean(b.Notify == notifyOn)).Disabled(b.Notify == notifyBlocked).OnClick(b.pressNotify).Body(
			ui.Icon("bell"), app.Span().Text(sayNotify), app.Span().Class("switch").Attr("aria-hidden", "true"),
		),
		app.If(b.Notify == notifyBlocked, func() app.UI { return app.P().Class("menu-note").Text(sayNotifyBlocked) }),
	)
}

func (b *bar) pressNotify(app.Context, app.Event) { b.notify() }
