package ui

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/store"
	"parley/shared"
)

const (
	// MessagesID is the id of the list that scrolls, unless it is given another.
	MessagesID = "messages"
	// nearEnd is how near the end the list follows what comes, nearTop how near
	// the top it asks for more, in CSS pixels.
	nearEnd = 128
	nearTop = 100
	// hushFor is how long a screen reader is kept from reading a page of
	// history aloud.
	hushFor = time.Second
)

// Messages is a conversation's log and what is around it: what is on its way,
// who is typing, and where the reader is.
type Messages struct {
	app.Compo

	// Key names the conversation; another one is another list, at its end.
	Key string
	// ID of the list, if not [MessagesID].
	ID string
	// Label is the list's accessible name.
	Label string
	// Log and Rev are the conversation's; every change of the log is a new Rev.
	Log *store.Log
	Rev int
	// Me is the reader: their messages are on the right.
	Me shared.MemberID
	// Delivered and Seen are up to where everything has reached somebody else, and
	// up to where somebody else has read.
	Delivered, Seen int64
	// Pending is what the reader said and the server has not confirmed.
	Pending []store.Pending
	// Typing names who is typing.
	Typing []string
	// Loading says that a page is on its way: the first, or an older one.
	Loading bool
	// Problem is why a page did not come.
	Problem string
	// Greeting stands at the beginning of the conversation, line by line.
	Greeting []string
	// Today is a [Day].
	Today int
	// Notes are what only users see of it, if anything, and what the reader wrote
	// there that the server has not confirmed.
	Notes        *store.Log
	NotesPending []store.Pending
	// Staff may take back the messages of others.
	Staff bool
	// Ended says that nothing can be replied to.
	Ended bool

	act   acting
	ctx   app.Context
	on    MessagesHandlers
	now   drawn
	brief bool  // only the newest chunks are drawn, so that they are there at once
	away  bool  // the end is out of view
	read  int64 // the newest seq when it last was in view
	loud  bool  // additions are announced
	hush  *time.Timer
	stop  func()
}

// drawn is what of the inputs was drawn last.
type drawn struct {
	oldest, newest int64
	pending        int
	loading        bool
}

// MessagesHandlers are called on the UI goroutine; nil ones are left out.
type MessagesHandlers struct {
	// Start takes a list that is drawn for the first time back to where its
	// reader left it; nil: it starts at its end.
	Start func()
	// Older asks for the page before the oldest message, or for the first one.
	Older func(app.Context)
	// End tells that the end of the list came into view or went out of it.
	End func(ctx app.Context, inView bool)
	// Retry and Discard are for a message that was not sent.
	Retry   func(ctx app.Context, clientMessageID string)
	Discard func(ctx app.Context, clientMessageID string)
	// Do does something to a message, and tells what came of it; nil: there is
	// nothing to be done. Reply and Edit want the message box for it.
	Do          func(command shared.Command, then func(error))
	Reply, Edit func(ctx app.Context, m *shared.Message)
}

// NewMessages makes a list.
func NewMessages(m Messages, on MessagesHandlers) *Messages {
	m.on = on
	m.brief = app.IsClient && on.Start == nil
	return &m
}

// CompoID makes a list with another key another one.
func (m *Messages) CompoID() string { return m.Key }

// OnMount shows the end, or what its reader saw last.
func (m *Messages) OnMount(ctx app.Context) {
	m.ctx = ctx
	m.plan(0)
	m.beQuiet(ctx)
	// A phone's keyboard opens, for one. go-app's own OnResize comes a quarter of
	// a second late: the list would be seen to jump.
	m.stop = browser.OnResize(func() { ctx.Dispatch(m.resized) })
	m.drawRest(ctx)
	ctx.Defer(func(ctx app.Context) {
		if m.on.Start == nil {
			m.toEnd(ctx)
			return
		}
		m.on.Start()
	})
}

// drawRest draws what is above the newest chunks once those have been seen: 300
// messages at once would keep the reader waiting for a quarter of a second.
func (m *Messages) drawRest(ctx app.Context) {
	if !m.brief || m.now.newest == 0 {
		return
	}
	browser.AfterPaint(func() { ctx.Dispatch(m.unfold) })
}

func (m *Messages) unfold(ctx app.Context) {
	if m.brief {
		m.brief = false
		m.beQuiet(ctx)
		m.keepAnchor(ctx)
	}
}

// keepAnchor keeps what is read in its place while older messages come above.
func (m *Messages) keepAnchor(ctx app.Context) {
	restore := browser.KeepAnchor(m.id())
	ctx.Defer(func(app.Context) { restore() })
}

// OnDismount lets go.
func (m *Messages) OnDismount() {
	if m.hush != nil {
		m.hush.Stop()
	}
	if m.stop != nil {
		m.stop()
	}
}

