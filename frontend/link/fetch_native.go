//go:build !js

package link

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// NativeFetch calls the server at base, such as "https://chat.example".
func NativeFetch(base string) Fetch {
	const mostAnswer = 4 << 20
	client := &http.Client{Timeout: 30 * time.Second}
	base = strings.TrimSuffix(base, "/")
	return func(ctx context.Context, method, path, bearer string, body []byte) (int, []byte, error) {
		request, err := http.NewRequestWithContext(ctx, method, base+path, bytes.NewReader(body))
		if err != nil {
			return 0, nil, err
		}
		if body != nil {
			request.Header.Set("Content-Type", "application/json")
		}
		if bearer != "" {
			request.Header.Set("Authorization", "Bearer "+bearer)
		}
		response, err := client.Do(request)
		if err != nil {
			return 0, nil, err
		}
		defer response.Body.Close()
		answer, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer))
		return response.StatusCode, answer, err
	}
}
