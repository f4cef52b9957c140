//go:build !js

package client

import (
	"context"
	"iter"

	"parley/shared"
)

// maxReceived bounds what waits for Receive. Beyond it nothing is applied; the
// log is read again from there once there is room.
const maxReceived = 1024

// Receive yields the messages of all joined conversations, this client's own
// among them, each once and in the order of its conversation, but for those
// that were taken back before. It ends with ctx or with the client, and goes on
// where the loop before it was left. One loop at a time.
func (c *Client) Receive(ctx context.Context) iter.Seq[shared.Message] {
	return func(yield func(shared.Message) bool) {
		for ctx.Err() == nil {
			if m, ok := c.next(); ok {
				if !yield(m) {
					return
				}
				continue
			}
			select {
			case <-c.arrived:
			case <-c.done:
				if m, ok := c.next(); !ok || !yield(m) {
					return
				}
			case <-ctx.Done():
			}
		}
	}
}

func (c *Client) next() (m shared.Message, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.received) == 0 {
		return m, false
	}
	m, c.received = c.received[0], c.received[1:]
	if c.crowded && len(c.received) < maxReceived/2 {
		c.crowded = false
		for _, t := range c.topics {
			t.Resume()
		}
	}
	return m, true
}

// full reports whether nothing more fits into received. Callers hold mu.
func (c *Client) full() bool {
	full := len(c.received) >= maxReceived
	c.crowded = c.crowded || full
	return full
}

// hand hands over the messages whose turn has come. Callers hold mu.
func (c *Client) hand(t *topic) {
	if t.handed >= t.Applied() {
		return
	}
	for _, chunk := range t.Log().Chunks() {
		if last := chunk.Rows[len(chunk.Rows)-1]; last.Seq <= t.handed {
			continue
		}
		for _, row := range chunk.Rows {
			if m := row.Message; row.Seq > t.handed && m != nil && m.DeletedAt == nil && !m.Hidden {
				c.received = append(c.received, *m)
				wake(c.arrived)
			}
		}
	}
	t.handed = t.Applied()
	if t.Header.Head == t.Applied() && len(t.Log().Chunks()) > 2 {
		// What was handed over is let go of: a bot may run for months.
		header := t.Header
		t.Reset()
		t.Begin(header, c.me)
		t.Load(shared.History{Head: header.Head})
	}
}
