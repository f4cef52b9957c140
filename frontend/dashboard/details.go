package dashboard

import (
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/shared"
)

const (
	asideID     = "details"
	asideButton = "show-details"
	asideClose  = "hide-details"
	// besideIt is where there is room for the details beside the conversation.
	besideIt = "(min-width: 75em)"
)

// aside is whether the visitor's details are shown: beside the conversation
// unless the agent has folded them away, or over it when asked for.
type aside struct {
	folded bool
	sheet  bool
	wide   bool // there is room for them beside it
}

func (a aside) shown() bool {
	if a.wide {
		return !a.folded
	}
	return a.sheet
}

// watchRoom follows whether there is room for the details.
func (d *Desk) watchRoom() (stop func()) {
	d.aside = aside{folded: d.kept.Folded(), wide: browser.Matches(besideIt)}
	wide := d.aside.wide
	return browser.OnResize(func() {
		if now := browser.Matches(besideIt); now != wide {
			wide = now
			d.ctx.Dispatch(func(app.Context) { d.aside.wide, d.aside.sheet = now, false })
		}
	})
}

// showDetails shows or hides them.
func (d *Desk) showDetails(on bool) {
	focus := asideButton
	if d.aside.wide {
		d.aside.folded = !on
		d.kept.SetFolded(!on)
	} else if d.aside.sheet = on; on {
		focus = asideClose
	}
	d.ctx.Defer(func(app.Context) { browser.Focus(focus) })
}

// visitorOf is the visitor of an open conversation, and whether they are there.
func visitorOf(t *Talk) (visitor shared.Member, known bool) {
	for _, m := range t.Header.Members {
		if m.Role == shared.RoleVisitor {
			return m, true
		}
	}
	return visitor, false
}

// presence says whether somebody is there, or since when they are not.
func presence(p shared.Presence, now time.Time) string {
	switch {
	case p.Online:
		return sayOnline
	case p.LastSeenAt == nil:
		return sayOffline
	}
	age := now.Sub(*p.LastSeenAt)
	switch {
	case age < time.Minute:
		return sayLastSeenNow
	case age < time.Hour:
		return sayLastSeenAgo(int(age / time.Minute))
	}
	return sayLastSeen(ui.When(*p.LastSeenAt, now))
}

// details draws what is known of the visitor, if it is to be seen.
func (d *Desk) details(t *Talk) app.UI {
	return app.If(d.aside.shown() && lost(t) == "", func() app.UI {
		class := "aside"
		if !d.aside.wide {
			class += " aside-sheet"
		}
		return app.Aside().ID(asideID).Class(class).Aria("label", sayDetails).Body(
			app.Div().Class("aside-shade").Attr("aria-hidden", "true").OnClick(func(app.Context, app.Event) { d.showDetails(false) }),
			app.Div().Class("aside-body").Body(
				app.Div().Class("aside-head").Body(
					app.H2().Class("aside-title").Text(sayDetails),
					app.Button().ID(asideClose).Type("button").Class("icon-button").Aria("label", sayHideDetails).Title(sayHideDetails).
						OnClick(func(app.Context, app.Event) { d.showDetails(false) }).Body(ui.Icon("close")),
				),
				d.facts(t),
			),
		)
	})
}

func (d *Desk) facts(t *Talk) app.UI {
	header, known := d.headerOf(t)
	if !known {
		return app.Div().Class("facts").Body(ui.Skeleton(ui.Lines, 3))
	}
	person, in := whoIs(header), d.live.internal(t)
	facts := []app.UI{app.Div().Class("facts-who").Body(
		ui.Avatar(person),
		app.Div().Class("facts-name").Body(isolated(nameOf(person)), d.there(t)),
	)}
	for _, detail := range in.Details {
		value := app.UI(app.Span().Dir("auto").Text(detail.Value))
		if detail.Kind == shared.FieldEmail {
			value = app.A().Href("mailto:" + detail.Value).Target("_blank").Dir("auto").Text(detail.Value)
		}
		facts = append(facts, fact(detail.Label, value))
	}
	if v := in.Visit; v != nil {
		if strings.HasPrefix(v.Page, "https://") || strings.HasPrefix(v.Page, "http://") {
			facts = append(facts, fact(sayPage, app.A().Href(v.Page).Target("_blank").Rel("noopener noreferrer").Text(v.Page)))
		}
		if v.Browser != "" {
			facts = append(facts, fact(sayBrowser, app.Span().Title(v.Browser).Text(browserName(v.Browser))))
		}
		if v.Language != "" {
			facts = append(facts, fact(sayLanguage, app.Span().Text(v.Language)))
		}
	}
	facts = append(facts, fact(sayStartedTitle, app.Span().Title(ui.FullTime(header.CreatedAt)).Text(clock(header.CreatedAt, d.now))))
	return app.Div().Class("facts").Body(facts...)
}

func (d *Desk) there(t *Talk) app.UI {
	visitor, known := visitorOf(t)
	return app.If(known, func() app.UI {
		class := "there"
		if visitor.Online {
			class += " there-on"
		}
		return app.Span().Class(class).Text(presence(visitor.Presence, d.now))
	})
}

func fact(name string, value app.UI) app.UI {
	return app.Div().Class("fact").Body(app.Span().Class("fact-name").Dir("auto").Text(name), app.Span().Class("fact-value").Body(value))
}

// browserName makes a few words of a User-Agent: "Firefox 130 on Linux". One it
// does not know stays as it is.
func browserName(agent string) string {
	name := ""
	for _, b := range []struct{ mark, name string }{
		{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"HeadlessChrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Version/", "Safari"},
	} {
		if _, after, ok := strings.Cut(agent, b.mark); ok {
			version, _, _ := strings.Cut(after, ".")
			if _, err := strconv.Atoi(version); err == nil {
				name = b.name + " " + version
				break
			}
		}
	}
	if name == "" {
		return agent
	}
	for _, s := range []struct{ mark, name string }{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
	} {
		if strings.Contains(agent, s.mark) {
			return sayBrowserOn(name, s.name)
		}
	}
	return name
}
