//go:build !js

package e2e

import (
	"fmt"
	"testing"
)

// newest is an expression: the newest of the messages that the reader said and
// the server has confirmed.
const newest = `[...document.querySelectorAll(".messages-log .row-mine")].at(-1)`

// reached waits until the newest own message got so far, by its accessible name.
func (b *tab) reached(text, how string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`%s.querySelector(".bubble").textContent.trim() === %s && /, %s$/.test(%s.ariaLabel)`, newest, quote(text), how, newest))
}

// hide makes a page believe that nobody can see it, or that somebody can again.
func (b *tab) hide(hidden bool) {
	b.t.Helper()
	state := "visible"
	if hidden {
		state = "hidden"
	}
	eval[any](b, `(Object.defineProperty(document, "visibilityState", {configurable: true, get: () => `+quote(state)+`}),
		document.dispatchEvent(new Event("visibilitychange")), 0)`)
}

// place is where the newest own message stands.
func (b *tab) place() string {
	b.t.Helper()
	return eval[string](b, `(r => JSON.stringify([r, r.querySelector(".bubble")].map(e => [e.offsetLeft, e.offsetTop, e.offsetWidth, e.offsetHeight])))(`+newest+`)`)
}

// TestHowFarAMessageGot follows messages of both sides: sent, delivered, seen,
// and the same after a reload.
func TestHowFarAMessageGot(t *testing.T) {
	browser, s := chromium(t), serve(t)
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.visit(s.url() + "/widget?site=demo")
	visitor.wait(`document.documentElement.dataset.boot === "done"`)
	focus := func(b *tab) { eval[any](b, `document.querySelector("#composer-input").focus()`) }
	focus(visitor)
	visitor.say("one")
	visitor.reached("one", "Sent") // nobody is there
	sent := visitor.place()
	agent.signIn(s, "demo")
	agent.line("one")
	visitor.reached("one", `Seen \d\d:\d\d`)
	if seen := visitor.place(); seen != sent {
		t.Errorf("sent it stood at %s, seen at %s", sent, seen)
	}

	agent.hide(true)
	visitor.say("two")
	visitor.reached("two", "Delivered")
	delivered := visitor.place()
	visitor.show("widget-delivered")
	agent.hide(false)
	visitor.reached("two", `Seen \d\d:\d\d`)
	if seen := visitor.place(); seen != delivered {
		t.Errorf("delivered it stood at %s, seen at %s", delivered, seen)
	}
	visitor.show("widget-seen")

	visitor.hide(true)
	focus(agent)
	agent.say("three")
	agent.reached("three", "Delivered")
	agent.show("desk-delivered")
	visitor.hide(false)
	agent.reached("three", `Seen \d\d:\d\d`)

	for _, b := range []*tab{visitor, agent} {
		b.visit(eval[string](b, `location.href`))
	}
	visitor.reached("two", `Seen \d\d:\d\d`)
	agent.reached("three", `Seen \d\d:\d\d`)
}
