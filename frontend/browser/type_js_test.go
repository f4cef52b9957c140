package browser

import (
	"syscall/js"
	"testing"
)

// unpainted is the text that is still to be typed out, or "".
func unpainted() string {
	highlight := window.Get("CSS").Get("highlights").Call("get", untyped)
	if !highlight.Truthy() {
		return ""
	}
	return window.Get("Array").Call("from", highlight).Index(0).Call("toString").String()
}

func TestTypeOut(t *testing.T) {
	e := put(t, "div", "typed", map[string]any{"textContent": "Hello 👨‍👩‍👧, here is é and some more text"})
	if n := len(lettersOf(e)); n != 37 {
		t.Errorf("%d letters: a family is one, and so is a letter with its accent", n)
	}
	TypeOut("typed")
	if unpainted() == "" {
		t.Fatal("all of it is there at once")
	}
	if e.Get("textContent").String() != "Hello 👨‍👩‍👧, here is é and some more text" {
		t.Error("the text is not there for who listens")
	}
	for before := unpainted(); unpainted() == before; {
		frame() // it goes on by itself
	}
	window.Call("dispatchEvent", window.Get("KeyboardEvent").New("keydown", map[string]any{"key": "a"}))
	if left := unpainted(); left != "" {
		t.Errorf("%q is left after a key", left)
	}

	TypeOut("typed")
	for unpainted() != "" { // to its end
		frame()
	}
	TypeOut("typed")
	e.Set("textContent", "x") // an admin has changed it
	for unpainted() != "" {
		frame()
	}
	TypeOut("not there")
}

func TestSetProperty(t *testing.T) {
	SetProperty("--brand", "#ffcc00")
	got := func() js.Value {
		return window.Call("getComputedStyle", document.Get("documentElement")).Call("getPropertyValue", "--brand")
	}
	if got().String() != "#ffcc00" {
		t.Error(got())
	}
	if SetProperty("--brand", ""); got().String() != "" {
		t.Error(got())
	}
}
