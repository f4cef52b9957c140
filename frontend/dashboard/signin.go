package dashboard

import (
	"context"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/shared"
)

const (
	nameInput     = "name"
	passwordInput = "password"
)

// signIn draws the page of somebody who is not signed in.
func (d *Desk) signIn() app.UI {
	return newSignIn(signIn{Why: d.why}, d.session.SignIn, d.enter)
}

// signIn is the page's form. What is typed lives in the DOM, so that nothing
// takes it away.
type signIn struct {
	app.Compo
	// Why is why the agent has to sign in again, if so.
	Why string

	try     func(context.Context, shared.Login) error
	enter   func()
	trying  bool
	problem string
}

func newSignIn(s signIn, try func(context.Context, shared.Login) error, enter func()) *signIn {
	s.try, s.enter = try, enter
	return &s
}

// OnMount puts the keyboard into the first field.
func (s *signIn) OnMount(ctx app.Context) {
	ctx.PreventUpdate()
	if !browser.Touch() {
		ctx.Defer(func(app.Context) { browser.Focus(nameInput) })
	}
}

// Render implements app.Composer.
func (s *signIn) Render() app.UI {
	return app.Main().ID("sign-in").Class("sign-in").Body(
		app.Div().Class("sign-in-card").Body(
			app.Div().Class("sign-in-mark").Body(mark(), app.Span().Text(sayParley)),
			app.H1().Class("sign-in-title").Text(saySignIn),
			app.If(s.Why != "", func() app.UI {
				return app.P().Class("sign-in-why").Role("status").Text(s.Why)
			}),
			app.Form().Class("sign-in-form").Attr("novalidate", "novalidate").OnSubmit(s.submit).Body(
				s.field(nameInput, sayName, "text", "username"),
				s.field(passwordInput, sayPassword, "password", "current-password"),
				app.P().ID("sign-in-problem").Class("sign-in-problem").Role("alert").Text(s.problem),
				s.button(),
			),
		),
		app.P().Class("sign-in-hint").Text(saySignInHint),
	)
}

func (s *signIn) field(id, label, kind, complete string) app.UI {
	input := app.Input().ID(id).Name(id).Class("input").Type(kind).
		Attr("autocomplete", complete).Attr("autocapitalize", "none").Attr("spellcheck", "false").
		Required(true).OnInput(s.typed)
	if s.problem != "" {
		input = input.Aria("invalid", "true").Aria("describedby", "sign-in-problem")
	}
	return app.Div().Class("field").Body(app.Label().For(id).Class("label").Text(label), input)
}

// button keeps its size: both its labels are there, one of them is seen.
func (s *signIn) button() app.UI {
	class, label := "button button-main sign-in-button", saySignIn
	if s.trying {
		class, label = class+" sign-in-trying", saySigningIn
	}
	return app.Button().ID("sign-in-button").Type("submit").Class(class).Aria("busy", boolean(s.trying)).Body(
		app.Span().Class("sign-in-spin").Attr("aria-hidden", "true"),
		app.Span().Text(label),
	)
}

func boolean(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// typed takes the problem away as soon as something is done about it.
func (s *signIn) typed(ctx app.Context, _ app.Event) {
	if s.problem == "" {
		ctx.PreventUpdate()
	}
	s.problem = ""
}

func (s *signIn) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	if s.trying {
		ctx.PreventUpdate()
		return
	}
	login := shared.Login{Username: strings.TrimSpace(browser.Value(nameInput)), Password: browser.Value(passwordInput)}
	switch {
	case login.Username == "":
		s.fail(ctx, sayNameFirst, nameInput)
		return
	case login.Password == "":
		s.fail(ctx, sayNameFirst, passwordInput)
		return
	}
	s.problem, s.trying = "", true
	var err error
	work(ctx, func(waiting context.Context) { err = s.try(waiting, login) }, func() {
		s.trying = false
		if err != nil {
			s.fail(ctx, sentence(err), passwordInput)
			return
		}
		s.enter()
	})
}

// fail says what is wrong and puts the keyboard where it can be mended.
func (s *signIn) fail(ctx app.Context, problem, field string) {
	s.problem = problem
	ctx.Defer(func(app.Context) { browser.Focus(field) })
}
