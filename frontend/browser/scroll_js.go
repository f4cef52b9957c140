package browser

import "syscall/js"

// ScrollState is how far a scrolling element is from its ends, in CSS pixels.
func ScrollState(id string) (fromTop, fromBottom float64) {
	element(id, func(e js.Value) { fromTop, fromBottom = scrolled(e) })
	return fromTop, fromBottom
}

func scrolled(e js.Value) (fromTop, fromBottom float64) {
	fromTop = e.Get("scrollTop").Float()
	return fromTop, e.Get("scrollHeight").Float() - e.Get("clientHeight").Float() - fromTop
}

// OnResize calls f as soon as the window has another size.
func OnResize(f func()) (stop func()) {
	return listen(window, "resize", func(js.Value) { f() })
}

// AfterPaint calls f when what is there now has been drawn, in a page that is
// visible.
func AfterPaint(f func()) {
	nextFrame(func() { nextFrame(f) })
}

// ScrollToEnd shows the end of a scrolling element, now and in the next frame:
// chunks that were out of view have only a guessed height until then. Whoever
// scrolls up in between stays where they went; and another element that has got
// the id meanwhile stays where it is.
func ScrollToEnd(id string) {
	element(id, func(list js.Value) {
		list.Set("scrollTop", list.Get("scrollHeight"))
		top, bottom := scrolled(list)
		nextFrame(func() {
			fromTop, fromBottom := scrolled(list)
			if fromTop >= top || fromBottom <= bottom {
				list.Set("scrollTop", list.Get("scrollHeight"))
			}
		})
	})
}

// KeepAnchor remembers what a scrolling element shows, before rows are put
// above it; restore shows it again.
func KeepAnchor(id string) (restore func()) {
	_, before := ScrollState(id)
	return func() {
		element(id, func(e js.Value) {
			fromTop, fromBottom := scrolled(e)
			e.Set("scrollTop", fromTop+fromBottom-before)
		})
	}
}
