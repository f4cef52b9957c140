// Package browser is the only room that knows syscall/js: sockets, fetch,
// storage, focus, scrolling and the host page. Its native twins do nothing, so
// that what uses it is tested without a browser.
//
// Functions that wait say so; all others return at once and may be called from
// event handlers. Callbacks given to an On… function run outside go-app's UI
// goroutine and must not wait: they decide, then dispatch.
package browser

// A Draft is what stands in a text field: its text, selection and whether it
// has the focus.
type Draft struct {
	Text string
	// Start and End of the selection, in UTF-16 units, as the browser counts.
	Start, End int
	Focused    bool
}

// DraftOf is a text with the caret at its end.
func DraftOf(text string, focused bool) Draft {
	const end = 1 << 30 // browsers take as much of it as there is
	return Draft{Text: text, Start: end, End: end, Focused: focused}
}

// Mod says what else was held, and where the key went.
type Mod struct {
	Ctrl, Shift, Alt, Meta bool
	// Editing is true when the key went into a text field.
	Editing bool
}

// Command reports whether the platform's shortcut key was held: ⌘ or Ctrl.
func (m Mod) Command() bool { return m.Ctrl || m.Meta }
