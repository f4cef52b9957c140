package httpapi

import (
	"net/http"

	"parley/shared"
)

// Status is what an error code becomes over HTTP.
func Status(code shared.Code) int { return statuses[code] }

// description serves one of the files that describe this API.
func description(contentType string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", contentType)
		h.Set("Cache-Control", "no-cache")
		w.Write(body)
	}
}
