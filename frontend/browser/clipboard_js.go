package browser

import (
	"context"
	"syscall/js"
)

// CopyText puts text on the clipboard. On plain http, where browsers keep the
// clipboard to themselves, it copies from a field as people do.
func CopyText(text string) {
	clipboard := window.Get("navigator").Get("clipboard")
	if !clipboard.Truthy() {
		copyFromField(text)
		return
	}
	promise := clipboard.Call("writeText", text) // asks now, while the click still counts
	go func() {
		if _, err := await(context.Background(), promise); err != nil {
			copyFromField(text)
		}
	}()
}

func copyFromField(text string) {
	focused := document.Get("activeElement")
	field := document.Call("createElement", "textarea")
	field.Set("value", text)
	hide(field)
	document.Get("body").Call("append", field)
	field.Call("select")
	_ = attempt(func() { document.Call("execCommand", "copy") })
	field.Call("remove")
	if focused.Truthy() {
		focused.Call("focus")
	}
}

// hide takes an element from sight, but not from screen readers.
func hide(e js.Value) {
	style := e.Get("style")
	style.Set("position", "fixed")
	style.Set("width", "1px")
	style.Set("height", "1px")
	style.Set("overflow", "hidden")
	style.Set("clipPath", "inset(50%)")
}
