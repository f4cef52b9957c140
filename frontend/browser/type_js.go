package browser

import "syscall/js"

const (
	// lettersASecond is how fast text is typed out, unless it would take longer
	// than longestTyping seconds.
	lettersASecond = 40.0
	longestTyping  = 4.0
	// untyped is the name of the highlight that the style sheet makes invisible.
	untyped = "untyped"
)

// TypeOut shows the text of an element letter by letter, until somebody presses
// a key or points at something. The text itself is there from the start, for
// screen readers and so that nothing moves; what is still to come is only not
// painted. Under reduced motion, and where the browser cannot, it is all there at
// once.
func TypeOut(id string) {
	highlights := window.Get("CSS").Get("highlights")
	if !highlights.Truthy() || window.Call("matchMedia", "(prefers-reduced-motion: reduce)").Get("matches").Bool() {
		return
	}
	element(id, func(e js.Value) {
		letters := lettersOf(e)
		if len(letters) == 0 {
			return
		}
		rest := document.Call("createRange")
		rest.Call("selectNodeContents", e)
		highlights.Call("set", untyped, window.Get("Highlight").New(rest))

		typing := true
		var stops []func()
		finish := func(js.Value) {
			if !typing {
				return
			}
			typing = false
			highlights.Call("delete", untyped)
			for _, stop := range stops {
				stop()
			}
		}
		stops = append(stops, listen(window, "keydown", finish), listen(window, "pointerdown", finish))

		rate := max(lettersASecond, float64(len(letters))/longestTyping)
		began := now()
		var draw func()
		draw = func() {
			if !typing {
				return
			}
			typed := int((now() - began) / 1000 * rate)
			// An element that has changed meanwhile has other letters.
			if typed >= len(letters) || attempt(func() { rest.Call("setStart", letters[typed].node, letters[typed].at) }) != nil {
				finish(js.Undefined())
				return
			}
			nextFrame(draw)
		}
		draw()
	})
}

func now() float64 { return window.Get("performance").Call("now").Float() }

// letter is where in a text node a character begins, as readers count them.
type letter struct {
	node js.Value
	at   int
}

func lettersOf(e js.Value) (letters []letter) {
	const textNodes = 4
	walker := document.Call("createTreeWalker", e, textNodes)
	segmenter := window.Get("Intl").Get("Segmenter")
	for node := walker.Call("nextNode"); node.Truthy(); node = walker.Call("nextNode") {
		if !segmenter.Truthy() {
			for at := range node.Get("length").Int() {
				letters = append(letters, letter{node, at})
			}
			continue
		}
		all := window.Get("Array").Call("from", segmenter.New().Call("segment", node.Get("data")))
		for i := range all.Length() {
			letters = append(letters, letter{node, all.Index(i).Get("index").Int()})
		}
	}
	return letters
}
