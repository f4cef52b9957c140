package dashboard

import (
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/ui"
	"parley/shared"
)

const (
	endButton    = "end"
	endYesButton = "end-yes"

	assignButton     = "assign"
	assignMenu       = "assign-menu"
	reopenButton     = "reopen"
	understoodButton = "understood"
)

// head is the top of the open conversation.
type head struct {
	app.Compo
	ID     shared.ConversationID
	Home   string
	Known  bool // who it is with
	Person shared.Person
	How    string // open or ended, since when, by whom
	There  string // whether they are here, in words; empty if that is not known
	Online bool
	Ended  bool
	Lost   bool // it cannot be shown
	// Asking is the question whether to end it, Ending the answer under way,
	// Problem why that failed.
	Asking, Ending bool
	Problem        string
	// Assignee is who looks after it, Choosing whether another is being chosen,
	// and Trouble why a change was refused.
	Assignee shared.Person
	Choosing bool
	Changing bool
	Trouble  string
	// Calls is whether the visitor can be called.
	Calls bool
	// Details is whether the visitor's details are shown.
	Details bool

	on headHandlers
}

// headHandlers do not know which conversation: the desk does.
type headHandlers struct {
	ask, keep, end func()
	choose, reopen func()
	understood     func()
	details        func()
	call           func()
}

func newHead(h head, on headHandlers) *head {
	h.on = on
	return &h
}

// how a conversation stands, in words.
func how(c shared.Conversation, now time.Time) string {
	if c.Status != shared.StatusEnded {
		return sayStarted(clock(c.CreatedAt, now))
	}
	var by, at string
	if c.EndedBy != nil {
		by = nameOf(*c.EndedBy)
	}
	if c.EndedAt != nil {
		at = clock(*c.EndedAt, now)
	}
	return sayEndedBy(by, at)
}

// clock is a time that does not grow old: "10:30", "Tue 10:30", "3 Mar".
func clock(at, now time.Time) string {
	if ui.Day(at) == ui.Day(now) {
		return ui.Clock(at)
	}
	return ui.When(at, now)
}

// Render implements app.Composer.
func (h *head) Render() app.UI {
	return app.Div().Class("head").Body(
		app.A().Class("icon-button head-back").Href(h.Home).Aria("label", sayBack).Title(sayBack).Body(ui.Icon("back")),
		h.who(),
		app.If(h.Calls && !h.Ended && !h.Lost, h.call),
		app.If(h.Known && !h.Lost, h.assign),
		app.If(h.Known && !h.Ended && !h.Lost, h.end).ElseIf(h.Known && !h.Lost, h.again),
		app.If(h.Known && !h.Lost, h.info),
		app.If(h.Asking && !h.Ended, h.question).ElseIf(h.Trouble != "", h.trouble),
	)
}

func (h *head) who() app.UI {
	switch {
	case h.Lost && !h.Known:
		return app.Div().Class("head-who")
	case !h.Known:
		return app.Div().Class("head-who head-wait").Body(
			app.Span().Class("wait-disc"),
			app.Div().Class("head-names").Body(app.Span().Class("wait-bar"), app.Span().Class("wait-bar wait-short")),
		)
	}
	there := "presence"
	if h.Online {
		there += " presence-on"
	}
	return app.Div().Class("head-who").Body(
		app.Span().Class("account-face").Body(ui.Avatar(h.Person), app.If(h.There != "", func() app.UI { return app.Span().Class(there) })),
		app.Div().Class("head-names").Body(
			app.H1().Class("head-name").Body(isolated(nameOf(h.Person))),
			app.P().Class("head-how").Body(
				app.If(h.There != "", func() app.UI { return app.Span().Class("head-there").Text(h.There + " · ") }),
				app.Span().Text(h.How),
			),
		),
	)
}

func (h *head) call() app.UI {
	return app.Button().ID(callButton).Type("button").Class("icon-button").Aria("label", ui.SayCall).Title(ui.SayCall).
		OnClick(func(app.Context, app.Event) { h.on.call() }).Body(ui.Icon("phone"))
}

func (h *head) end() app.UI {
	expanded := "false"
	if h.Asking {
		expanded = "true"
	}
	return app.Button().ID(endButton).Type("button").Class("button head-end").
		Aria("expanded", expanded).Aria("controls", "end-question").OnClick(h.toggle).Body(
		ui.Icon("end"), app.Span().Class("head-end-text").Text(ui.SayEnd),
	)
}

// assign says who looks after the conversation, and opens the menu of others.
func (h *head) assign() app.UI {
	button := app.Button().ID(assignButton).Type("button").Class("button head-assign").
		Aria("haspopup", "menu").Aria("expanded", strconv.FormatBool(h.Choosing)).
		OnClick(func(app.Context, app.Event) { h.on.choose() })
	if h.Assignee.ID == "" {
		return button.Aria("label", sayAssign).Title(sayAssign).Body(ui.Icon("person"), app.Span().Class("head-assign-text").Text(sayAssign))
	}
	name := nameOf(h.Assignee)
	return button.Aria("label", sayLookedAfterBy(name)).Title(sayLookedAfterBy(name)).Body(
		ui.Avatar(h.Assignee), app.Span().Class("head-assign-text").Body(isolated(name)))
}

// info shows and hides what is known of the visitor.
func (h *head) info() app.UI {
	say := sayShowDetails
	if h.Details {
		say = sayHideDetails
	}
	return app.Button().ID(asideButton).Type("button").Class("icon-button").Aria("label", say).Title(say).
		Aria("expanded", strconv.FormatBool(h.Details)).OnClick(func(app.Context, app.Event) { h.on.details() }).Body(ui.Icon("info"))
}

func (h *head) again() app.UI {
	return app.Button().ID(reopenButton).Type("button").Class("button head-end").Disabled(h.Changing).
		Aria("label", sayReopen).Title(sayReopen).OnClick(func(app.Context, app.Event) { h.on.reopen() }).Body(
		ui.Icon("retry"), app.Span().Class("head-end-text").Text(sayReopen),
	)
}

// trouble says why nothing came of a change.
func (h *head) trouble() app.UI {
	return app.Div().Class("question").Role("alert").Body(
		app.P().Class("question-text").Text(h.Trouble),
		app.Div().Class("question-answers").Body(
			app.Button().ID(understoodButton).Type("button").Class("button").Text(sayUnderstood).OnClick(func(app.Context, app.Event) { h.on.understood() }),
		),
	)
}

func (h *head) question() app.UI {
	yes := ui.SayEndYes
	if h.Ending {
		yes = sayEnding
	}
	return app.Div().ID("end-question").Class("question").Role("group").Aria("labelledby", "end-asked").Body(
		app.P().ID("end-asked").Class("question-text").Text(ui.SayEndQuestion),
		app.If(h.Problem != "", func() app.UI { return app.P().Class("question-problem").Role("alert").Text(h.Problem) }),
		app.Div().Class("question-answers").Body(
			app.Button().Type("button").Class("button").Text(ui.SayEndNo).Disabled(h.Ending).OnClick(h.no),
			app.Button().ID(endYesButton).Type("button").Class("button button-main question-yes").Disabled(h.Ending).Text(yes).OnClick(h.yes),
		),
	)
}

func (h *head) toggle(app.Context, app.Event) {
	if h.Asking {
		h.on.keep()
		return
	}
	h.on.ask()
}

func (h *head) no(app.Context, app.Event) { h.on.keep() }

func (h *head) yes(app.Context, app.Event) { h.on.end() }
