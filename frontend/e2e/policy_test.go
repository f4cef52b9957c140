//go:build !js

package e2e

import (
	"strings"
	"testing"
)

// TestPolicyBlocksWhatIsPlanted is the control of every journey: each fails on
// any report of the content policy, so a planted fault has to make one.
func TestPolicyBlocksWhatIsPlanted(t *testing.T) {
	browser, s := chromium(t), serve(t)
	agent, visitor := person(t, browser, "agent"), person(t, browser, "visitor")
	agent.signIn(s, "demo")
	visitor.visit(s.shop())
	widget := visitor.openChat(s)
	for _, b := range []*tab{agent, widget} {
		for name, c := range map[string]struct{ plant, report string }{
			"innerHTML": {`(() => { try { document.body.lastElementChild.innerHTML = "<img src=x onerror='window.ran = 1'>" } catch (e) { window.threw = e.name } })()`,
				"require-trusted-types-for"},
			"a script's text": {`(() => { const s = document.createElement("script"); try { s.append("window.ran = 1"); document.body.append(s) } catch {} })()`,
				"require-trusted-types-for"},
			"a script from nowhere": {`import("data:text/javascript,window.ran = 1").catch(() => 0)`, "script-src"},
			"a handler": {`(() => { const i = new Image(); try { i.setAttribute("onerror", "window.ran = 1") } catch {} i.src = "/nothing.png"; document.body.append(i) })()`,
				"require-trusted-types-for"},
			"a policy":                 {`(() => { try { trustedTypes.createPolicy("planted", {createScriptURL: u => u}); window.ran = 1 } catch {} })()`, "trusted-types"},
			"eval":                     {`(() => { try { setTimeout("window.ran = 1") } catch {} })()`, "trusted-types"},
			"a worker":                 {`navigator.serviceWorker.register("/demo").then(() => window.ran = 1, () => 0)`, "trusted-types"},
			"a picture from elsewhere": {`(() => { const i = new Image(); i.src = "http://elsewhere.localhost/x.png"; document.body.append(i) })()`, "img-src"},
		} {
			eval[any](b, c.plant)
			var reports []string
			b.until(name+" is reported", func() bool {
				reports = append(reports, b.violations()...)
				return strings.Contains(strings.Join(reports, "\n"), c.report)
			})
			if ran := eval[any](b, `window.ran ?? null`); ran != nil {
				t.Errorf("%s: %s ran", b.name, name)
			}
		}
		if threw := eval[string](b, `window.threw ?? ""`); threw != "TypeError" {
			t.Errorf("%s: innerHTML threw %q", b.name, threw)
		}
		b.violations()
	}
}

// TestPolicyBlocksAnInlineScript plants one where only a server can: in the
// page itself.
func TestPolicyBlocksAnInlineScript(t *testing.T) {
	browser := chromium(t)
	_, p := behind(t)
	p.swap(`</head>`, `<script>window.ran = 1</script></head>`)
	for name, path := range map[string]string{"desk": "/app", "widget": "/widget?site=demo"} {
		b := person(t, browser, name)
		b.visit(p.url + path)
		b.wait(`document.documentElement.dataset.boot === "done"`)
		b.until("the script is reported", func() bool { return strings.Contains(strings.Join(b.violations(), "\n"), "script-src") })
		if eval[any](b, `window.ran ?? null`) != nil {
			t.Errorf("%s: the script ran", name)
		}
	}
}
