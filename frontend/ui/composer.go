package ui

import (
	"time"
	"unicode/utf8"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/shared"
)

const (
	// ComposerInput is the id of the text box; boot.js and TakeDraft know it.
	ComposerInput = "composer-input"
	// countFrom is how near the limit the counter appears; where less may be
	// written, in its last quarter.
	countFrom = 200
	// typingEvery is how often "is typing" is renewed; typingIdle is how long
	// after the last key it ends.
	typingEvery = 3 * time.Second
	typingIdle  = 2 * time.Second
)

// A Composer is the text box. The text lives in the DOM, so that typing draws
// nothing.
type Composer struct {
	app.Compo

	// Key names whose text this is; another key is another text box.
	Key string
	// Limits are the server's; the zero value counts with a visitor's.
	Limits shared.Limits
	// Placeholder, if not [SayWrite].
	Placeholder string
	// Label is the box's accessible name, if not [SayMessage].
	Label string
	// Closed says why nothing can be said; the text box waits behind it.
	Closed string
	// Action is the label of the button beside Closed, if any.
	Action string
	// Above is what the text is about, if anything.
	Above Quote
	// Place tells the elements of one composer from those of others on the same
	// page; the only one needs none.
	Place string
	// Hidden keeps the text box for later.
	Hidden bool

	on      ComposerHandlers
	draft   browser.Draft
	problem string
	left    int  // shown when counting
	count   bool // near the limit
	typing  typingClock
	idle    *time.Timer
}

// A Quote stands above the text box: what is replied to, or changed.
type Quote struct {
	Label, Text string
	// Bad is for why it was refused.
	Bad bool
}

// ComposerHandlers are called on the UI goroutine; nil ones are left out.
type ComposerHandlers struct {
	// Send takes text that is valid and trimmed.
	Send func(ctx app.Context, text string)
	// Typing says when the author starts, goes on and stops.
	Typing func(ctx app.Context, on bool)
	// Draft takes the text after each change, to be kept.
	Draft func(text string)
	// Action is the button beside Closed.
	Action func(ctx app.Context)
	// Cancel is the button of Above, and Escape.
	Cancel func(ctx app.Context)
	// Last is the key up in an empty box: the last message is to be changed.
	Last func(ctx app.Context)
	// Resized is called after the box grew or shrank.
	Resized func()
}

// NewComposer makes a composer that starts with a draft.
func NewComposer(c Composer, draft browser.Draft, on ComposerHandlers) *Composer {
	c.draft, c.on = draft, on
	return &c
}

// CompoID makes a composer with another key another one.
func (c *Composer) CompoID() string { return c.Key }

// ComposerInputOf is the id of the text box of a composer with a Place.
func ComposerInputOf(place string) string { return ComposerInput + place }

func (c *Composer) input() string { return ComposerInputOf(c.Place) }

// OnMount puts back text, caret and focus.
func (c *Composer) OnMount(ctx app.Context) {
	ctx.Defer(func(app.Context) {
		if c.draft.Text != "" || c.draft.Focused {
			browser.RestoreDraft(c.input(), c.draft)
			browser.Grow(c.input())
		}
	})
}

// OnUpdate counts anew: what may be written has changed, perhaps. What was
// refused stays so until something is typed, whatever arrives meanwhile.
func (c *Composer) OnUpdate(app.Context) {
	text, refused := browser.Value(c.input()), c.problem != ""
	c.judge(text)
	if refused {
		_, c.problem = judgeMessage(text, c.limits())
	}
}

// OnDismount stops the clock.
func (c *Composer) OnDismount() {
	if c.idle != nil {
		c.idle.Stop()
	}
}

// Render implements app.Composer.
func (c *Composer) Render() app.UI {
	placeholder := c.Placeholder
	if placeholder == "" {
		placeholder = SayWrite
	}
	label := c.Label
	if label == "" {
		label = SayMessage
	}
	input := app.Textarea().ID(c.input()).Class("composer-input").Name("message").
		Rows(1).Dir("auto").Placeholder(placeholder).
		Aria("label", label).
		OnInput(c.typed).OnKeyDown(c.key).OnBlur(c.blur)
	if c.problem != "" {
		input = input.Aria("invalid", "true").Aria("describedby", "composer-problem"+c.Place)
	}
	form := app.Form().ID("composer" + c.Place).Class("composer-form").OnSubmit(c.submit)
	if c.Closed != "" {
		form = form.Hidden(true)
	}
	composer := app.Div().Class("composer")
	if c.Hidden {
		composer = composer.Hidden(true)
	}
	return composer.Body(
		form.Body(
			app.If(c.Above.Label != "", c.above),
			app.Div().Class("composer-box").Body(
				input,
				app.Button().ID("composer-send"+c.Place).Type("submit").Class("composer-send").
					Aria("label", SaySend).Title(SaySend).
					OnMouseDown(keepFocus).Body(Icon("send")),
			),
			app.Div().Class("composer-notes").Body(
				app.P().ID("composer-problem"+c.Place).Class("composer-problem").Role("alert").Text(c.problem),
				app.P().ID("composer-count"+c.Place).Class(c.countClass()).Text(c.counter()),
			),
		),
		app.If(c.Closed != "", func() app.UI {
			return app.Div().Class("composer-closed").Role("status").Body(
				app.P().Class("composer-why").Text(c.Closed),
				app.If(c.Action != "", func() app.UI {
					return app.Button().ID("composer-action" + c.Place).Type("button").Class("button").Text(c.Action).OnClick(c.act)
				}),
			)
		}),
	)
}

