package browser

import (
	"context"
	"syscall/js"
)

// workers is the door to this page's service worker; not truthy where browsers
// have none, which is on plain http.
func workers() js.Value { return window.Get("navigator").Get("serviceWorker") }

// registration waits for this page's service worker, as far as there is one.
func registration(ctx context.Context) (found js.Value, ok bool) {
	container := workers()
	if !container.Truthy() {
		return js.Undefined(), false
	}
	found, err := await(ctx, container.Call("getRegistration"))
	return found, err == nil && found.Truthy()
}

// OnUpdate calls f when a newer version of this page than the one that runs is
// ready; reloading switches to it. It may call more than once.
func OnUpdate(f func()) (stop func()) {
	stop = onWorker("version", func(version string) {
		if version != Param("version") {
			f()
		}
	})
	// In case it came before us.
	if container := workers(); container.Truthy() && container.Get("controller").Truthy() {
		container.Get("controller").Call("postMessage", "version")
	}
	return stop
}

// SeekUpdate has the browser look for a newer version.
func SeekUpdate() {
	go func() {
		if found, ok := registration(context.Background()); ok {
			_, _ = await(context.Background(), found.Call("update")) // no network: the next time
		}
	}()
}

// onWorker calls f with one field of what the service worker tells this page.
func onWorker(field string, f func(value string)) (stop func()) {
	container := workers()
	if !container.Truthy() {
		return func() {}
	}
	return listen(container, "message", func(e js.Value) {
		if data := e.Get("data"); data.Type() == js.TypeObject {
			if value := text(data.Get(field)); value != "" {
				f(value)
			}
		}
	})
}

// SetBadge shows a number on the icon of the installed app; none at 0.
func SetBadge(n int) {
	navigator := window.Get("navigator")
	if navigator.Get("setAppBadge").Type() != js.TypeFunction {
		return
	}
	go func() { _, _ = await(context.Background(), navigator.Call("setAppBadge", n)) }()
}