// resized keeps the end in view when the window changes.
func (m *Messages) resized(ctx app.Context) {
	ctx.PreventUpdate()
	if !m.away {
		m.toEnd(ctx)
	}
}

// OnUpdate runs before a changed list is drawn: it sees where the reader is and
// has them put back there afterwards.
func (m *Messages) OnUpdate(ctx app.Context) {
	_, fromBottom := browser.ScrollState(m.id())
	wasAway := m.away
	keep := m.plan(fromBottom)
	if keep.anchor {
		m.keepAnchor(ctx)
	}
	if keep.quiet {
		m.beQuiet(ctx)
	}
	m.drawRest(ctx)
	m.seekOn(ctx)
	if keep.end {
		ctx.Defer(m.toEnd)
	}
	if wasAway && !m.away {
		ctx.Defer(func(ctx app.Context) { m.tellEnd(ctx) })
	}
}

// A keep says what to keep of the reader's place when the list changes.
type keep struct {
	end    bool // stay at the end
	anchor bool // stay at the same message: older ones come above
	quiet  bool // announce nothing
}

// plan decides what to keep, and takes note of what is drawn next.
func (m *Messages) plan(fromBottom float64) (k keep) {
	was := m.now
	m.now = drawn{pending: len(m.Pending) + len(m.NotesPending), loading: m.Loading}
	if m.Log != nil {
		newest, _ := m.Log.Newest()
		m.now.oldest, m.now.newest = m.Log.Oldest(), newest.Seq
	}
	k.anchor = was.oldest > 0 && m.now.oldest > 0 && m.now.oldest < was.oldest
	k.quiet = k.anchor || was.loading && !m.Loading
	k.end = was.newest == 0 || m.now.pending > was.pending || fromBottom <= nearEnd
	if k.end {
		m.away = false
	}
	if !m.away {
		m.read = m.now.newest
	}
	return k
}

// beQuiet announces nothing until the list was calm for a moment.
func (m *Messages) beQuiet(ctx app.Context) {
	m.loud = false
	if m.hush != nil {
		m.hush.Stop()
	}
	m.hush = time.AfterFunc(hushFor, func() { ctx.Dispatch(func(app.Context) { m.loud = true }) })
}

func (m *Messages) toEnd(app.Context) { browser.ScrollToEnd(m.id()) }

func (m *Messages) tellEnd(ctx app.Context) {
	if m.on.End != nil {
		m.on.End(ctx, !m.away)
	}
}

func (m *Messages) scrolled(ctx app.Context, _ app.Event) {
	ctx.PreventUpdate()
	fromTop, fromBottom := browser.ScrollState(m.id())
	if away := fromBottom > nearEnd; away != m.away {
		m.away = away
		if !away {
			m.read = m.now.newest
		}
		m.tellEnd(ctx)
		ctx.Update()
	}
	if fromTop < nearTop && !m.brief && m.Log != nil && m.now.newest > 0 && !m.Log.Complete() && !m.Loading && m.Problem == "" {
		m.askOlder(ctx)
	}
}

func (m *Messages) askOlder(ctx app.Context) {
	if m.on.Older != nil {
		m.on.Older(ctx)
	}
}

// unread counts what came from others while the end was out of view.
func (m *Messages) unread() (n int) {
	if !m.away || m.Log == nil {
		return 0
	}
	chunks := m.Log.Chunks()
	for c := len(chunks) - 1; c >= 0; c-- {
		rows := chunks[c].Rows
		for r := len(rows) - 1; r >= 0; r-- {
			if rows[r].Seq <= m.read {
				return n
			}
			if rows[r].Message != nil && rows[r].Message.Sender.ID != m.Me {
				n++
			}
		}
	}
	return n
}

func (m *Messages) id() string {
	if m.ID == "" {
		return MessagesID
	}
	return m.ID
}

// Render implements app.Composer.
func (m *Messages) Render() app.UI {
	live := "off"
	if m.loud {
		live = "polite"
	}
	label := m.Label
	if label == "" {
		label = SayConversation
	}
	list := app.Div().ID(m.id()).Class("messages-list").
		Role("log").Aria("live", live).Aria("relevant", "additions").Aria("label", label).
		TabIndex(0).On("scroll", m.scrolled)
	if m.on.Do != nil {
		list = list.OnClick(m.clicked).OnKeyDown(m.keyed).On("contextmenu", m.held)
	}
	if m.Loading {
		list = list.Aria("busy", "true")
	}
	return app.Div().Class("messages").Body(
		list.Body(
			m.beginning(),
			app.Div().Class("messages-log").Body(m.blocks()...),
			app.Div().Class("messages-pending").Body(m.pendings()...),
			typing(m.Typing),
		),
		app.Div().Class("messages-below").Body(m.pill(), m.refused()),
		m.menu(),
	)
}

