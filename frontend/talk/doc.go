// Package talk drives one conversation on a link: it joins, loads the history,
// closes holes, sends what was said until it is confirmed, and tells how far
// its reader has got. The widget has one talk, the desk several on one socket,
// a bot any number; the rules of delivery are here, once.
//
// It knows neither go-app nor JavaScript and starts no goroutine. A talk is
// owned by whoever made it, the UI goroutine or a lock: everything here is
// called there, and calls back there.
package talk
