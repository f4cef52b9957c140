package browser

import (
	"context"
	"errors"
	"strings"
	"syscall/js"
	"testing"
	"time"
)

// block makes an area throw as it does for people who refuse cookies.
func block(t *testing.T, area string) {
	throw := window.Get("Function").New(`throw new DOMException("blocked", "SecurityError")`)
	before := window.Get("Object").Call("getOwnPropertyDescriptor", window, area)
	define := func(descriptor any) { window.Get("Object").Call("defineProperty", window, area, descriptor) }
	define(map[string]any{"get": throw, "configurable": true})
	t.Cleanup(func() { define(before) })
}

func TestStorageIsTheBrowsers(t *testing.T) {
	Local().Set("real", "1")
	if got := window.Get("localStorage").Call("getItem", "real"); got.String() != "1" {
		t.Errorf("localStorage has %v", got)
	}
	Local().Delete("real")
	if got := window.Get("localStorage").Call("getItem", "real"); !got.IsNull() {
		t.Errorf("localStorage still has %v", got)
	}
}

func TestBlockedStorageFallsBack(t *testing.T) {
	block(t, "localStorage")
	block(t, "sessionStorage")
	TestStorage(t)
}

func TestFullStorageFallsBack(t *testing.T) {
	s := Session()
	s.Set("full", "old")
	big := strings.Repeat("x", 20<<20)
	s.Set("full", big)
	if got := s.Get("full"); got != big {
		t.Errorf("got %d bytes, want the %d that did not fit", len(got), len(big))
	}
	s.Set("full", "small")
	if got := s.Get("full"); got != "small" {
		t.Errorf("got %q", got)
	}
	s.Delete("full")
	if got := s.Get("full"); got != "" {
		t.Errorf("got %q", got)
	}
}

// Another tab's lock is a request that did not come through Locked.
func TestLockedWaitsForOtherTabs(t *testing.T) {
	var release js.Value
	hold := js.FuncOf(func(_ js.Value, args []js.Value) any { release = args[0]; return nil })
	defer hold.Release()
	held := make(chan bool)
	request := js.FuncOf(func(js.Value, []js.Value) any {
		promise := window.Get("Promise").New(hold)
		close(held)
		return promise
	})
	defer request.Release()
	other := window.Get("navigator").Get("locks").Call("request", "tabs", request)
	<-held

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := Locked(ctx, "tabs", func() { t.Error("two tabs at once") }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	release.Invoke()
	if _, err := await(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	called := false
	if err := Locked(t.Context(), "tabs", func() { called = true }); err != nil || !called {
		t.Errorf("called %v, %v", called, err)
	}
}
