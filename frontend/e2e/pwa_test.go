//go:build !js

package e2e

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// works waits until the desk's service worker has this page.
func (b *tab) works() {
	b.t.Helper()
	b.wait(`navigator.serviceWorker.controller && navigator.serviceWorker.controller.state === "activated"`)
}

// remembered is an expression: the inbox that is kept on the device.
const remembered = `(localStorage.getItem("parley.inbox") ?? "")`

// TestDeskInstalls asks the browser itself whether the desk can be installed,
// and looks at what its worker has and has not to do with the rest.
func TestDeskInstalls(t *testing.T) {
	browser, s := chromium(t), serve(t)
	agent := open(t, browser, "", "agent") // not incognito, as the others are: there nothing installs
	agent.signIn(s, "demo")
	agent.works()
	var manifest string
	agent.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, errors, data, _, err := cdppage.GetAppManifest().Do(ctx)
		for _, e := range errors {
			t.Errorf("the manifest: %s", e.Message)
		}
		manifest = data
		return err
	}))
	hindrances := func() (found []string) {
		agent.do(chromedp.ActionFunc(func(ctx context.Context) error {
			errors, err := cdppage.GetInstallabilityErrors().Do(ctx)
			for _, e := range errors {
				found = append(found, e.ErrorID)
			}
			return err
		}))
		return found
	}
	if found := hindrances(); len(found) > 0 {
		t.Errorf("the desk does not install: %v", found)
	}
	var says struct {
		Start string `json:"start_url"`
		Scope string
		Icons []struct{ Src, Sizes, Purpose string }
	}
	if err := json.Unmarshal([]byte(manifest), &says); err != nil || says.Start != "/app" || says.Scope != "/app" || len(says.Icons) != 3 {
		t.Errorf("the manifest is %s (%v)", manifest, err)
	}
	for _, icon := range says.Icons {
		side, _, _ := strings.Cut(icon.Sizes, "x")
		if got := eval[string](agent, `(async () => { const i = new Image(); i.src = `+quote(icon.Src)+`; await i.decode(); return i.naturalWidth + "x" + i.naturalHeight })()`); got != icon.Sizes {
			t.Errorf("%s is %s, not %s", icon.Src, got, side)
		}
	}
	if scopes := eval[[]string](agent, `navigator.serviceWorker.getRegistrations().then(all => all.map(r => new URL(r.scope).pathname))`); !slices.Equal(scopes, []string{"/app"}) {
		t.Errorf("workers for %v", scopes)
	}

	// It keeps the shell, and no answer of the API.
	kept := eval[[]string](agent, `(async () => { const all = []; for (const name of await caches.keys()) for (const r of await (await caches.open(name)).keys()) all.push(new URL(r.url).pathname); return all })()`)
	for _, path := range kept {
		if path != "/app" && !strings.HasPrefix(path, "/assets/") {
			t.Errorf("the worker keeps %s", path)
		}
	}
	if len(kept) != 5 {
		t.Errorf("the worker keeps %v", kept)
	}
	for _, path := range []string{"/widget?site=demo", "/demo"} {
		agent.visit(s.url() + path)
		if eval[bool](agent, `!!navigator.serviceWorker.controller`) {
			t.Errorf("%s is the worker's", path)
		}
		if found := hindrances(); !slices.Contains(found, "no-manifest") { // the control, too
			t.Errorf("%s installs: %v", path, found)
		}
	}
	visitor := person(t, browser, "visitor")
	visitor.visit(s.alias() + "/demo")
	widget := visitor.openChat(s)
	for _, b := range []*tab{visitor, widget} {
		if n := eval[int](b, `navigator.serviceWorker.getRegistrations().then(all => all.length)`); n != 0 {
			t.Errorf("%s has %d workers", b.name, n)
		}
	}
}

