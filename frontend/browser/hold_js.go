package browser

import (
	"context"
	"syscall/js"
)

// Hold takes the lock of a name as soon as no other tab of this origin has it,
// and keeps it until release or the end of the page. Any number of tabs hold a
// shared one at once. Where browsers have no locks, nobody ever holds one.
func Hold(name string, shared bool) (held func() bool, release func()) {
	locks := window.Get("navigator").Get("locks")
	if !locks.Truthy() {
		return func() bool { return false }, func() {}
	}
	mode := "exclusive"
	if shared {
		mode = "shared"
	}
	abort := window.Get("AbortController").New()
	// Of one thread, as all JavaScript is.
	has, let := false, js.Undefined() // let gives the lock back
	hold := js.FuncOf(func(_ js.Value, args []js.Value) any { let = args[0]; return nil })
	request := js.FuncOf(func(js.Value, []js.Value) any {
		has = true
		return window.Get("Promise").New(hold)
	})
	promise := locks.Call("request", name, map[string]any{"mode": mode, "signal": abort.Get("signal")}, request)
	go func() {
		_, _ = await(context.Background(), promise) // given back, or given up
		hold.Release()
		request.Release()
	}()
	return func() bool { return has }, func() {
		has = false
		if let.Truthy() {
			let.Invoke()
			return
		}
		abort.Call("abort")
	}
}

// Held reports whether any tab of this origin holds the lock of a name. It
// waits.
func Held(name string) bool {
	locks := window.Get("navigator").Get("locks")
	if !locks.Truthy() {
		return false
	}
	now, err := await(context.Background(), locks.Call("query"))
	if err != nil {
		return false
	}
	held := now.Get("held")
	for i := range held.Length() {
		if text(held.Index(i).Get("name")) == name {
			return true
		}
	}
	return false
}
