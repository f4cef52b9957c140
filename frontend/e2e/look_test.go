//go:build !js

package e2e

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"parley/shared"
)

// admin makes requests in the name of the demo's admin.
type admin struct {
	*server
	token string
}

func (s *server) admin() admin {
	s.t.Helper()
	var tokens shared.Tokens
	if err := json.Unmarshal([]byte(s.post(shared.PathToken, "", `{"username":"admin","password":"parley-demo"}`)), &tokens); err != nil {
		s.t.Fatal(err)
	}
	return admin{s, tokens.Access}
}

// set makes or changes a site, or its picture.
func (a admin) set(method, path string, body any) (site shared.ListedSite) {
	a.t.Helper()
	content, raw := body.([]byte)
	if !raw {
		var err error
		if content, err = json.Marshal(body); err != nil {
			a.t.Fatal(err)
		}
	}
	request, err := http.NewRequest(method, a.url()+path, bytes.NewReader(content))
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+a.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		a.t.Fatalf("%s %s: %d %s %v", method, path, response.StatusCode, answer, err)
	}
	if err := json.Unmarshal(answer, &site); err != nil {
		a.t.Fatal(err)
	}
	return site
}

// A customer is somebody's website with a site of its own in it.
type customer struct {
	admin
	shared.NewSite
	id   shared.SiteID
	page string
}

// customer makes a website that has the snippet in it, below what else is in its
// head; but not where its address has ?without. It is in the language of ?lang.
func (s *server) customer(site shared.NewSite, head string) *customer {
	s.t.Helper()
	var snippet string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		snippet, language := snippet, cmp.Or(html.EscapeString(r.URL.Query().Get("lang")), "en")
		if r.URL.Query().Has("without") {
			snippet = ""
		}
		fmt.Fprintf(w, `<!doctype html><html lang="%s" dir="%s"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
			<title>A shop</title><style>body{font:16px system-ui;margin:2rem}</style>%s<h1>A shop</h1><p>It sells pots.</p>%s`, language, map[bool]string{true: "rtl", false: "ltr"}[language == "ar"], head, snippet)
	}))
	s.t.Cleanup(web.Close)
	c := &customer{admin: s.admin(), NewSite: site, page: strings.Replace(web.URL, "127.0.0.1", "shop.localhost", 1)}
	c.Origins = []string{c.page}
	made := c.set("POST", shared.PathSites, c.NewSite)
	c.id, snippet = made.ID, made.Snippet
	return c
}

// change sets the site anew.
func (c *customer) change(change func(*shared.NewSite)) {
	c.t.Helper()
	change(&c.NewSite)
	c.set("PUT", shared.PathWith(shared.PathSite, string(c.id)), c.NewSite)
}

// openPanel opens the chat by its API, and waits until the program is there.
func (b *tab) openPanel(s *server) *tab {
	b.t.Helper()
	b.wait(`window.parley?.destroy`)
	eval[any](b, `(parley.open(), 0)`)
	widget := b.frame(s.url() + "/widget")
	widget.wait(`document.documentElement.dataset.boot === "done"`)
	return widget
}

