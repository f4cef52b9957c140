package widget

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
)

// menu is the state of the header's menu.
type menu int

const (
	closed menu = iota
	opened
	asking // whether to end the conversation
)

func (r *Root) header() app.UI {
	title, team := ui.SayChat, ""
	canEnd, online := false, false
	if r.chat != nil {
		canEnd = r.chat.CanEnd()
		team, online = r.chat.Team()
		if named := r.chat.Title(); named != "" {
			title = named
		}
	}
	menu := app.Button().ID("menu-button").Type("button").Class("icon-button menu-button").
		Aria("label", ui.SayMore).Aria("expanded", r.menu != closed).
		OnClick(r.toggleMenu).Body(ui.Icon("more"))
	if !canEnd {
		menu = menu.Hidden(true)
	}
	about := app.P().ID("team").Class("head-site")
	if online {
		about = about.Class("head-online")
	}
	return app.Header().Class("head").Body(
		r.sign(),
		app.Div().Class("head-text").Body(
			app.H1().ID("title").Class("head-title").Text(ui.Isolate(title)),
			about.Text(team),
		),
		r.callable(),
		menu,
		app.Button().ID("close").Type("button").Class("icon-button").Aria("label", ui.SayClose).
			OnClick(r.close).Body(ui.Icon("close")),
		app.If(canEnd && r.menu != closed, r.popup),
	)
}

// sign is the site's picture; without one its initials, and before anything is
// known an icon.
func (r *Root) sign() app.UI {
	var title, picture string
	if r.chat != nil {
		title, picture = r.chat.Title(), r.chat.Session.Site.Picture
	}
	sign := app.Span().Class("head-sign").Attr("aria-hidden", "true")
	switch {
	case picture != "" && picture != r.broken:
		return sign.Body(app.Img().Class("head-picture").Src(picture).On("error", r.pictureBroken, app.EventScope(picture)))
	case title != "":
		return sign.Body(app.Span().Class("head-initials").Text(ui.Initials(title)))
	}
	return sign.Body(ui.Icon("chat"))
}

func (r *Root) pictureBroken(app.Context, app.Event) { r.broken = r.chat.Session.Site.Picture }

func (r *Root) popup() app.UI {
	if r.menu == asking {
		return app.Div().Class("popup").Role("group").Aria("label", ui.SayEndQuestion).Body(
			app.P().Class("popup-text").Text(ui.SayEndQuestion),
			app.Div().Class("popup-buttons").Body(
				app.Button().ID("end-no").Type("button").Class("button").Text(ui.SayEndNo).OnClick(r.keepOpen),
				app.Button().ID("end-yes").Type("button").Class("button button-bad").Text(ui.SayEndYes).OnClick(r.end),
			),
		)
	}
	return app.Div().Class("popup").Role("group").Aria("label", ui.SayMore).Body(
		app.Button().ID("end").Type("button").Class("popup-item").OnClick(r.ask).Body(
			ui.Icon("end"), app.Span().Text(ui.SayEnd),
		),
	)
}

func (r *Root) toggleMenu(app.Context, app.Event) {
	if r.menu != closed {
		r.menu = closed
		return
	}
	r.chat.EndProblem = ""
	r.menu = opened
	r.focus("end")
}

func (r *Root) shut(app.Context, app.Event) { r.menu = closed }

func (r *Root) ask(app.Context, app.Event) {
	r.menu = asking
	r.focus("end-no")
}

func (r *Root) keepOpen(app.Context, app.Event) {
	r.menu = closed
	browser.Focus(ui.ComposerInput)
}

func (r *Root) end(app.Context, app.Event) {
	r.menu = closed
	r.chat.End()
}

func (r *Root) close(ctx app.Context, _ app.Event) {
	ctx.PreventUpdate()
	r.leave()
}
