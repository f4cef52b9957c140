package browser

import "syscall/js"

// storage is the browser's object. A blocked one throws when it is named, and
// Value.Get lets that kill the program; Reflect.get is a call, and calls are
// caught.
func storage(area string) js.Value {
	return window.Get("Reflect").Call("get", window, area)
}

func keep(area, key, value string) bool {
	return attempt(func() { storage(area).Call("setItem", key, value) }) == nil
}

func recall(area, key string) (value string) {
	_ = attempt(func() { value = text(storage(area).Call("getItem", key)) })
	return value
}

func forget(area, key string) {
	_ = attempt(func() { storage(area).Call("removeItem", key) })
}
