package ui

import "parley/frontend/browser"

// Place remembers where in a list of messages its reader is; restore takes a list
// that is drawn again back there. It is nil at the end, where a list starts. The
// list itself is asked: what it has told of scrolling may be a moment old.
func Place(id string) (restore func()) {
	if _, fromBottom := browser.ScrollState(id); fromBottom <= nearEnd {
		return nil
	}
	return browser.KeepAnchor(id)
}
