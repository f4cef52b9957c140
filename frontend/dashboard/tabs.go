package dashboard

import (
	"slices"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/shared"
)

// filterID is the element of a list's tab.
func filterID(f shared.InboxFilter) string { return "list-" + string(f) }

// tabs choose which list of the inbox is looked at.
func (i *inbox) tabs() app.UI {
	tabs := make([]app.UI, 0, len(filters))
	for _, f := range filters {
		chosen := f == i.Inbox.Filter
		tab := app.Button().ID(filterID(f)).Type("button").Class("list-tab").Role("tab").
			Aria("selected", strconv.FormatBool(chosen)).Aria("controls", listID).
			OnClick(func(app.Context, app.Event) { i.on.show(f) }, app.EventScope(string(f)))
		if chosen {
			tab = tab.TabIndex(0)
		} else {
			tab = tab.TabIndex(-1)
		}
		tabs = append(tabs, tab.Body(
			app.Span().Class("list-name").Text(sayList(f)),
			app.Span().Class("list-count").Text(i.countOf(f)),
		))
	}
	return app.Div().Class("list-tabs").Role("tablist").Aria("label", sayLists).OnKeyDown(i.turn).Body(tabs...)
}

// countOf is how many conversations a list has, as far as it is known.
func (i *inbox) countOf(f shared.InboxFilter) string {
	if !i.Inbox.Counted {
		return ""
	}
	n := 0
	switch c := i.Inbox.Counts; f {
	case shared.InboxMine:
		n = c.Mine
	case shared.InboxUnassigned:
		n = c.Unassigned
	case shared.InboxAll:
		n = c.All
	case shared.InboxEnded:
		n = c.Ended
	}
	if n > 999 {
		return "999+"
	}
	return strconv.Itoa(n)
}

// turn goes from tab to tab with the arrow keys.
func (i *inbox) turn(ctx app.Context, e app.Event) {
	at := slices.Index(filters, i.Inbox.Filter)
	key := e.Get("key").String()
	if browser.RightToLeft() {
		switch key {
		case "ArrowRight":
			key = "ArrowLeft"
		case "ArrowLeft":
			key = "ArrowRight"
		}
	}
	switch key {
	case "ArrowRight":
		at = (at + 1) % len(filters)
	case "ArrowLeft":
		at = (at + len(filters) - 1) % len(filters)
	case "Home":
		at = 0
	case "End":
		at = len(filters) - 1
	default:
		ctx.PreventUpdate()
		return
	}
	e.PreventDefault()
	i.on.show(filters[at])
	browser.Focus(filterID(filters[at]))
}