func square(t testing.TB, c color.Color) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 72, 72))
	for i := range 72 * 72 {
		img.Set(i%72, i/72, c)
		if x, y := i%72-36, i/72-36; x*x+y*y < 400 {
			img.Set(i%72, i/72, color.White)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const headColors = `JSON.stringify((c => [c.backgroundColor, c.color])(getComputedStyle(document.querySelector(".head"))))`

// TestLookChangesLive: an admin sets a site while its panel is open.
func TestLookChangesLive(t *testing.T) {
	browser, s := chromium(t), serve(t)
	shop := s.customer(shared.NewSite{Name: "Kiln & Clay"}, "")
	visitor := person(t, browser, "visitor")
	visitor.viewport(1280, 800, false, "light")
	visitor.visit(shop.page)
	widget := visitor.openPanel(s)
	widget.wait(`document.querySelector("#title").textContent === "Kiln & Clay" && document.querySelector(".greeting").innerText.includes("How can we help?")`)
	visitor.say("Is anybody there?")
	widget.sees("Is anybody there?")
	visitor.keys("a draft")
	place := widget.place()

	shop.change(func(site *shared.NewSite) {
		site.Look = shared.Look{
			Title: "Ask Eva", Color: "#ffcc00", Greeting: []string{"Moin.", "Ask me anything about pots."}, MessageCharacters: 160,
			Texts:    shared.Texts{Placeholder: "Ask Eva…", Ended: "Eva has gone home."},
			Launcher: shared.Launcher{Side: shared.SideLeft, Text: "Ask Eva"},
		}
	})
	widget.wait(`document.querySelector("#title").textContent === "Ask Eva" && document.querySelector("#composer-input").placeholder === "Ask Eva…"`)
	widget.wait(headColors + ` === '["rgb(255, 204, 0)","rgb(0, 0, 0)"]'`)
	widget.wait(`document.querySelector(".greeting").innerText.includes("Ask me anything")`)
	if now := widget.place(); now != place {
		t.Errorf("the message stood at %s, and now at %s", place, now)
	}
	widget.wait(`document.querySelector("#composer-input").value === "a draft" && document.activeElement.id === "composer-input"`)
	if own := eval[string](widget, `getComputedStyle(document.querySelector(".row-mine .bubble")).backgroundColor`); own != "rgb(255, 204, 0)" {
		t.Errorf("own messages are on %s", own)
	}

	// The composer counts with the site's limit, also what stands in it already.
	visitor.keys(strings.Repeat("x", 160))
	widget.wait(`document.querySelector("#composer-count").innerText === "7 too many"`)
	visitor.press(kb.Enter)
	widget.wait(`document.querySelector("#composer-problem").innerText.includes("too long")`)
	shop.change(func(site *shared.NewSite) { site.MessageCharacters = 200 })
	widget.wait(`document.querySelector("#composer-count").innerText === "33 left"`)
	visitor.press(kb.Enter)
	widget.wait(confirmed + `.length === 2`)

	shop.set("PUT", shared.PathWith(shared.PathSitePicture, string(shop.id)), square(t, color.RGBA{0xa2, 0x46, 0x1f, 0xff}))
	widget.wait(`document.querySelector(".head-picture")?.naturalWidth === 72`)
	visitor.show("look-live")
	shop.set("DELETE", shared.PathWith(shared.PathSitePicture, string(shop.id)), []byte(nil))
	widget.wait(`!document.querySelector(".head-picture") && document.querySelector(".head-initials").innerText === "AE"`)

	// Whatever an admin writes is text.
	const markup = `<img src=x onerror="window.ran=1">`
	shop.change(func(site *shared.NewSite) {
		site.Title, site.Greeting, site.Texts.Placeholder, site.Launcher.Text = markup, []string{markup}, markup, "<b>Ask</b>"
	})
	widget.wait(`[document.querySelector("#title").textContent, document.querySelector(".greeting").textContent, document.querySelector("#composer-input").placeholder].every(t => t === ` + quote(markup) + `)`)

	// Who comes now finds the launcher on its new side, with the first request.
	next := person(t, browser, "the next visitor")
	next.visit(shop.page)
	next.wait(`window.parley && document.elementFromPoint(48, innerHeight - 48) === document.documentElement.lastElementChild`)
	if asked := next.asked(s.url()); len(asked) != 1 {
		t.Errorf("before the click the page asked for %v", asked)
	}
	next.show("look-launcher")
	for _, b := range []*tab{visitor, widget} {
		for _, trouble := range b.complaints() {
			t.Errorf("%s: %s", b.name, trouble)
		}
	}
}

// TestDetailsBeforeTheChat fills in a form with mistakes, closes the panel and
// loads the page again in between.
func TestDetailsBeforeTheChat(t *testing.T) {
	browser, s := chromium(t), serve(t)
	shop := s.customer(shared.NewSite{Name: "Kiln & Clay", Look: shared.Look{
		Texts: shared.Texts{BeforeFields: "So that we can answer by e-mail, too:"},
		Fields: []shared.Field{
			{Key: "name", Kind: shared.FieldName, Label: "Your name"},
			{Key: "email", Kind: shared.FieldEmail, Label: "Your e-mail", Required: true},
			{Key: "order", Kind: shared.FieldText, Label: "Order number"},
		},
	}}, "")
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.viewport(1280, 800, false, "light")
	visitor.visit(shop.page)
	widget := visitor.openPanel(s)
	widget.wait(`document.activeElement.id === "field-name" && document.querySelector(".composer").hidden`)
	visitor.keys("Zoë")
	visitor.press(kb.Tab)
	visitor.keys("zoe at example")
	visitor.press(kb.Enter)
	widget.wait(`document.activeElement.id === "field-email" && document.activeElement.ariaInvalid === "true"`)
	widget.wait(`document.getElementById(document.activeElement.getAttribute("aria-describedby")).innerText.includes("anna@example.com")`)
	visitor.show("details-wrong")
	const kept = `document.querySelector("#field-name").value === "Zoë" && document.querySelector("#field-email").value === "zoe at example"`
	widget.wait(kept)
	eval[any](visitor, `(parley.on("close", () => window.hasClosed = true), 0)`)
	visitor.press(kb.Escape)
	visitor.wait(`window.hasClosed`) // and the focus is back on the launcher
	visitor.press(kb.Enter)
	widget.wait(kept + ` && document.activeElement.id === "field-order"`)
	visitor.visit(shop.page)
	widget = visitor.openPanel(s)
	widget.wait(kept + ` && document.activeElement.id === "field-order"`)

	// The server is away: nothing is lost, and it works once it is back.
	eval[any](widget, `(i => (i.focus(), i.select()))(document.querySelector("#field-email"))`)
	visitor.keys("zoe@example.com")
	s.kill()
	visitor.press(kb.Enter)
	widget.wait(`document.querySelector("#details-problem").innerText.includes("Your text is kept")`)
	s.start()
	visitor.press(kb.Enter)
	widget.wait(`!document.querySelector("#details") && document.activeElement.id === "composer-input"`)
	eval[any](widget, `void dispatchEvent(new Event("online"))`)
	visitor.say("hello")
	widget.sees("hello")

	agent.signIn(s, "demo")
	agent.line("hello")
	agent.wait(`document.body.innerText.includes("Zoë")`)
	visitor.keys("and")
	agent.wait(`document.querySelector(".typing").innerText.includes("Zoë is typing")`)

	// Not again in this conversation, but in the next one.
	visitor.visit(shop.page)
	widget = visitor.openPanel(s)
	widget.sees("hello")
	if eval[bool](widget, `Boolean(document.querySelector("#details"))`) {
		t.Error("asked again")
	}
	widget.click("#menu-button")
	widget.click("#end")
	widget.click("#end-yes")
	widget.click("#composer-action")
	widget.wait(`document.activeElement.id === "field-name" && document.activeElement.value === ""`)
	for _, b := range []*tab{visitor, widget} {
		for _, trouble := range b.complaints() {
			if !strings.Contains(trouble, "UNAVAILABLE") && !strings.Contains(trouble, "Failed to fetch") {
				t.Errorf("%s: %s", b.name, trouble)
			}
		}
	}
}

// untyped is an expression: what of the greeting is still to be typed out.
const untyped = `[...(CSS.highlights.get("untyped") ?? [])].map(String).join("")`

// TestGreeting: letter by letter, once in a visit, all at once for those who want
// it so; and nothing moves.
func TestGreeting(t *testing.T) {
	browser, s := chromium(t), serve(t)
	lines := []string{"Hello, I am Eva.", "Ask me anything: " + strings.Repeat("I know all about pots. ", 10)}
	shop := s.customer(shared.NewSite{Name: "Kiln & Clay", Look: shared.Look{Greeting: lines}}, "")
	panel := s.url() + "/widget?site=" + string(shop.id)
	visitor := person(t, browser, "visitor")
	// No frame is drawn while it is typed, so that the test can look around.
	visitor.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := cdppage.AddScriptToEvaluateOnNewDocument(`(() => {
			const next = requestAnimationFrame.bind(window);
			requestAnimationFrame = f => CSS.highlights.has("untyped") ? 0 : next(f);
		})()`).Do(ctx)
		return err
	}))
	visitor.visit(panel)
	visitor.wait(untyped)
	const box = `JSON.stringify(document.querySelector(".greeting").getBoundingClientRect())`
	before := eval[string](visitor, box)
	if text := eval[string](visitor, `document.querySelector(".greeting").textContent`); text != lines[0]+strings.TrimSpace(lines[1]) {
		t.Errorf("a screen reader finds %q", text)
	}
	visitor.wait(`document.querySelector("#announcer").textContent.startsWith("Hello, I am Eva. Ask me anything")`)
	eval[any](visitor, `document.querySelector("#composer-input").focus()`)
	visitor.press("x")
	visitor.wait(`!(` + untyped + `)`)
	if after := eval[string](visitor, box); after != before {
		t.Errorf("the greeting was at %s, and is at %s", before, after)
	}
	visitor.show("greeting-typed")

	// The second page of the visit.
	visitor.visit(panel)
	visitor.wait(`document.documentElement.dataset.boot === "done" && document.querySelector(".greeting").textContent.startsWith("Hello, I am Eva.")`)
	if eval[bool](visitor, untyped+` !== "" || Boolean(document.querySelector("#announcer")?.textContent)`) {
		t.Error("greeted again in the same visit")
	}

	// In a frame it goes on by itself.
	shopper := person(t, browser, "shopper")
	shopper.visit(shop.page)
	widget := shopper.openPanel(s)
	widget.wait(`document.querySelector("#announcer")?.textContent && !(` + untyped + `)`)

	calm := person(t, browser, "somebody calm")
	calm.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}))
	calm.visit(panel) // a frame would not know of the emulation
	calm.wait(`document.querySelector("#announcer")?.textContent.startsWith("Hello, I am Eva.")`)
	if eval[string](calm, untyped) != "" {
		t.Error("typed out for somebody who wants no motion")
	}
}

