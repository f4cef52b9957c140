package browser

import (
	"context"
	"syscall/js"
)

// lockTabs calls f while holding the Web Lock of that name.
func lockTabs(ctx context.Context, name string, f func()) error {
	locks := window.Get("navigator").Get("locks")
	if !locks.Truthy() {
		f()
		return nil
	}
	abort := window.Get("AbortController").New()
	granted := make(chan js.Value, 1) // the function that gives the lock back
	hold := js.FuncOf(func(_ js.Value, args []js.Value) any {
		granted <- args[0]
		return nil
	})
	defer hold.Release()
	// The browser keeps the lock as long as the promise we return is open.
	request := js.FuncOf(func(js.Value, []js.Value) any { return window.Get("Promise").New(hold) })
	defer request.Release()
	promise := locks.Call("request", name, map[string]any{"signal": abort.Get("signal")}, request)

	over := make(chan error, 1)
	go func() {
		_, err := await(context.Background(), promise)
		over <- err
	}()
	select {
	case release := <-granted:
		f()
		release.Invoke()
		<-over
		return nil
	case <-over: // sandboxed frames have locks and refuse them
		f()
		return nil
	case <-ctx.Done():
		abort.Call("abort")
		select {
		case release := <-granted: // the abort came too late
			release.Invoke()
			<-over
		case <-over:
		}
		return ctx.Err()
	}
}
