package shared

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Code says what went wrong in one word of the contract.
type Code string

// The codes of error frames and of HTTP errors.
const (
	CodeInvalidJSON        Code = "INVALID_JSON"
	CodeUnknownType        Code = "UNKNOWN_TYPE"
	CodeEmptyMessage       Code = "EMPTY_MESSAGE"
	CodeMessageTooLong     Code = "MESSAGE_TOO_LONG"
	CodeMessageIDRequired  Code = "MESSAGE_ID_REQUIRED"
	CodeUserHasToLogin     Code = "USER_HAS_TO_LOGIN"
	CodeRoomInvalid        Code = "ROOM_INVALID"
	CodeRoomAccessDenied   Code = "ROOM_ACCESS_DENIED"
	CodeNotFound           Code = "NOT_FOUND"
	CodeForbidden          Code = "FORBIDDEN"
	CodeConflict           Code = "CONFLICT"
	CodeConversationClosed Code = "CONVERSATION_CLOSED"
	CodeRateLimited        Code = "RATE_LIMITED"
	CodeStorageFull        Code = "STORAGE_FULL"
	CodeUnavailable        Code = "UNAVAILABLE"
	CodeInternal           Code = "INTERNAL"
)

// sentences is what a user reads; the quoted words of the contract come first.
var sentences = map[Code]string{
	CodeInvalidJSON:        "Invalid JSON",
	CodeUnknownType:        "Unknown message type",
	CodeEmptyMessage:       "Empty message",
	CodeMessageTooLong:     "Message too long",
	CodeMessageIDRequired:  "Message ID required",
	CodeUserHasToLogin:     "Sign in first.",
	CodeRoomInvalid:        "That room does not exist.",
	CodeRoomAccessDenied:   "You are not a member here.",
	CodeNotFound:           "That does not exist.",
	CodeForbidden:          "You may not do that.",
	CodeConflict:           "That was already done differently.",
	CodeConversationClosed: "This conversation has ended. Start a new one to go on.",
	CodeRateLimited:        "That was a little too fast. Try again in a moment.",
	CodeStorageFull:        "The server's disk is full. Your message is kept here; try again in a moment.",
	CodeUnavailable:        "The server cannot be reached right now. Try again in a moment.",
	CodeInternal:           "Something went wrong on our side. Try again in a moment.",
}

// Codes lists every code once, for tests and generated descriptions.
func Codes() []Code {
	codes := make([]Code, 0, len(sentences))
	for code := range sentences {
		codes = append(codes, code)
	}
	return codes
}

// An Error is a refusal in words a user may read. Its cause, if any, is for
// the log only and never crosses the wire.
type Error struct {
	Code    Code
	Message string
	// Retry says when trying again makes sense; 0: not without a change.
	Retry time.Duration
	// Fields say what is wrong with single fields of a form, by their JSON name.
	Fields map[string]string
	cause  error
}

func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.cause)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message)
}

func (e *Error) Unwrap() error { return e.cause }

// Is makes errors.Is compare codes.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// Refuse makes the error of a code. The detail, if any, follows the code's
// sentence and tells the user what to do.
func Refuse(code Code, detail string) *Error {
	message := sentences[code]
	if detail != "" {
		message = strings.TrimSuffix(message, ".") + ": " + detail
	}
	return &Error{Code: code, Message: message}
}

// Because keeps the cause of a refusal for the log.
func (e *Error) Because(cause error) *Error {
	e.cause = cause
	return e
}

// After says when to try again.
func (e *Error) After(d time.Duration) *Error {
	e.Retry = d
	return e
}

// Passes reports whether trying the same again later may help.
func (e *Error) Passes() bool {
	switch e.Code {
	case CodeRateLimited, CodeStorageFull, CodeUnavailable, CodeInternal:
		return true
	}
	return e.Retry > 0
}

// AsError finds the refusal in err; anything else is INTERNAL, with err as its
// cause.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Refuse(CodeInternal, "").Because(err)
}
