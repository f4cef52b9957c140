package browser

import (
	"context"
	"errors"
	"syscall/js"
)

// errNoFile says that nothing is chosen.
var errNoFile = errors.New("browser: no file is chosen")

// File reads what is chosen in a file field, up to most bytes and one, which
// tells that there is more. It waits, so it needs a goroutine of its own.
func File(ctx context.Context, id string, most int) (content []byte, err error) {
	err = errNoFile
	element(id, func(e js.Value) {
		files := e.Get("files")
		if !files.Truthy() || files.Length() == 0 {
			return
		}
		var buffer js.Value
		if buffer, err = await(ctx, files.Index(0).Call("slice", 0, most+1).Call("arrayBuffer")); err != nil {
			return
		}
		bytes := window.Get("Uint8Array").New(buffer)
		content = make([]byte, bytes.Length())
		js.CopyBytesToGo(content, bytes)
	})
	return content, err
}
