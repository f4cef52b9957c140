package browser

import (
	"strconv"
	"syscall/js"
)

// Place puts a floating element beside the one that opened it: below it, or
// above where there is more room, from where lines begin, and always within the
// window.
func Place(id, anchor string) {
	element(id, func(e js.Value) {
		element(anchor, func(a js.Value) {
			const gap, edge = 4, 8
			at, own := a.Call("getBoundingClientRect"), e.Call("getBoundingClientRect")
			width, height := own.Get("width").Float(), own.Get("height").Float()
			all := document.Get("documentElement")
			right, bottom := all.Get("clientWidth").Float(), window.Get("innerHeight").Float()
			left, other := at.Get("left").Float(), at.Get("right").Float()-width
			if text(window.Call("getComputedStyle", all).Get("direction")) == "rtl" {
				left, other = other, left
			}
			if left < edge || left+width > right-edge {
				left = other
			}
			top := at.Get("bottom").Float() + gap
			if top+height > bottom-edge {
				top = at.Get("top").Float() - gap - height
			}
			style := e.Get("style")
			style.Set("right", "auto") // or it would reach from there to where it begins
			style.Set("left", pixels(max(edge, min(left, right-edge-width))))
			style.Set("top", pixels(max(edge, min(top, bottom-edge-height))))
		})
	})
}

func pixels(n float64) string { return strconv.Itoa(int(n)) + "px" }

// Step moves the keyboard among those of an element's descendants that match a
// selector: by is how many further, in a circle. From nowhere it goes to the
// first, or with a negative by to the last one.
func Step(id, selector string, by int) {
	step(id, selector, func(at, n int) int {
		switch {
		case at >= 0:
			return ((at+by)%n + n) % n
		case by < 0:
			return n - 1
		}
		return 0
	})
}

// Walk is Step without a circle: it stays at the ends, and begins at the last one.
func Walk(id, selector string, by int) {
	step(id, selector, func(at, n int) int {
		if at < 0 {
			return n - 1
		}
		return min(max(at+by, 0), n-1)
	})
}

func step(id, selector string, next func(at, n int) int) {
	element(id, func(e js.Value) {
		all := e.Call("querySelectorAll", selector)
		n := all.Get("length").Int()
		if n == 0 {
			return
		}
		at, focused := -1, document.Get("activeElement")
		for i := range n {
			if all.Index(i).Call("contains", focused).Bool() {
				at = i
			}
		}
		all.Index(next(at, n)).Call("focus")
	})
}

// FocusIfLost puts the keyboard into an element unless something else has it by
// the next frame: what had it has gone.
func FocusIfLost(id string) {
	nextFrame(func() {
		if e := document.Get("activeElement"); !e.Truthy() || e.Equal(document.Get("body")) {
			element(id, func(e js.Value) { e.Call("focus") })
		}
	})
}

// Focused is the id of the element that has the keyboard, or "".
func Focused() string {
	if e := document.Get("activeElement"); e.Truthy() {
		return text(e.Get("id"))
	}
	return ""
}

// PointOut scrolls to an element and marks it for a moment, which a style sheet
// shows by the class "pointed-out".
func PointOut(id string) {
	element(id, func(e js.Value) {
		e.Call("scrollIntoView", map[string]any{"block": "center"})
		classes := e.Get("classList")
		classes.Call("remove", "pointed-out")
		e.Get("offsetWidth") // so that the animation begins anew
		classes.Call("add", "pointed-out")
		e.Call("focus", map[string]any{"preventScroll": true})
	})
}
