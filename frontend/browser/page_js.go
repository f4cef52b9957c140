package browser

import "parley/shared"

// SocketURL is the address of a path of this page's server, for a socket.
func SocketURL(path string) string {
	location := window.Get("location")
	scheme := "ws://"
	if location.Get("protocol").String() == "https:" {
		scheme = "wss://"
	}
	return scheme + location.Get("host").String() + path
}

// Param is a value the server has put into this page, or "". It comes through
// globalThis.parleyConfig, an object of strings made by the boot script.
func Param(name string) string {
	config := window.Get("parleyConfig")
	if !config.Truthy() {
		return ""
	}
	return text(config.Get(name))
}

// Query is a value of this page's URL, or "".
func Query(name string) string {
	search := window.Get("location").Get("search")
	return text(window.Get("URLSearchParams").New(search).Call("get", name))
}

// SetTitle names the tab.
func SetTitle(title string) { document.Set("title", title) }

// Reload loads the page again.
func Reload() { window.Get("location").Call("reload") }

// Language is the language of this page, which the server chose for its reader
// or the reader for themselves.
func Language() shared.Language {
	return shared.MatchLanguage(text(document.Get("documentElement").Get("lang")))
}

// Locale is the reader's language, such as "de-AT".
func Locale() string { return text(window.Get("navigator").Get("language")) }

// Touch reports whether the main pointer is a finger.
func Touch() bool {
	return window.Call("matchMedia", "(pointer: coarse)").Get("matches").Bool()
}

// Mark notes a moment for performance tools.
func Mark(name string) { window.Get("performance").Call("mark", name) }

// Matches reports whether a media query holds now.
func Matches(query string) bool {
	return window.Call("matchMedia", query).Get("matches").Bool()
}

// RightToLeft reports whether this page is read from the right.
func RightToLeft() bool {
	return text(document.Get("documentElement").Get("dir")) == "rtl"
}

// SetProperty sets a custom property of the style sheet for the whole page; ""
// takes it back. Set through the object model it needs no style-src.
func SetProperty(name, value string) {
	document.Get("documentElement").Get("style").Call("setProperty", name, value)
}
