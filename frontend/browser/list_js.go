package browser

import (
	"math"
	"syscall/js"
)

// KeepPlace remembers what stands at the top of a scrolling list whose items
// change places; restore shows it there again. Items have ids. One that itself
// went elsewhere is not followed: its neighbour stays.
func KeepPlace(id string) (restore func()) {
	type place struct {
		id  string
		top float64
	}
	var places []place
	element(id, func(list js.Value) {
		if list.Get("scrollTop").Float() <= 0 {
			return // at its beginning: what is new belongs in view
		}
		box := list.Call("getBoundingClientRect")
		x, y := box.Get("x").Float()+box.Get("width").Float()/2, box.Get("y").Float()
		for tries := 0; len(places) < 2 && tries < 4; tries++ {
			const beyond = 3 // over the gap between two items
			y += beyond
			at := document.Call("elementFromPoint", x, y)
			if !at.Truthy() {
				return
			}
			item := at.Call("closest", "[id]")
			if !item.Truthy() || item.Equal(list) || !list.Call("contains", item).Bool() {
				continue
			}
			edges := item.Call("getBoundingClientRect")
			places = append(places, place{text(item.Get("id")), edges.Get("top").Float()})
			y = edges.Get("bottom").Float()
		}
	})
	return func() {
		moved := math.Inf(1)
		for _, p := range places {
			element(p.id, func(item js.Value) {
				if by := item.Call("getBoundingClientRect").Get("top").Float() - p.top; math.Abs(by) < math.Abs(moved) {
					moved = by
				}
			})
		}
		if !math.IsInf(moved, 1) && moved != 0 {
			element(id, func(list js.Value) { list.Set("scrollTop", list.Get("scrollTop").Float()+moved) })
		}
	}
}

// Reveal scrolls no further than it takes to see an element.
func Reveal(id string) {
	nextFrame(func() {
		element(id, func(e js.Value) { e.Call("scrollIntoView", map[string]any{"block": "nearest"}) })
	})
}
