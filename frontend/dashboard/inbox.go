package dashboard

import (
	"slices"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/store"
	"parley/frontend/ui"
	"parley/shared"
)

const listID = "inbox-list"

// lineID is the element of a conversation's line.
func lineID(id shared.ConversationID) string { return "line-" + string(id) }

// list draws the inbox of the desk.
func (d *Desk) list() app.UI {
	b := &d.live.Inbox
	return newInbox(inbox{
		Inbox: b, Rev: b.Rev, Me: d.live.Me.ID, Open: d.here, Base: d.base + conversationPath,
		Minute: d.now.Unix() / 60, Loading: d.live.Listing, Problem: d.live.Problem, Demo: d.demo == demoThere, Beside: d.here != "" || d.at.nowhere,
	}, inboxHandlers{
		show:  func(f shared.InboxFilter) { d.live.Show(f) },
		more:  func(app.Context, app.Event) { d.live.MoreList() },
		again: func(app.Context, app.Event) { d.live.LoadList() },
	})
}

// inbox is the column of conversations.
type inbox struct {
	app.Compo
	Inbox   *store.Inbox
	Rev     int
	Me      shared.MemberID
	Open    shared.ConversationID
	Base    string
	Minute  int64 // of what "5 min" is counted from
	Loading bool
	Problem string
	Demo    bool
	// Beside says that the pane is what the page is about.
	Beside bool

	on        inboxHandlers
	focused   shared.ConversationID // whose line has the keyboard
	focusedAt int                   // where in the list that was
}

type inboxHandlers struct {
	show        func(shared.InboxFilter)
	more, again app.EventHandler
}

func newInbox(i inbox, on inboxHandlers) *inbox {
	i.on = on
	return &i
}

// OnUpdate keeps the reader's place: a line that comes in at the top, or moves
// there, neither moves what is read nor takes the keyboard from its line.
func (i *inbox) OnUpdate(ctx app.Context) {
	restore, focused, at := browser.KeepPlace(listID), i.focused, i.focusedAt
	ctx.Defer(func(app.Context) {
		restore()
		if focused != "" && i.place(focused) != at {
			browser.Focus(lineID(focused))
		}
	})
}

// place is where in the list a conversation is, -1 if nowhere.
func (i *inbox) place(id shared.ConversationID) int {
	return slices.IndexFunc(i.Inbox.Lines(), func(l *store.Line) bool { return l.ID == id })
}

// Render implements app.Composer.
func (i *inbox) Render() app.UI {
	lines := i.lines()
	return app.Div().Class("inbox").Role(listRole(i.Beside)).Aria("label", sayConversations).
		On("focusin", i.focus).On("focusout", i.blur).Body(
		app.Div().Class("inbox-head").Body(
			app.H1().Class("inbox-title").Text(sayInbox),
			app.Span().Class("inbox-count").Text(i.count()),
		),
		i.tabs(),
		app.Div().ID(listID).Class("inbox-list").Role("tabpanel").Aria("labelledby", filterID(i.Inbox.Filter)).Body(
			app.Ul().Class("lines").Body(lines...),
			i.below(len(lines)),
		),
	)
}

func (i *inbox) lines() []app.UI {
	held := i.Inbox.Lines()
	lines := make([]app.UI, 0, len(held))
	now := time.Unix(i.Minute*60, 0)
	for _, l := range held {
		lines = append(lines, lineOf(l, i.Me, i.Open, i.Base, now))
	}
	return lines
}

func (i *inbox) count() string {
	if n := i.Inbox.Unread(); n > 0 {
		return sayCount(n)
	}
	return ""
}

// below is what stands under the lines: what is still to come, or why there is
// nothing.
func (i *inbox) below(lines int) app.UI {
	switch {
	case i.Problem != "":
		return app.Div().Class("inbox-problem").Role("alert").Body(
			app.P().Text(i.Problem),
			app.Button().Type("button").Class("button").Text(ui.SayTryAgain).OnClick(i.on.again),
		)
	case !i.Inbox.Loaded:
		return app.Div().Class("inbox-wait").Role("status").Aria("label", sayLoadingList).Body(ui.Skeleton(ui.Lines, 8))
	case i.Inbox.Empty():
		return app.Div().Class("inbox-empty").Body(teach(i.Demo)...)
	case lines == 0:
		return app.P().Class("inbox-none").Text(sayNone(i.Inbox.Filter))
	case i.Inbox.Next != "":
		label := sayLoadMore
		if i.Loading {
			label = sayLoadingMore
		}
		return app.Div().Class("inbox-more").Body(
			app.Button().ID("load-more").Type("button").Class("button").Disabled(i.Loading).Text(label).OnClick(i.on.more),
		)
	}
	return app.Div().Class("inbox-end")
}

