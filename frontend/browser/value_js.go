package browser

import (
	"context"
	"errors"
	"syscall/js"
)

var (
	window   = js.Global()
	document = window.Get("document")
)

// attempt turns what a JavaScript call throws into an error. What a getter
// throws cannot be caught: it kills the program.
func attempt(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			thrown, ok := r.(js.Error)
			if !ok {
				panic(r)
			}
			err = said(thrown.Value)
		}
	}()
	f()
	return nil
}

// said makes an error of what was thrown, which may be anything at all.
func said(reason js.Value) error {
	return errors.New("browser: " + window.Get("String").Invoke(reason).String())
}

// await blocks its goroutine until the promise settles or ctx ends.
func await(ctx context.Context, promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	settled := make(chan outcome, 1)
	var resolve, reject js.Func
	settle := func(o outcome) any {
		settled <- o
		// Here and not when ctx ends: a promise settles later all the same.
		resolve.Release()
		reject.Release()
		return nil
	}
	resolve = js.FuncOf(func(_ js.Value, args []js.Value) any { return settle(outcome{value: args[0]}) })
	reject = js.FuncOf(func(_ js.Value, args []js.Value) any { return settle(outcome{err: said(args[0])}) })
	promise.Call("then", resolve, reject)
	select {
	case o := <-settled:
		return o.value, o.err
	case <-ctx.Done():
		return js.Undefined(), ctx.Err()
	}
}

// listen calls f with every such event until stop.
func listen(target js.Value, event string, f func(js.Value)) (stop func()) {
	handler := js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(args[0])
		return nil
	})
	target.Call("addEventListener", event, handler)
	return func() {
		target.Call("removeEventListener", event, handler)
		handler.Release()
	}
}

// nextFrame calls f before the next frame is drawn.
func nextFrame(f func()) {
	var once js.Func
	once = js.FuncOf(func(js.Value, []js.Value) any {
		once.Release()
		f()
		return nil
	})
	window.Call("requestAnimationFrame", once)
}

// element calls f with the element, if there is one.
func element(id string, f func(js.Value)) {
	if found := document.Call("getElementById", id); found.Truthy() {
		f(found)
	}
}

// text is a JavaScript string, or "" for anything else.
func text(v js.Value) string {
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}
