//go:build !js

package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe-core as `make axe` fetches it, from npm; it is never a part of us.
const (
	axePath = "../../build/axe/node_modules/axe-core/axe.min.js"
	axeSum  = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c" // of version 4.14.1
)

// axe reads the checker, or skips the test where there is none: never in CI.
func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(axePath)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("CI needs axe-core: make axe, which needs npm (apt-get install npm)")
		}
		t.Skip("SKIPPED: accessibility is checked by axe-core: make axe, which needs npm (apt-get install npm)")
	}
	if sum := sha256.Sum256(script); hex.EncodeToString(sum[:]) != axeSum {
		t.Fatalf("%s is another version: rm -r build/axe && make axe", axePath)
	}
	return string(script)
}

// A fault is a violation as axe-core tells it.
type fault struct {
	ID, Help string
	Nodes    []string
}

// faults runs axe-core over a page as it is.
func (b *tab) faults(script string) []fault {
	b.t.Helper()
	if !eval[bool](b, `!!window.axe`) {
		b.do(chromedp.Evaluate(script, nil))
	}
	return eval[[]fault](b, `axe.run(document, {resultTypes: ["violations"], preload: false}).then(r => r.violations.map(v => ({ID: v.id, Help: v.help, Nodes: v.nodes.map(n => n.html.slice(0, 200) + " — " + n.failureSummary)})))`)
}

// accessible checks a state of a page in light and in dark.
func (b *tab) accessible(script, state string) {
	b.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		size := eval[[]int64](b, `[innerWidth, innerHeight]`)
		b.viewport(size[0], size[1], false, scheme)
		eval[any](b, `new Promise(f => requestAnimationFrame(() => requestAnimationFrame(() => f(0))))`)
		for _, f := range b.faults(script) {
			b.t.Errorf("%s, %s: %s (%s)\n\t%s", state, scheme, f.ID, f.Help, strings.Join(f.Nodes, "\n\t"))
		}
	}
}

func TestAccessibleWidget(t *testing.T) {
	script := axe(t)
	browser, s := chromium(t), serve(t)
	const browserID = "scene-visitor-0123456789"
	s.scene(browserID)
	alive := `document.documentElement.dataset.boot === "done"`

	fresh := person(t, browser, "fresh visitor")
	fresh.visit(s.url() + "/widget?site=demo")
	fresh.wait(alive)
	fresh.accessible(script, "empty widget")
	eval[any](fresh, `document.querySelector("#composer-input").focus()`)
	fresh.keys(strings.Repeat("x", 5001))
	fresh.press("\r")
	fresh.wait(`document.querySelector("#composer-problem").innerText.includes("too long")`)
	fresh.accessible(script, "widget with too long a message")

	// The control: what is wrong is found.
	eval[any](fresh, `document.querySelector("#close").removeAttribute("aria-label")`)
	if found := fresh.faults(script); len(found) != 1 || found[0].ID != "button-name" {
		t.Errorf("a button without a name is found as %+v", found)
	}

	nobody := person(t, browser, "visitor of nothing")
	nobody.visit(s.url() + "/widget?site=nothing")
	nobody.wait(`document.querySelector(".banner").innerText.trim()`)
	nobody.accessible(script, "widget with an error")

	early := person(t, browser, "visitor before the program")
	release := early.holdBack("*.wasm")
	go early.visitAnyway(s.url() + "/widget?site=demo")
	early.wait(`document.querySelector("#composer-input") && window.parleyConfig`)
	early.accessible(script, "widget before the program")
	release()

	visitor := person(t, browser, "visitor")
	visitor.visit(s.url() + "/widget?site=demo")
	eval[any](visitor, `localStorage.setItem("parley.browser", `+quote(browserID)+`)`)
	visitor.visit(s.url() + "/widget?site=demo")
	visitor.ends("Have a look at the Moss set: https://kiln.example/sets/moss")
	visitor.accessible(script, "widget with a conversation")
	visitor.click("#menu-button")
	visitor.wait(`document.querySelector("#end")`)
	visitor.accessible(script, "widget with its menu")
	visitor.click("#end")
	visitor.wait(`document.querySelector("#end-yes")`)
	visitor.accessible(script, "widget that asks")
	visitor.click("#end-yes")
	visitor.wait(`document.querySelector(".composer-closed")`)
	visitor.accessible(script, "widget with an ended conversation")
	visitor.click("#composer-action")
	visitor.wait(`document.querySelector("#composer-input")`)
	s.kill()
	visitor.say("pending")
	fresh.visit("about:blank")
	visitor.wait(`document.querySelector(".banner")?.innerText.trim()`)
	visitor.accessible(script, "widget that reconnects")
}

func TestAccessibleDesk(t *testing.T) {
	script := axe(t)
	browser, s := chromium(t), serve(t)
	agent := person(t, browser, "agent")
	agent.visit(s.url() + "/app")
	agent.wait(`document.querySelector("#sign-in-button")`)
	agent.accessible(script, "sign-in")
	agent.press("\r")
	agent.wait(`document.querySelector("#sign-in-problem").innerText`)
	agent.accessible(script, "sign-in with an error")
	agent.signIn(s, "demo")
	agent.wait(`document.querySelector("#pane").innerText.includes("No conversations")`)
	agent.accessible(script, "empty inbox")
	agent.click("#account")
	agent.wait(`document.querySelector("#sign-out")`)
	agent.accessible(script, "desk with its menu")
	agent.click("#account")
	s.scene("scene-visitor-0123456789")
	agent.wait(`document.querySelectorAll(".line").length === 5`) // the ended one has a list of its own
	agent.accessible(script, "inbox")
	agent.line("kiln.example")
	agent.ends("Have a look at the Moss set: https://kiln.example/sets/moss")
	agent.accessible(script, "desk with a conversation")
	agent.click("#end")
	agent.wait(`document.querySelector("#end-yes")`)
	agent.accessible(script, "desk that asks")
	agent.click("#end-yes")
	agent.wait(`document.querySelector(".composer-closed")`)
	agent.accessible(script, "desk with an ended conversation")
	phone := agent.another("agent's phone")
	phone.viewport(360, 740, true, "light")
	phone.visit(s.url() + "/app")
	phone.wait(`document.querySelectorAll(".line").length === 4`) // the ended ones have a list of their own
	phone.accessible(script, "inbox on a phone")
	phone.visit("about:blank")

	agent.works()
	agent.wait(remembered + `.includes("kiln.example")`)
	s.kill()
	agent.visit(s.url() + "/app")
	agent.wait(`document.querySelector(".banner")?.innerText.includes("inbox as of")`)
	agent.accessible(script, "desk without network")
	agent.click(".line-link")
	agent.wait(`document.querySelector("#pane").innerText.includes("Not on this device")`)
	agent.accessible(script, "conversation without network")
}
