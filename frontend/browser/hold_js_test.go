package browser

import (
	"runtime"
	"syscall/js"
	"testing"
	"time"
)

// comes waits until something is so, giving way to the browser.
func comes(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
		Held("give way") // asks the browser, which takes a turn
		runtime.Gosched()
	}
}

func TestHoldTakesTurns(t *testing.T) {
	if Held("hold") {
		t.Error("held before anybody took it")
	}
	first, letFirst := Hold("hold", false)
	comes(t, "the first holds it", first)
	second, letSecond := Hold("hold", false)
	if !Held("hold") || second() {
		t.Errorf("held %v, by the second %v", Held("hold"), second())
	}
	third, letThird := Hold("hold", false)
	letThird() // gave up waiting
	letFirst()
	comes(t, "the second holds it", second)
	if first() || third() {
		t.Errorf("the first %v, the third %v", first(), third())
	}
	letSecond()
	comes(t, "nobody holds it", func() bool { return !Held("hold") })

	one, letOne := Hold("shared", true)
	two, letTwo := Hold("shared", true)
	comes(t, "both hold it", func() bool { return one() && two() })
	letOne()
	comes(t, "the second still does", func() bool { return !one() && Held("shared") })
	letTwo()
}

// A page without a worker has no version to switch to and nothing to show.
func TestWithoutAWorker(t *testing.T) {
	defer OnUpdate(func() { t.Error("an update of nothing") })()
	SeekUpdate()
	SetBadge(0)
	TakeNotes("")
	called := make(chan bool, 1)
	stop := onWorker("open", func(path string) { called <- path == "/app/c/x" })
	defer stop()
	message := window.Get("MessageEvent").New("message", map[string]any{"data": map[string]any{"open": "/app/c/x"}})
	for _, odd := range []any{js.Null(), "open", map[string]any{"open": 3}} {
		workers().Call("dispatchEvent", window.Get("MessageEvent").New("message", map[string]any{"data": odd}))
	}
	workers().Call("dispatchEvent", message)
	if !<-called {
		t.Error("the worker's message came wrong")
	}
}

func TestReloadOnce(t *testing.T) {
	config(t, map[string]any{"version": "v1"})
	Session().Set(reloadedKey, "v1") // as it is after the first time
	t.Cleanup(func() { Session().Delete(reloadedKey) })
	if ReloadOnce() {
		t.Error("the same version is loaded again and again")
	}
}