// TestPageCallsTheChat is the loader's API against the real panel.
func TestPageCallsTheChat(t *testing.T) {
	browser, s := chromium(t), serve(t)
	shop := s.customer(shared.NewSite{Name: "Kiln & Clay"}, readmeQueue(t)+`<script>
		const told = [], posted = [];
		for (const event of ["open", "close", "thread"]) parley.on(event, v => told.push(v ? [event, v] : event));
		addEventListener("message", e => e.data?.type && posted.push([e.origin, e.data.type, e.data.thread_id]));
		parley.open();
	</script>`)
	visitor := person(t, browser, "visitor")
	visitor.visit(shop.page)
	visitor.wait(`window.parley?.destroy && told.length === 2 && posted.length === 1`)
	id := eval[string](visitor, `told[1][1]`)
	want := fmt.Sprintf(`[["open",["thread",%q]],[[%q,"THREAD_ID_FROM_IFRAME",%q]]]`, id, s.url(), id)
	if got := eval[string](visitor, `JSON.stringify([told, posted])`); got != want || len(id) < 16 {
		t.Errorf("the page heard %s, want %s", got, want)
	}
	widget := visitor.frame(s.url() + "/widget")
	widget.wait(`document.activeElement.id === "composer-input"`)
	visitor.say("hello")
	widget.sees("hello")
	eval[any](visitor, `(parley.toggle(), parley.toggle(), parley.close(), parley.destroy(), 0)`)
	visitor.wait(`!window.parley && document.documentElement.children.length === 2`)
	if got := eval[string](visitor, `JSON.stringify(told.slice(2))`); got != `["close","open","close"]` {
		t.Errorf("the page heard %s", got)
	}
}

