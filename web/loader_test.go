package web

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"
)

// loader is widget.js as it is shipped.
func loader(t *testing.T) []byte {
	t.Helper()
	src, err := os.ReadFile("src/widget.js")
	if err != nil {
		t.Fatal(err)
	}
	m := minify.New()
	m.AddFunc("js", js.Minify)
	out, err := m.Bytes("js", src)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Every page of every customer loads it.
func TestLoaderIsSmall(t *testing.T) {
	const budget = 3 << 10
	var br bytes.Buffer
	w := brotli.NewWriterLevel(&br, brotli.BestCompression)
	small := loader(t)
	if _, err := w.Write(small); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("widget.js: %d bytes minified, %d as brotli, budget %d", len(small), br.Len(), budget)
	if br.Len() > budget {
		t.Errorf("widget.js has %d bytes as brotli, budget %d", br.Len(), budget)
	}
}

func TestLoaderKeepsItsManners(t *testing.T) {
	src, err := os.ReadFile("src/widget.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range []string{
		`\b(local|session)Storage\b`, `\bcookie\b`, `\bindexedDB\b`, // stores nothing
		`\bset(Interval|Timeout)\b`, `\brequest(AnimationFrame|IdleCallback)\b`, // and has no timer
		`\bfetch\b`, `\bXMLHttpRequest\b`, `\bsendBeacon\b`, `\bimport\b`, // asks for nothing
		`\beval\b`, `\bFunction\(`, `\b(inner|outer)HTML\b`, `\binsertAdjacent`, // runs under any policy
		`\.on[a-z]+\s*=[^=]`,           // replaces no handler of the page
		`postMessage\([^;]*['"]\*['"]`, // and talks to one origin
	} {
		if at := regexp.MustCompile(rule).FindIndex(src); at != nil {
			t.Errorf("widget.js line %d: %s", 1+bytes.Count(src[:at[0]], []byte("\n")), src[at[0]:at[1]])
		}
	}
}

// frame is the stub's panel. It greets the loader and remembers its answers.
const framePage = `<!doctype html><meta name="color-scheme" content="light dark"><title>Chat</title>
<h1>Chat</h1><textarea></textarea><script>
const host = new URLSearchParams(location.search).get("o");
const said = [];
addEventListener("message", (e) => said.push([e.origin === host, e.data]));
const post = (t, v) => parent.postMessage({parley: 1, t, v}, host);
post("ready");
</script>`

// spy runs before a page: it opens the closed shadow root to the test and
// notes what the loader does. All of it hangs on document, which leaves the
// page's globals alone.
const spy = `(() => {
	const note = document.spy = {calls: [], listeners: [], changes: [], errors: []};
	const attach = Element.prototype.attachShadow;
	Element.prototype.attachShadow = function (init) {
		note.mode = init.mode;
		return note.root = attach.call(this, init);
	};
	const add = EventTarget.prototype.addEventListener;
	EventTarget.prototype.addEventListener = function (type, f, options) {
		if (this === window || this instanceof Node || this instanceof MediaQueryList || this === visualViewport)
			note.listeners.push({target: this.constructor.name, type, signal: options?.signal});
		return add.call(this, type, f, options);
	};
	for (const name of ["setTimeout", "setInterval", "requestAnimationFrame", "requestIdleCallback", "fetch"]) {
		const f = window[name];
		window[name] = (...args) => (note.calls.push(name), f(...args));
	}
	const error = console.error;
	console.error = (...args) => (note.errors.push(args.join(" ")), error(...args));
	note.globals = Object.keys(window);
	note.added = () => Object.keys(window).filter((k) => !note.globals.includes(k));
	add.call(document, "DOMContentLoaded", () =>
		new MutationObserver((all) => all.forEach((m) => note.changes.push(m.type + " " + m.target.nodeName)))
			.observe(document, {subtree: true, childList: true, attributes: true, characterData: true}));
	note.button = () => note.root.querySelector("button");
	note.badge = () => note.root.querySelector("span");
	note.frame = () => note.root.querySelector("iframe");
	note.label = () => note.button().getAttribute("aria-label");
	note.isOpen = () => note.button().getAttribute("aria-expanded") === "true";
	note.still = () => note.root.getAnimations().length === 0;
	note.box = (e) => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; };
})();`

// A shop is a customer's page.
type shop struct {
	*tab
	stub *stub
}

// shopPage is what a test wants special in its shop.
type shopPage struct {
	attributes string // of the script tag, instead of the site's id
	head       string
	policy     string // Content-Security-Policy
	lang       string // attributes of <html>
	look       string // what the server knows of the launcher, as JSON
}

func TestLoader(t *testing.T) {
	browser := startBrowser(t)
	script := loader(t)

	open := func(t *testing.T, p shopPage, emulate ...chromedp.Action) shop {
		if p.attributes == "" {
			p.attributes = `data-site="s1"`
		}
		hang := make(chan struct{})
		var s *stub
		s = newStub(t, func(w http.ResponseWriter, r *http.Request) {
			name, _, _ := strings.Cut(r.Host, ".")
			switch name + r.URL.Path {
			case "chat/widget.js":
				w.Header().Set("Content-Type", "text/javascript")
				if p.look != "" {
					fmt.Fprintf(w, "{const parleyLook=%s;\n%s\n}", p.look, script)
					return
				}
				w.Write(script)
			case "chat/widget":
				if r.URL.Query().Get("site") == "slow" {
					<-hang
				}
				fmt.Fprint(w, framePage)
			case "chat/other", "evil/other":
				fmt.Fprint(w, `<script>parent.postMessage({parley: 1, t: "close"}, "*")</script>`)
			case "shop/":
				if p.policy != "" {
					w.Header().Set("Content-Security-Policy", strings.ReplaceAll(p.policy, "CHAT", s.origin("chat")))
				}
				fmt.Fprintf(w, `<!doctype html><html %s><head><meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1"><title>Shop</title>%s</head>
<body><h1>Shop</h1><input id=search><button id=help>Help</button><div style="height:3000px"></div>
<script src="%s/widget.js" %s async></script></body></html>`, p.lang, p.head, s.origin("chat"), p.attributes)
			default:
				http.NotFound(w, r)
			}
		})
		t.Cleanup(func() { close(hang) }) // before the stub waits for its requests
		sh := shop{newTab(t, browser, spy), s}
		if len(emulate) == 0 {
			emulate = append(emulate, chromedp.EmulateViewport(1200, 900))
		}
		sh.run(append(emulate, chromedp.Navigate(s.origin("shop")+"/"))...)
		sh.wait(`document.readyState === "complete"`)
		return sh
	}

	t.Run("before the click", func(t *testing.T) {
		s := open(t, shopPage{})
		s.want(`document.spy.added()`, `["parley"]`)
		s.want(`Object.keys(parley)`, `["open","close","toggle","on","destroy"]`)
		s.want(`document.spy.changes`, `["childList HTML"]`)
		s.want(`document.documentElement.lastElementChild.outerHTML`, `"<div></div>"`)
		s.want(`document.spy.mode`, `"closed"`)
		s.want(`document.spy.calls`, `[]`)
		s.want(`document.spy.listeners.map((l) => l.target + " " + l.type)`, `["HTMLButtonElement click"]`)
		s.want(`[localStorage.length, sessionStorage.length, document.cookie, history.length, history.state]`, `[0,0,"",2,null]`)
		if got := s.stub.requests("chat"); !slices.Equal(got, []string{"/widget.js"}) {
			t.Errorf("requests before the click: %v", got)
		}
		s.want(`document.spy.label()`, `"Open chat"`)
		s.want(`["aria-expanded", "aria-controls", "aria-haspopup", "type"].map((a) => document.spy.button().getAttribute(a))`, `["false","panel","dialog","button"]`)
		s.want(`document.spy.box(document.spy.button())`, fmt.Sprintf("[%d,%d,56,56]", eval[int](s.tab, "document.documentElement.clientWidth")-76, eval[int](s.tab, "innerHeight")-76))
		s.picture("closed")
	})

	t.Run("open and close", func(t *testing.T) {
		s := open(t, shopPage{})
		s.do(`globalThis.heard = []; for (const e of ["open", "close", "ready", "unread"]) parley.on(e, (v) => heard.push(v == null ? e : [e, v]))`)
		s.click()
		s.want(`getComputedStyle(document.spy.frame()).pointerEvents`, `"auto"`)
		s.want(`document.spy.isOpen()`, `true`)
		s.want(`document.spy.frame().title`, `"Chat"`)
		s.want(`document.spy.frame().id`, `"panel"`)
		s.want(`document.spy.frame().src`, strconv.Quote(s.stub.origin("chat")+"/widget?site=s1&o="+strings.NewReplacer(":", "%3A", "/", "%2F").Replace(s.stub.origin("shop"))+"&p=%2F&lang=en"))
		s.wait(`document.spy.still()`)
		width, height := eval[float64](s.tab, "document.documentElement.clientWidth"), eval[float64](s.tab, "innerHeight")
		s.want(`document.spy.box(document.spy.frame())`, fmt.Sprintf("[%v,%v,400,704]", width-420, height-20-704))
		s.want(`getComputedStyle(document.spy.button()).visibility`, `"hidden"`) // it is not in the panel's way
		s.want(`getComputedStyle(document.spy.frame()).visibility`, `"visible"`)
		s.want(`document.body.inert || getComputedStyle(document.documentElement).overflow`, `"visible"`)
		s.wait(`heard.includes("ready")`)

		f := s.panel()
		f.wait(`said.length`)
		f.want(`said`, `[[true,{"parley":1,"t":"shown"}]]`)
		f.do(`document.querySelector("textarea").focus()`)
		s.run(chromedp.KeyEvent("h"))
		f.wait(`document.querySelector("textarea").value === "h"`) // the keyboard is the frame's
		s.picture("open")

		// Inside the panel Escape is the frame's to understand.
		f.do(`post("close")`)
		s.wait(`!document.spy.isOpen()`)
		s.wait(`document.spy.still()`)
		s.want(`getComputedStyle(document.spy.frame()).visibility`, `"hidden"`)
		s.want(`document.spy.root.activeElement === document.spy.button()`, `true`)
		s.want(`[getComputedStyle(document.spy.button()).visibility, getComputedStyle(document.spy.button()).opacity]`, `["visible","1"]`)
		f.wait(`said.length === 2`)
		f.want(`said[1]`, `[true,{"parley":1,"t":"hidden"}]`)

		s.run(chromedp.KeyEvent(kb.Enter)) // the focus came back to the launcher
		s.wait(`document.spy.isOpen()`)
		s.do(`document.spy.frame().blur()`)
		s.run(chromedp.KeyEvent(kb.Escape))
		s.wait(`!document.spy.isOpen()`)
		s.want(`heard`, `["open","ready","close","open","close"]`)
		if got := s.stub.requests("chat"); !slices.Equal(got, []string{"/widget.js", "/widget"}) {
			t.Errorf("requests after opening twice: %v", got)
		}
		s.want(`history.length`, `2`)
	})

	t.Run("leaves the visitor's focus alone", func(t *testing.T) {
		s := open(t, shopPage{})
		s.do(`document.getElementById("help").focus(); parley.open()`)
		s.want(`document.activeElement === document.documentElement.lastElementChild`, `true`)
		s.do(`parley.close()`)
		s.want(`document.activeElement.id`, `"help"`)

		s.do(`parley.open()`)
		s.do(`document.getElementById("search").focus()`)
		s.run(chromedp.KeyEvent(kb.Escape)) // means the search
		s.want(`document.spy.isOpen()`, `true`)
		s.do(`parley.toggle()`)
		s.want(`document.spy.isOpen()`, `false`)
		s.want(`document.activeElement.id`, `"search"`)
	})

	t.Run("believes only its own frame", func(t *testing.T) {
		s := open(t, shopPage{})
		s.click()
		f := s.panel()
		f.wait(`said.length`)
		s.do(`globalThis.got = []; addEventListener("message", (e) => got.push(e.origin))`)
		s.do(`postMessage({parley: 1, t: "close"}, "*")`)
		for _, name := range []string{"evil", "chat"} { // another site, and our own origin in another frame
			s.do(`{ const f = document.createElement("iframe"); f.src = ` + strconv.Quote(s.stub.origin(name)+"/other") + `; document.body.append(f) }`)
		}
		s.wait(`got.length === 3`)
		f.do(`parent.postMessage({t: "close"}, host); parent.postMessage("close", host); parent.postMessage(null, host)`)
		s.wait(`got.length === 6`)
		s.want(`document.spy.isOpen()`, `true`)
		f.do(`post("close")`)
		s.wait(`!document.spy.isOpen()`)
	})

	t.Run("which conversation", func(t *testing.T) {
		s := open(t, shopPage{})
		s.do(`globalThis.threads = []; parley.on("thread", (id) => threads.push(id))`)
		s.click()
		f := s.panel()
		s.do(`postMessage({type: "THREAD_ID_FROM_IFRAME", thread_id: "forged"}, "*")`)
		f.do(`parent.postMessage({type: "THREAD_ID_FROM_IFRAME", thread_id: "c1"}, host)`)
		s.wait(`threads.length`)
		s.want(`threads`, `["c1"]`)
	})

	t.Run("called before it is there", func(t *testing.T) {
		s := open(t, shopPage{head: queueSnippet(t) + `<script>
			globalThis.heard = [];
			parley.on("open", () => heard.push("open"));
			globalThis.off = parley.on("close", () => heard.push("close"));
			parley.on("close", () => heard.push("never"))();
			parley.open(); parley.fly();
		</script>`})
		s.want(`document.spy.isOpen()`, `true`)
		s.want(`Object.keys(parley)`, `["open","close","toggle","on","destroy"]`)
		s.do(`parley.close(); off(); parley.open(); parley.close()`)
		s.want(`heard`, `["open","close","open"]`)
	})

	t.Run("badge", func(t *testing.T) {
		s := open(t, shopPage{})
		s.click()
		f := s.panel()
		s.do(`globalThis.counts = []; globalThis.off = parley.on("unread", (n) => counts.push(n))`)
		for _, c := range []struct{ n, text, label string }{
			{"3", "3", "Open chat, 3 unread messages"},
			{"1", "1", "Open chat, 1 unread message"},
			{"120", "99+", "Open chat, 120 unread messages"},
			{"-1", "", "Open chat"},
			{"'<b>'", "", "Open chat"},
			{"12", "12", "Open chat, 12 unread messages"},
		} {
			before := eval[int](s.tab, `counts.length`)
			f.do(`post("unread", ` + c.n + `)`)
			s.wait(fmt.Sprintf(`counts.length > %d`, before))
			s.want(`document.spy.badge().textContent`, `""`) // hidden while open
			s.do(`parley.close()`)
			s.want(`[document.spy.badge().textContent, document.spy.label()]`, fmt.Sprintf("[%q,%q]", c.text, c.label))
			s.do(`parley.open()`)
		}
		s.do(`parley.close(); off()`)
		f.do(`post("unread", 120)`)
		s.wait(`document.spy.badge().textContent === "99+"`)
		s.want(`counts`, `[3,1,120,0,0,12]`)
		s.want(`document.spy.box(document.spy.badge())[3]`, `22`)
		s.want(`(() => { const c = getComputedStyle(document.spy.badge()); return [c.color, c.backgroundColor] })()`, `["rgb(255, 255, 255)","rgb(211, 31, 42)"]`) // contrast 5.3
		s.wait(`document.spy.still()`)
		s.picture("badge")
	})

	t.Run("hostile page", func(t *testing.T) {
		s := open(t, shopPage{head: `<style>
			button{all:unset!important;width:900px!important}
			div,html>*:not(body){display:none!important;opacity:0!important;position:static!important;z-index:1!important;transform:scale(3)!important}
			iframe{display:none!important} *{color:red!important;font-size:50px!important}
			body{transform:translateX(100px)}</style>`})
		s.want(`document.spy.box(document.spy.button()).slice(2)`, `[56,56]`)
		s.want(`document.spy.box(document.spy.button())[0]`, fmt.Sprint(eval[int](s.tab, "document.documentElement.clientWidth")-76))
		s.want(`(() => { const c = getComputedStyle(document.documentElement.lastElementChild); return [c.display, c.opacity, c.zIndex, c.transform] })()`, `["block","1","2147483000","none"]`)
		s.click()
		s.wait(`document.spy.still()`)
		s.want(`document.spy.box(document.spy.frame()).slice(2)`, `[400,704]`)
	})

	t.Run("strict page", func(t *testing.T) {
		s := open(t, shopPage{policy: "default-src 'none'; script-src CHAT; frame-src CHAT; require-trusted-types-for 'script'; trusted-types 'none'"})
		s.want(`getComputedStyle(document.spy.button()).backgroundColor`, `"rgb(29, 78, 216)"`)
		s.click()
		s.panel().wait(`said.length`)
		s.want(`document.spy.errors`, `[]`)
	})

	t.Run("twice", func(t *testing.T) {
		s := open(t, shopPage{})
		s.do(`globalThis.first = parley;
			const again = document.createElement("script");
			again.src = document.scripts[0].src; again.dataset.site = "s2"; again.onload = () => globalThis.loaded = true;
			document.body.append(again)`)
		s.wait(`globalThis.loaded`)
		s.want(`[parley === first, document.documentElement.children.length]`, `[true,3]`)
	})

	t.Run("without a site", func(t *testing.T) {
		s := open(t, shopPage{attributes: `data-color="red"`})
		s.want(`document.spy.added()`, `[]`)
		s.want(`document.spy.changes`, `[]`)
		s.want(`document.spy.errors.length`, `1`)
		if msg := eval[string](s.tab, `document.spy.errors[0]`); !strings.Contains(msg, `data-site="SITE_ID"`) {
			t.Errorf("the error does not help: %s", msg)
		}
	})

	t.Run("side and colour", func(t *testing.T) {
		for _, c := range []struct {
			lang, attributes, color string
			left                    bool
		}{
			{`lang=ar dir=rtl`, ``, "rgb(29, 78, 216)", true},
			{`lang=ar dir=rtl`, `data-position=right`, "rgb(29, 78, 216)", false},
			{``, `data-position=left data-color=#0a6b4f`, "rgb(10, 107, 79)", true},
			{``, `data-position=middle data-color=}nonsense`, "rgb(29, 78, 216)", false},
		} {
			s := open(t, shopPage{lang: c.lang, attributes: `data-site=s1 ` + c.attributes})
			s.want(`document.spy.button().getBoundingClientRect().left < innerWidth / 2`, fmt.Sprint(c.left))
			s.want(`getComputedStyle(document.spy.button()).backgroundColor`, strconv.Quote(c.color))
			s.do(`parley.open()`)
			s.want(`document.spy.frame().getBoundingClientRect().left < innerWidth / 2`, fmt.Sprint(c.left))
		}
	})

	t.Run("languages", func(t *testing.T) {
		for _, c := range []struct {
			lang, attributes string
			asks, says       string
		}{
			{`lang=de-AT`, ``, "de", "Chat öffnen"},
			{`lang=de`, `data-lang=ar`, "ar", "فتح الدردشة"},
			{`lang=fr`, `data-lang=constructor`, "en", "Open chat"}, // the browser's
		} {
			s := open(t, shopPage{lang: c.lang, attributes: `data-site=s1 ` + c.attributes})
			s.want(`document.spy.button().getAttribute("aria-label")`, strconv.Quote(c.says))
			s.do(`parley.open()`)
			s.want(`new URL(document.spy.frame().src).searchParams.get("lang")`, strconv.Quote(c.asks))
		}
	})

	t.Run("the look an admin has chosen", func(t *testing.T) {
		const look = `{"side":"left","text":"Questions? <b>","color":"#ffcc00","text_color":"#000000","title":"Ask us"}`
		for _, c := range []struct {
			attributes, colors string
			left               bool
		}{
			{``, `["rgb(255, 204, 0)","rgb(0, 0, 0)"]`, true},
			{`data-position=right data-color=#0a6b4f`, `["rgb(10, 107, 79)","rgb(255, 255, 255)"]`, false},
		} {
			s := open(t, shopPage{look: look, attributes: `data-site=s1 ` + c.attributes})
			s.want(`document.spy.added()`, `["parley"]`)
			s.want(`document.spy.button().getBoundingClientRect().left === 20`, fmt.Sprint(c.left))
			s.want(`(() => { const c = getComputedStyle(document.spy.button()); return [c.backgroundColor, c.color] })()`, c.colors)
			s.want(`[document.spy.button().innerText, document.spy.label()]`, `["Questions? <b>","Questions? <b>"]`)
			s.want(`((b) => b[2] > 120 && b[2] < 220 && b[3] === 56)(document.spy.box(document.spy.button()))`, `true`)
			s.picture(fmt.Sprint("pill, left ", c.left))
			s.click()
			s.want(`document.spy.frame().title`, `"Ask us"`)
			s.panel().wait(`said.length`)
			if got := s.stub.requests("chat"); !slices.Equal(got, []string{"/widget.js", "/widget"}) {
				t.Errorf("requests: %v", got)
			}
		}
		s := open(t, shopPage{look: strings.Replace(look, "Questions? <b>", "A launcher of thirty wide wörds", 1)}, chromedp.EmulateViewport(280, 600))
		s.want(`((b) => b[0] >= 20 && b[0] + b[2] <= 260)(document.spy.box(document.spy.button()))`, `true`)
		s.picture("pill, narrow")
	})

	t.Run("moves only for those who like it", func(t *testing.T) {
		calm := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}})
		s := open(t, shopPage{}, calm)
		s.do(`parley.open()`)
		s.want(`document.spy.still()`, `true`)
		s.want(`[document.spy.button(), document.spy.frame()].map((e) => getComputedStyle(e).transitionDuration)`, `["0s","0s"]`)
	})

	t.Run("not on paper", func(t *testing.T) {
		s := open(t, shopPage{}, emulation.SetEmulatedMedia().WithMedia("print"))
		s.want(`getComputedStyle(document.documentElement.lastElementChild).display`, `"none"`)
	})

	t.Run("no white flash in the dark", func(t *testing.T) {
		s := open(t, shopPage{attributes: "data-site=slow"}, dark())
		s.click()
		s.wait(`document.spy.still()`)
		shot := s.picture("dark, waiting")
		img, err := png.Decode(bytes.NewReader(shot))
		if err != nil {
			t.Fatal(err)
		}
		box := eval[[]float64](s.tab, `document.spy.box(document.spy.frame())`)
		if r, g, b := shade(img, box); r > 0x40 || g > 0x40 || b > 0x40 {
			t.Errorf("the waiting panel is #%02x%02x%02x", r, g, b)
		}
	})

	phone := chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch)
	const page = `[document.body.inert, getComputedStyle(document.documentElement).overflowY, scrollY, history.state]`
	const theirs, ours = `[false,"visible",600,{"theirs":7}]`, `[true,"hidden",600,{"theirs":7,"parley":1}]`

	t.Run("phone", func(t *testing.T) {
		s := open(t, shopPage{head: `<style>html{scroll-behavior:smooth}</style>`}, phone)
		s.do(`history.replaceState({theirs: 7}, ""); scrollTo({top: 600, behavior: "instant"})`)
		s.picture("phone, closed")
		address := eval[string](s.tab, `location.href`)

		s.click()
		s.want(page, ours)
		s.wait(`document.spy.still()`)
		s.want(`document.spy.box(document.spy.frame())`, `[0,0,390,844]`)
		s.want(`getComputedStyle(document.spy.button()).visibility`, `"hidden"`)
		f := s.panel()
		f.wait(`said.length`)
		s.picture("phone, open")

		// No browser shows a keyboard to a test: say what one would say.
		s.do(`for (const [k, v] of [["height", 500], ["offsetTop", 40]]) Object.defineProperty(visualViewport, k, {value: v, configurable: true});
			visualViewport.dispatchEvent(new Event("resize"))`)
		s.want(`document.spy.box(document.spy.frame())`, `[0,40,390,500]`)
		s.do(`delete visualViewport.height; delete visualViewport.offsetTop`)

		f.do(`post("close")`)
		s.wait(`!document.spy.isOpen()`)
		s.wait(`!history.state.parley`)
		s.want(page, theirs)
		s.want(`document.spy.root.activeElement === document.spy.button()`, `true`)

		s.do(`parley.open()`)
		s.want(page, ours)
		s.do(`history.back()`)
		s.wait(`!document.spy.isOpen()`)
		s.want(page, theirs)
		s.want(`location.href`, strconv.Quote(address))

		// Closed and opened again before the browser has gone back.
		s.do(`parley.open()`)
		s.do(`globalThis.popped = false; addEventListener("popstate", () => popped = true); parley.close(); parley.open()`)
		s.wait(`popped`)
		s.want(`document.spy.isOpen()`, `true`)
		s.want(page, ours)
		s.do(`parley.close()`)
		s.wait(`!history.state.parley`)
		s.want(page, theirs)
	})

	t.Run("phone turned into a desk", func(t *testing.T) {
		s := open(t, shopPage{}, phone)
		s.do(`history.replaceState({theirs: 7}, ""); scrollTo(0, 600)`)
		s.do(`parley.open()`)
		s.want(page, ours)
		s.run(chromedp.EmulateViewport(1200, 900))
		s.wait(`!history.state.parley`)
		s.want(page, theirs)
		s.want(`document.spy.isOpen()`, `true`)
		s.wait(`document.spy.still()`)
		s.want(`document.spy.box(document.spy.frame()).slice(2)`, `[400,704]`)
	})

	t.Run("destroy", func(t *testing.T) {
		s := open(t, shopPage{}, phone)
		s.do(`history.replaceState({theirs: 7}, ""); scrollTo(0, 600); parley.open()`)
		s.panel().wait(`said.length`)
		s.do(`globalThis.kept = parley; parley.on("close", () => {}); parley.destroy(); kept.open(); kept.toggle(); delete globalThis.kept`)
		s.wait(`!history.state.parley`)
		s.want(page, theirs)
		s.want(`document.spy.added()`, `[]`)
		s.want(`document.documentElement.children.length`, `2`)
		s.want(`document.adoptedStyleSheets.length`, `0`)
		s.want(`[document.documentElement, document.body].map((e) => e.getAttributeNames())`, `[[],[]]`)
		s.want(`document.spy.listeners.filter((l) => !l.signal?.aborted).length`, `0`)
		if n := eval[int](s.tab, `document.spy.listeners.length`); n < 5 {
			t.Errorf("only %d listeners were seen", n)
		}
	})

	t.Run("looks", func(t *testing.T) {
		for _, c := range []struct {
			name    string
			emulate []chromedp.Action
		}{
			{"dark", []chromedp.Action{dark()}},
			{"phone dark", []chromedp.Action{phone, dark()}},
			{"forced colours", []chromedp.Action{emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}})}},
		} {
			s := open(t, shopPage{head: `<meta name="color-scheme" content="light dark">`}, c.emulate...)
			s.run(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab)) // the ring shows
			s.picture(c.name + ", closed")
			s.click()
			s.panel().wait(`said.length`)
			s.wait(`document.spy.still()`)
			s.picture(c.name + ", open")
		}
	})
}

// queueSnippet is what the README tells pages to have that call parley early.
func queueSnippet(t *testing.T) string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	snippet := regexp.MustCompile(`(?s)<script>\s*window\.parley.*?</script>`).Find(readme)
	if snippet == nil {
		t.Fatal("README.md has no snippet for calls before the script is there")
	}
	return string(snippet)
}

// click presses the launcher as a visitor would.
func (s shop) click() {
	s.t.Helper()
	box := eval[[]float64](s.tab, `document.spy.box(document.spy.button())`)
	s.run(chromedp.MouseClickXY(box[0]+box[2]/2, box[1]+box[3]/2))
}

// panel is the frame's inside.
func (s shop) panel() *tab {
	s.t.Helper()
	return s.frame(s.stub.origin("chat") + "/widget?")
}

func dark() chromedp.Action {
	return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}})
}

// shade is the colour in the middle of a box.
func shade(img image.Image, box []float64) (r, g, b uint32) {
	r, g, b, _ = img.At(int(box[0]+box[2]/2), int(box[1]+box[3]/2)).RGBA()
	return r >> 8, g >> 8, b >> 8
}
