package dashboard

import (
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/link"
	"parley/frontend/ui"
	"parley/shared"
)

// Routes registers the desk's pages, without the prefix they are served under.
func Routes() {
	app.RouteWithRegexp(`^/`, func() app.Composer { return &Desk{} })
}

const conversationPath = "/c/"

// conversationIn is the conversation that a path of the desk names, if any.
func conversationIn(path, base string) shared.ConversationID {
	path = strings.TrimPrefix(path, base)
	id, ok := strings.CutPrefix(path, conversationPath)
	if !ok || strings.Contains(id, "/") {
		return ""
	}
	return shared.ConversationID(id)
}

// Desk is the one root of all routes, so that what it knows survives
// navigation.
type Desk struct {
	app.Compo

	ctx     app.Context // of the desk itself, from OnMount on
	base    string      // of all paths
	session *Session
	kept    *Kept
	storage Storage // of this device
	live    *Live   // nil while nobody is signed in
	wire    wire
	at      place                 // what the address names
	here    shared.ConversationID // the conversation of the inbox it names
	admin   admin
	out     bool   // nobody is signed in
	why     string // why not, if there is a reason
	now     time.Time
	online  bool // as far as the browser knows
	demo    demoState
	shown   shown
	aside   aside
	newer   bool // a newer version than this one is ready
	notes   notes
	phone   ui.Phone
	stops   []func()

	remembers  bool // the inbox, in a moment
	remembered int  // up to which revision of it
}

// shown is what the desk last told the world outside its elements.
type shown struct {
	title  string
	unread int
}

// OnInit finds out who is signed in, before anything is drawn.
func (d *Desk) OnInit() {
	d.base = app.Getenv("GOAPP_ROOT_PREFIX")
	d.session = NewSession(link.API{Fetch: browser.Fetch}, browser.Local(), browser.Locked)
	d.kept, d.storage = &Kept{Storage: browser.Session()}, browser.Local()
	d.now, d.online, d.out = time.Now(), true, !d.session.SignedIn()
}

// OnMount starts what goes on as long as the page.
func (d *Desk) OnMount(ctx app.Context) {
	browser.Mark("mounted")
	d.ctx = ctx
	d.phone.UI = func(f func()) { ctx.Dispatch(func(app.Context) { f() }) }
	d.online = browser.Online()
	d.stops = []func(){
		d.watchRoom(),
		browser.OnWake(func() { ctx.Dispatch(d.wake) }),
		browser.OnVisibility(func(visible bool) { ctx.Dispatch(func(app.Context) { d.see(visible) }) }),
		browser.OnKey(func(key string, mod browser.Mod) bool { return d.key(key, mod) }),
		browser.OnResize(func() { ctx.Dispatch(func(app.Context) { d.resized() }) }),
		every(30*time.Second, func() { ctx.Dispatch(func(app.Context) { d.now = time.Now() }) }),
	}
	d.stops = append(d.stops, d.installed(ctx)...)
	if !d.out {
		d.enter()
	}
}

// OnDismount ends it.
func (d *Desk) OnDismount() {
	for _, stop := range d.stops {
		stop()
	}
	d.wire.cut()
}

// OnNav opens what the address names.
func (d *Desk) OnNav(ctx app.Context) {
	was := d.here
	if !d.arrive(ctx.Page().URL().Path) {
		return
	}
	d.here = conversationIn(ctx.Page().URL().Path, d.base)
	if d.live == nil || d.here == was {
		return
	}
	d.rememberPlace()
	d.live.Open(d.here)
	d.settle()
	d.focusOn(was)
}

// enter is the desk after somebody has signed in.
func (d *Desk) enter() {
	if user := d.session.User(); user != "" {
		d.kept.Own(user)
	}
	d.begin()
}

// replace makes the desk somebody else's: another tab has signed them in. For
// one frame nothing is drawn, so that no element of the last one stays.
func (d *Desk) replace() {
	d.leave("")
	d.out = false
	d.ctx.Defer(func(ctx app.Context) { ctx.Dispatch(func(app.Context) { d.begin() }) })
}

