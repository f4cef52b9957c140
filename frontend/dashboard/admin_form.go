package dashboard

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/shared"
)

// form is what all forms of the administration have in common. What is typed
// is in the form that embeds it, so that nothing takes it away.
type form struct {
	area  area
	item  string
	title string
	// fields are what is wrong with single fields, problem with the rest; done is
	// what was done, in words.
	fields        map[string]string
	problem, done string
	unique        string // the field that no two may have the same in
	busy          bool
	asking        string // the question that is open
	secret        string // a password to be shown once

	generation int               // counts the times that fields changed places
	initial    map[string]string // what the fields stood at when they were drawn first
}

func (f *form) base() *form { return f }

// is reports whether a place is that of the form.
func (f *form) is(p place) bool { return p.section == inAdmin && p.area == f.area && p.item == f.item }

func (f *form) key() string { return fmt.Sprintf("%s/%p/%d", f.area, f, f.generation) }

// made makes this the form of what it has just made, under its own address.
func (f *form) made(d *Desk, id string) {
	f.item = id
	if d.at.section == inAdmin && d.at.area == f.area && d.at.item == newItem {
		d.at.item = id
		d.ctx.Navigate(adminHref(d.base, f.area, id))
	}
}

// anew draws all fields afresh: some have changed places.
func (f *form) anew() {
	f.generation++
	f.initial = nil
}

// starts is what a field stood at when it was drawn first; later the field
// itself knows better.
func (f *form) starts(name, value string) string {
	if f.initial == nil {
		f.initial = map[string]string{}
	}
	if _, drawn := f.initial[name]; !drawn {
		f.initial[name] = value
	}
	return f.initial[name]
}

func (f *form) state(dirty bool) string {
	switch {
	case f.busy:
		return saySaving
	case dirty:
		return sayNotSaved
	}
	return f.done
}

func (f *form) saveLabel() string {
	if f.item == newItem {
		return sayCreate
	}
	return saySave
}

// refused takes the server's no, or the form's own, and puts the keyboard
// where it can be mended.
func (f *form) refused(d *Desk, err error) {
	e := shared.AsError(err)
	f.busy = false
	f.problem, f.fields = ui.SayRefused(e), map[string]string{}
	for name, wrong := range e.Fields {
		f.fields[name] = ui.Said(wrong)
	}
	if e.Code == shared.CodeConflict && f.unique != "" {
		f.fields = map[string]string{f.unique: f.problem}
	}
	// What is wrong with fields stands beside them, as far as they are here.
	for _, name := range f.order() {
		if f.fields[name] != "" {
			f.problem = ""
			d.focus(fieldID(name))
			return
		}
	}
}

// order is that of the fields as they are drawn.
func (f *form) order() []string {
	return []string{"username", "role", "first_name", "last_name", "email", "password", "title", "name", "origins", "color", "text_color", "launcher", "greeting", "texts", "fields", "message_characters", "first_history", "picture"}
}

// secretID is the element of a password that is shown once.
const secretID = "secret"

func fieldID(name string) string { return "field-" + name }

// field draws a label, a control, what it is for and what is wrong with it.
func (f *form) field(name, label, hint string, control func(id, describedBy string, wrong bool) app.UI) app.UI {
	id, wrong := fieldID(name), f.fields[name]
	described := ""
	if hint != "" {
		described = id + "-hint"
	}
	if wrong != "" {
		described = strings.TrimSpace(id + "-wrong " + described)
	}
	return app.Div().Class("field").Body(
		app.Label().Class("label").For(id).Text(label),
		app.If(hint != "", func() app.UI { return app.P().ID(id + "-hint").Class("field-hint").Text(hint) }),
		control(id, described, wrong != ""),
		app.If(wrong != "", func() app.UI { return app.P().ID(id + "-wrong").Class("field-bad").Role("alert").Text(wrong) }),
	)
}

// text draws a line to type into. What is typed goes into value.
func (f *form) text(d *Desk, name, label, hint, kind string, value *string) app.UI {
	return f.field(name, label, hint, func(id, described string, wrong bool) app.UI {
		input := app.Input().ID(id).Name(name).Class("input").Type(kind).Dir("auto").
			Attr("autocomplete", "off").Value(f.starts(name, *value)).
			OnInput(func(ctx app.Context, _ app.Event) { f.typed(d, ctx, name, value) })
		if described != "" {
			input = input.Aria("describedby", described)
		}
		if wrong {
			input = input.Aria("invalid", "true")
		}
		return input
	})
}

func (f *form) typed(d *Desk, ctx app.Context, name string, value *string) {
	*value = ctx.JSSrc().Get("value").String()
	delete(f.fields, name)
	f.done = ""
	d.touch()
}

