package browser

import (
	"fmt"
	"syscall/js"
	"testing"
)

// putRows makes a scrolling list of 40 px rows r0, r1 …
func putRows(t *testing.T, n int) js.Value {
	list := put(t, "div", "rows", nil)
	list.Get("style").Set("cssText", "height:100px;overflow:auto;overflow-anchor:none")
	for i := range n {
		row := document.Call("createElement", "div")
		row.Get("style").Set("height", "40px")
		row.Set("id", fmt.Sprint("r", i))
		list.Call("append", row)
	}
	return list
}

func TestKeepPlace(t *testing.T) {
	list := putRows(t, 20)
	newest := func() { list.Call("prepend", document.Call("getElementById", "r19")) }

	restore := KeepPlace("rows")
	newest()
	restore()
	if top := list.Get("scrollTop").Float(); top != 0 {
		t.Errorf("at its beginning, the list moved to %v", top)
	}

	list.Set("scrollTop", 210) // r4 is at the top, now that r19 is before r0
	restore = KeepPlace("rows")
	list.Call("prepend", document.Call("getElementById", "r18"))
	restore()
	if top := list.Get("scrollTop").Float(); top != 250 {
		t.Errorf("with a row put above: %v, want 250", top)
	}
	restore = KeepPlace("rows")
	list.Call("prepend", document.Call("getElementById", "r4")) // the one at the top itself
	restore()
	if top := list.Get("scrollTop").Float(); top != 250 {
		t.Errorf("when the top row went away: %v, want 250", top)
	}
	KeepPlace("missing")()
}

func TestReveal(t *testing.T) {
	list := putRows(t, 20)
	Reveal("r5")
	frame()
	if top := list.Get("scrollTop").Float(); top != 140 {
		t.Errorf("scrolled to %v, want 140", top)
	}
	Reveal("r4")
	frame()
	if top := list.Get("scrollTop").Float(); top != 140 {
		t.Errorf("scrolled to %v although it was in view", top)
	}
}
