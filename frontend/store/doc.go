// Package store is what the user sees, as plain Go: conversations, the outbox,
// typing, the inbox. It knows neither go-app nor JavaScript and starts no
// goroutine; everything here is owned by the UI goroutine.
//
// The one rule of the log: event n+1 is applied only after n, what is known is
// dropped, and a hole is answered with a sync. So the same events in any
// order, with repeats, give the same picture as a fresh load.
package store
