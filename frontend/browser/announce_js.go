package browser

import "syscall/js"

// announcerID names the element that screen readers listen to.
const announcerID = "announcer"

// Announce has a screen reader say something when it next pauses.
func Announce(text string) {
	announcer := document.Call("getElementById", announcerID)
	if !announcer.Truthy() {
		announcer = document.Call("createElement", "div")
		announcer.Set("id", announcerID)
		announcer.Call("setAttribute", "role", "status")
		hide(announcer)
		// At the end: go-app owns the first element of the body.
		document.Get("body").Call("append", announcer)
	}
	// Emptied first, or the same words would not be said twice.
	announcer.Set("textContent", "")
	nextFrame(func() { element(announcerID, func(e js.Value) { e.Set("textContent", text) }) })
}
