//go:build !js

package e2e

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp/kb"
)

// said is an expression: the texts of the bubbles a tab shows, oldest first,
// the pending ones last.
const said = `[...document.querySelectorAll('[role=article] .bubble')].map(b => b.textContent.trim())`

// confirmed is an expression: the texts the server has sent back.
const confirmed = `[...document.querySelectorAll('.messages-log [role=article] .bubble')].map(b => b.textContent.trim())`

// launcher is where the launcher's middle is in a window of the usual size.
func (b *tab) clickLauncher() {
	b.t.Helper()
	size := eval[[]float64](b, `[document.documentElement.clientWidth, innerHeight]`)
	b.clickAt(size[0]-48, size[1]-48)
}

// openChat clicks the launcher and waits until one can type.
func (b *tab) openChat(s *server) *tab {
	b.t.Helper()
	b.wait(`window.parley`)
	b.clickLauncher()
	widget := b.frame(s.url() + "/widget")
	widget.wait(`document.documentElement.dataset.boot === "done" && document.activeElement.id === "composer-input"`)
	return widget
}

// say writes a message into whatever composer has the focus, with the keys.
func (b *tab) say(text string) {
	b.t.Helper()
	b.keys(text)
	b.press(kb.Enter)
}

// is checks what an expression is now.
func (b *tab) is(expression, want string) {
	b.t.Helper()
	if got := eval[string](b, expression); got != want {
		b.t.Errorf("%s: %s is %q, want %q", b.name, expression, got, want)
	}
}

// sees waits until the server has confirmed exactly these messages.
func (b *tab) sees(texts ...string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`JSON.stringify(%s) === %s`, confirmed, quote(list(texts))))
}

// ends waits until the newest confirmed message is this one.
func (b *tab) ends(text string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`%s.at(-1) === %s`, confirmed, quote(text)))
}

func list(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = quote(text)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

// signIn opens the desk and signs a demo user in, with the keys alone.
func (b *tab) signIn(s *server, name string) {
	b.t.Helper()
	b.visit(s.url() + "/app")
	b.enter(name)
}

// enter fills in the sign-in page.
func (b *tab) enter(name string) {
	b.t.Helper()
	b.tryToEnter(name, "parley-demo")
	b.wait(`document.querySelector(".inbox-list")`)
}

func (b *tab) tryToEnter(name, password string) {
	b.t.Helper()
	b.wait(`document.querySelector("#sign-in-button") && document.activeElement.id === "name"`)
	b.keys(name)
	b.press(kb.Tab)
	b.keys(password)
	b.press(kb.Enter)
}

// line waits for an inbox line that says something, and clicks it.
func (b *tab) line(text string) {
	b.t.Helper()
	find := `[...document.querySelectorAll(".line-link")].find(l => l.innerText.includes(` + quote(text) + `))`
	b.wait(find)
	eval[any](b, find+`.click()`)
	b.wait(`document.activeElement.id === "composer-input"`)
}
