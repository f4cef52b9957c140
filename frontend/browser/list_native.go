//go:build !js

package browser

// KeepPlace keeps nothing.
func KeepPlace(string) (restore func()) { return func() {} }

// Reveal does nothing.
func Reveal(string) {}