// readmeQueue is what the README tells pages to have that call parley early.
func readmeQueue(t testing.TB) string {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	snippet := regexp.MustCompile(`(?s)<script>\s*window\.parley.*?</script>`).FindString(string(readme))
	if snippet == "" {
		t.Fatal("README.md has no snippet for early calls")
	}
	return snippet
}

// TestWhoIsThere: the visitor reads who is online, and that they have gone.
func TestWhoIsThere(t *testing.T) {
	browser, s := chromium(t), serve(t)
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.viewport(1280, 800, false, "light")
	visitor.visit(s.alias() + "/demo")
	widget := visitor.openPanel(s)
	widget.wait(`document.querySelector("#team").innerText === "Here to help"`)
	eval[any](widget, `document.querySelector("#composer-input").focus()`)
	visitor.say("hello")
	widget.sees("hello")
	agent.signIn(s, "demo")
	agent.line("hello")
	agent.say("Hi")
	widget.wait(`document.querySelector("#team").innerText === "Anna is online"`)
	visitor.show("look-online")
	visitor.visit(s.alias() + "/demo")
	widget = visitor.openPanel(s)
	widget.wait(`document.querySelector("#team").innerText === "Anna is online"`)
}

// TestEndIsTold: who ended it, on both sides; the old one stays, a new one begins.
func TestEndIsTold(t *testing.T) {
	browser, s := chromium(t), serve(t)
	shop := s.customer(shared.NewSite{Name: "Kiln & Clay", Look: shared.Look{Texts: shared.Texts{Ended: "That was it. Come back any time."}}}, "")
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.viewport(1280, 800, false, "light")
	agent.signIn(s, "demo")
	visitor.visit(shop.page)
	widget := visitor.openPanel(s)
	widget.wait(`document.activeElement.id === "composer-input"`)
	visitor.say("first")
	widget.sees("first")
	agent.line("first")
	widget.click("#menu-button")
	widget.click("#end")
	widget.wait(`document.querySelector("#end-no") === document.activeElement && document.body.innerText.includes("End this conversation?")`)
	widget.click("#end-no") // asked, and thought better of it
	widget.wait(`document.activeElement.id === "composer-input" && !document.querySelector("#end-yes")`)
	widget.click("#menu-button")
	widget.click("#end")
	widget.click("#end-yes")
	widget.wait(`document.querySelector(".messages").innerText.includes("You ended the conversation") && document.querySelector(".composer-closed[role=status]").innerText.includes("That was it.")`)
	agent.wait(`document.querySelector(".composer-closed") && /ended the conversation/.test(document.querySelector(".messages").innerText)`)
	visitor.show("look-ended")
	visitor.visit(shop.page) // an ended one is not begun anew by a reload
	widget = visitor.openPanel(s)
	widget.wait(`document.activeElement.id === "composer-input"`)
	visitor.say("second")
	widget.ends("second")
	agent.line("second")
	agent.ends("second")
	agent.click("#end")
	agent.click("#end-yes")
	widget.wait(`document.querySelector(".messages").innerText.includes("Anna Berg ended the conversation") && document.querySelector(".composer-closed")`)
	widget.ends("second") // stays readable
	widget.click("#composer-action")
	widget.wait(`document.activeElement.id === "composer-input"`)
	visitor.say("third")
	widget.sees("third")
}

