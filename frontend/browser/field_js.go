package browser

import (
	"strconv"
	"syscall/js"
)

// Focus puts the keyboard into an element. It waits for the next frame: what
// has just been un-hidden has no box yet, and focus would do nothing.
func Focus(id string) {
	nextFrame(func() { element(id, func(e js.Value) { e.Call("focus") }) })
}

// Value is what stands in a field.
func Value(id string) (value string) {
	element(id, func(e js.Value) { value = text(e.Get("value")) })
	return value
}

// SetValue replaces what stands in a field, also by "", which go-app's own
// Value cannot.
func SetValue(id, value string) {
	element(id, func(e js.Value) { e.Set("value", value) })
}

// TakeDraft reads what was typed into a field before its component is there.
// go-app replaces the server's markup when it mounts, and within the task that
// runs main nothing is typed in between.
func TakeDraft(id string) (draft Draft) {
	element(id, func(e js.Value) {
		draft = Draft{
			Text:    text(e.Get("value")),
			Start:   e.Get("selectionStart").Int(),
			End:     e.Get("selectionEnd").Int(),
			Focused: e.Equal(document.Get("activeElement")),
		}
	})
	return draft
}

// RestoreDraft puts a draft into the field that took the old one's place.
func RestoreDraft(id string, draft Draft) {
	if draft == (Draft{}) {
		return
	}
	element(id, func(e js.Value) {
		e.Set("value", draft.Text)
		if draft.Focused {
			e.Call("focus")
		}
		e.Call("setSelectionRange", draft.Start, draft.End)
	})
}

// Grow makes a text area as high as its text; the style sheet sets the most.
// A height set through the object model needs no style-src.
func Grow(id string) {
	element(id, func(e js.Value) {
		style := e.Get("style")
		style.Set("height", "auto")
		border := e.Get("offsetHeight").Int() - e.Get("clientHeight").Int()
		style.Set("height", strconv.Itoa(e.Get("scrollHeight").Int()+border)+"px")
	})
}
