package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long anything may take before a test gives up on it.
const patience = 20 * time.Second

// startBrowser starts one chromium for a test and its subtests.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("chromium is missing: apt-get install chromium")
		}
		t.Skip("chromium is missing: apt-get install chromium")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.Flag("headless", "new"), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.WindowSize(1200, 900),
	)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return ctx
}

// A tab is a page, or a frame in it, under test.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// newTab opens a tab that runs the script before anything of a page.
func newTab(t *testing.T, browser context.Context, script string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	p := attach(t, ctx)
	p.run(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}))
	return p
}

// attach starts to drive a target. chromedp lets go of it when the context of
// its first Run ends, so that one has no deadline.
func attach(t *testing.T, ctx context.Context) *tab {
	t.Helper()
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return &tab{t, ctx}
}

func (p *tab) run(actions ...chromedp.Action) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// eval is the value of an expression, a promise's when it comes.
func eval[T any](p *tab, js string) T {
	p.t.Helper()
	var v T
	p.run(chromedp.Evaluate(js, &v, func(e *runtime.EvaluateParams) *runtime.EvaluateParams {
		return e.WithAwaitPromise(true)
	}))
	return v
}

// do runs a statement.
func (p *tab) do(js string) {
	p.t.Helper()
	p.run(chromedp.Evaluate(js, nil))
}

// wait waits until the expression is true.
func (p *tab) wait(js string) {
	p.t.Helper()
	for end := time.Now().Add(patience); ; {
		var ok bool
		// A page on its way elsewhere fails to answer: it is asked again.
		err := chromedp.Run(p.ctx, chromedp.Evaluate("!!("+js+")", &ok))
		if ok {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("never came true: %s (%v)", js, err)
		}
	}
}

// want compares the value of an expression, as JSON.
func (p *tab) want(js, want string) {
	p.t.Helper()
	if got := eval[string](p, "JSON.stringify("+js+") ?? 'undefined'"); got != want {
		p.t.Errorf("%s is %s, want %s", js, got, want)
	}
}

// frame attaches to a frame from another site, by the start of its address.
func (p *tab) frame(address string) *tab {
	p.t.Helper()
	for end := time.Now().Add(patience); ; {
		targets, err := chromedp.Targets(p.ctx)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, i := range targets {
			if i.Type == "iframe" && strings.HasPrefix(i.URL, address) {
				ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithTargetID(i.TargetID))
				p.t.Cleanup(cancel)
				return attach(p.t, ctx)
			}
		}
		if time.Now().After(end) {
			p.t.Fatalf("no frame of %s", address)
		}
	}
}

// picture keeps a screenshot; go test -artifacts keeps it for you to look at.
func (p *tab) picture(name string) []byte {
	p.t.Helper()
	var png []byte
	p.run(chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(filepath.Join(p.t.ArtifactDir(), name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
	return png
}

// A stub answers for every name under localhost and remembers what it was asked.
type stub struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func newStub(t *testing.T, h http.HandlerFunc) *stub {
	s := &stub{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.Host+r.URL.Path)
		s.mu.Unlock()
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// origin is the stub under another name: each name is a site of its own.
func (s *stub) origin(name string) string {
	return strings.Replace(s.URL, "127.0.0.1", name+".localhost", 1)
}

// requests counts what was asked of a name.
func (s *stub) requests(name string) (paths []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.asked {
		if host, path, _ := strings.Cut(a, "/"); strings.HasPrefix(host, name+".") {
			paths = append(paths, "/"+path)
		}
	}
	return paths
}
