//go:build !js

package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"
)

// TestKeyboardAlone does the main job without a mouse, on both sides.
func TestKeyboardAlone(t *testing.T) {
	browser, s := chromium(t), serve(t)
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.visit(s.shop())
	visitor.wait(`window.parley`)
	visitor.press(kb.Tab) // the page has nothing else to tab to
	visitor.press(kb.Enter)
	widget := visitor.frame(s.url() + "/widget")
	widget.wait(`document.documentElement.dataset.boot === "done" && document.activeElement.id === "composer-input"`)
	visitor.keys("without a mouse")
	visitor.press(kb.Enter, input.ModifierShift)
	visitor.keys("in two lines")
	visitor.press(kb.Enter)
	widget.sees("without a mouse\nin two lines")

	agent.signIn(s, "demo")
	agent.wait(`document.querySelector(".line-link")`)
	agent.press("j", input.ModifierAlt)
	agent.wait(`document.activeElement.id === "composer-input"`)
	agent.keys("answered without one")
	agent.press(kb.Enter)
	widget.ends("answered without one")
	agent.press(kb.Escape)
	agent.wait(`!document.querySelector("#composer-input") && location.pathname === "/app/"`)

	// Ending it, with the keys: the menu is two stops before the box.
	widget.wait(`document.querySelector("#menu-button") && !document.querySelector("#menu-button").hidden`)
	for stops := 0; eval[string](widget, `document.activeElement.id`) != "menu-button"; stops++ {
		if stops == 10 {
			t.Fatal("Shift+Tab does not lead to the menu")
		}
		visitor.press(kb.Tab, input.ModifierShift)
	}
	visitor.press(kb.Enter)
	widget.wait(`document.activeElement.id === "end"`)
	visitor.press(kb.Escape) // closes the menu only
	widget.wait(`document.activeElement.id === "menu-button" && !document.querySelector("#end")`)
	eval[any](visitor, `(parley.on("close", () => window.hasClosed = true), 0)`)
	visitor.press(kb.Escape)
	visitor.wait(`window.hasClosed`) // and the focus is back on the launcher
	visitor.press(kb.Enter)
	widget.wait(`document.activeElement.id === "composer-input"`)
	for _, b := range []*tab{agent, visitor, widget} {
		for _, trouble := range b.complaints() {
			t.Errorf("%s: %s", b.name, trouble)
		}
	}
}
