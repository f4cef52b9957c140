//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestVisitorAndAgentTalk is the main job: two people, two browsers, one
// conversation, on a customer's page of another site.
func TestVisitorAndAgentTalk(t *testing.T) {
	browser, s := chromium(t), serve(t)
	shop := s.shop()
	agent, visitor := person(t, browser, "agent"), person(t, browser, "visitor")
	agent.signIn(s, "demo")
	agent.wait(`document.body.innerText.includes("No conversations yet")`)

	visitor.visit(shop)
	visitor.wait(`window.parley`)
	if asked := visitor.asked(s.url()); len(asked) != 1 || !strings.HasPrefix(asked[0], s.url()+"/widget.js?") {
		t.Errorf("before the click the page asked for %v", asked)
	}
	if kept := eval[int](visitor, `localStorage.length + sessionStorage.length + document.cookie.length`); kept != 0 {
		t.Errorf("before the click the page keeps %d things", kept)
	}
	widget := visitor.openChat(s)
	visitor.say("Hello, do you ship to Norway?")
	widget.sees("Hello, do you ship to Norway?")

	agent.wait(`document.title.startsWith("(1)")`)
	agent.line("do you ship to Norway")
	agent.sees("Hello, do you ship to Norway?")
	agent.keys("Y")
	widget.wait(`document.querySelector(".typing").innerText.includes("Anna")`)
	agent.say("es, within five days.")
	widget.sees("Hello, do you ship to Norway?", "Yes, within five days.")
	widget.wait(`!document.querySelector(".typing").innerText.includes("Anna")`)
	agent.wait(`document.title === "Parley"`)
	visitor.keys("Thank")
	agent.wait(`document.querySelector(".typing").innerText.includes("typing")`)
	visitor.say(" you")
	for _, b := range []*tab{agent, widget} {
		b.sees("Hello, do you ship to Norway?", "Yes, within five days.", "Thank you")
	}

	// A deep link works after a reload, and so does the visitor's chat.
	agent.visit(eval[string](agent, `location.href`))
	agent.sees("Hello, do you ship to Norway?", "Yes, within five days.", "Thank you")
	visitor.visit(shop)
	widget = visitor.openChat(s)
	widget.sees("Hello, do you ship to Norway?", "Yes, within five days.", "Thank you")

	// A second tab is the same conversation.
	second := visitor.another("visitor's second tab")
	second.visit(shop)
	other := second.openChat(s)
	second.say("From the other tab")
	for _, b := range []*tab{agent, widget, other} {
		b.ends("From the other tab")
	}

	// A closed panel counts what it misses, once no other tab reads it.
	for page, panel := range map[*tab]*tab{second: other, visitor: widget} {
		eval[any](page, `(window.counts = [], parley.on("unread", n => counts.push(n)), parley.on("close", () => window.hasClosed = true), 0)`)
		panel.click("#close")
		page.wait(`window.hasClosed`)
	}
	agent.wait(`document.querySelector("#composer-input")`)
	eval[any](agent, `document.querySelector("#composer-input").focus()`)
	agent.say("Still there?")
	visitor.wait(`window.counts.at(-1) === 1`)
	for _, b := range []*tab{agent, visitor, widget, other} {
		for _, trouble := range b.complaints() {
			t.Errorf("%s: %s", b.name, trouble)
		}
	}
}

// TestRecovery kills the server in the middle of a conversation, five times.
func TestRecovery(t *testing.T) {
	browser, s := chromium(t), serve(t)
	shop := s.shop()
	agent, visitor := person(t, browser, "agent"), person(t, browser, "visitor")
	visitor.visit(shop)
	widget := visitor.openChat(s)
	visitor.say("line 0")
	widget.sees("line 0")
	agent.signIn(s, "demo")
	agent.line("line 0")
	agent.sees("line 0")
	want := []string{"line 0"}
	for round := range 5 {
		if round%2 == 0 {
			s.kill()
		} else {
			s.stop()
		}
		for _, b := range []*tab{widget, agent} {
			b.wait(`document.querySelector(".banner")?.innerText.trim() && getComputedStyle(document.querySelector(".banner")).opacity === "1"`)
		}
		if round == 0 {
			visitor.show("widget-reconnecting")
			agent.show("desk-reconnecting")
		}
		ours, theirs := fmt.Sprint("visitor, round ", round), fmt.Sprint("agent, round ", round)
		visitor.say(ours)
		widget.wait(said + `.at(-1) === ` + quote(ours))
		widget.wait(`!` + confirmed + `.includes(` + quote(ours) + `)`)
		if round == 1 { // what is pending survives a reload
			visitor.visit(shop)
			visitor.wait(`window.parley`)
		}
		s.start()
		if round == 1 {
			widget = visitor.openChat(s)
		}
		if round > 0 { // the first time they come back by themselves, at their own pace
			for _, b := range []*tab{widget, agent} {
				eval[any](b, `void dispatchEvent(new Event("online"))`)
			}
		}
		widget.ends(ours)
		agent.ends(ours)
		agent.say(theirs)
		want = append(want, ours, theirs)
		widget.sees(want...)
		agent.sees(want...)
	}
	for _, b := range []*tab{widget, agent} {
		b.wait(`!document.querySelector(".banner")?.innerText.trim()`)
	}
}

