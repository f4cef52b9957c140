// Package store keeps what Parley must not lose: rows in, shared types out. It
// is the only room that knows SQL, and knows nothing of sockets or rules.
//
// One goroutine writes: it takes whatever is waiting into one transaction
// (group commit), so that many durable messages share one fsync. Readers have
// handles of their own and never wait for the writer.
package store
