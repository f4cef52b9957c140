//go:build !js

package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"parley/shared"
)

// TestReplyToOneThatJustEnded: an agent answers while the visitor leaves. The
// answer is refused, says why, and is not lost.
func TestReplyToOneThatJustEnded(t *testing.T) {
	browser, s := chromium(t), serve(t)
	var session shared.Session
	answer := s.post(shared.PathWith(shared.PathInitSession, "demo"), "", `{"browser_session_id":"ended-visitor-0123456789"}`)
	if err := json.Unmarshal([]byte(answer), &session); err != nil {
		t.Fatal(err)
	}
	s.post(shared.PathWith(shared.PathMessages, string(session.SessionID)), session.Token, `{"content":"Never mind, I have found it"}`)
	agent := person(t, browser, "agent")
	agent.signIn(s, "demo")
	agent.line("Never mind")
	agent.ends("Never mind, I have found it")

	// The desk cannot come back before the visitor has gone.
	release := agent.holdBack("*" + shared.PathTicket)
	s.kill()
	agent.say("We have one left in blue")
	agent.wait(`document.querySelector(".row-pending .bubble")?.textContent === "We have one left in blue"`)
	agent.keys("and another thing")
	s.start()
	s.post(shared.PathWith(shared.PathClose, string(session.SessionID)), session.Token, `{"support_agent_id":null}`)
	release()
	eval[any](agent, `void dispatchEvent(new Event("online"))`)
	agent.wait(`document.querySelector(".failed-why")?.innerText.includes("ended")`)
	agent.wait(said + `.at(-1) === "We have one left in blue" && document.querySelector(".composer-closed")`)
	agent.fits("desk-too-late")

	// Nor is what was only begun: it is there once the conversation goes on.
	agent.click("#reopen")
	agent.wait(`document.querySelector("#composer-input")?.value === "and another thing"`)
	agent.wait(said + `.includes("We have one left in blue")`)
}

// TestGreetingOfTenThousandCharacters: a form that asks for too much says so and
// keeps what was typed.
func TestGreetingOfTenThousandCharacters(t *testing.T) {
	browser, s := chromium(t), serve(t)
	chiara := person(t, browser, "chiara")
	chiara.signIn(s, "admin")
	chiara.visit(s.url() + "/app/admin/sites/demo")
	long := strings.Repeat("Good day. ", 999) + "Good day!!"
	chiara.fill("ended", "Until next time.")
	chiara.fill("greeting", long)
	chiara.click("#save")
	chiara.wait(`document.querySelector("#field-greeting-wrong")?.textContent.includes("10000") && document.activeElement.id === "field-greeting"`)
	chiara.wait(`document.querySelector("#field-greeting").value === ` + quote(long) + ` && document.querySelector("#field-ended").value === "Until next time."`)
	chiara.fits("admin-site-long")
	chiara.fill("greeting", "Good day.")
	chiara.click("#save")
	chiara.state("Saved")
}

// TestVisitIsTold: the agent reads which page the visitor is on, but not what
// stands behind its question mark, and which language their browser has.
func TestVisitIsTold(t *testing.T) {
	browser, s := chromium(t), serve(t)
	shop := s.customer(shared.NewSite{Name: "Kiln & Clay"}, "")
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.visit(shop.page + "/pots/moss?token=secret#private")
	widget := visitor.openPanel(s)
	widget.wait(`document.activeElement.id === "composer-input"`)
	visitor.say("Is it still there?")
	widget.ends("Is it still there?")
	agent.viewport(1440, 900, false, "light")
	agent.signIn(s, "demo")
	agent.line("still there")
	agent.wait(`[...document.querySelectorAll("#details a")].some(a => a.href === ` + quote(shop.page+"/pots/moss") + `)`)
	agent.wait(`document.querySelector("#details").innerText.includes(` + quote(eval[string](widget, `navigator.language`)) + `)`)
	if text := eval[string](agent, `document.documentElement.outerHTML`); strings.Contains(text, "secret") || strings.Contains(text, "private") {
		t.Error("the desk knows more of the page than it should")
	}
}

// TestLookChangedWhileAway: an admin sets a site while the visitor's socket is
// gone; the panel has the new look without a reload.
func TestLookChangedWhileAway(t *testing.T) {
	browser, s := chromium(t), serve(t)
	shop := s.customer(shared.NewSite{Name: "Kiln & Clay"}, "")
	visitor := person(t, browser, "visitor")
	visitor.visit(shop.page)
	widget := visitor.openPanel(s)
	widget.wait(`document.querySelector("#title").textContent === "Kiln & Clay" && document.activeElement.id === "composer-input"`)
	visitor.keys("a draft")
	release := widget.holdBack("*" + shared.PathTicket)
	s.kill()
	widget.cutOff()
	s.start()
	shop.change(func(site *shared.NewSite) { site.Title, site.Color = "Ask Eva", "#ffcc00" })
	release()
	eval[any](widget, `void dispatchEvent(new Event("online"))`)
	widget.wait(`document.querySelector("#title").textContent === "Ask Eva"`)
	widget.wait(headColors + ` === '["rgb(255, 204, 0)","rgb(0, 0, 0)"]' && document.querySelector("#composer-input").value === "a draft"`)
}

// TestChangesWithoutAConnection: an edit and a reaction are refused at once, on
// either side, and what was typed stays in the box.
func TestChangesWithoutAConnection(t *testing.T) {
	browser, s := chromium(t), serve(t)
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.visit(s.url() + "/widget?site=demo")
	visitor.alive()
	eval[any](visitor, `document.querySelector("#composer-input").focus()`)
	visitor.say("Do you ship to Norwey?")
	visitor.ends("Do you ship to Norwey?")
	agent.signIn(s, "demo")
	agent.line("Norwey")
	agent.say("We do too.")
	agent.ends("We do too.")
	visitor.ends("We do too.")
	s.kill()
	for b, own := range map[*tab]string{visitor: "Norwey", agent: "We do"} {
		b.cutOff()
		b.acts(own, "👍")
		b.wait(`document.querySelector(".refused")?.innerText.includes("cannot be reached")`)
		b.acts(own, "Edit")
		b.wait(`document.querySelector(".composer-above") && document.activeElement.id === "composer-input" && document.activeElement.value.includes(` + quote(own) + `)`)
		eval[any](b, `document.activeElement.select()`)
		b.say("Changed by " + b.name)
		b.wait(`document.querySelector(".composer-above")?.innerText.includes("cannot be reached") && document.querySelector("#composer-input").value === ` + quote("Changed by "+b.name))
		b.fits("offline-edit-" + b.name)
	}
	s.start()
	back := map[*tab]string{agent: `document.querySelector("#account .presence-on")`, visitor: `!document.querySelector(".banner").innerText.trim()`}
	for _, b := range []*tab{agent, visitor} {
		eval[any](b, `void dispatchEvent(new Event("online"))`)
		b.wait(back[b])
		eval[any](b, `document.querySelector("#composer-input").focus()`)
		b.press("\r")
	}
	for _, b := range []*tab{visitor, agent} {
		b.reads("Changed by visitor", "Changed by agent")
	}
}
