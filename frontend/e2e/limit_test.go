//go:build !js

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestTooFast is a visitor who writes five lines more than the server takes at
// once. All are seen at once, none is lost, doubled, or out of its place, and
// nobody is bothered.
func TestTooFast(t *testing.T) {
	const lines = 15
	browser, s := chromium(t), serve(t)
	shop := s.shop()
	agent, visitor := person(t, browser, "agent"), person(t, browser, "visitor")
	agent.signIn(s, "demo")
	visitor.visit(shop)
	widget := visitor.openChat(s)
	var want []string
	for n := range lines {
		want = append(want, fmt.Sprint("line ", n))
		visitor.say(want[n])
	}
	widget.wait(fmt.Sprintf(`JSON.stringify(%s) === %s`, said, quote(list(want))))
	if failed := eval[int](widget, `document.querySelectorAll(".row-failed").length`); failed > 0 {
		t.Errorf("%d lines are shown as failed", failed)
	}
	agent.line("line")
	for _, b := range []*tab{widget, agent} {
		b.sees(want...)
	}
	visitor.say("the end")
	widget.ends("the end")
	agent.ends("the end")
}

// TestTooManyGuesses signs in with a wrong password until the desk says how
// long to wait, and keeps what was typed.
func TestTooManyGuesses(t *testing.T) {
	browser, s := chromium(t), serve(t)
	agent := person(t, browser, "agent")
	agent.visit(s.url() + "/app")
	agent.wait(`document.querySelector("#sign-in-button") && document.activeElement.id === "name"`)
	agent.keys("demo")
	agent.press(kb.Tab)
	agent.keys("a wrong password")
	const problem = `document.querySelector("#sign-in-problem").textContent`
	for guesses := 0; ; guesses++ {
		agent.press(kb.Enter)
		agent.wait(problem + ` && document.querySelector("#sign-in-button").getAttribute("aria-busy") === "false"`)
		if eval[bool](agent, `/^Too many attempts to sign in. Wait \d+ (second|minute)s?, then try again.$/.test(`+problem+`)`) {
			if guesses < 5 {
				t.Errorf("after %d guesses", guesses)
			}
			break
		}
	}
	if kept := eval[string](agent, `document.querySelector("#name").value + "/" + document.querySelector("#password").value`); kept != "demo/a wrong password" {
		t.Errorf("kept %q", kept)
	}
}
