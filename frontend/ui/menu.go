package ui

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
)

// A MenuItem is one thing to choose.
type MenuItem struct {
	// ID is told when it is chosen.
	ID string
	// Icon, or Emoji, which then is all there is to see of it and stands in one
	// row with its neighbours.
	Icon, Emoji string
	Text        string
	// Checked marks what is so already; Choice says that it is one of several.
	Checked, Choice bool
	// Bad is for what cannot be undone.
	Bad bool
}

// A Menu floats beside what opened it. The arrow keys go through it, Escape and a
// click elsewhere close it, and the keyboard goes back to what opened it.
type Menu struct {
	app.Compo

	// ID of the menu, and its accessible name.
	ID, Label string
	// Anchor is the element it floats beside.
	Anchor string
	Items  []MenuItem
	// Note stands above the items: a question, or what went wrong.
	Note string

	choose func(ctx app.Context, id string)
	close  func(ctx app.Context)
	back   string // who had the keyboard
}

// NewMenu makes a menu that is open.
func NewMenu(m Menu, choose func(ctx app.Context, id string), close func(app.Context)) *Menu {
	m.choose, m.close = choose, close
	return &m
}

// CompoID makes a menu beside something else another one.
func (m *Menu) CompoID() string { return m.ID + " " + m.Anchor }

const menuItems = "[role^=menuitem]"

// OnMount takes the keyboard.
func (m *Menu) OnMount(ctx app.Context) {
	m.back = browser.Focused()
	if m.back == "" {
		m.back = m.Anchor
	}
	m.settle(ctx)
}

// OnUpdate finds the place again: what is in the menu has another size.
func (m *Menu) OnUpdate(ctx app.Context) { m.settle(ctx) }

func (m *Menu) settle(ctx app.Context) {
	ctx.Defer(func(app.Context) {
		browser.Place(m.ID, m.Anchor)
		browser.Step(m.ID, menuItems, 0)
	})
}

// OnDismount gives the keyboard back, unless what was chosen took it elsewhere.
func (m *Menu) OnDismount() { browser.FocusIfLost(m.back) }

// Render implements app.Composer.
func (m *Menu) Render() app.UI {
	var emojis, items []app.UI
	for _, item := range m.Items {
		if drawn := m.item(item); item.Emoji != "" {
			emojis = append(emojis, drawn)
		} else {
			items = append(items, drawn)
		}
	}
	return app.Div().Class("menu-layer").Body(
		app.Div().Class("menu-shade").Attr("aria-hidden", "true").OnClick(func(ctx app.Context, _ app.Event) { m.close(ctx) }),
		app.Div().ID(m.ID).Class("menu").Role("menu").Aria("label", m.Label).OnKeyDown(m.key).Body(
			app.If(m.Note != "", func() app.UI { return app.P().Class("menu-question").Role("presentation").Text(m.Note) }),
			app.If(len(emojis) > 0, func() app.UI { return app.Div().Class("menu-emojis").Role("group").Body(emojis...) }),
			app.Div().Class("menu-items").Role("group").Body(items...),
		),
	)
}

func (m *Menu) item(item MenuItem) app.UI {
	role, class := "menuitem", "menu-item"
	switch {
	case item.Choice:
		role = "menuitemradio"
	case item.Emoji != "":
		role = "menuitemcheckbox"
	}
	if item.Emoji != "" {
		class = "menu-emoji"
	}
	if item.Bad {
		class += " menu-bad"
	}
	button := app.Button().Type("button").Class(class).Role(role).TabIndex(-1).DataSet("id", item.ID).
		OnClick(func(ctx app.Context, _ app.Event) { m.choose(ctx, item.ID) }, app.EventScope(item.ID))
	if role != "menuitem" {
		button = button.Aria("checked", strconv.FormatBool(item.Checked))
	}
	if item.Emoji != "" {
		return button.Text(item.Emoji)
	}
	return button.Body(
		app.If(item.Choice, func() app.UI {
			return app.Span().Class("menu-check").Attr("aria-hidden", "true").Body(app.If(item.Checked, func() app.UI { return Icon("check") }))
		}).ElseIf(item.Icon != "", func() app.UI { return Icon(item.Icon) }),
		app.Span().Class("menu-text").Text(item.Text),
	)
}

func (m *Menu) key(ctx app.Context, e app.Event) {
	by := 0
	switch e.Get("key").String() {
	case "ArrowDown", "ArrowRight":
		by = 1
	case "ArrowUp", "ArrowLeft":
		by = -1
	case "Escape", "Tab":
		e.PreventDefault()
		e.StopImmediatePropagation()
		m.close(ctx)
		return
	default:
		ctx.PreventUpdate()
		return
	}
	ctx.PreventUpdate()
	e.PreventDefault()
	browser.Step(m.ID, menuItems, by)
}
