package widget

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/link"
	"parley/frontend/store"
	"parley/frontend/ui"
	"parley/shared"
)

// Root is the panel.
type Root struct {
	app.Compo

	draft browser.Draft
	early string      // sent before we were there
	ctx   app.Context // the panel's own: others end with their elements
	chat  *Chat       // nil in the shell
	menu  menu
	stops []func()
	// broken is a picture that could not be shown.
	broken  string
	writing ui.Writing
	phone   ui.Phone
}

// New makes the panel, with what was typed before it was there. What the
// visitor has sent already, as boot.js knows, is not put back into the box.
func New(draft browser.Draft) *Root {
	r := &Root{draft: draft}
	text := shared.Trim(draft.Text)
	sent := app.IsClient && app.Window().Get("parleyEarly").Truthy()
	if sent && (shared.SendMessage{Content: text}).Validate(shared.LimitsFor(shared.RoleVisitor)) == nil {
		r.early, r.draft = text, browser.Draft{Focused: draft.Focused}
	}
	return r
}

// Shell is the markup of the first paint: the panel before anything is known,
// with a text box that works.
func Shell() string {
	return app.HTMLString((&Root{}).draw(app.Div().ID("boot-failed").Class("boot-failed").Role("alert").Hidden(true).Body(
		app.P().Text(ui.SayBootFailed),
		app.Button().ID("boot-retry").Type("button").Class("button").Text(ui.SayTryAgain),
	)))
}

// OnMount brings the panel to life.
func (r *Root) OnMount(ctx app.Context) {
	browser.Mark("parley-mounted")
	r.ctx = ctx
	life, stop := context.WithCancel(ctx)
	r.stops = append(r.stops, stop)
	r.chat = NewChat(life, shared.SiteID(browser.Query("site")), r.world(ctx))

	inUI := func(f func()) { ctx.Dispatch(func(app.Context) { f() }) }
	r.stops = append(r.stops,
		browser.OnWake(func() { inUI(r.chat.Wake) }),
		browser.OnVisibility(func(visible bool) { inUI(func() { r.chat.Visible(visible) }) }),
		browser.OnKey(func(key string, _ browser.Mod) bool {
			if key != "Escape" {
				return false
			}
			ctx.Dispatch(r.escape)
			return true
		}),
		browser.OnHost(func(kind string) { ctx.Dispatch(func(ctx app.Context) { r.host(kind) }) }),
	)
	r.chat.Visible(browser.Visible())
	if browser.Param("parent") == "" {
		r.chat.Show(true) // a page of its own
	}
	browser.PostToHost("ready", nil)
	if r.early != "" {
		r.chat.Send(r.early)
	}
}

// OnDismount lets go.
func (r *Root) OnDismount() {
	for _, stop := range r.stops {
		stop()
	}
}

// world is the browser this runs in.
func (r *Root) world(ctx app.Context) World {
	tab := browser.NewID()
	r.phone.UI = func(f func()) { ctx.Dispatch(func(app.Context) { f() }) }
	return World{
		API: link.API{Fetch: browser.Fetch},
		Link: func(c link.Config) Linker {
			c.Tab = tab
			return link.New(c)
		},
		Socket: browser.SocketURL,
		Dial: func(ctx context.Context, url string) (link.Socket, error) {
			socket, err := browser.Dial(ctx, url)
			if err != nil {
				return nil, err // and no typed nil
			}
			return socket, nil
		},
		UI:    r.phone.UI,
		Local: browser.Local(), Tab: browser.Session(),
		Page: browser.HostPage(), Language: browser.Locale(),
		Now: time.Now,
		After: func(d time.Duration, f func()) func() {
			// A clock that was stopped after it rang must not be heard.
			stopped := false
			timer := time.AfterFunc(d, func() {
				ctx.Dispatch(func(app.Context) {
					if !stopped {
						f()
					}
				})
			})
			return func() { stopped = true; timer.Stop() }
		},
		NewID:     func() string { return shared.NewClientMessageID(time.Now(), browser.NewID()) },
		NewSecret: browser.NewID, Random: rand.Float64, Online: browser.Online, Reload: func() { browser.ReloadOnce() },
		Unread: func(n int) { browser.PostToHost("unread", n) },
		Thread: func(id shared.ConversationID) { browser.TellHostThread(string(id)) },
		Dress: func(site shared.Site) {
			browser.SetProperty("--brand", site.Color)
			browser.SetProperty("--on-brand", site.TextColor)
			if site.Title != "" {
				browser.SetTitle(site.Title)
			}
		},
		Greet: func(lines []string) {
			ctx.Defer(func(app.Context) {
				browser.Announce(strings.Join(lines, " "))
				browser.TypeOut(ui.GreetingID)
			})
		},
		Attend: func(id string) {
			if !browser.Touch() { // there, a keyboard would jump up
				ctx.Defer(func(app.Context) { browser.Focus(id) })
			}
		},
		Open:     r.open,
		Called:   r.called,
		Typed:    func() string { return browser.Value(ui.ComposerInput) },
		SetTyped: func(text string) { browser.SetValue(ui.ComposerInput, text); browser.Grow(ui.ComposerInput) },
		Log:      func(err error) { app.Log(err) },
	}
}

