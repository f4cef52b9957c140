package browser

import (
	"context"
	"sync"
)

// showing is held while notifications are shown or taken away, so that none
// appears after it was taken away.
var showing sync.Mutex

// MayNotify says whether this page may show notifications.
func MayNotify() Permission {
	notification := window.Get("Notification")
	if !notification.Truthy() || !workers().Truthy() {
		return Impossible
	}
	return Permission(text(notification.Get("permission")))
}

// AskToNotify has the browser ask the reader. It counts only as the answer to a
// press; then is called with what they said.
func AskToNotify(then func(Permission)) {
	promise := window.Get("Notification").Call("requestPermission")
	go func() {
		_, _ = await(context.Background(), promise)
		then(MayNotify())
	}()
}

// Notify shows a notification, unless f no longer wants it. f may wait.
func Notify(n Note, f func() (still bool)) {
	go func() {
		showing.Lock()
		defer showing.Unlock()
		found, ok := registration(context.Background())
		if !ok || !f() {
			return
		}
		_ = attempt(func() {
			_, _ = await(context.Background(), found.Call("showNotification", n.Title, map[string]any{
				"body": n.Text, "tag": n.Tag, "renotify": true, "icon": n.Icon, "data": map[string]any{"path": n.Path},
			}))
		})
	}()
}

// TakeNotes takes away the notifications with a tag, all of them without one.
func TakeNotes(tag string) {
	if MayNotify() != Granted {
		return
	}
	filter := map[string]any{}
	if tag != "" {
		filter["tag"] = tag
	}
	go func() {
		showing.Lock()
		defer showing.Unlock()
		found, ok := registration(context.Background())
		if !ok {
			return
		}
		notes, err := await(context.Background(), found.Call("getNotifications", filter))
		if err != nil {
			return
		}
		for i := range notes.Length() {
			notes.Index(i).Call("close")
		}
	}()
}

// OnNote calls f with the path of the notification that was clicked.
func OnNote(f func(path string)) (stop func()) { return onWorker("open", f) }
