package browser

import "syscall/js"

// Mirror shows a copy of one element in the shadow root of another, with a
// style sheet of its own that reaches nothing else, and custom properties that
// the copy inherits. What is copied does nothing.
func Mirror(source, target, sheet string, properties map[string]string) {
	element(source, func(from js.Value) {
		element(target, func(to js.Value) {
			root := to.Get("shadowRoot")
			if !root.Truthy() {
				root = to.Call("attachShadow", map[string]any{"mode": "open"})
				link := document.Call("createElement", "link")
				link.Set("rel", "stylesheet")
				link.Set("href", sheet)
				root.Call("append", link)
			}
			copied := from.Call("cloneNode", true)
			copied.Call("removeAttribute", "id")
			copied.Call("removeAttribute", "hidden")
			copied.Get("style").Set("height", "100%") // what it copies may fill a window
			if last := root.Get("lastElementChild"); text(last.Get("localName")) != "link" {
				last.Call("replaceWith", copied)
			} else {
				root.Call("append", copied)
			}
		})
	})
	SetProperties(target, properties)
}

// SetProperties sets custom properties of an element; an empty one goes. The
// object model needs no style-src.
func SetProperties(id string, properties map[string]string) {
	element(id, func(e js.Value) {
		style := e.Get("style")
		for name, value := range properties {
			if value == "" {
				style.Call("removeProperty", name)
			} else {
				style.Call("setProperty", name, value)
			}
		}
	})
}

// Dataset is what an element keeps under a name, or "".
func Dataset(id, name string) (value string) {
	element(id, func(e js.Value) { value = text(e.Get("dataset").Get(name)) })
	return value
}

// Unsaved makes the browser ask before it leaves this page, or no longer.
func Unsaved(unsaved bool) {
	if unsaved == (stopAsking != nil) {
		return
	}
	if !unsaved {
		stopAsking()
		stopAsking = nil
		return
	}
	stopAsking = listen(window, "beforeunload", func(e js.Value) { e.Call("preventDefault") })
}

// stopAsking is set while the browser is to ask.
var stopAsking func()
