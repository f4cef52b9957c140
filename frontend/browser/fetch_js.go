package browser

import (
	"context"
	"syscall/js"
	"time"
)

// fetchTimeout bounds one request; browsers themselves wait for minutes.
const fetchTimeout = 30 * time.Second

// Fetch makes one request to this page's own server and returns its status and
// body. It waits, so it needs a goroutine of its own. An error means that
// there was no answer.
func Fetch(ctx context.Context, method, path, bearer string, body []byte) (status int, answer []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	abort := window.Get("AbortController").New()
	defer context.AfterFunc(ctx, func() { abort.Call("abort") })()

	headers := map[string]any{}
	options := map[string]any{
		"method":  method,
		"headers": headers,
		"signal":  abort.Get("signal"),
		"cache":   "no-store",
	}
	if body != nil {
		headers["Content-Type"] = "application/json"
		content := window.Get("Uint8Array").New(len(body))
		js.CopyBytesToJS(content, body)
		options["body"] = content
	}
	if bearer != "" {
		headers["Authorization"] = "Bearer " + bearer
	}
	var promise js.Value
	if err := attempt(func() { promise = window.Call("fetch", path, options) }); err != nil {
		return 0, nil, err
	}
	response, err := await(ctx, promise)
	if err != nil {
		return 0, nil, err
	}
	content, err := await(ctx, response.Call("text"))
	if err != nil {
		return 0, nil, err
	}
	return response.Get("status").Int(), []byte(content.String()), nil
}
