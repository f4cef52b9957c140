//go:build !js

package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

// prefers makes a person's browser ask for a language.
func (b *tab) prefers(language string) {
	b.t.Helper()
	agent := eval[string](b, `navigator.userAgent`)
	b.do(emulation.SetUserAgentOverride(agent).WithAcceptLanguage(language))
}

// direction is an expression: the language and direction of a page.
const direction = `document.documentElement.lang + " " + getComputedStyle(document.documentElement).direction`

// TestGermanVisitorAndArabicAgentTalk is one conversation in two languages, of
// which one is written from the right.
func TestGermanVisitorAndArabicAgentTalk(t *testing.T) {
	browser, s := chromium(t), serve(t)
	agent, visitor := person(t, browser, "agent"), person(t, browser, "visitor")
	agent.prefers("ar-EG,ar,en")
	visitor.prefers("de-DE,de,en")

	// The first paint is in the language already, without the program.
	release := agent.holdBack("*.wasm")
	go agent.visitAnyway(s.url() + "/app")
	agent.wait(`document.querySelector(".inbox-title").innerText === "الوارد"`)
	agent.is(direction, "ar rtl")
	agent.show("desk-rtl-before-wasm")
	release()
	agent.wait(`document.querySelector(".sign-in-title").innerText === "تسجيل الدخول"`)
	agent.show("desk-rtl-sign-in")
	agent.tryToEnter("nobody at all", "parley-demo")
	agent.wait(`document.querySelector("#sign-in-problem").innerText === "الاسم أو كلمة المرور غير صحيحة."`)
	agent.signIn(s, "demo")
	agent.wait(`document.querySelector(".teach-title").innerText === "لا توجد محادثات بعد"`)

	visitor.visit(s.shop() + "?lang=de-AT")
	widget := visitor.openChat(s)
	widget.is(direction, "de ltr")
	widget.wait(`document.querySelector(".greeting-title").innerText === "Wie können wir helfen?"`)
	widget.wait(`document.querySelector("#composer-input").placeholder === "Nachricht schreiben…"`)
	visitor.say("Guten Tag, liefern Sie nach Ägypten?")
	widget.sees("Guten Tag, liefern Sie nach Ägypten?")

	agent.line("liefern Sie")
	agent.sees("Guten Tag, liefern Sie nach Ägypten?")
	agent.wait(`document.querySelector(".day").innerText === "اليوم"`)
	visitor.keys("Noch")
	agent.wait(`/^زائر [0-9A-F]{4} يكتب الآن$/.test(document.querySelector(".typing-who")?.innerText.replace(/[\u2068\u2069]/g, ""))`)
	agent.keys("نعم، خلال خمسة أيام")
	widget.wait(`document.querySelector(".typing-who").innerText === "Anna Berg schreibt"`)
	agent.press(kb.Enter)
	for _, b := range []*tab{agent, widget} {
		b.sees("Guten Tag, liefern Sie nach Ägypten?", "نعم، خلال خمسة أيام")
	}
	// One's own are on the end side, and each text runs its own way.
	agent.wait(side(`.row-mine .bubble`) + ` === "left" && ` + side(`.row-theirs .bubble`) + ` === "right"`)
	widget.wait(side(`.row-mine .bubble`) + ` === "right" && ` + side(`.row-theirs .bubble`) + ` === "left"`)
	widget.wait(`document.querySelector(".row-mine").ariaLabel.includes("Gelesen")`)
	agent.fits("desk-rtl-talk")
	visitor.fits("widget-german-talk")

	// A refusal is in the reader's words, too.
	widget.click("#composer-input")
	eval[any](widget, `(i => { i.value = "x".repeat(5001); i.dispatchEvent(new Event("input", {bubbles: true})) })(document.querySelector("#composer-input"))`)
	widget.wait(`document.querySelector("#composer-count").innerText === "1 zu viel"`)
	widget.click("#composer-send")
	widget.wait(`document.querySelector("#composer-problem").innerText === "Nachricht zu lang: kürzen Sie sie um 1 auf höchstens 5000 Zeichen."`)
	eval[any](widget, `(i => { i.value = ""; i.dispatchEvent(new Event("input", {bubbles: true})) })(document.querySelector("#composer-input"))`)

	agent.click("#end")
	agent.wait(`document.querySelector("#end-asked").innerText === "هل تريد إنهاء هذه المحادثة؟"`)
	agent.fits("desk-rtl-question")
	agent.click("#end-yes")
	widget.wait(`document.querySelector(".composer-why").innerText === "Dieses Gespräch ist beendet."`)
	widget.wait(`document.querySelector(".messages").innerText.includes("hat das Gespräch beendet")`)
	agent.wait(`document.querySelector(".composer-why").innerText === "أنهيت هذه المحادثة."`)
	for _, b := range []*tab{agent, visitor, widget} {
		for _, trouble := range b.complaints() {
			t.Errorf("%s: %s", b.name, trouble)
		}
	}
}