func (d *Desk) begin() {
	d.out, d.why = false, ""
	d.live = NewLive(d.world())
	d.live.visible = browser.Visible()
	d.live.recall(d.storage, d.session.User())
	d.live.Open(d.here)
	d.show(d.at)
	d.connect()
	d.settle()
	if d.here != "" {
		d.focusOn("")
	}
}

// leave is the desk after nobody is signed in any more.
func (d *Desk) leave(why string) {
	if d.live == nil {
		return
	}
	d.wire.cut()
	d.live.Close()
	d.live = nil
	d.forget()
	d.out, d.why = true, why
	d.settle()
}

// signOut forgets who was here.
func (d *Desk) signOut() {
	d.leave("")
	d.kept.Wipe()
	d.admin = admin{}
	work(d.ctx, d.session.SignOut, d.forget) // again: another tab may have kept it meanwhile
	d.ctx.Navigate(d.base + "/")
}

// forget takes away what shows outside the desk, or without network, who has
// written and what.
func (d *Desk) forget() {
	d.storage.Delete(recalledKey)
	browser.TakeNotes("")
}

// wake looks after the connection when the network or the tab is back.
func (d *Desk) wake(app.Context) {
	d.online = browser.Online()
	d.now = time.Now()
	if d.wire.link != nil {
		d.wire.link.Nudge()
	}
}

func (d *Desk) see(visible bool) {
	d.online = browser.Online()
	d.now = time.Now()
	if d.live != nil {
		d.live.SetVisible(visible)
		d.settle()
	}
}

// settle tells the tab's title and the screen reader what is new.
func (d *Desk) settle() {
	unread := 0
	if d.live != nil {
		unread = d.live.Inbox.Unread()
		d.admin.take(d)
	}
	if title := sayTitle(unread); title != d.shown.title {
		d.shown.title = title
		browser.SetTitle(title)
		browser.SetBadge(unread)
	}
	if unread > d.shown.unread && d.live.Inbox.Loaded {
		browser.Announce(sayUnreadIn(unread))
	}
	d.shown.unread = unread
	d.lookForDemo()
	browser.Unsaved(d.admin.dirty())
	d.notify()
	d.remember()
}

// Render implements app.Composer.
func (d *Desk) Render() app.UI {
	switch {
	case d.out:
		return d.signIn()
	case d.live == nil:
		return skeleton()
	}
	return d.desk()
}

func (d *Desk) desk() app.UI {
	class := "desk"
	if d.here != "" || len(d.at.rooms) > 0 || d.at.item != "" || d.at.nowhere {
		class += " desk-open"
	}
	list, pane := d.parts()
	return app.Div().ID("desk").Class(class).Body(
		d.skip(),
		newBar(bar{Home: d.base + "/", Person: d.live.Me, Online: d.live.State.Phase == link.Online, Notify: d.notifyState()}, d.signOut, d.switchNotify),
		d.rail(),
		list,
		pane,
		ui.Banner(d.notice(), d.act),
		d.call(),
	)
}

// skip leads the keyboard past the list. It is always the first element, or
// all that follow would be drawn anew.
func (d *Desk) skip() app.UI {
	link := app.A().Class("skip").Href("#" + ui.ComposerInput).Text(saySkip).OnClick(toMessageBox)
	if t := d.live.Opened(); t == nil || t.Final || t.Ended() {
		link = link.Hidden(true)
	}
	return link
}

// toMessageBox is no navigation.
func toMessageBox(ctx app.Context, e app.Event) {
	ctx.PreventUpdate()
	e.PreventDefault()
	e.StopImmediatePropagation()
	browser.Focus(ui.ComposerInput)
}

// notice is what the desk says about its connection.
func (d *Desk) notice() ui.Notice {
	n := ui.Connection(d.live.State, d.online)
	if d.live.State.Phase != link.Stopped {
		if d.live.Inbox.Recalled {
			n = d.recalled()
		}
		return d.tellNewer(n)
	}
	switch d.live.State.Code {
	case shared.CloseForbidden:
		n.Text, n.Action = sayRefused, ui.SayTryAgain
	case shared.CloseSuperseded:
		n.Text = sayReplaced
	case shared.CloseTooOld:
		n.Text = sayTooOld
	}
	return n
}
