//go:build !js

package e2e

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/chromedp/chromedp"

	"parley/shared"
)

// microphones starts a browser with a camera and a microphone that are not
// there, and a user who allows both.
func microphones(t *testing.T) context.Context {
	return chromium(t, chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		// Two profiles of one machine would look for each other by mDNS, which
		// needs a network with multicast.
		chromedp.Flag("disable-features", "WebRtcHideLocalIpsWithMdns"))
}

// callers are a visitor in the frame of a shop that has calls, and an agent at
// the desk with their conversation open.
type callers struct {
	*server
	agent, page, widget *tab
}

func newCallers(t *testing.T) *callers {
	t.Helper()
	browser, s := microphones(t), serve(t)
	shop := s.customer(shared.NewSite{Name: "Kiln & Clay", Look: shared.Look{Calls: true}}, "")
	c := &callers{server: s, agent: person(t, browser, "agent"), page: person(t, browser, "visitor")}
	c.agent.signIn(s, "demo")
	c.page.visit(shop.page)
	c.widget = c.page.openPanel(s)
	c.widget.wait(`document.activeElement.id === "composer-input"`)
	c.page.say("Can you show me the bowl?")
	c.agent.line("the bowl")
	c.agent.say("Of course.")
	c.widget.sees("Can you show me the bowl?", "Of course.")
	c.tap()
	return c
}

// tap lets the tests look at the connections the pages make.
func (c *callers) tap() {
	for _, b := range []*tab{c.agent, c.widget} {
		eval[any](b, `(() => { const R = RTCPeerConnection; window.peers = []; window.RTCPeerConnection = class extends R { constructor(...a) { super(...a); peers.push(this) } }; return 0 })()`)
	}
}

// both waits for something in both apps.
func (c *callers) both(expression string) {
	c.agent.t.Helper()
	c.widget.wait(expression)
	c.agent.wait(expression)
}

// state is an expression: how far the call is, in words.
const state = `document.querySelector("#call-state")?.innerText`

// talking is an expression: the call is on, by its clock.
const talking = `/^\d+:\d\d$/.test(` + state + `)`

// noticed is an expression: the quiet notices of the log, without their times.
const noticed = `JSON.stringify([...document.querySelectorAll(".notice-muted span")].map(n => n.innerText.replace(/[\u2068\u2069]/g, "").replace(/ · .*/, "").replace(/\d+:\d\d/, "TIME").replace(/Visitor [0-9A-F]{4}/, "VISITOR")))`

// flows waits until sound, and pictures, have come from the other side.
func (b *tab) flows(pictures bool) {
	b.t.Helper()
	kinds := `["audio"]`
	if pictures {
		kinds = `["audio", "video"]`
	}
	b.wait(`soon(async () => {
		const p = peers.at(-1);
		const got = {};
		for (const r of (await p.getStats()).values()) if (r.type === "inbound-rtp") got[r.kind] = r.bytesReceived;
		return p.connectionState === "connected" && ` + kinds + `.every(k => got[k] > 0);
	})`)
}

// flow waits until it does both ways.
func (c *callers) flow(pictures bool) {
	c.agent.t.Helper()
	for _, b := range []*tab{c.agent, c.widget} {
		// A question that takes time, made one that can be asked again and again.
		eval[any](b, `(window.soon = f => { f().then(v => window.answered = v); return window.answered }, window.answered = false, 0)`)
		b.flows(pictures)
	}
}

func (c *callers) unhurt() {
	c.agent.t.Helper()
	for _, b := range []*tab{c.agent, c.page, c.widget} {
		for _, trouble := range b.complaints() {
			b.t.Errorf("%s: %s", b.name, trouble)
		}
	}
}

// looks takes pictures of a state of a call in every look, and checks that
// nothing sticks out.
func (c *callers) looks(state string) {
	c.agent.t.Helper()
	for _, l := range []struct {
		name          string
		width, height int64
		phone         bool
		scheme        string
	}{{"light", 1280, 800, false, "light"}, {"dark", 1280, 800, false, "dark"}, {"phone", 360, 740, true, "light"}} {
		for app, b := range map[string]*tab{"desk": c.agent, "widget": c.page} {
			b.viewport(l.width, l.height, l.phone, l.scheme)
			b.fits("call-" + state + "-" + app + "-" + l.name)
		}
	}
	c.agent.viewport(1280, 800, false, "light")
	c.page.viewport(1280, 800, false, "light")
}

