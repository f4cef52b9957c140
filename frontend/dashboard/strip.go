package dashboard

import (
	"encoding/json"
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/ui"
	"parley/shared"
)

// mostTabs is how many conversations are open at once; the one that was opened
// first makes room.
const mostTabs = 12

// A Tab is one conversation that stays open.
type Tab struct {
	ID   shared.ConversationID `json:"id"`
	Name string                `json:"name"` // as it was last known
}

// Tabs are the conversations that are open, in the order they were opened.
func (l *Live) Tabs() []Tab { return l.tabs }

// keepTab makes the open conversation one of the tabs, and its name the newest.
func (l *Live) keepTab(id shared.ConversationID) {
	name := ui.SayVisitorFallback
	i := slices.IndexFunc(l.tabs, func(t Tab) bool { return t.ID == id })
	if i >= 0 {
		name = l.tabs[i].Name
	}
	if t := l.talks[id]; t != nil && t.Header.ID != "" {
		name = nameOf(whoIs(t.Header))
	} else if line, ok := l.Inbox.Find(id); ok {
		name = nameOf(whoIs(line.Conversation))
	}
	switch {
	case i < 0:
		l.tabs = append(l.tabs, Tab{id, name})
		l.tabs = l.tabs[max(0, len(l.tabs)-mostTabs):]
	case l.tabs[i].Name == name:
		return
	default:
		l.tabs = slices.Clone(l.tabs)
		l.tabs[i].Name = name
	}
	l.Kept.SetTabs(l.tabs)
}

// CloseTab closes one, and returns what to show instead of it: its neighbour, or
// nothing.
func (l *Live) CloseTab(id shared.ConversationID) (next shared.ConversationID) {
	i := slices.IndexFunc(l.tabs, func(t Tab) bool { return t.ID == id })
	if i < 0 {
		return ""
	}
	l.tabs = slices.Delete(slices.Clone(l.tabs), i, i+1)
	l.Kept.SetTabs(l.tabs)
	if len(l.tabs) > 0 {
		next = l.tabs[min(i, len(l.tabs)-1)].ID
	}
	return next
}

// Tabs are the conversations that were open.
func (k *Kept) Tabs() (tabs []Tab) {
	if json.Unmarshal([]byte(k.Storage.Get(tabsKey)), &tabs) != nil {
		return nil
	}
	return tabs
}

// SetTabs keeps them.
func (k *Kept) SetTabs(tabs []Tab) {
	stored, err := json.Marshal(tabs)
	if err != nil {
		return // strings
	}
	k.Storage.Set(tabsKey, string(stored))
}

// Folded reports whether the visitor's details are folded away.
func (k *Kept) Folded() bool { return k.Storage.Get(foldedKey) != "" }

// SetFolded keeps that.
func (k *Kept) SetFolded(on bool) {
	if on {
		k.Storage.Set(foldedKey, "1")
	} else {
		k.Storage.Delete(foldedKey)
	}
}

// strip draws the tabs above the open conversation.
func (d *Desk) strip() app.UI {
	tabs := d.live.Tabs()
	items := make([]app.UI, 0, len(tabs))
	for _, t := range tabs {
		unread := 0
		if line, ok := d.live.Inbox.Find(t.ID); ok {
			unread = line.Unread
		}
		link := app.A().Class("tab-link").Href(d.href(t.ID)).Title(t.Name)
		class := "tab"
		if t.ID == d.here {
			link, class = link.Aria("current", "page"), "tab tab-open"
		}
		items = append(items, app.Li().Class(class).Body(
			link.Body(
				app.Span().Class("tab-name").Body(isolated(t.Name)),
				app.If(unread > 0, func() app.UI { return app.Span().Class("count").Text(ui.Unread(unread)) }),
				app.If(unread > 0, func() app.UI { return app.Span().Class("said").Text(sayUnread(unread)) }),
			),
			app.Button().Type("button").Class("tab-close").Aria("label", sayCloseTab(t.Name)).Title(sayCloseTab(t.Name)).
				OnClick(func(app.Context, app.Event) { d.closeTab(t.ID) }, app.EventScope(string(t.ID))).Body(ui.Icon("close")),
		))
	}
	class := "strip"
	if len(tabs) < 2 {
		class += " strip-one"
	}
	return app.Nav().Class(class).Aria("label", sayTabs).Body(app.Ul().Class("tabs").Body(items...))
}

// closeTab closes a tab; the text in it is kept.
func (d *Desk) closeTab(id shared.ConversationID) {
	next := d.live.CloseTab(id)
	switch {
	case id != d.here:
	case next != "":
		d.ctx.Navigate(d.href(next))
	default:
		d.ctx.Navigate(d.base + "/")
	}
}
