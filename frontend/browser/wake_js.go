package browser

import "syscall/js"

// Visible reports whether this page is in a tab somebody may look at.
func Visible() bool { return document.Get("visibilityState").String() == "visible" }

// Online reports whether the browser believes in a network.
func Online() bool { return window.Get("navigator").Get("onLine").Bool() }

// OnVisibility calls f when the page is shown or hidden.
func OnVisibility(f func(visible bool)) (stop func()) {
	return listen(document, "visibilitychange", func(js.Value) { f(Visible()) })
}

// OnWake calls f when there is reason to believe that the network or the
// reader is back. One return may call it several times.
func OnWake(f func()) (stop func()) {
	wake := func(js.Value) { f() }
	stops := []func(){
		OnVisibility(func(visible bool) {
			if visible {
				f()
			}
		}),
		listen(window, "online", wake),
		listen(window, "focus", wake),
		listen(window, "pageshow", wake),
	}
	return func() {
		for _, stop := range stops {
			stop()
		}
	}
}