// TestVideoCall is a call from the desk to a visitor in the frame of a shop.
func TestVideoCall(t *testing.T) {
	c := newCallers(t)
	c.agent.click("#call-button")
	c.agent.wait(`document.activeElement.id === "call-voice"`)
	c.agent.fits("call-chosen-desk")
	c.agent.click("#call-video")
	c.widget.wait(state + ` === "Is calling you, with picture"`)
	c.agent.wait(state + ` === "Calling…" && document.activeElement.id === "call-end"`)
	c.widget.is(`document.querySelector(".call-name").innerText`, "Anna Berg")
	c.looks("rings")

	c.widget.click("#call-accept")
	c.both(talking)
	c.flow(true)
	c.both(`document.querySelector("#call-theirs").videoWidth > 0 && document.querySelector("#call-ours").videoWidth > 0`)
	c.looks("talks")
	// The agent goes on working, and the call goes on.
	c.agent.click(".rail a[href$='/rooms'], a[href$='/rooms']")
	c.agent.wait(`location.pathname === "/app/rooms" && ` + talking)
	eval[any](c.agent, `(history.back(), 0)`)
	c.agent.wait(`document.querySelector("#call-button")`)

	c.agent.click("#call-mute")
	c.agent.wait(`document.querySelector("#call-mute").ariaPressed === "true" && peers[0].getSenders().find(s => s.track.kind === "audio").track.enabled === false`)
	c.agent.click("#call-camera")
	c.agent.wait(`peers[0].getSenders().find(s => s.track.kind === "video").track.enabled === false`)
	c.widget.click("#call-end")
	c.both(`peers[0].connectionState === "closed" && peers[0].getSenders().every(s => s.track.readyState === "ended")`)
	c.both(noticed + ` === '["Anna Berg started a video call.","Call ended after TIME."]'`)
	c.both(`document.querySelector("#call").hidden`) // by itself

	// The log keeps it.
	c.agent.visit(c.url() + "/app")
	c.agent.wait(`document.querySelector(".line-said")?.innerText.startsWith("Call ended after")`)
	c.agent.line("Call ended after")
	c.agent.wait(noticed + ` === '["Anna Berg started a video call.","Call ended after TIME."]'`)
	c.page.do(chromedp.Reload())
	c.widget = c.page.openPanel(c.server)
	c.widget.wait(noticed + ` === '["Anna Berg started a video call.","Call ended after TIME."]'`)
	c.unhurt()
}

// TestVoiceCallFromTheShop: the visitor calls; the agent declines, then answers,
// in one of two tabs.
func TestVoiceCallFromTheShop(t *testing.T) {
	c := newCallers(t)
	c.widget.click("#call-button")
	c.widget.click("#call-voice")
	c.agent.wait(state + ` === "Is calling you"`)
	c.agent.is(`document.activeElement.id`, "composer-input") // nobody's typing answers a call
	c.agent.click("#call-decline")
	c.widget.wait(state + ` === "The call was declined."`)
	c.page.fits("call-declined")
	c.agent.wait(`document.querySelector("#call").hidden`)
	c.widget.click("#call-close")
	c.widget.wait(`document.activeElement.id === "composer-input"`)

	second := c.agent.another("agent's second tab")
	second.visit(c.url() + "/app")
	second.wait(`document.querySelector(".line")`)
	// The panel is closed: a call that comes opens it, and takes no focus.
	eval[any](c.page, `(parley.close(), document.body.tabIndex = -1, document.body.focus(), 0)`)
	c.agent.click("#call-button")
	c.agent.click("#call-voice")
	c.widget.wait(state + ` === "Is calling you"`)
	c.agent.click("#call-end")
	c.widget.wait(`document.querySelector("#call").hidden`)

	c.widget.click("#call-button")
	c.widget.click("#call-voice")
	for _, b := range []*tab{c.agent, second} {
		b.wait(state + ` === "Is calling you"`)
	}
	c.agent.click("#call-accept")
	c.both(talking)
	second.wait(`document.querySelector("#call").hidden`)
	c.flow(false)
	// A reload is the end of the call, for both.
	c.agent.visit(c.url() + "/app")
	c.widget.wait(state + ` === "The connection was lost."`)
	c.agent.wait(`document.querySelector("#call")?.hidden`)
	c.widget.wait(noticed + ` === '["VISITOR called.","Call declined.","Anna Berg called.","Missed call.","VISITOR called.","Call ended after TIME."]'`)
	c.unhurt()
}

