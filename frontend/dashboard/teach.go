package dashboard

import (
	"context"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/shared"
)

// demoState is what is known about the demo shop.
type demoState int

const (
	demoUnknown demoState = iota
	demoAsked
	demoThere
	demoAbsent
)

const demoPath = "/demo"

// lookForDemo finds out, once and only when the inbox is empty, whether this
// server has a shop to try things in.
func (d *Desk) lookForDemo() {
	if d.live == nil || d.demo != demoUnknown || d.live.Inbox.Recalled || !d.live.Inbox.Empty() {
		return
	}
	d.demo = demoAsked
	var status int
	d.live.Work(func(ctx context.Context) { status, _, _ = browser.Fetch(ctx, "HEAD", demoPath, "", nil) }, func() {
		d.demo = demoAbsent
		if status == 200 {
			d.demo = demoThere
		}
	})
}

// origin is where this desk is served, as a page has to name it.
func origin() string { return "http" + strings.TrimPrefix(browser.SocketURL(""), "ws") }

// snippet is what a site's owner pastes; origin is where this desk is served.
func snippet(origin string) string { return shared.Snippet(origin, "SITE_ID") }

// teach says how to get the first conversation.
func teach(demo bool) []app.UI {
	return []app.UI{
		app.Span().Class("teach-icon").Body(ui.Icon("inbox")),
		app.H2().Class("teach-title").Text(sayEmpty),
		app.P().Class("teach-text").Text(sayEmptyMore),
		app.If(demo, func() app.UI {
			return app.Div().Class("teach-try").Body(
				app.P().Class("teach-text").Text(sayEmptyTry),
				app.A().Class("button button-main").Href(demoPath).Target("_blank").Rel("noopener").Text(sayEmptyDemo),
			)
		}).Else(func() app.UI {
			return app.Div().Class("teach-try").Body(
				app.P().Class("teach-text").Text(sayEmptyPaste),
				app.Pre().Class("teach-code").TabIndex(0).Body(app.Code().Text(snippet(origin()))),
			)
		}),
	}
}