func (i *inbox) focus(ctx app.Context, e app.Event) {
	ctx.PreventUpdate()
	i.focused = ""
	if set := e.Get("target").Get("dataset"); set.Truthy() && set.Get("id").Truthy() {
		i.focused = shared.ConversationID(set.Get("id").String())
		i.focusedAt = i.place(i.focused)
	}
}

func (i *inbox) blur(ctx app.Context, _ app.Event) {
	ctx.PreventUpdate()
	i.focused = ""
}

// line is one conversation of the list.
type line struct {
	app.Compo
	ID     shared.ConversationID
	Person shared.Person
	Href   string
	Said   string
	Own    bool
	At     int64  // Unix seconds
	When   string // At, as seen now
	Unread int
	Ended  bool
	Open   bool
	// Assignee is who looks after it, if it is somebody else.
	Assignee string
}

func lineOf(l *store.Line, me shared.MemberID, open shared.ConversationID, base string, now time.Time) *line {
	v := &line{
		ID: l.ID, Person: whoIs(l.Conversation), Href: base + string(l.ID),
		At: l.At().Unix(), When: ui.When(l.At(), now),
		Unread: l.Unread, Ended: l.Status == shared.StatusEnded, Open: l.ID == open,
	}
	if who := l.Looked(); who != nil && who.ID != me {
		v.Assignee = nameOf(*who)
	}
	if l.LastMessage != nil {
		v.Said, v.Own = lastWords(l.LastMessage), l.LastMessage.Sender.ID == me
		if l.LastMessage.DeletedAt != nil {
			v.Said = ui.SayDeleted
		}
	}
	return v
}

// whoIs is whom a conversation is with.
func whoIs(c shared.Conversation) shared.Person {
	if c.Visitor != nil {
		return *c.Visitor
	}
	return shared.Person{ID: shared.MemberID(c.ID), Username: c.Title}
}

// Render implements app.Composer.
func (l *line) Render() app.UI {
	class := "line"
	if l.Unread > 0 {
		class += " line-unread"
	}
	if l.Ended {
		class += " line-ended"
	}
	link := app.A().ID(lineID(l.ID)).Class("line-link").Href(l.Href).DataSet("id", string(l.ID))
	if l.Open {
		link = link.Aria("current", "page")
	}
	at := time.Unix(l.At, 0)
	return app.Li().Class(class).Body(link.Body(
		ui.Avatar(l.Person),
		app.Span().Class("line-name").Body(isolated(nameOf(l.Person))),
		app.Time().Class("when").DateTime(at.UTC().Format(time.RFC3339)).Title(ui.FullTime(at)).Text(l.When),
		app.Span().Class("line-said").Body(
			app.If(l.Own, func() app.UI { return app.Span().Class("line-own").Text(sayYouPrefix) }),
			isolated(l.said()),
		),
		app.Span().Class("line-mark").Body(
			app.If(l.Unread > 0, func() app.UI { return app.Span().Class("count").Text(ui.Unread(l.Unread)) }),
			app.If(l.Unread > 0, func() app.UI { return app.Span().Class("said").Text(sayUnread(l.Unread)) }).
				ElseIf(l.Ended, func() app.UI { return app.Span().Class("line-tag").Text(sayEndedTag) }).
				ElseIf(l.Assignee != "", func() app.UI {
					return app.Span().Class("line-tag").Title(sayLookedAfterBy(l.Assignee)).Body(
						app.Span().Attr("aria-hidden", "true").Text(ui.Initials(l.Assignee)),
						app.Span().Class("said").Text(sayLookedAfterBy(l.Assignee)),
					)
				}),
		),
	))
}

func (l *line) said() string {
	if l.Said == "" {
		return sayNothingYet
	}
	return l.Said
}

// isolated is somebody's words in a line of ours: they run their own way and
// leave ours alone.
func isolated(text string) app.UI { return app.Bdi().Class("isolated").Dir("auto").Text(text) }

func nameOf(p shared.Person) string {
	if name := p.Name(); name != "" {
		return ui.Said(name)
	}
	return ui.SayVisitorFallback
}

// listRole is the landmark that a list beside a pane is. With nothing open it is
// what the page is about: on a phone nothing else is there.
func listRole(open bool) string {
	if open {
		return "navigation"
	}
	return "main"
}

// lastWords are what a list shows of a message; what the system says, in the
// reader's language.
func lastWords(m *shared.Message) string {
	words := ui.OneLine(m.Content)
	if m.Sender.Role == shared.RoleSystem {
		return ui.Said(words)
	}
	return words
}
