//go:build !js

package e2e

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// hears collects all that comes to a page over sockets from now on.
func (b *tab) hears() (all func() string) {
	var mu sync.Mutex
	var frames strings.Builder // guarded by mu
	chromedp.ListenTarget(b.ctx, func(event any) {
		if e, ok := event.(*network.EventWebSocketFrameReceived); ok {
			mu.Lock()
			defer mu.Unlock()
			frames.WriteString(e.Response.PayloadData + "\n")
		}
	})
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return frames.String()
	}
}

// TestNotes: two agents write notes beside a conversation. They stand among its
// messages, cannot be taken for one, and nothing of them comes to the visitor.
func TestNotes(t *testing.T) {
	browser, s := chromium(t), serve(t)
	visitor, anna, ben := person(t, browser, "visitor"), person(t, browser, "anna"), person(t, browser, "ben")
	heard := visitor.hears()
	visitor.viewport(400, 704, false, "light")
	visitor.visit(s.url() + "/widget?site=demo")
	visitor.wait(`document.documentElement.dataset.boot === "done"`)
	box := func(b *tab) { eval[any](b, `document.querySelector("#composer-input").focus()`) }
	box(visitor)
	visitor.say("One of the cups has a crack")
	anna.signIn(s, "demo")
	anna.line("crack")
	anna.wait(`document.querySelector("#write-note")`)
	ben.signIn(s, "lead")
	ben.line("crack")

	// Each side keeps its own text.
	anna.keys("half a reply")
	anna.press("p", input.ModifierAlt)
	anna.wait(`document.querySelector(".compose-note") && document.querySelector("#composer-input").value === "" && document.activeElement.id === "composer-input"`)
	anna.keys("half a secret")
	anna.press("l", input.ModifierAlt)
	anna.wait(`!document.querySelector(".compose-note") && document.querySelector("#composer-input").value === "half a reply"`)
	anna.click("#write-note")
	anna.wait(`document.querySelector("#composer-input").value === "half a secret" && document.querySelector("#composer-input").ariaLabel.includes("only your team")`)
	anna.fits("desk-note-write")
	ben.wait(`document.querySelector("#write-note")`)
	anna.keys(", kept")
	ben.wait(`document.querySelector(".typing").innerText.includes("Anna is typing")`)
	anna.say(" among us")
	for _, b := range []*tab{anna, ben} {
		b.wait(`document.querySelector(".messages-log .row-note")?.innerText.includes("half a secret, kept among us")`)
		b.wait(`document.querySelector(".row-note").innerText.includes("only your team sees this") && document.querySelector(".row-note").ariaLabel.includes("only your team sees this")`)
	}
	// Taken, which stands among the notes; then a reply, and a note on it.
	anna.chooses("#assign", "Me")
	ben.wait(`document.querySelector(".messages-log").innerText.includes("Anna Berg took this conversation")`)
	anna.press("l", input.ModifierAlt)
	anna.wait(`document.querySelector("#composer-input").value === "half a reply" && document.activeElement.id === "composer-input"`)
	anna.say(" is an answer")
	visitor.reads("One of the cups has a crack", "half a reply is an answer")
	ben.press("p", input.ModifierAlt)
	ben.wait(`document.querySelector(".compose-note") && document.activeElement.id === "composer-input"`)
	ben.keys("one more secret")
	visitor.wait(`!document.querySelector(".typing").innerText.trim()`)
	ben.press(kb.Enter)
	want := []string{"One of the cups has a crack", "half a secret, kept among us", "half a reply is an answer", "one more secret"}
	for _, b := range []*tab{anna, ben} {
		b.reads(want...)
	}
	anna.acts("one more secret", "👍")
	ben.wait(`document.querySelector(".row-note .reaction")`)
	ben.acts("one more secret", "Edit")
	ben.wait(`document.querySelector("#composer-input").value === "one more secret" && document.querySelector(".compose-note")`)
	ben.press(kb.Escape)
	ben.fits("desk-notes")
	for _, b := range []*tab{anna, ben} {
		b.visit(eval[string](b, `location.href`))
		b.reads(want...)
	}
	anna.viewport(1280, 800, false, "dark")
	anna.fits("desk-notes-dark")
	anna.viewport(360, 640, true, "dark")
	anna.fits("desk-phone-notes")

	// The visitor: on the page, over the socket, in the history.
	box(visitor)
	visitor.say("Thank you")
	visitor.ends("Thank you") // by now all before it has come
	seen := eval[string](visitor, `document.documentElement.innerHTML`)
	var session struct {
		ID    string `json:"session_id"`
		Token string `json:"token"`
	}
	answer := s.post("/platform_connections/widget/chat/demo/init_session", "",
		`{"browser_session_id":`+quote(eval[string](visitor, `localStorage.getItem("parley.browser")`))+`}`)
	if err := json.Unmarshal([]byte(answer), &session); err != nil {
		t.Fatal(err)
	}
	history := s.call("GET", "/api/v1/conversations/"+session.ID+"/messages", session.Token, "")
	kept := eval[string](visitor, `JSON.stringify({...localStorage, ...sessionStorage})`)
	for where, all := range map[string]string{"page": seen, "socket": heard(), "history": history + answer, "storage": kept} {
		for _, secret := range []string{"secret", "notes_id", "took this", "assignee"} {
			if strings.Contains(all, secret) {
				t.Errorf("the visitor's %s tells of %q", where, secret)
			}
		}
	}
	// The control: what is for the visitor is there, so the search would find it.
	for where, all := range map[string]string{"page": seen, "socket": heard(), "history": history} {
		if !strings.Contains(all, "half a reply is an answer") {
			t.Errorf("the visitor's %s does not even have the answer", where)
		}
	}
}

