package browser

import "syscall/js"

// OnKey calls f with every key pressed anywhere on the page that no element
// has handled, and that is not part of composing a character. The key is named
// as in KeyboardEvent.key. When f handles it, the browser does not.
func OnKey(f func(key string, mod Mod) (handled bool)) (stop func()) {
	return listen(window, "keydown", func(e js.Value) {
		if e.Get("defaultPrevented").Bool() || e.Get("isComposing").Bool() {
			return
		}
		mod := Mod{
			Ctrl: e.Get("ctrlKey").Bool(), Shift: e.Get("shiftKey").Bool(),
			Alt: e.Get("altKey").Bool(), Meta: e.Get("metaKey").Bool(),
			Editing: editing(e.Get("target")),
		}
		// Filling a form in by itself, a browser sends keydown without a key.
		if key := text(e.Get("key")); key != "" && f(key, mod) {
			e.Call("preventDefault")
		}
	})
}

// editing reports whether keys typed at target become text.
func editing(target js.Value) bool {
	if target.Get("matches").Type() != js.TypeFunction { // the document itself
		return false
	}
	return target.Get("isContentEditable").Truthy() || target.Call("matches", "input,textarea,select").Bool()
}