// beginning is what stands above the oldest message: the greeting where the
// conversation begins, and a place as high whether or not a page is loading.
func (m *Messages) beginning() app.UI {
	empty := m.Log == nil || m.Log.Oldest() == 0
	greet := len(m.Greeting) > 0 && (empty || m.Log.Complete())
	first := empty && m.Loading
	return app.Div().Class("messages-beginning").Body(
		app.If(greet, func() app.UI { return Greeting(m.Greeting) }),
		app.If(m.Problem != "", func() app.UI {
			return app.P().Class("notice notice-problem").Role("alert").Body(
				app.Span().Text(m.Problem+" "),
				app.Button().Type("button").Class("link").Text(SayRetry).OnClick(m.again),
			)
		}).ElseIf(first, func() app.UI {
			return Skeleton(Bubbles, 5)
		}).ElseIf(!empty && !m.Log.Complete(), func() app.UI {
			return app.Div().Class("older").Body(
				app.If(m.Loading, func() app.UI { return Skeleton(Bubbles, 1) }),
			)
		}),
	)
}

func (m *Messages) again(ctx app.Context, _ app.Event) { m.askOlder(ctx) }

func (m *Messages) pill() app.UI {
	n := m.unread()
	return app.If(n > 0, func() app.UI {
		return app.Button().Type("button").Class("pill").Title(SayNewMessagesAria).
			OnMouseDown(keepFocus).OnClick(m.jump).Body(
			Icon("down"), app.Span().Text(SayNewMessages(n)),
		)
	})
}

func (m *Messages) jump(ctx app.Context, e app.Event) {
	m.away = false
	m.read = m.now.newest
	m.toEnd(ctx) // now: what is deferred by an element that goes is dropped
	m.tellEnd(ctx)
	if e.Get("detail").Int() == 0 { // pressed by a key, whose place goes with the button
		browser.Focus(m.id())
	}
}

// typing is a line as high whether or not somebody types.
func typing(names []string) app.UI {
	return app.Div().Class("typing").Role("status").Body(
		app.If(len(names) > 0, func() app.UI {
			return app.Span().Class("typing-dots").Attr("aria-hidden", "true").Body(app.Span(), app.Span(), app.Span())
		}),
		app.If(len(names) > 0, func() app.UI { return app.Span().Class("typing-who").Text(SayIsTyping(names)) }),
	)
}

func (m *Messages) pendings() []app.UI {
	items := make([]app.UI, 0, len(m.Pending))
	for i, p := range m.Pending {
		items = append(items, m.pendingRow(p, i > 0 || m.continues(p.At), false))
	}
	for _, p := range m.NotesPending {
		items = append(items, m.pendingRow(p, false, true))
	}
	return items
}

// continues reports whether a message of the reader's own at that time would be
// in one group with the newest.
func (m *Messages) continues(at time.Time) bool {
	if m.Log == nil {
		return false
	}
	newest, ok := m.Log.Newest()
	return ok && newest.Message != nil && newest.Message.Sender.ID == m.Me && Day(newest.At()) == Day(at) &&
		at.Sub(newest.At()) < 5*time.Minute
}

func (m *Messages) pendingRow(p store.Pending, continues, note bool) app.UI {
	failed := p.Problem != ""
	look := look{mine: true, continues: continues, extra: "row-pending", label: SayYou + ", " + SaySending, icon: "clock"}
	if failed {
		look.extra, look.label, look.icon = "row-failed", SayYou+", "+SayNotSent, "alert"
	}
	look.note = note
	words := Rich(p.Content)
	if p.ReplyTo != nil {
		words = append([]app.UI{m.quote(*p.ReplyTo)}, words...)
	}
	body := append(look.noteLabel(), app.Div().Class("bubble").Body(words...), look.meta(""))
	if failed {
		id := p.ClientMessageID
		body = append(body, app.Div().Class("failed").Role("alert").Body(
			app.Span().Class("failed-why").Text(SayNotSent+" "+Said(p.Problem)),
			app.Span().Class("failed-what").Body(
				app.Button().Type("button").Class("link").DataSet("id", id).Text(SayRetry).
					OnClick(func(ctx app.Context, _ app.Event) { call(ctx, m.on.Retry, id) }, app.EventScope(id)),
				app.Button().Type("button").Class("link").DataSet("id", id).Text(SayCopy).
					OnClick(func(ctx app.Context, _ app.Event) { ctx.PreventUpdate(); browser.CopyText(p.Content) }, app.EventScope(id)),
				app.Button().Type("button").Class("link").DataSet("id", id).Text(SayDelete).
					OnClick(func(ctx app.Context, _ app.Event) { call(ctx, m.on.Discard, id) }, app.EventScope(id)),
			),
		))
	}
	return look.row(body...)
}

func call(ctx app.Context, f func(app.Context, string), id string) {
	if f != nil {
		f(ctx, id)
	}
}