// TestEnding ends a conversation from either side; a new one begins.
func TestEnding(t *testing.T) {
	browser, s := chromium(t), serve(t)
	shop := s.shop()
	agent, visitor := person(t, browser, "agent"), person(t, browser, "visitor")
	agent.signIn(s, "demo")
	visitor.visit(shop)
	widget := visitor.openChat(s)
	visitor.say("first")
	widget.sees("first")
	agent.line("first")

	widget.click("#menu-button")
	widget.click("#end")
	widget.click("#end-yes")
	for _, b := range []*tab{widget, agent} {
		b.wait(`document.querySelector(".composer-closed")`)
	}
	widget.sees("first") // the old one stays readable
	widget.click("#composer-action")
	widget.wait(`document.querySelector("#composer-input")`)
	widget.sees()
	eval[any](widget, `document.querySelector("#composer-input").focus()`)
	visitor.say("second")
	widget.sees("second")
	agent.line("second")
	agent.sees("second")

	agent.click("#end")
	agent.click("#end-yes")
	for _, b := range []*tab{widget, agent} {
		b.wait(`document.querySelector(".composer-closed")`)
	}
	widget.wait(`document.querySelector(".messages").innerText.includes("Anna")`)
}

// TestTypingBeforeTheProgramIsThere holds the WASM back: the panel is painted,
// takes text, and keeps it when the program takes over.
func TestTypingBeforeTheProgramIsThere(t *testing.T) {
	browser, s := chromium(t), serve(t)
	for _, enter := range []bool{false, true} {
		t.Run(fmt.Sprint("sent ", enter), func(t *testing.T) {
			visitor := person(t, browser, "visitor")
			release := visitor.holdBack("*.wasm")
			go visitor.visitAnyway(s.url() + "/widget?site=demo")
			visitor.wait(`document.querySelector("#composer-input") && window.parleyConfig`)
			if boot := eval[string](visitor, `document.documentElement.dataset.boot || ""`); boot != "" {
				t.Fatalf("nothing was held back: %s", boot)
			}
			visitor.show("widget-before-wasm")
			eval[any](visitor, `document.querySelector("#composer-input").focus()`)
			visitor.keys("typed early")
			if enter {
				visitor.press(kb.Enter)
			} else {
				eval[any](visitor, `document.querySelector("#composer-input").setSelectionRange(2, 5)`)
			}
			release()
			visitor.wait(`document.documentElement.dataset.boot === "done"`)
			if enter {
				visitor.sees("typed early")
				return
			}
			visitor.wait(`(i => i.value === "typed early" && i === document.activeElement && i.selectionStart === 2 && i.selectionEnd === 5)(document.querySelector("#composer-input"))`)
		})
	}
}

// TestBadInput is what people do wrong: nothing they typed is lost.
func TestBadInput(t *testing.T) {
	browser, s := chromium(t), serve(t)
	agent := person(t, browser, "agent")
	agent.visit(s.url() + "/app/c/deep-link")
	agent.wait(`document.activeElement.id === "name"`)
	agent.keys("demo")
	agent.press(kb.Tab)
	agent.keys("wrong")
	agent.press(kb.Enter)
	agent.wait(`document.querySelector("#sign-in-problem").innerText.includes("not right")`)
	agent.show("desk-wrong-password")
	if name := eval[string](agent, `document.querySelector("#name").value`); name != "demo" {
		t.Errorf("the name was lost: %q", name)
	}

	visitor := person(t, browser, "visitor")
	visitor.visit(s.url() + "/widget?site=demo")
	visitor.wait(`document.documentElement.dataset.boot === "done"`)
	eval[any](visitor, `document.querySelector("#composer-input").focus()`)
	long := strings.Repeat("x", 5001)
	visitor.keys(long)
	visitor.press(kb.Enter)
	visitor.wait(`document.querySelector("#composer-problem").innerText.includes("too long")`)
	visitor.show("widget-too-long")
	if kept := eval[int](visitor, `document.querySelector("#composer-input").value.length`); kept != 5001 {
		t.Errorf("%d characters are left of 5,001", kept)
	}

	nobody := person(t, browser, "visitor of nothing")
	nobody.visit(s.url() + "/widget?site=nothing")
	nobody.wait(`document.querySelector(".banner").innerText.trim()`)
	nobody.show("widget-unknown-site")
}

// TestLongHistory opens a conversation of 1,000 messages: the newest 300 at
// once, older ones by scrolling up, without moving what is being read.
func TestLongHistory(t *testing.T) {
	browser, s := chromium(t), serve(t, unlimited)
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.visit(s.url() + "/widget?site=demo")
	visitor.wait(`document.documentElement.dataset.boot === "done" && localStorage.getItem("parley.browser")`)
	var session struct {
		ID    string `json:"session_id"`
		Token string `json:"token"`
	}
	answer := s.post("/platform_connections/widget/chat/demo/init_session", "",
		`{"browser_session_id":`+quote(eval[string](visitor, `localStorage.getItem("parley.browser")`))+`}`)
	if err := json.Unmarshal([]byte(answer), &session); err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		s.post("/api/v1/conversations/"+session.ID+"/messages", session.Token, fmt.Sprintf(`{"content":"message %d"}`, i+1))
	}
	visitor.ends("message 1000")
	agent.signIn(s, "demo")
	agent.wait(`document.querySelector(".line .count")?.innerText.includes("99+")`)
	agent.line("message 1000")
	agent.ends("message 1000")
	agent.show("desk-long-history")
	agent.wait(confirmed + `.length === 300`) // the newest ones first
	for n := 600; n <= 1000; n += 300 {
		eval[any](agent, `document.querySelector("#messages").scrollTo(0, 0)`)
		agent.wait(fmt.Sprintf(`%s.length >= %d`, confirmed, n))
	}
	eval[any](agent, `document.querySelector("#messages").scrollTo(0, 0)`)
	agent.wait(confirmed + `[0] === "message 1"`)
	if n := eval[int](agent, `new Set(`+confirmed+`).size`); n != 1000 {
		t.Errorf("%d different messages, want 1,000", n)
	}
}