// TestLookScenes takes the looks of the panel in every light; nothing sticks out.
func TestLookScenes(t *testing.T) {
	browser, s := chromium(t), serve(t)
	site := shared.NewSite{Name: "Kiln & Clay", Look: shared.Look{
		Title: "Ask Eva about pots, plates and everything that came out of the kiln", Color: "#0a6b5e", Launcher: shared.Launcher{Text: "Ask Eva"},
		Greeting: []string{"Hello, I am Eva.", "I know the pots by name, and who made them.", "Ask me anything."},
	}}
	asking := site
	asking.Name, asking.Color, asking.Title = "Kiln & Clay, orders", "#ffcc00", ""
	asking.Fields = []shared.Field{
		{Key: "name", Kind: shared.FieldName, Label: "Your name"}, {Key: "email", Kind: shared.FieldEmail, Label: "Your e-mail", Required: true},
		{Key: "order", Kind: shared.FieldText, Label: "The number of your order, which is on the slip in the parcel"},
	}
	for name, look := range map[string]shared.NewSite{"look": site, "ask": asking} {
		shop := s.customer(look, "")
		shop.set("PUT", shared.PathWith(shared.PathSitePicture, string(shop.id)), square(t, color.RGBA{0xa2, 0x46, 0x1f, 0xff}))
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 360} {
				visitor := person(t, browser, "visitor")
				visitor.viewport(width, 740, width < 640, scheme)
				visitor.visit(shop.page)
				visitor.wait(`window.parley?.destroy`)
				visitor.fits(fmt.Sprintf("%s-closed-%d-%s", name, width, scheme))
				widget := visitor.openPanel(s)
				widget.wait(`document.querySelector(".head-picture")?.naturalWidth`)
				widget.wait(`!(` + untyped + `)`)
				if name == "ask" {
					widget.click("#details-send")
					widget.wait(`document.querySelector(".field-wrong").parentElement && [...document.querySelectorAll(".field-wrong")].some(p => p.innerText)`)
				} else {
					eval[any](widget, `document.querySelector("#composer-input").focus()`)
					visitor.say("Is the *moss* set still there?")
					widget.ends("Is the moss set still there?")
				}
				visitor.fits(fmt.Sprintf("%s-open-%d-%s", name, width, scheme))
				if over := eval[float64](widget, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
					t.Errorf("%s at %d: the panel is %v px too wide", name, width, over)
				}
			}
		}
	}
}