// TestDeskOpensOffline takes the server away: the desk opens, from any of its
// addresses, and shows the inbox it saw last, until its agent signs out.
func TestDeskOpensOffline(t *testing.T) {
	browser, s := chromium(t), serve(t)
	s.scene("scene-visitor-0123456789")
	agent := person(t, browser, "agent")
	agent.signIn(s, "demo")
	agent.wait(`document.querySelectorAll(".line").length === 5 && ` + remembered + `.includes("kiln.example")`)
	agent.works()
	id := eval[string](agent, `document.querySelector(".line-link").dataset.id`)
	s.kill()

	agent.visit(s.url() + "/app")
	agent.wait(`document.querySelectorAll(".line").length === 5 && document.querySelector(".banner").innerText.includes("inbox as of")`)
	agent.wait(`document.querySelector(".account-name").innerText.includes("Anna")`)
	agent.show("desk-offline")
	agent.visit(s.url() + "/app/c/" + id)
	agent.wait(`document.querySelector("#pane").innerText.includes("Not on this device")`)
	agent.show("desk-offline-conversation")
	// One can write already.
	eval[any](agent, `document.querySelector("#composer-input").focus()`)
	agent.say("written without network")
	agent.wait(said + `.at(-1) === "written without network"`)

	s.start()
	eval[any](agent, `void dispatchEvent(new Event("online"))`)
	agent.ends("written without network")
	agent.wait(`!document.querySelector(".banner").innerText.trim()`)

	// What came meanwhile replaces what was kept, and who signs out leaves nothing.
	s.kill()
	agent.visit(s.url() + "/app")
	agent.wait(`document.querySelectorAll(".line").length === 5`)
	agent.click("#account")
	agent.click("#sign-out")
	agent.wait(`document.querySelector("#sign-in")`)
	agent.visit(s.url() + "/app/c/" + id)
	agent.wait(`document.querySelector("#sign-in")`)
	left := eval[string](agent, `(async () => {
		let all = JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.documentElement.outerHTML;
		for (const name of await caches.keys()) for (const r of await (await caches.open(name)).matchAll()) if (!r.headers.get("content-type").startsWith("application/wasm")) all += await r.text();
		return all })()`)
	for _, secret := range []string{"kiln.example", "Lindenweg", "without network", "Anna"} {
		if strings.Contains(left, secret) {
			t.Errorf("after signing out %q is still on the device", secret)
		}
	}
}

// TestUpdate puts a newer version behind the desk's back. It is told, nothing
// happens by itself, and nothing is lost when the agent takes it.
func TestUpdate(t *testing.T) {
	browser := chromium(t)
	s, p := behind(t)
	s.scene("scene-visitor-0123456789")
	agent := person(t, browser, "agent")
	agent.visit(p.url + "/app")
	agent.enter("demo")
	agent.works()
	agent.line("kiln.example")
	old := eval[string](agent, `parleyConfig.version`)
	agent.keys("half a sent")
	agent.wait(`sessionStorage.length > 1`)

	// The same version again is no news.
	s.kill()
	s.start()
	eval[any](agent, `void dispatchEvent(new Event("online"))`)
	agent.wait(`document.querySelector(".presence-on")`)
	if !eval[bool](agent, `navigator.serviceWorker.getRegistration().then(r => r.update()).then(r => !r.installing && !r.waiting)`) ||
		eval[bool](agent, `document.querySelector(".banner").innerText.includes("version")`) {
		t.Error("the same version is announced as a new one")
	}

	s.kill()
	agent.press("\r")
	agent.wait(said + `.at(-1) === "half a sent"`) // pending
	agent.keys("and a draft")
	p.swap(old, "newer-version")
	s.start()
	eval[any](agent, `window.same = true`)
	eval[any](agent, `void dispatchEvent(new Event("online"))`)
	agent.wait(`document.querySelector(".banner").innerText.includes("A new version is ready")`)
	agent.show("desk-update")
	if !eval[bool](agent, `window.same && parleyConfig.version === `+quote(old)) {
		t.Fatal("it reloaded by itself")
	}
	agent.ends("half a sent")
	agent.keys(", still here")
	agent.click(".banner-action")
	agent.wait(`parleyConfig.version === "newer-version" && document.documentElement.dataset.boot === "done"`)
	agent.wait(`document.querySelector("#composer-input").value === "and a draft, still here"`)
	agent.ends("half a sent")
	agent.wait(`!document.querySelector(".banner").innerText.trim()`)
	if caches := eval[[]string](agent, `caches.keys()`); !slices.Equal(caches, []string{"parley-desk-newer-version"}) {
		t.Errorf("kept are %v", caches)
	}
}

// TestTooOld has the server refuse this version: the page reloads once, and
// says so when that did not help.
func TestTooOld(t *testing.T) {
	browser := chromium(t)
	s, p := behind(t)
	agent := person(t, browser, "agent")
	agent.visit(p.url + "/app")
	agent.enter("demo")
	agent.wait(`document.querySelector(".presence-on")`)
	eval[any](agent, `window.same = true`)
	p.refuseSockets(4426)
	s.kill()
	s.start()
	eval[any](agent, `void dispatchEvent(new Event("online"))`)
	agent.wait(`!window.same && document.querySelector(".banner")?.innerText.includes("too old")`)
	if n := p.refuseSockets(0); n != 2 {
		t.Errorf("it came %d times with its old version", n)
	}
	agent.click(".banner-action")
	agent.wait(`document.querySelector(".presence-on")`)
}