// TestCallWithoutACallee: nobody is there, there is no microphone, or the site
// has no calls.
func TestCallWithoutACallee(t *testing.T) {
	c := newCallers(t)
	// Somebody who has written and is not there.
	var away shared.Session
	if err := json.Unmarshal([]byte(c.post(shared.PathWith(shared.PathInitSession, "demo"), "", `{"browser_session_id":"away-browser-0123456789"}`)), &away); err != nil {
		t.Fatal(err)
	}
	c.post(shared.PathWith(shared.PathMessages, string(away.SessionID)), away.Token, `{"content":"I am off"}`)
	c.agent.line("I am off")
	c.agent.click("#call-button")
	c.agent.click("#call-voice")
	c.agent.wait(state + ` === "Not here right now. They will see that you called."`)
	c.agent.fits("call-offline")
	c.agent.wait(noticed + ` === '["Anna Berg called.","Missed call."]'`)
	c.agent.click("#call-close")

	eval[any](c.widget, `(navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError")), 0)`)
	c.widget.click("#call-button")
	c.widget.wait(`document.activeElement.id === "call-voice"`)
	c.widget.press("\x1b") // Escape takes the question away, and not the panel
	c.widget.wait(`document.querySelector("#call").hidden && document.activeElement.id === "call-button"`)
	c.widget.click("#call-button")
	c.widget.click("#call-voice")
	c.widget.wait(state + `.startsWith("There is no microphone")`)
	c.page.fits("call-without-microphone")
	c.widget.click("#call-close")
	// The agent is not rung by somebody who cannot talk; nor does a call end
	// because this tab cannot take it.
	c.agent.is(`String(document.querySelector("#call").hidden)`, "true")
	c.agent.line("Of course.")
	c.agent.click("#call-button")
	c.agent.click("#call-voice")
	c.widget.click("#call-accept")
	c.widget.wait(state + `.startsWith("There is no microphone")`)
	c.agent.is(state, "Calling…")
	c.widget.click("#call-decline")
	c.agent.wait(state + ` === "The call was declined."`)
	c.agent.click("#call-close")

	plain := c.customer(shared.NewSite{Name: "Without calls"}, "")
	c.page.visit(plain.page)
	c.widget = c.page.openPanel(c.server)
	c.widget.wait(`document.activeElement.id === "composer-input"`)
	c.page.say("Do you take calls?")
	c.agent.line("take calls")
	c.agent.say("No.")
	c.widget.sees("Do you take calls?", "No.")
	c.both(`document.querySelector("#call-button")?.hidden ?? true`)
	c.widget.is(`document.featurePolicy.allowsFeature("microphone") + " " + document.featurePolicy.allowsFeature("camera")`, "false false")
	c.unhurt()
}

// TestAccessibleCall checks every state of a call with axe-core.
func TestAccessibleCall(t *testing.T) {
	script := axe(t)
	browser, s := microphones(t), serve(t)
	c := &callers{server: s, agent: person(t, browser, "agent"), page: person(t, browser, "visitor")}
	c.agent.signIn(s, "demo")
	c.widget = c.page // which can then be of any size
	c.widget.visit(s.url() + "/widget?site=demo")
	c.widget.wait(`document.documentElement.dataset.boot === "done"`)
	eval[any](c.widget, `document.querySelector("#composer-input").focus()`)
	c.widget.say("Can you show me the bowl?")
	c.agent.line("the bowl")
	both := func(state string) {
		t.Helper()
		c.agent.accessible(script, "desk, "+state)
		c.widget.accessible(script, "widget, "+state)
	}
	c.agent.click("#call-button")
	c.agent.wait(`document.querySelector("#call-video")`)
	both("call to be chosen")
	c.agent.click("#call-video")
	c.widget.wait(`document.querySelector("#call-accept")`)
	both("call that rings")
	c.widget.click("#call-accept")
	c.both(talking)
	c.agent.click("#call-mute")
	both("call that is on")
	c.widget.visit("about:blank")
	c.agent.wait(state + ` === "The connection was lost."`)
	c.agent.accessible(script, "desk, call that is over")
}