// above is what the text is about.
func (c *Composer) above() app.UI {
	class := "composer-above"
	if c.Above.Bad {
		class += " composer-above-bad"
	}
	return app.Div().Class(class).Role("status").Body(
		app.Div().Class("composer-quote").Body(
			app.Span().Class("quote-who").Dir("auto").Text(c.Above.Label),
			app.Span().Class("quote-text").Dir("auto").Text(c.Above.Text),
		),
		app.Button().ID("composer-cancel").Type("button").Class("icon-button").Aria("label", SayCancel).Title(SayCancel).
			OnMouseDown(keepFocus).OnClick(func(ctx app.Context, _ app.Event) { c.cancel(ctx) }).Body(Icon("close")),
	)
}

func (c *Composer) cancel(ctx app.Context) {
	if c.on.Cancel != nil {
		c.on.Cancel(ctx)
	}
	browser.Focus(ComposerInput)
}

func (c *Composer) counter() string {
	if !c.count {
		return ""
	}
	return SayLeft(c.left)
}

func (c *Composer) countClass() string {
	if c.count && c.left < 0 {
		return "composer-count composer-over"
	}
	return "composer-count"
}

// keepFocus lets a press on the button leave the keyboard of a phone open.
func keepFocus(ctx app.Context, e app.Event) {
	ctx.PreventUpdate()
	e.PreventDefault()
}

func (c *Composer) typed(ctx app.Context, _ app.Event) {
	text := browser.Value(c.input())
	browser.Grow(c.input())
	if c.on.Resized != nil {
		c.on.Resized()
	}
	if c.on.Draft != nil {
		c.on.Draft(text)
	}
	c.tell(ctx, text != "")
	if !c.judge(text) {
		ctx.PreventUpdate() // typing draws nothing
	}
}

// judge notes what the text is like, and reports whether that looks different.
func (c *Composer) judge(text string) (changed bool) {
	most := c.limits().MessageCharacters
	left := most - utf8.RuneCountInString(shared.Trim(text))
	count := left < min(countFrom, most/4)
	changed = c.problem != "" || count != c.count || count && left != c.left
	c.problem, c.count, c.left = "", count, left
	return changed
}

func (c *Composer) limits() shared.Limits {
	if c.Limits.MessageCharacters == 0 {
		return shared.LimitsFor(shared.RoleVisitor)
	}
	return c.Limits
}

func (c *Composer) key(ctx app.Context, e app.Event) {
	switch k := keyOf(e); {
	case k.key == "Escape" && c.Above.Label != "":
		e.PreventDefault()
		c.cancel(ctx)
		return
	case k.key == "ArrowUp" && k == (keypress{key: k.key}) && c.on.Last != nil && browser.Value(c.input()) == "":
		e.PreventDefault()
		c.on.Last(ctx)
		return
	}
	if !sends(keyOf(e), browser.Touch()) {
		ctx.PreventUpdate()
		return
	}
	e.PreventDefault()
	c.send(ctx)
}

// A keypress is what decides whether a key sends.
type keypress struct {
	key              string
	shift, ctrl, alt bool
	composing        bool
}

func keyOf(e app.Event) keypress {
	return keypress{
		key:       e.Get("key").String(),
		shift:     e.Get("shiftKey").Bool(),
		ctrl:      e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool(),
		alt:       e.Get("altKey").Bool(),
		composing: e.Get("isComposing").Bool() || e.Get("keyCode").Int() == 229,
	}
}

// sends decides: Enter sends, except where it chooses a word of an input
// method, with Shift, and on a touch keyboard, which has no Shift+Enter.
func sends(k keypress, touch bool) bool {
	switch {
	case k.key != "Enter" || k.composing:
		return false
	case k.ctrl:
		return true
	}
	return !k.shift && !k.alt && !touch
}

func (c *Composer) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	c.send(ctx)
}

func (c *Composer) blur(ctx app.Context, _ app.Event) {
	ctx.PreventUpdate()
	c.tell(ctx, false)
}

func (c *Composer) send(ctx app.Context) {
	text := browser.Value(c.input())
	ok, problem := judgeMessage(text, c.limits())
	c.problem = problem
	if !ok {
		return
	}
	c.count = false
	browser.SetValue(c.input(), "")
	browser.Grow(c.input())
	if c.on.Resized != nil {
		c.on.Resized()
	}
	if c.on.Draft != nil {
		c.on.Draft("")
	}
	c.tell(ctx, false)
	if c.on.Send != nil {
		c.on.Send(ctx, shared.Trim(text))
	}
}

// judgeMessage asks the protocol. Nothing typed is no mistake to point out.
func judgeMessage(text string, limits shared.Limits) (ok bool, problem string) {
	err := shared.SendMessage{Content: text}.Validate(limits)
	if err == nil {
		return true, ""
	}
	e := shared.AsError(err)
	if e.Code == shared.CodeEmptyMessage {
		return false, ""
	}
	return false, Said(e.Message)
}

func (c *Composer) act(ctx app.Context, _ app.Event) {
	if c.on.Action != nil {
		c.on.Action(ctx)
	}
}

// tell renews or ends "is typing".
func (c *Composer) tell(ctx app.Context, typing bool) {
	if c.on.Typing == nil {
		return
	}
	if c.idle != nil {
		c.idle.Stop()
	}
	if typing {
		c.idle = time.AfterFunc(typingIdle, func() {
			ctx.Dispatch(func(ctx app.Context) {
				ctx.PreventUpdate()
				c.tell(ctx, false)
			})
		})
	}
	if c.typing.due(typing, time.Now()) {
		c.on.Typing(ctx, typing)
	}
}

// typingClock decides when others are told.
type typingClock struct {
	on   bool
	last time.Time
}

func (t *typingClock) due(typing bool, now time.Time) bool {
	if typing == t.on && (!typing || now.Sub(t.last) < typingEvery) {
		return false
	}
	t.on, t.last = typing, now
	return true
}
