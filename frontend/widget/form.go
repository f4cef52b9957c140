package widget

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/shared"
)

// fieldID is the id of a field's input. Keys are a to z, 0 to 9 and _.
func fieldID(key string) string { return "field-" + key }

// form is what stands before the chat: the site's fields under its greeting.
func (r *Root) form() app.UI {
	c := r.chat
	before := c.Session.Site.Texts.BeforeFields
	if before == "" {
		before = ui.SayBeforeFields
	}
	fields := make([]app.UI, 0, len(c.Session.Site.Fields))
	for _, f := range c.Session.Site.Fields {
		fields = append(fields, &field{Field: f, Wrong: c.Wrong[f.Key], value: c.Answers[f.Key], fill: r.fill})
	}
	problem := app.P().ID("details-problem").Class("details-problem").Role("alert").Text(c.AskProblem)
	send := app.Button().ID("details-send").Type("submit").Class("button button-main").Text(ui.SayStartChat)
	if c.Telling {
		send = send.Aria("disabled", "true")
	}
	return app.Div().Class("before").Body(
		ui.Greeting(c.Greeting()),
		app.Form().ID("details").Class("details").Attr("novalidate", "novalidate").Aria("labelledby", "details-before").
			OnSubmit(r.tell).Body(
			app.P().ID("details-before").Class("details-before").Dir("auto").Text(before),
			app.Div().Class("fields").Body(fields...),
			problem, send,
		),
	)
}

func (r *Root) fill(key, value string) (changed bool) { return r.chat.Fill(key, value) }

func (r *Root) tell(_ app.Context, e app.Event) {
	e.PreventDefault()
	if wrong := r.chat.Tell(); wrong != "" {
		browser.Focus(fieldID(wrong))
	}
}

// field is one question. What stands in it lives in the DOM.
type field struct {
	app.Compo
	Field shared.Field
	Wrong string

	value string // at first
	fill  func(key, value string) (changed bool)
}

// CompoID makes another question another input, wherever it stands.
func (f *field) CompoID() string { return string(f.Field.Kind) + " " + f.Field.Key }

// OnMount puts back what was filled in before.
func (f *field) OnMount(ctx app.Context) {
	ctx.Defer(func(app.Context) { browser.SetValue(fieldID(f.Field.Key), f.value) })
}

// Render implements app.Composer.
func (f *field) Render() app.UI {
	id := fieldID(f.Field.Key)
	input := app.Input().ID(id).Class("field-input").Name(f.Field.Key).Dir("auto").OnInput(f.input)
	switch f.Field.Kind {
	case shared.FieldName:
		input = input.Type("text").Attr("autocomplete", "name")
	case shared.FieldEmail:
		input = input.Type("email").Attr("autocomplete", "email")
	default:
		input = input.Type("text").Attr("autocomplete", "off")
	}
	if f.Field.Required {
		input = input.Aria("required", "true")
	}
	if f.Wrong != "" {
		input = input.Aria("invalid", "true").Aria("describedby", id+"-wrong")
	}
	return app.Div().Class("field").Body(
		app.Label().Class("field-label").For(id).Body(
			app.Span().Dir("auto").Text(f.Field.Label),
			app.If(!f.Field.Required, func() app.UI { return app.Span().Class("field-optional").Text(" " + ui.SayOptional) }),
		),
		input,
		app.P().ID(id+"-wrong").Class("field-wrong").Text(f.Wrong),
	)
}

func (f *field) input(ctx app.Context, _ app.Event) {
	if !f.fill(f.Field.Key, browser.Value(fieldID(f.Field.Key))) {
		ctx.PreventUpdate() // typing draws nothing
	}
}
