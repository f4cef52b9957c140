package httpapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"

	"parley/shared"
)

// maxBody bounds a request's body: the longest message with room to spare.
const maxBody = 64 << 10

// statuses is the one table from codes to HTTP.
var statuses = map[shared.Code]int{
	shared.CodeInvalidJSON:        http.StatusBadRequest,
	shared.CodeUnknownType:        http.StatusBadRequest,
	shared.CodeEmptyMessage:       http.StatusBadRequest,
	shared.CodeMessageTooLong:     http.StatusBadRequest,
	shared.CodeMessageIDRequired:  http.StatusBadRequest,
	shared.CodeUserHasToLogin:     http.StatusUnauthorized,
	shared.CodeRoomInvalid:        http.StatusNotFound,
	shared.CodeRoomAccessDenied:   http.StatusForbidden,
	shared.CodeNotFound:           http.StatusNotFound,
	shared.CodeForbidden:          http.StatusForbidden,
	shared.CodeConflict:           http.StatusConflict,
	shared.CodeConversationClosed: http.StatusConflict,
	shared.CodeRateLimited:        http.StatusTooManyRequests,
	shared.CodeStorageFull:        http.StatusInsufficientStorage,
	shared.CodeUnavailable:        http.StatusServiceUnavailable,
	shared.CodeInternal:           http.StatusInternalServerError,
}

// handle makes a handler of a function that returns its refusal.
func (s *Server) handle(f func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := f(w, r); err != nil {
			s.refuse(w, r, err)
		}
	}
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	refusal := shared.AsError(err)
	status := statuses[refusal.Code]
	s.Traffic.refused.WithLabelValues(string(refusal.Code)).Inc()
	if status >= http.StatusInternalServerError && r.Context().Err() == nil {
		// The path only: a query may hold a token.
		s.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "status", status, "error", err, "request", r.Header.Get(requestID))
	}
	if refusal.Retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(refusal.Retry.Seconds()+0.999)))
	}
	answer(w, status, shared.ErrorBody{Error: shared.Fail(refusal)})
}

func answer(w http.ResponseWriter, status int, body any) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

// decode reads the one JSON value of a body.
func decode(w http.ResponseWriter, r *http.Request, into any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	err := decoder.Decode(into)
	if err == nil {
		if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
			return shared.Refuse(shared.CodeInvalidJSON, "the body is one JSON object")
		}
		return nil
	}
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return shared.Refuse(shared.CodeMessageTooLong, "a request has at most "+strconv.Itoa(maxBody)+" bytes.")
	}
	return shared.Refuse(shared.CodeInvalidJSON, "")
}

// recover keeps a panic from taking anything but its own request down.
func (s *Server) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil || cause == http.ErrAbortHandler {
				return
			}
			s.Log.Error("panic", "path", r.URL.Path, "cause", cause, "stack", string(debug.Stack()), "request", r.Header.Get(requestID))
			answer(w, http.StatusInternalServerError, shared.ErrorBody{Error: shared.Fail(shared.Refuse(shared.CodeInternal, ""))})
		}()
		next.ServeHTTP(w, r)
	})
}
