//go:build !js

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a page may take to do what is waited for; CI's machines
// are slow and shared.
const patience = 30 * time.Second

// chromium starts the browser of one test, or skips the test where there is
// none: never in CI. More is for what it is to do besides.
func chromium(t testing.TB, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("CI needs chromium for the journeys: apt-get install chromium")
		}
		t.Skip("SKIPPED: this journey needs chromium: apt-get install chromium")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Flag("headless", "new"), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true),
		// A tab in the background is somebody else's foreground here.
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 800),
	}
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	browser, cancelBrowser := chromedp.NewContext(allocator)
	if err := chromedp.Run(browser); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		chromedp.Cancel(browser)
		cancelBrowser()
		cancelAllocator()
	})
	return browser
}

// tab is a page, or a frame of another site within one.
type tab struct {
	t    testing.TB
	ctx  context.Context
	name string
	// person is the browser context it belongs to.
	person cdp.BrowserContextID
	mu     *sync.Mutex
	// Guarded by mu.
	requests *[]string // to the network, by URL
	troubles *[]string // exceptions and errors on the console
	reports  *[]string // what the content policy did not allow
}

// person opens a browser context of their own: other storage, other caches.
func person(t testing.TB, browser context.Context, name string) *tab {
	t.Helper()
	var own cdp.BrowserContextID
	run(t, browser, func(ctx context.Context) (err error) {
		own, err = target.CreateBrowserContext().WithDisposeOnDetach(true).Do(ctx)
		return err
	})
	return open(t, browser, own, name)
}

// another opens one more tab of the same person.
func (b *tab) another(name string) *tab {
	b.t.Helper()
	return open(b.t, b.ctx, b.person, name)
}

// open opens a window: a headless browser has none for a new context yet.
func open(t testing.TB, browser context.Context, person cdp.BrowserContextID, name string) *tab {
	t.Helper()
	var id target.ID
	run(t, browser, func(ctx context.Context) (err error) {
		id, err = target.CreateTarget("about:blank").WithBrowserContextID(person).WithNewWindow(true).Do(ctx)
		return err
	})
	b := watch(t, name, browser, chromedp.WithTargetID(id))
	b.person = person
	return b
}

// run does something with the browser itself, not with one of its tabs.
func run(t testing.TB, ctx context.Context, f func(context.Context) error) {
	t.Helper()
	if err := f(cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)); err != nil {
		t.Fatal(err)
	}
}

func watch(t testing.TB, name string, parent context.Context, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, name: name, mu: &sync.Mutex{}, requests: &[]string{}, troubles: &[]string{}, reports: &[]string{}}
	chromedp.ListenTarget(ctx, b.note)
	// The browser also tells of what was reported before we listened.
	b.do(network.Enable(), audits.Enable())
	t.Cleanup(func() {
		for _, report := range b.violations() {
			t.Errorf("%s: %s", b.name, report)
		}
	})
	return b
}

// note keeps what a page asks of the network and complains of.
func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		*b.requests = append(*b.requests, e.Request.URL)
	case *audits.EventIssueAdded:
		if e.Issue.Code == audits.InspectorIssueCodeContentSecurityPolicyIssue {
			v := e.Issue.Details.ContentSecurityPolicyIssueDetails
			*b.reports = append(*b.reports, fmt.Sprintf("content policy: %s %s %s", v.ViolatedDirective, v.ContentSecurityPolicyViolationType, v.BlockedURL))
		}
	case *runtime.EventExceptionThrown:
		*b.troubles = append(*b.troubles, e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			var words []string
			for _, arg := range e.Args {
				words = append(words, strings.TrimSpace(string(arg.Value)+" "+arg.Description))
			}
			*b.troubles = append(*b.troubles, strings.Join(words, " "))
		}
	}
}

// asked lists the requests so far to addresses with a prefix.
func (b *tab) asked(prefix string) (urls []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, url := range *b.requests {
		if strings.HasPrefix(url, prefix) {
			urls = append(urls, url)
		}
	}
	return urls
}

// complaints are the exceptions and console errors so far.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), *b.troubles...)
}

// violations takes the reports of the content policy so far. What a test does
// not take, fails it.
func (b *tab) violations() (reports []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	reports, *b.reports = *b.reports, nil
	return reports
}

func (b *tab) do(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatalf("%s: %v", b.name, err)
	}
}

func (b *tab) visit(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
}

// eval evaluates an expression in the page.
func eval[T any](b *tab, expression string) (value T) {
	b.t.Helper()
	b.do(chromedp.Evaluate(expression, &value, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
	return value
}

// wait waits, inside the page, until an expression is truthy. A page that is
// being replaced is asked again.
func (b *tab) wait(expression string) {
	b.t.Helper()
	script := `new Promise(resolve => { const look = () => { let ok; try { ok = (` + expression + `) } catch (e) {} ok ? resolve(true) : setTimeout(look, 15) }; look() })`
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		var ok bool
		err := chromedp.Run(ctx, chromedp.Evaluate(script, &ok, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
			return p.WithAwaitPromise(true)
		}))
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			b.show("failed-" + b.name)
			var text string
			chromedp.Run(b.ctx, chromedp.Evaluate(`document.body.innerText.slice(-1500)`, &text))
			b.t.Fatalf("%s: still not: %s\nThe page says: %s\nIts complaints: %q", b.name, expression, text, b.complaints())
		}
	}
}

