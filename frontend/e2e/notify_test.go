//go:build !js

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// A note is a notification as the browser has it.
type note struct{ Title, Body, Tag, Path string }

// notes are the notifications that stand.
func (b *tab) notes() (standing []note) {
	b.t.Helper()
	return eval[[]note](b, `navigator.serviceWorker.getRegistration("/app").then(r => r.getNotifications())
		.then(all => all.map(n => ({Title: n.title, Body: n.body, Tag: n.tag, Path: n.data.path})))`)
}

// counts has a tab of the desk count what it asks of the browser.
func (b *tab) counts() {
	b.t.Helper()
	b.works()
	eval[any](b, `(() => {
		window.shown = []; window.asked = 0;
		const show = ServiceWorkerRegistration.prototype.showNotification;
		ServiceWorkerRegistration.prototype.showNotification = function (title, o) { shown.push(o.body); return show.call(this, title, o) };
		const ask = Notification.requestPermission;
		Notification.requestPermission = () => (asked++, ask.call(Notification));
		navigator.setAppBadge = async (n) => void (badge = n);
	})()`)
}

// allow lets a person's pages show notifications, as if they had been asked.
func (b *tab) allow() {
	b.t.Helper()
	run(b.t, b.ctx, func(ctx context.Context) error {
		return cdpbrowser.GrantPermissions([]cdpbrowser.PermissionType{cdpbrowser.PermissionTypeNotifications}).WithBrowserContextID(b.person).Do(ctx)
	})
}

// worker attaches to the desk's service worker.
func (b *tab) worker() *tab {
	b.t.Helper()
	var found *tab
	b.until("the worker runs", func() bool {
		infos, err := chromedp.Targets(b.ctx)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, info := range infos {
			if info.Type == "service_worker" && info.BrowserContextID == b.person {
				ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(info.TargetID))
				b.t.Cleanup(cancel)
				found = &tab{t: b.t, ctx: ctx, name: "the worker"}
			}
		}
		return found != nil
	})
	return found
}

