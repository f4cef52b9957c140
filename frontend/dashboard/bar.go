package dashboard

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/shared"
)

const (
	accountButton = "account"
	// languageKey is where the agent's choice is kept; boot.js knows it.
	languageKey = "parley.language"
)

// bar is the top of the desk: whose product, who is signed in, and whether the
// server hears them.
type bar struct {
	app.Compo
	Home   string
	Person shared.Person
	Online bool
	Notify notifyState

	open            bool
	signOut, notify func()
}

func newBar(b bar, signOut, notify func()) *bar {
	b.signOut, b.notify = signOut, notify
	return &b
}

// Render implements app.Composer.
func (b *bar) Render() app.UI {
	return app.Header().Class("bar").Body(
		app.A().Class("bar-name").Href(b.Home).Body(mark(), app.Span().Text(sayParley)),
		app.If(b.Person.ID != "", b.account).Else(func() app.UI {
			return app.Span().Class("account-wait").Attr("aria-hidden", "true")
		}),
	)
}

func (b *bar) account() app.UI {
	presence, said := "presence", sayNotConnected
	if b.Online {
		presence, said = "presence presence-on", sayConnected
	}
	expanded := "false"
	if b.open {
		expanded = "true"
	}
	return app.Div().Class("account").OnKeyDown(b.key).Body(
		app.Button().ID(accountButton).Type("button").Class("account-button").
			Aria("expanded", expanded).Aria("controls", "account-menu").OnClick(b.toggle).Body(
			app.Span().Class("account-face").Body(ui.Avatar(b.Person), app.Span().Class(presence)),
			app.Span().Class("said").Text(sayAccount+": "),
			app.Span().Class("account-name").Body(isolated(b.Person.Name())),
			app.Span().Class("said").Text(", "+said),
		),
		app.If(b.open, func() app.UI {
			return app.Div().Class("account-shade").Attr("aria-hidden", "true").OnClick(b.close)
		}),
		app.If(b.open, func() app.UI {
			return app.Div().ID("account-menu").Class("account-menu").Body(
				app.Div().Class("account-who").Body(
					app.Span().Class("account-full").Body(isolated(b.Person.Name())),
					app.Span().Class("account-role").Text(b.Person.Username+" · "+sayRole(string(b.Person.Role))),
				),
				b.language(),
				app.If(b.Notify != notifyImpossible, b.notifySwitch),
				app.Button().ID("sign-out").Type("button").Class("menu-item").OnClick(b.leave).Body(
					ui.Icon("signout"), app.Span().Text(saySignOut),
				),
			)
		}),
	)
}

// language lets the agent choose another language than the browser's.
func (b *bar) language() app.UI {
	chosen := browser.Local().Get(languageKey)
	options := []app.UI{app.Option().Value("").Selected(chosen == "").Text(sayBrowserLanguage)}
	for _, l := range shared.Languages() {
		options = append(options, app.Option().Value(string(l)).Selected(chosen == string(l)).
			Attr("lang", string(l)).Attr("dir", l.Direction()).Text(l.Name()))
	}
	return app.Label().Class("menu-item").Body(
		ui.Icon("globe"), app.Span().Text(sayLanguage),
		app.Select().ID("language").Class("language").OnChange(b.speak).Body(options...),
	)
}

// speak loads the page again: it is written in one language from its first
// paint on, and what was being typed is kept.
func (b *bar) speak(ctx app.Context, _ app.Event) {
	ctx.PreventUpdate()
	if chosen := browser.Value("language"); chosen != "" {
		browser.Local().Set(languageKey, chosen)
	} else {
		browser.Local().Delete(languageKey)
	}
	browser.Reload()
}

func (b *bar) toggle(app.Context, app.Event) { b.open = !b.open }

func (b *bar) close(app.Context, app.Event) { b.open = false }

func (b *bar) leave(app.Context, app.Event) {
	b.open = false
	b.signOut()
}

// key closes the menu, and nothing else, on Escape.
func (b *bar) key(ctx app.Context, e app.Event) {
	if !b.open || e.Get("key").String() != "Escape" {
		ctx.PreventUpdate()
		return
	}
	e.StopImmediatePropagation()
	b.open = false
	browser.Focus(accountButton)
}

// mark is the product's mark: a bubble that says something.
func mark() app.UI {
	return app.Elem("svg").XMLNS("http://www.w3.org/2000/svg").Attr("class", "mark").
		Attr("viewBox", "0 0 24 24").Attr("aria-hidden", "true").Attr("focusable", "false").Body(
		app.Elem("path").XMLNS("http://www.w3.org/2000/svg").Attr("d", markPath),
	)
}

const markPath = "M6 3h12a4 4 0 0 1 4 4v7a4 4 0 0 1-4 4h-6.2L7 22v-4H6a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z"
