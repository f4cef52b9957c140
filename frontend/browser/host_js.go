package browser

import (
	"strings"
	"syscall/js"
)

// hostOrigin is the origin of the page that embeds us, as the server knows it.
// It is never taken from a message.
func hostOrigin() string {
	if origin := Param("parent"); strings.HasPrefix(origin, "http") {
		return origin
	}
	return ""
}

// HostPage is the address of the page that embeds us, as far as the loader tells
// of it: without query and fragment, which may be nobody's business.
func HostPage() string {
	origin, path := hostOrigin(), Query("p")
	if origin == "" || !strings.HasPrefix(path, "/") {
		return ""
	}
	return origin + path
}

// PostToHost tells the loader in the embedding page something: a kind, and a
// bool, number, string, or a map or slice of them.
func PostToHost(kind string, value any) {
	post(map[string]any{"parley": 1, "t": kind, "v": value})
}

// TellHostThread tells the embedding page which conversation this is, in the words
// that pages have listened for since before there was a loader.
func TellHostThread(id string) {
	post(map[string]any{"type": "THREAD_ID_FROM_IFRAME", "thread_id": id})
}

func post(message map[string]any) {
	origin, parent := hostOrigin(), window.Get("parent")
	if origin == "" || parent.Equal(window) {
		return
	}
	_ = attempt(func() { parent.Call("postMessage", message, origin) }) // throws for what is no origin
}

// OnHost calls f with every kind of message from the loader in the embedding
// page, and only from there.
func OnHost(f func(kind string)) (stop func()) {
	return listen(window, "message", func(e js.Value) {
		origin, data := hostOrigin(), e.Get("data")
		if origin == "" || text(e.Get("origin")) != origin || !e.Get("source").Equal(window.Get("parent")) {
			return
		}
		if data.Type() != js.TypeObject || !data.Get("parley").Equal(js.ValueOf(1)) {
			return
		}
		if kind := text(data.Get("t")); kind != "" {
			f(kind)
		}
	})
}
