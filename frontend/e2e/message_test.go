//go:build !js

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// words is an expression: the messages' own words, without quotes and reactions.
const words = `[...document.querySelectorAll('.messages-log [role=article] .bubble')].map(b => [...b.childNodes].filter(n => !n.classList?.contains("quote") && !n.classList?.contains("reactions")).map(n => n.textContent).join("").trim())`

// reads waits until the list says exactly this, without quotes and reactions.
func (b *tab) reads(texts ...string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`JSON.stringify(%s) === %s`, words, quote(list(texts))))
}

// acts opens the menu of a message by the keyboard, and chooses.
func (b *tab) acts(text, what string) {
	b.t.Helper()
	row := `[...document.querySelectorAll(".messages-log [role=article]")].find(r => r.querySelector(".bubble").innerText.includes(` + quote(text) + `))`
	b.wait(row)
	eval[any](b, row+`.focus()`)
	eval[any](b, `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}))`)
	b.choose(what)
}

// choose goes to an item of the open menu with the arrow keys, and takes it.
func (b *tab) choose(what string) {
	b.t.Helper()
	item := `[...document.querySelectorAll("[role^=menuitem]")].find(i => i.innerText.trim() === ` + quote(what) + `)`
	b.wait(item)
	for range 16 {
		if eval[bool](b, `document.activeElement === `+item) {
			break
		}
		eval[any](b, `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true, cancelable: true}))`)
	}
	b.wait(`document.activeElement === ` + item)
	eval[any](b, `document.activeElement.click()`)
}

// TestMessageActions: visitor and agent react, reply, edit and delete, and both
// see it.
func TestMessageActions(t *testing.T) {
	browser, s := chromium(t), serve(t)
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.viewport(400, 704, false, "light")
	visitor.visit(s.url() + "/widget?site=demo")
	visitor.wait(`document.documentElement.dataset.boot === "done"`)
	box := func(b *tab) { eval[any](b, `document.querySelector("#composer-input").focus()`) }
	box(visitor)
	visitor.say("Do you ship to Norway?")
	visitor.say("And to Iceland?")
	agent.signIn(s, "demo")
	agent.line("Iceland")
	both := []*tab{visitor, agent}
	for _, b := range both {
		b.reads("Do you ship to Norway?", "And to Iceland?")
	}
	place := visitor.place()
	agent.acts("Norway", "👍")
	visitor.wait(`document.querySelector(".reaction")?.innerText === "👍"`)
	if now := visitor.place(); eval[int](visitor, `document.querySelectorAll(".menu").length`) != 0 || now == "" || place == "" {
		t.Error("the visitor's list is not what it was")
	}
	visitor.click(".reaction") // the chip counts the visitor too
	agent.wait(`document.querySelector(".reaction")?.innerText.replace(/\s/g, "") === "👍2"`)
	agent.click(".reaction")
	visitor.wait(`document.querySelector(".reaction.reaction-mine")?.innerText === "👍"`)

	// A reply quotes, and its quote leads back.
	agent.acts("Norway", "Reply")
	agent.wait(`document.activeElement.id === "composer-input" && document.querySelector(".composer-above")?.innerText.includes("Do you ship to Norway?")`)
	agent.fits("desk-reply")
	agent.say("We do.")
	visitor.acts("Iceland", "Edit")
	visitor.wait(`document.activeElement.id === "composer-input" && document.activeElement.value === "And to Iceland?"`)
	visitor.fits("widget-edit")
	eval[any](visitor, `document.activeElement.select()`)
	visitor.say("And to the Faroe Islands?")
	for _, b := range both {
		b.reads("Do you ship to Norway?", "And to the Faroe Islands?", "We do.")
		b.wait(`document.querySelector(".quote")?.innerText.includes("Do you ship to Norway?")`)
	}
	visitor.click(".quote")
	visitor.wait(`document.activeElement.matches("[role=article]") && document.activeElement.innerText.includes("Norway")`)
	visitor.fits("widget-quote")

	// Editing leaves the draft alone, and Escape ends it.
	box(agent)
	agent.keys("half a thought")
	agent.acts("We do.", "Edit")
	agent.wait(`document.querySelector("#composer-input").value === "We do."`)
	agent.press(kb.Escape)
	agent.wait(`document.querySelector("#composer-input").value === "half a thought" && document.activeElement.id === "composer-input" && location.pathname.includes("/c/")`)

	// For oneself, and for everyone: asked.
	visitor.acts("We do.", "Delete for me")
	visitor.choose("Delete")
	visitor.reads("Do you ship to Norway?", "And to the Faroe Islands?")
	agent.reads("Do you ship to Norway?", "And to the Faroe Islands?", "We do.")
	visitor.acts("Faroe", "Delete for everyone")
	visitor.wait(`document.querySelector(".menu-question")`)
	visitor.fits("widget-delete")
	visitor.choose("Keep it")
	visitor.acts("Faroe", "Delete for everyone")
	visitor.choose("Delete")
	agent.reads("Do you ship to Norway?", "Message deleted", "We do.")
	eval[any](agent, `document.querySelector(".row-more").click()`)
	agent.wait(`document.querySelector(".menu")`)
	if eval[bool](agent, `document.querySelector(".menu").innerText.includes("Edit")`) {
		t.Error("the words of others can be edited")
	}
	agent.fits("desk-message-menu")
	agent.press(kb.Escape)
	agent.wait(`!document.querySelector(".menu") && location.pathname.includes("/c/")`)

	// The same after a reload; a phone shows the buttons.
	for _, b := range both {
		b.viewport(360, 640, true, "dark")
		b.visit(eval[string](b, `location.href`))
	}
	agent.reads("Do you ship to Norway?", "Message deleted", "We do.")
	visitor.reads("Do you ship to Norway?", "Message deleted")
	agent.wait(`getComputedStyle([...document.querySelectorAll(".row-more")].at(-1)).opacity === "1"`)
	agent.fits("desk-phone-message")
	visitor.fits("widget-phone-message")

	// What is refused says why.
	agent.acts("We do.", "Delete for everyone")
	agent.wait(`document.querySelector(".menu-question")`)
	agent.fits("desk-phone-delete")
	agent.choose("Keep it")
	for _, b := range both {
		for _, trouble := range b.complaints() {
			t.Errorf("%s: %s", b.name, trouble)
		}
	}
}