// host is the page around us.
func (r *Root) host(kind string) {
	switch kind {
	case "shown":
		r.chat.Show(true)
		r.chat.Attend(r.chat.First())
	case "hidden":
		r.menu = closed
		r.chat.Show(false)
	}
}

// escape closes the topmost thing only.
func (r *Root) escape(app.Context) {
	if r.menu != closed {
		r.menu = closed
		browser.Focus("menu-button")
		return
	}
	if r.chat.Calls.Phase == store.CallChosen {
		r.chat.Calls.Dismiss()
		browser.Focus(callButton)
		return
	}
	r.leave()
}

func (r *Root) leave() { browser.PostToHost("close", nil) }

// Render implements app.Composer.
func (r *Root) Render() app.UI { return r.draw(nil) }

// draw is the panel, and before it is alive also what stands in for failure.
func (r *Root) draw(failure app.UI) app.UI {
	body := []app.UI{r.header(), r.conversation(), r.composer(), r.call()}
	if failure != nil {
		body = append(body, failure)
	}
	class := "widget"
	if r.chat != nil && (r.chat.Session.Site.ID != "" || r.chat.Problem != nil) {
		class += " widget-known"
		if r.chat.Session.Site.Color != "" {
			class += " widget-branded"
		}
	}
	return app.Div().ID("widget").Class(class).Role("dialog").Aria("labelledby", "title").Body(body...)
}

// focus moves the keyboard to what is about to be drawn.
func (r *Root) focus(id string) {
	r.ctx.Defer(func(app.Context) { browser.Focus(id) })
}

func (r *Root) conversation() app.UI {
	m := ui.Messages{
		Key: "0", Label: ui.SayConversation, Greeting: ui.Greetings(),
	}
	var notice ui.Notice
	if c := r.chat; c != nil {
		v := c.Talk
		m.Key, m.Log, m.Rev = strconv.Itoa(c.Number), v.Log(), v.Rev
		m.Me, m.Delivered, m.Seen = v.Me.ID, v.Delivered(), v.Seen()
		m.Pending, m.Typing = v.Outbox.Items(), c.TypingNames()
		m.Ended = c.Ended()
		m.Loading, m.Problem, m.Today = c.Loading(), c.PageProblem(), ui.Day(c.Now())
		m.Greeting = c.Greeting()
		if title := c.Title(); title != "" {
			m.Label = ui.SayConversationWith(title)
		}
		notice = c.Notice()
	}
	talk := app.Main().Class("talk")
	if r.menu != closed {
		talk = talk.OnClick(r.shut)
	}
	if r.chat != nil && r.chat.Asks() {
		return talk.Body(ui.Banner(notice, r.again), r.form())
	}
	return talk.Body(
		ui.Banner(notice, r.again),
		ui.NewMessages(m, r.acts(ui.MessagesHandlers{
			Older:   func(app.Context) { r.chat.Talk.Older() },
			End:     func(_ app.Context, inView bool) { r.chat.AtEnd(inView) },
			Retry:   func(_ app.Context, id string) { r.chat.Talk.Retry(id) },
			Discard: func(_ app.Context, id string) { r.chat.Talk.Discard(id) },
		})),
	)
}

func (r *Root) again(app.Context, app.Event) { r.chat.Again() }

func (r *Root) composer() app.UI {
	var c ui.Composer
	if r.chat != nil {
		texts := r.chat.Session.Site.Texts
		c.Limits, c.Placeholder, c.Hidden = r.chat.Limits, texts.Placeholder, r.chat.Asks()
		if r.chat.Ended() {
			c.Closed, c.Action = ui.SayEndedHere, ui.SayStartNew
			if texts.Ended != "" {
				c.Closed = texts.Ended
			}
		}
	}
	return ui.NewComposer(r.about(c), r.box(), r.writes(ui.ComposerHandlers{
		Send:    func(_ app.Context, text string) { r.chat.Send(text) },
		Typing:  func(_ app.Context, on bool) { r.chat.Typing(on) },
		Draft:   func(text string) { r.chat.KeepDraft(text) },
		Action:  func(app.Context) { r.chat.Anew(); r.focus(ui.ComposerInput) },
		Resized: r.follow,
	}))
}

// follow keeps the end in view when the text box grows.
func (r *Root) follow() {
	if r.chat.atEnd {
		browser.ScrollToEnd(ui.MessagesID)
	}
}