// side is an expression: the side of the list that an element is on.
func side(selector string) string {
	return `((e, l) => e.left + e.right < l.left + l.right ? "left" : "right")(document.querySelector(` + quote(selector) +
		`).getBoundingClientRect(), document.querySelector("#messages").getBoundingClientRect())`
}

// TestScenesInOtherLanguages opens both apps, busy, in the languages whose words
// are longer or run the other way, and checks that nothing sticks out.
func TestScenesInOtherLanguages(t *testing.T) {
	browser, s := chromium(t), serve(t)
	const browserID = "scene-visitor-0123456789"
	s.scene(browserID)
	for _, language := range []string{"de", "ar"} {
		agent, visitor := person(t, browser, "agent"), person(t, browser, "visitor")
		agent.prefers(language)
		agent.signIn(s, "demo")
		visitor.visit(s.url() + "/widget?site=demo&lang=" + language)
		eval[any](visitor, `localStorage.setItem("parley.browser", `+quote(browserID)+`)`)

		agent.viewport(1280, 800, false, "light")
		agent.visit(s.url() + "/app")
		agent.line("kiln.example")
		agent.ends("Have a look at the Moss set: https://kiln.example/sets/moss")
		agent.fits("desk-" + language)
		agent.viewport(768, 1024, true, "dark")
		agent.fits("desk-tablet-" + language)
		agent.viewport(360, 740, true, "light")
		agent.fits("desk-phone-" + language)
		turned := eval[bool](agent, `getComputedStyle(document.querySelector(".head-back .icon")).transform !== "none"`)
		if rtl := language == "ar"; turned != rtl {
			t.Errorf("in %s, the arrow back is turned round: %v", language, turned)
		}
		agent.click(".head-back")
		agent.wait(`document.querySelector(".inbox-list").getBoundingClientRect().width > 300`)
		agent.fits("desk-phone-list-" + language)

		visitor.viewport(400, 704, false, "light")
		visitor.visit(s.url() + "/widget?site=demo&lang=" + language)
		visitor.ends("Have a look at the Moss set: https://kiln.example/sets/moss")
		visitor.click("#menu-button")
		visitor.wait(`document.querySelector(".popup")`)
		visitor.fits("widget-menu-" + language)
		visitor.click("#end")
		visitor.wait(`document.querySelector("#end-no")`)
		visitor.fits("widget-question-" + language)
		visitor.click("#end-no")
		visitor.viewport(360, 640, true, "dark")
		visitor.fits("widget-phone-" + language)
	}
}

// TestAgentChoosesALanguage chooses one in the desk's menu. It holds after a
// reload, also before the program is there, and what was being typed is kept.
func TestAgentChoosesALanguage(t *testing.T) {
	browser, s := chromium(t), serve(t)
	s.scene("language-visitor-0123456789")
	agent := person(t, browser, "agent")
	agent.prefers("de")
	agent.signIn(s, "demo")
	agent.is(direction, "de ltr")
	agent.line("kiln.example")
	agent.keys("half a sentence")
	choose := func(language string) {
		agent.click("#account")
		agent.wait(`document.querySelector("#language")`)
		agent.show("desk-menu-" + eval[string](agent, `document.documentElement.lang`))
		eval[any](agent, `(s => { s.value = `+quote(language)+`; s.dispatchEvent(new Event("change", {bubbles: true})) })(document.querySelector("#language"))`)
	}
	choose("ar")
	agent.wait(`document.querySelector(".inbox-title")?.innerText === "الوارد" && document.querySelector("#composer-input")?.value === "half a sentence"`)
	agent.is(direction, "ar rtl")

	release := agent.holdBack("*.wasm")
	go agent.visitAnyway(s.url() + "/app")
	agent.wait(`window.parleyConfig && document.querySelector(".desk-wait")`)
	agent.is(direction, "ar rtl")
	release()
	agent.wait(`document.documentElement.dataset.boot === "done"`)
	agent.is(direction, "ar rtl")
	choose("")
	agent.wait(`document.querySelector(".inbox-title")?.innerText === "Eingang"`)
	agent.is(direction, "de ltr")
}
