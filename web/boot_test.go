package web

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// fakeGo stands for wasm_exec.js and a program: like go-app it replaces the
// first element of the body, and it ends when it is told to.
const fakeGo = `class Go {
	importObject = {};
	run(instance) {
		globalThis.instance = instance;
		globalThis.draft = document.getElementById("composer-input").value;
		document.body.firstElementChild.replaceWith(document.createElement("main"));
		return new Promise((done) => globalThis.exit = done);
	}
}
`

// The smallest module there is.
const emptyWASM = "\x00asm\x01\x00\x00\x00"

// A bootPage is the stub's page around a program.
type bootPage struct {
	*tab
	stub    *stub
	release func() // lets the program's file arrive
}

func TestBoot(t *testing.T) {
	browser := startBrowser(t)
	boot, err := os.ReadFile("src/boot.js")
	if err != nil {
		t.Fatal(err)
	}

	open := func(t *testing.T, wasmType string, wasmStatus int, policy string) bootPage {
		arrive := make(chan struct{})
		var s *stub
		s = newStub(t, func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/boot.js":
				w.Header().Set("Content-Type", "text/javascript")
				fmt.Fprint(w, fakeGo, string(boot))
			case "/app.wasm":
				<-arrive
				w.Header().Set("Content-Type", wasmType)
				w.Header().Set("Access-Control-Allow-Origin", "*") // a sandboxed page is of no origin
				w.WriteHeader(wasmStatus)
				fmt.Fprint(w, emptyWASM)
			case "/widget":
				w.Header().Set("Content-Security-Policy", policy)
				fmt.Fprintf(w, `<!doctype html><title>Chat</title>
<script async src="/boot.js" data-wasm="/app.wasm" data-prefix="/widget" data-version="v1" data-parent="%s"></script>
<div><button id=close>x</button><form id=composer><textarea id=composer-input></textarea><button id=send>Send</button></form>
<div id=boot-failed role=alert hidden><button id=boot-retry>Retry</button></div></div>`, s.origin("shop"))
			case "/":
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprintf(w, `<script>globalThis.got = []; addEventListener("message", (e) => got.push(e.data))</script><iframe src="%s/widget"></iframe>`, s.origin("chat"))
			}
		})
		released := false
		release := func() {
			if !released {
				close(arrive)
			}
			released = true
		}
		t.Cleanup(release)
		return bootPage{newTab(t, browser, ""), s, release}
	}
	ours := func(t *testing.T) bootPage {
		p := open(t, "application/wasm", 200, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; form-action 'self'; require-trusted-types-for 'script'; trusted-types boot")
		p.run(chromedp.Navigate(p.stub.origin("chat") + "/widget"))
		p.wait(`globalThis.parleyConfig`)
		return p
	}
	state := `document.documentElement.dataset.boot`

	t.Run("starts", func(t *testing.T) {
		p := ours(t)
		p.want(`parleyConfig`, fmt.Sprintf(`{"wasm":"/app.wasm","prefix":"/widget","version":"v1","parent":%q}`, p.stub.origin("shop")))
		p.want(`["GOAPP_ROOT_PREFIX", "GOAPP_STATIC_RESOURCES_URL", "GOAPP_VERSION", "GOAPP_INTERNAL_URLS", "HOME"].map(goappGetenv)`, `["/widget","/assets","v1","[]",null]`)
		p.release()
		p.wait(state + ` === "done"`)
		p.want(`instance instanceof WebAssembly.Instance`, `true`)
		p.want(`globalThis.parleyEarly`, `undefined`)
	})

	t.Run("remembers to send", func(t *testing.T) {
		for name, send := range map[string]chromedp.Action{
			"enter": enter(0),
			"click": chromedp.Click("#send", chromedp.ByQuery),
		} {
			t.Run(name, func(t *testing.T) {
				p := ours(t)
				address := eval[string](p.tab, `location.href`)
				focus := chromedp.Focus("#composer-input", chromedp.ByQuery)
				p.run(focus, send)
				p.want(`globalThis.parleyEarly`, `undefined`) // there is nothing to send yet
				p.run(focus, chromedp.KeyEvent("hello"), enter(input.ModifierShift), chromedp.KeyEvent("you"))
				p.want(`globalThis.parleyEarly`, `undefined`)
				p.run(send)
				p.want(`parleyEarly`, `{"send":true}`)
				p.release()
				p.wait(state + ` === "done"`)
				p.want(`[draft, location.href]`, fmt.Sprintf(`["hello\nyou",%q]`, address))
			})
		}
	})

	t.Run("waits for a word that is being composed", func(t *testing.T) {
		p := ours(t)
		p.run(chromedp.Focus("#composer-input", chromedp.ByQuery), chromedp.ActionFunc(func(ctx context.Context) error {
			return input.ImeSetComposition("に", 1, 1).Do(ctx)
		}))
		p.do(`globalThis.loaded = new Promise((done) => new PerformanceObserver((l) => l.getEntriesByName(location.origin + "/app.wasm").length && done()).observe({type: "resource"}))`)
		p.release()
		eval[any](p.tab, `loaded`)
		p.want(state, `undefined`)
		p.run(chromedp.ActionFunc(func(ctx context.Context) error { return input.InsertText("日本").Do(ctx) }))
		p.wait(state + ` === "done"`)
		p.want(`draft`, `"日本"`)
	})

	t.Run("takes the program as any type", func(t *testing.T) {
		p := open(t, "application/octet-stream", 200, "")
		p.release()
		p.run(chromedp.Navigate(p.stub.origin("chat") + "/widget"))
		p.wait(state + ` === "done"`)
	})

	t.Run("without storage", func(t *testing.T) {
		p := open(t, "application/wasm", 200, "sandbox allow-scripts")
		p.release()
		p.run(chromedp.Navigate(p.stub.origin("chat") + "/widget"))
		p.wait(state + ` === "done"`)
		p.want(`(() => { localStorage.setItem("a", 1); const was = [localStorage.length, localStorage.key(0), localStorage.getItem("a"), sessionStorage.length]; localStorage.clear(); return [...was, localStorage.getItem("a")] })()`, `[1,"a","1",0,null]`)
	})

	t.Run("says that it failed", func(t *testing.T) {
		p := open(t, "application/wasm", 503, "")
		p.release()
		p.run(chromedp.Navigate(p.stub.origin("chat") + "/widget"))
		p.wait(state + ` === "failed"`)
		p.wait(`document.querySelector("#boot-failed").checkVisibility()`)
		p.do(`globalThis.before = true`)
		p.run(chromedp.Click("#boot-retry", chromedp.ByQuery))
		p.wait(`!globalThis.before && document.documentElement.dataset.boot === "failed"`)
	})

	t.Run("says that the program has ended", func(t *testing.T) {
		p := ours(t)
		p.release()
		p.wait(state + ` === "done"`)
		p.do(`exit()`)
		p.wait(`document.querySelector("#boot-failed")?.checkVisibility()`)
		p.want(state, `"failed"`)
	})

	t.Run("closes before it runs", func(t *testing.T) {
		p := open(t, "application/wasm", 200, "")
		p.run(chromedp.Navigate(p.stub.origin("shop") + "/"))
		f := p.frame(p.stub.origin("chat") + "/widget")
		f.wait(`globalThis.parleyConfig`)
		f.do(`document.getElementById("close").click()`)
		p.wait(`got.length === 1`)
		f.do(`document.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}))`)
		p.wait(`got.length === 2`)
		p.want(`got`, `[{"parley":1,"t":"close"},{"parley":1,"t":"close"}]`)
		p.release()
		f.wait(state + ` === "done"`)
		f.do(`document.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}))`) // now the program's
		f.do(`parent.postMessage("after", "*")`)
		p.wait(`got.includes("after")`)
		p.want(`got.length`, `3`)
	})
}

// enter presses Enter as a keyboard does: no newline if the page prevents it.
func enter(modifiers input.Modifier) chromedp.Action {
	return input.DispatchKeyEvent(input.KeyDown).WithKey("Enter").WithCode("Enter").WithText("\r").
		WithWindowsVirtualKeyCode(13).WithModifiers(modifiers)
}