// TestTabsAndDetails keeps several conversations open, each with its text and its
// place, and shows who they are with.
func TestTabsAndDetails(t *testing.T) {
	browser, s := chromium(t), serve(t, unlimited)
	s.scene("scene-browser-0123456789")
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.visit(s.url() + "/widget?site=demo")
	visitor.wait(`document.documentElement.dataset.boot === "done"`)
	eval[any](visitor, `document.querySelector("#composer-input").focus()`)
	for i := range 40 {
		visitor.say("line " + string(rune('A'+i%26)))
	}
	agent.signIn(s, "demo")
	agent.line("line N")
	agent.ends("line N")
	agent.wait(`document.querySelector("#messages").scrollTop > 1000`)
	agent.keys("for the first")
	here := eval[string](agent, `location.href`)
	agent.wait(`document.querySelector(".head-there").innerText.includes("Online")`)
	const topmost = `[...document.querySelectorAll("#messages .row")].find(r => r.getBoundingClientRect().bottom > document.querySelector("#messages").getBoundingClientRect().top + 8).innerText`
	// Whatever still arrives may scroll once more: like a person, until it stays.
	agent.wait(`(m => { window.calm = m.scrollTop === 300 ? (window.calm ?? 0) + 1 : 0; m.scrollTo(0, 300); return window.calm > 5 })(document.querySelector("#messages"))`)
	// The page hears of a scroll with the next frame.
	eval[any](agent, `new Promise(f => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => f(0)))))`)
	reading := eval[string](agent, topmost)
	agent.line("blue one")
	agent.wait(`document.querySelectorAll(".tab").length === 2 && document.querySelector("#composer-input").value === ""`)
	agent.keys("for the second")
	agent.click(`.tab:not(.tab-open) .tab-link`)
	agent.wait(`location.href === ` + quote(here) + ` && document.querySelector("#composer-input").value === "for the first"`)
	agent.wait(topmost + ` === ` + quote(reading))

	// They are still there after a reload, and a deep link is one of them.
	agent.visit(here)
	agent.wait(`document.querySelectorAll(".tab").length === 2 && document.querySelector("#composer-input").value === "for the first"`)
	agent.viewport(1440, 900, false, "light")
	agent.wait(`document.querySelector("#details")?.innerText.includes("Chrome")`)
	agent.wait(`document.querySelector("#details").innerText.includes("Online") && document.querySelector("#details").innerText.includes("en")`)
	agent.fits("desk-wide")
	agent.viewport(1440, 900, false, "dark")
	agent.fits("desk-wide-dark")
	agent.click("#hide-details")
	agent.wait(`!document.querySelector("#details") && document.activeElement.id === "show-details"`)
	agent.viewport(360, 740, true, "light")
	agent.click("#show-details")
	agent.wait(`document.activeElement.id === "hide-details"`)
	agent.fits("desk-phone-details")
	agent.press(kb.Escape)
	agent.wait(`!document.querySelector("#details") && location.pathname.includes("/c/")`)
	agent.fits("desk-phone-tabs")

	agent.viewport(1280, 800, false, "light")
	agent.click(`.tab-open .tab-close`)
	agent.wait(`document.querySelectorAll(".tab").length === 1 && document.querySelector("#composer-input").value === "for the second"`)
	agent.press("w", input.ModifierAlt)
	agent.wait(`document.querySelector(".pane-hint") && !location.pathname.includes("/c/")`)
	agent.line("blue one") // closing a tab has not thrown its text away
	agent.wait(`document.querySelector("#composer-input").value === "for the second"`)
}

// TestSignOutAndExpiry: signing out ends it in every tab and kills the token; a
// session that dies while one types loses neither the text nor what waits.
func TestSignOutAndExpiry(t *testing.T) {
	browser, s := chromium(t), serve(t)
	s.scene("scene-browser-0123456789")
	agent := person(t, browser, "agent")
	agent.signIn(s, "demo")
	agent.line("blue one")
	agent.ends("The blue one, the other three are fine")
	agent.keys("half a thought")

	// The server goes, a message waits, and the session is dead when it is back.
	s.kill()
	agent.wait(`document.querySelector(".banner")?.innerText.trim()`)
	eval[any](agent, `document.activeElement.select()`)
	agent.say("this one waits")
	agent.wait(said + `.at(-1) === "this one waits"`)
	agent.keys("the next thought")
	eval[any](agent, `localStorage.setItem("parley.tokens", JSON.stringify({access: "dead", refresh: "dead"}))`)
	s.start()
	eval[any](agent, `void dispatchEvent(new Event("online"))`)
	agent.wait(`document.querySelector(".sign-in-why")?.innerText.includes("what you were writing is kept")`)
	agent.fits("desk-expired")
	agent.enter("demo")
	agent.ends("this one waits")
	agent.wait(`document.querySelector("#composer-input").value === "the next thought" && location.pathname.includes("/c/")`)

	// Signed out here is signed out there.
	second := agent.another("agent's second tab")
	second.visit(s.url() + "/app")
	second.wait(`document.querySelector(".inbox-list .line-link")`)
	refresh := eval[string](agent, `JSON.parse(localStorage.getItem("parley.tokens")).refresh`)
	agent.click("#account")
	agent.click("#sign-out")
	for _, b := range []*tab{agent, second} {
		b.wait(`document.querySelector("#sign-in-button")`)
	}
	agent.wait(`fetch("/api/token/refresh", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({refresh: ` + quote(refresh) + `})}).then(r => window.told = r.status) && window.told === 401`)
	if kept := eval[string](agent, `JSON.stringify(sessionStorage)`); strings.Contains(kept, "thought") {
		t.Errorf("left behind for whoever comes next: %s", kept)
	}
}
