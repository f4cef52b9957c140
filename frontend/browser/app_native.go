//go:build !js

package browser

// OnUpdate never calls.
func OnUpdate(func()) (stop func()) { return func() {} }

// SeekUpdate does nothing.
func SeekUpdate() {}

// SetBadge does nothing.
func SetBadge(int) {}

// MayNotify is impossible.
func MayNotify() Permission { return Impossible }

// AskToNotify never calls.
func AskToNotify(func(Permission)) {}

// Notify does nothing.
func Notify(Note, func() bool) {}

// TakeNotes does nothing.
func TakeNotes(string) {}

// OnNote never calls.
func OnNote(func(path string)) (stop func()) { return func() {} }

// Hold holds nothing.
func Hold(string, bool) (held func() bool, release func()) {
	return func() bool { return false }, func() {}
}

// Held is false.
func Held(string) bool { return false }