// TestAccessibleLook checks what a site adds to the panel: its colours, its form
// with mistakes, and the end.
func TestAccessibleLook(t *testing.T) {
	script := axe(t)
	browser, s := chromium(t), serve(t)
	for _, color := range []string{"#ffcc00", "#0a6b5e", "#767676"} {
		shop := s.customer(shared.NewSite{Name: "Kiln & Clay", Look: shared.Look{
			Color: color, Greeting: []string{"Hello.", "Ask me anything."},
			Fields: []shared.Field{{Key: "name", Kind: shared.FieldName, Label: "Your name"}, {Key: "email", Kind: shared.FieldEmail, Label: "Your e-mail", Required: true}},
		}}, "")
		visitor := person(t, browser, "visitor")
		visitor.viewport(400, 700, false, "light")
		visitor.visit(s.url() + "/widget?site=" + string(shop.id))
		visitor.wait(`document.activeElement.id === "field-name"`)
		visitor.accessible(script, color+", form")
		visitor.press(kb.Enter)
		visitor.wait(`document.activeElement.id === "field-email"`)
		visitor.keys("nobody")
		visitor.press(kb.Enter)
		visitor.wait(`document.querySelector("#field-email-wrong").innerText`)
		visitor.accessible(script, color+", form with a mistake")
		visitor.keys("@example.com")
		visitor.press(kb.Enter)
		visitor.wait(`document.activeElement.id === "composer-input"`)
		visitor.say("See https://kiln.example/moss")
		visitor.ends("See https://kiln.example/moss")
		visitor.accessible(script, color+", talking")
		visitor.click("#menu-button")
		visitor.click("#end")
		visitor.click("#end-yes")
		visitor.wait(`document.querySelector(".composer-closed")`)
		visitor.accessible(script, color+", ended")
	}
}
