package dashboard

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/ui"
)

// Shell is the desk's first paint, static markup that the program replaces:
// what is there before anything is known, and what to do if the program does
// not start.
func Shell() string {
	return app.HTMLString(app.Div().Body(
		skeleton(),
		app.Div().ID("boot-failed").Class("boot-failed").Role("alert").Hidden(true).Body(
			app.P().Text(sayBootFailed),
			app.Button().ID("boot-retry").Type("button").Class("button").Text(ui.SayTryAgain),
		),
	))
}

// skeleton has the shape of the desk.
func skeleton() app.UI {
	return app.Div().ID("desk").Class("desk desk-wait").Body(
		app.Header().Class("bar").Body(
			app.Span().Class("bar-name").Body(mark(), app.Span().Text(sayParley)),
			app.Span().Class("account-wait").Attr("aria-hidden", "true"),
		),
		app.Div().Class("inbox").Body(
			app.Div().Class("inbox-head").Body(app.Span().Class("inbox-title").Text(sayInbox)),
			app.Div().Class("inbox-list").Body(
				app.Div().Class("inbox-wait").Role("status").Aria("label", sayLoadingList).Body(ui.Skeleton(ui.Lines, 8)),
			),
		),
		app.Div().Class("pane"),
	)
}
