//go:build !js

package e2e

import (
	"fmt"
	"os"
	"testing"
)

// A view is how a page is looked at.
type view struct {
	name          string
	width, height int64
	phone         bool
}

// A stage is one server, with whom is seen there in one language and one view.
type stage struct {
	*server
	browser  *tab // whose newest page is shown
	language string
	links    map[string]string // to conversations and rooms, by what is said there
}

// A scene is a state of a page: how one comes there. They are played in order on
// one stage, and each may rely on those before.
type scene struct {
	name string
	play func(*stage)
}

// A play is an app with all of its states.
type play struct {
	app    string
	views  []view
	person string
	scenes []scene
	theirs bool // a customer's page, which we do not answer for
}

var pages = []view{{"desktop", 1280, 800, false}, {"phone", 360, 740, true}}

var plays = []play{
	{"shop", pages, "visitor", shopScenes, true},
	{"widget", []view{{"desktop", 400, 704, false}, {"phone", 360, 640, true}}, "visitor", widgetScenes, false},
	{"desk", pages, "agent", deskScenes, false},
}

// TestMatrix shows every state of both apps from either direction of writing, on
// a desktop and on a phone, in light and in dark: nothing sticks out, and
// axe-core finds nothing. With PARLEY_SCREENSHOTS it does so for all of them and
// takes their pictures; else for a sample, in Arabic and in the dark.
func TestMatrix(t *testing.T) {
	script := axe(t)
	browser := chromium(t)
	full := os.Getenv("PARLEY_SCREENSHOTS") != ""
	for _, play := range plays {
		for i, view := range play.views {
			for _, language := range []string{"en", "ar"} {
				if !full && (language != "ar" || (play.app == "widget") == (i == 0)) {
					continue // a desk is on a desktop, mostly, and a widget on a phone
				}
				t.Run(fmt.Sprintf("%s/%s/%s", play.app, view.name, language), func(t *testing.T) {
					g := &stage{server: serve(t, unlimited), language: language, links: map[string]string{}}
					g.browser = person(t, browser, play.person)
					g.browser.prefers(language)
					for _, scene := range play.scenes {
						g.browser.viewport(view.width, view.height, view.phone, "dark")
						scene.play(g)
						for _, scheme := range []string{"dark", "light"} {
							if !full && scheme == "light" {
								continue
							}
							name := fmt.Sprintf("%s-%s-%s-%s-%s", play.app, scene.name, view.name, language, scheme)
							g.browser.viewport(view.width, view.height, view.phone, scheme)
							g.browser.fits(name)
							if !play.theirs {
								g.browser.flawless(script, name)
							}
						}
					}
				})
			}
		}
	}
}

// flawless checks a state of a page as it is with axe-core.
func (b *tab) flawless(script, state string) {
	b.t.Helper()
	for _, f := range b.faults(script) {
		b.t.Errorf("%s: %s (%s)\n\t%q", state, f.ID, f.Help, f.Nodes)
	}
}