// lines draws a box for several lines.
func (f *form) lines(d *Desk, name, label, hint string, rows int, value *string) app.UI {
	return f.field(name, label, hint, func(id, described string, wrong bool) app.UI {
		box := app.Textarea().ID(id).Name(name).Class("input input-lines").Rows(rows).Dir("auto").Text(f.starts(name, *value)).
			OnInput(func(ctx app.Context, _ app.Event) { f.typed(d, ctx, name, value) })
		if described != "" {
			box = box.Aria("describedby", described)
		}
		if wrong {
			box = box.Aria("invalid", "true")
		}
		return box
	})
}

// A choice is one of a select's options.
type choice struct{ value, label string }

// choose draws a select.
func (f *form) choose(d *Desk, name, label, hint string, choices []choice, value *string) app.UI {
	return f.field(name, label, hint, func(id, described string, wrong bool) app.UI {
		start := f.starts(name, *value)
		options := make([]app.UI, len(choices))
		for i, c := range choices {
			options[i] = app.Option().Value(c.value).Selected(c.value == start).Text(c.label)
		}
		box := app.Select().ID(id).Name(name).Class("input").Body(options...).
			OnChange(func(ctx app.Context, _ app.Event) {
				f.typed(d, ctx, name, value)
				if i := ctx.JSSrc().Get("selectedIndex").Int(); i >= 0 && i < len(choices) {
					*value = choices[i].value // go-app leaves empty values out
					d.touch()
				}
			})
		if described != "" {
			box = box.Aria("describedby", described)
		}
		if wrong {
			box = box.Aria("invalid", "true")
		}
		return box
	})
}

// check draws a box to tick.
func (f *form) check(d *Desk, name, label, hint string, value *bool) app.UI {
	start := f.starts(name, strconv.FormatBool(*value)) == "true"
	return app.Div().Class("field field-check").Body(
		app.Input().ID(fieldID(name)).Name(name).Type("checkbox").Class("check").Checked(start).
			OnChange(func(ctx app.Context, _ app.Event) {
				*value = ctx.JSSrc().Get("checked").Bool()
				f.done = ""
				d.touch()
			}),
		app.Label().Class("check-label").For(fieldID(name)).Body(
			app.Span().Class("check-name").Text(label),
			app.If(hint != "", func() app.UI { return app.Span().Class("field-hint").Text(hint) }),
		),
	)
}

// group draws fields that belong together.
func group(title string, body ...app.UI) app.UI {
	return app.Section().Class("sheet-group").Aria("label", title).Body(
		append([]app.UI{app.H2().Class("sheet-group-title").Text(title)}, body...)...,
	)
}

// question draws a button that asks before it does something, and its question.
func (f *form) question(d *Desk, name, label, asked, yes string, bad bool, do func()) app.UI {
	if f.asking != name {
		return app.Div().Class("ask").Body(
			app.Button().ID(name).Type("button").Class("button").Text(label).OnClick(func(app.Context, app.Event) {
				f.asking, f.problem = name, ""
				d.touch()
				d.focus(name + "-no")
			}, app.EventScope(name)),
		)
	}
	class := "button button-main"
	if bad {
		class = "button button-bad"
	}
	return app.Div().Class("ask ask-open").Role("group").Aria("labelledby", name+"-asked").Body(
		app.P().ID(name+"-asked").Class("question-text").Text(asked),
		app.Div().Class("question-answers").Body(
			app.Button().ID(name+"-no").Type("button").Class("button").Text(sayNo).OnClick(func(app.Context, app.Event) {
				f.asking = ""
				d.touch()
				d.focus(name)
			}, app.EventScope(name, "no")),
			app.Button().ID(name+"-yes").Type("button").Class(class).Text(yes).OnClick(func(app.Context, app.Event) {
				f.asking, f.busy, f.problem, f.done = "", true, "", ""
				do()
				d.touch()
			}, app.EventScope(name, "yes")),
		),
	)
}

// slot keeps the place of what is there now and then: without it, what follows
// would be drawn anew, and what is typed there would be lost.
func slot(there bool, draw func() app.UI) app.UI {
	return app.Div().Class("slot").Body(app.If(there, draw))
}

// once shows a password that is not shown again.
func (f *form) once() app.UI {
	return slot(f.secret != "", func() app.UI {
		return app.Div().Class("secret").Role("status").Body(
			app.P().Class("question-text").Text(sayPasswordOnce),
			app.Div().Class("secret-row").Body(
				app.Code().ID(secretID).Class("secret-text").TabIndex(0).Text(f.secret),
				app.Button().ID("secret-copy").Type("button").Class("button").Body(ui.Icon("copy"), app.Span().Text(ui.SayCopy)).
					OnClick(func(ctx app.Context, _ app.Event) { ctx.PreventUpdate(); browser.CopyText(f.secret) }),
			),
		)
	})
}

func join(list []string, between string) string { return strings.Join(list, between) }