// claimed are the frames that a journey has attached to already: a new one of
// the same address is another tab's, or the same tab's after a reload.
var claimed sync.Map

// frame attaches to the newest frame with an address, once it is there.
func (b *tab) frame(prefix string) *tab {
	b.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		infos, err := chromedp.Targets(b.ctx)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, info := range infos {
			if info.Type != "iframe" || !strings.HasPrefix(info.URL, prefix) {
				continue
			}
			if _, taken := claimed.LoadOrStore(info.TargetID, true); !taken {
				return watch(b.t, b.name+"'s widget", b.ctx, chromedp.WithTargetID(info.TargetID))
			}
		}
	}
	b.show("failed-" + b.name)
	b.t.Fatalf("%s: no frame of %s. Complaints: %q", b.name, prefix, b.complaints())
	return nil
}

// click clicks an element as a mouse does, if it is in the page itself.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.wait(`document.querySelector(` + quote(selector) + `)`)
	b.do(chromedp.Evaluate(`document.querySelector(`+quote(selector)+`).click()`, nil))
}

// clickAt clicks a point of the page, whatever is there: the launcher lives in
// a closed shadow root.
func (b *tab) clickAt(x, y float64) {
	b.t.Helper()
	b.do(chromedp.MouseClickXY(x, y))
}

// keys types on the keyboard, into whatever has the focus; frames included.
func (b *tab) keys(text string) {
	b.t.Helper()
	b.do(chromedp.ActionFunc(func(ctx context.Context) error { return input.InsertText(text).Do(ctx) }))
}

// press presses one key, such as kb.Enter, the way a keyboard does: the browser
// itself makes the character of the key press, unless the page prevents it.
// (chromedp.KeyEvent sends the character as an event of its own, which no page
// can prevent.)
func (b *tab) press(key string, modifiers ...input.Modifier) {
	b.t.Helper()
	b.do(chromedp.ActionFunc(func(ctx context.Context) error {
		var held input.Modifier
		for _, m := range modifiers {
			held |= m
		}
		for _, event := range kb.Encode([]rune(key)[0]) {
			if event.Type == input.KeyChar {
				continue
			}
			event.Modifiers |= held
			if event.Type == input.KeyRawDown || event.Type == input.KeyDown {
				event.Type = input.KeyDown
				if key == kb.Enter {
					event.Text, event.UnmodifiedText = "\r", "\r"
				}
			}
			if err := event.Do(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
}

// viewport sets size and colour scheme; a phone also has touch.
func (b *tab) viewport(width, height int64, phone bool, scheme string) {
	b.t.Helper()
	b.do(emulation.SetDeviceMetricsOverride(width, height, 1, phone), emulation.SetTouchEmulationEnabled(phone),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}))
}

// show writes a screenshot to the folder PARLEY_SCREENSHOTS, if that is set.
func (b *tab) show(name string) {
	b.t.Helper()
	folder := os.Getenv("PARLEY_SCREENSHOTS")
	if folder == "" {
		return
	}
	var png []byte
	if err := chromedp.Run(b.ctx, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		png, err = cdppage.CaptureScreenshot().Do(ctx)
		return err
	})); err != nil {
		b.t.Logf("%s: no screenshot: %v", name, err)
		return
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		b.t.Error(err)
	}
}

func quote(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprint("e2e: ", err)) // strings always marshal
	}
	return string(quoted)
}

// holdBack keeps requests of a pattern waiting until release is called.
func (b *tab) holdBack(pattern string) (release func()) {
	b.t.Helper()
	var mu sync.Mutex
	var held []fetch.RequestID // guarded by mu
	released := false          // guarded by mu
	let := func(id fetch.RequestID) {
		go chromedp.Run(b.ctx, fetch.ContinueRequest(id))
	}
	chromedp.ListenTarget(b.ctx, func(event any) {
		if paused, ok := event.(*fetch.EventRequestPaused); ok {
			mu.Lock()
			defer mu.Unlock()
			if released {
				let(paused.RequestID)
				return
			}
			held = append(held, paused.RequestID)
		}
	})
	b.do(fetch.Enable().WithPatterns([]*fetch.RequestPattern{{URLPattern: pattern}}))
	return func() {
		mu.Lock()
		defer mu.Unlock()
		released = true
		for _, id := range held {
			let(id)
		}
	}
}

// visitAnyway goes to a page without waiting for it to load.
func (b *tab) visitAnyway(url string) {
	chromedp.Run(b.ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		_, _, _, _, err := cdppage.Navigate(url).Do(ctx)
		return err
	}))
}

// until waits for something that no page can tell by itself.
func (b *tab) until(what string, ok func() bool) {
	b.t.Helper()
	for deadline := time.Now().Add(patience); !ok(); {
		if time.Now().After(deadline) {
			b.show("failed-" + b.name)
			b.t.Fatalf("%s: still not: %s. Complaints: %q", b.name, what, b.complaints())
		}
		time.Sleep(10 * time.Millisecond)
	}
}
