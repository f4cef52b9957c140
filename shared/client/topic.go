//go:build !js

package client

import (
	"context"
	"slices"
	"time"

	"parley/frontend/talk"
	"parley/shared"
)

// A topic is a joined conversation, or one that is being joined. Guarded by
// the client's mu but for ready.
type topic struct {
	*talk.Talk
	ready chan struct{} // closed when joined for the first time, or refused

	begun   bool  // ready is closed
	handed  int64 // everything up to here is in received, was, or is before the caller's beginning
	refusal error
}

func (c *Client) newTopic(id shared.ConversationID, after int64) *topic {
	return &topic{Talk: talk.New(id, c.world), ready: make(chan struct{}), handed: after}
}

// Join makes Receive bring what was and will be said in a conversation after
// a seq: 0 for all of it, the newest seq a bot has seen to go on from there. It
// returns the header once the server has agreed. A conversation that is joined
// already stays where it is.
func (c *Client) Join(ctx context.Context, id shared.ConversationID, after int64) (shared.Conversation, error) {
	c.mu.Lock()
	t := c.topics[id]
	switch {
	case t != nil:
	case c.own != "":
		c.mu.Unlock()
		return shared.Conversation{}, shared.Refuse(shared.CodeRoomAccessDenied, "")
	default:
		t = c.newTopic(id, after)
		c.topics[id] = t
		t.Attend(true)
		if c.greeting != nil {
			t.Connect(*c.greeting)
		}
	}
	c.mu.Unlock()
	select {
	case <-t.ready:
		c.mu.Lock()
		defer c.mu.Unlock()
		header := t.Header
		header.Members = slices.Clone(header.Members) // ours move
		return header, t.refusal
	case <-c.done:
		return shared.Conversation{}, c.ended()
	case <-ctx.Done():
		c.Leave(id)
		return shared.Conversation{}, ctx.Err()
	}
}

// Leave ends a Join. What waits to be sent there is given up.
func (c *Client) Leave(id shared.ConversationID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.topics[id]; t != nil && id != c.own {
		c.drop(t, errClosed)
		c.send(shared.Leave{ConversationID: id}, "")
	}
}

// settle follows whatever a topic was told: it may be joined now, or refused,
// and have something to hand over. Callers hold mu.
func (c *Client) settle(t *topic) {
	c.hand(t)
	switch {
	case t.Final:
		c.drop(t, t.Problem)
	case t.Loaded && !t.begun:
		t.begun = true
		close(t.ready)
	}
}

// drop ends a topic and what waits for it. Callers hold mu.
func (c *Client) drop(t *topic, err error) {
	delete(c.topics, t.ID)
	t.refusal = err
	if !t.begun {
		t.begun = true
		close(t.ready)
	}
	t.Close(err)
}

// history is where a topic begins: where its caller wanted to. A log with a
// hole that does not close is read again from there on, page by page, so that
// nothing is left out that can be read. Callers hold mu.
func (c *Client) history(talk *talk.Talk, _ int64, then func(shared.History, error)) {
	t := c.topics[talk.ID]
	if !talk.Loaded {
		then(shared.History{Head: t.handed}, nil)
		return
	}
	end := t.handed + shared.MaxHistory
	go func() {
		var page shared.History
		err := c.pass.do(c.ctx, func(token string) (err error) {
			page, err = c.api.History(c.ctx, token, talk.ID, end+1)
			return err
		})
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.topics[talk.ID] != t {
			return
		}
		head := page.Head
		page.Head = min(head, end)
		then(page, err)
		if err == nil {
			t.Receive(shared.Received{Event: shared.Heartbeat{Heads: map[shared.ConversationID]int64{t.ID: head}}})
		}
		c.settle(t)
	}()
}

// send gives the link a frame, if the server takes more already. Callers hold mu.
func (c *Client) send(command shared.Command, ref shared.Ref) bool {
	return c.link != nil && (c.pace == nil || c.pace.Allow()) && c.link.Send(command, ref)
}

// after runs f under mu when d has passed.
func (c *Client) after(d time.Duration, f func()) {
	time.AfterFunc(d, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		f()
	})
}