// TestNotifications has one agent with two tabs, and visitors who write.
func TestNotifications(t *testing.T) {
	browser, s := chromium(t), serve(t)
	write := map[string]func(string){}
	id := map[string]string{}
	for _, name := range []string{"a", "b"} {
		var session struct {
			ID    string `json:"session_id"`
			Token string `json:"token"`
		}
		answer := s.post("/platform_connections/widget/chat/demo/init_session", "", `{"browser_session_id":"notes-visitor-0123456789-`+name+`"}`)
		if err := json.Unmarshal([]byte(answer), &session); err != nil {
			t.Fatal(err)
		}
		id[name] = session.ID
		write[name] = func(text string) {
			t.Helper()
			s.post("/api/v1/conversations/"+session.ID+"/messages", session.Token, `{"content":`+quote(text)+`}`)
		}
		write[name]("hello from " + name)
	}
	agent := person(t, browser, "agent")
	agent.allow()
	agent.signIn(s, "demo")
	// A page that opens in the instant in which the worker takes over the others
	// has none until it is loaded again.
	agent.works()
	second := agent.another("agent's second tab")
	second.visit(s.url() + "/app")
	tabs := []*tab{agent, second}
	for _, b := range tabs {
		b.wait(`document.querySelectorAll(".line").length === 2 && document.querySelector(".presence-on")`)
		b.counts()
	}
	shown := func() (all []string) {
		for _, b := range tabs {
			all = append(all, eval[[]string](b, `window.shown ?? []`)...)
		}
		return all
	}
	expect := func(want ...string) {
		t.Helper()
		agent.until(fmt.Sprint("shown are ", want), func() bool { return len(shown()) >= len(want) })
		if got := shown(); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("shown are %q, want %q", got, want)
		}
	}

	// Nobody is asked, and nothing shown, before the agent wants it.
	write["a"]("before the switch")
	for _, b := range tabs {
		b.wait(`document.querySelector(".line-said").innerText.includes("before the switch")`)
		if asked := eval[int](b, `asked`); asked != 0 {
			t.Errorf("%s asked %d times, unasked", b.name, asked)
		}
	}
	agent.click("#account")
	agent.wait(`document.querySelector("#notify").getAttribute("aria-checked") === "false"`)
	agent.show("desk-account")
	agent.click("#notify")
	agent.wait(`document.querySelector("#notify").getAttribute("aria-checked") === "true" && asked === 1`)
	agent.wait(`navigator.locks.query().then(q => window.leads = q.held.some(l => l.name === "parley.notify")) && window.leads`)

	// One for each message, whatever the number of tabs; the text is text.
	write["a"](`<img src=x onerror="window.ran=1"> **bold**`)
	expect(`<img src=x onerror="window.ran=1"> **bold**`)
	write["a"]("and another one")
	expect(`<img src=x onerror="window.ran=1"> **bold**`, "and another one")
	want := note{Body: "and another one", Tag: id["a"], Path: "/app/c/" + id["a"]}
	// What is counted is the asking; the browser shows it a little later.
	agent.wait(`navigator.serviceWorker.getRegistration("/app").then(r => r.getNotifications())
		.then(all => window.standing = all.map(n => n.body).join()) && window.standing === "and another one"`)
	standing := agent.notes()
	if len(standing) != 1 || standing[0].Title == "" {
		t.Fatalf("standing are %+v", standing)
	}
	want.Title = standing[0].Title
	if standing[0] != want {
		t.Errorf("standing is %+v, want %+v", standing[0], want)
	}
	agent.wait(`document.title === "(2) Parley"`)

	// A click leads to it; what is read is taken away.
	eval[any](agent.worker(), `self.registration.getNotifications().then(([n]) => dispatchEvent(new NotificationEvent("notificationclick", {notification: n}))).then(() => 0)`)
	looking, other := agent, second
	agent.until("one tab opens it", func() bool {
		for i, b := range tabs {
			if strings.HasSuffix(eval[string](b, `location.pathname`), "/c/"+id["a"]) {
				looking, other = b, tabs[1-i]
				return true
			}
		}
		return false
	})
	looking.ends("and another one")
	agent.until("it is taken away", func() bool { return len(agent.notes()) == 0 })
	for _, b := range tabs {
		b.wait(`badge === 1`)
	}

	// What any tab shows is told by none.
	looking.wait(`navigator.locks.query().then(q => window.looks = q.held.some(l => l.name === "parley.looks.` + id["a"] + `")) && window.looks`)
	eval[any](agent, `void (window.shown = [])`)
	eval[any](second, `void (window.shown = [])`)
	write["a"]("seen already")
	looking.ends("seen already")
	other.wait(`document.querySelector(".line-said").innerText.includes("seen already")`)
	write["b"]("not seen")
	expect("not seen")

	// What is said in a room disturbs nobody; what staff warn of does.
	var room string
	for _, listed := range s.rooms(s.access("lead")) {
		if listed.Title == "Everybody" {
			room = listed.ID
		}
	}
	s.enterRoom("lead", room)
	for kind, text := range map[string]string{"message": "merely said", "alert": "Stop all orders"} {
		s.post("/api/v1/conversations/"+room+"/messages", s.access("lead"), `{"kind":`+quote(kind)+`,"content":`+quote(text)+`}`)
	}
	expect("not seen", "Alert: Stop all orders")

	// When the tab that shows them goes, another one does. Who signs out takes
	// all of them along.
	agent.visit("about:blank")
	second.wait(`document.querySelector(".presence-on")`)
	second.until("it leads", func() bool {
		return eval[bool](second, `navigator.locks.query().then(q => q.held.some(l => l.name === "parley.notify") && !q.pending.some(l => l.name === "parley.notify"))`)
	})
	eval[any](second, `void (window.shown = [])`)
	write["b"]("to the second tab")
	second.wait(`window.shown.at(-1) === "to the second tab"`)
	second.click("#account")
	second.click("#sign-out")
	second.wait(`document.querySelector("#sign-in") && document.title === "Parley" && badge === 0`)
	second.until("none stands", func() bool { return len(second.notes()) == 0 })
	write["b"]("after signing out")
	if n := len(second.notes()); n != 0 {
		t.Errorf("%d notifications after signing out", n)
	}
	if eval[any](second, `window.ran ?? null`) != nil {
		t.Error("a notification's text ran")
	}
}
