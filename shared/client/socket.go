//go:build !js

package client

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"

	"golang.org/x/time/rate"

	"parley/frontend/link"
	"parley/frontend/talk"
	"parley/shared"
)

// run keeps a link open until ctx ends or the server does not want it any more.
func (c *Client) run(ctx context.Context) {
	defer close(c.done)
	for {
		var last link.State
		l := link.New(link.Config{
			Dial: link.DialNative, Address: c.address, Receive: c.receive, Random: rand.Float64,
			State: func(s link.State) { last = s; c.changed(s) },
		})
		c.mu.Lock()
		c.link = l
		c.mu.Unlock()
		l.Run(ctx)
		if ctx.Err() != nil {
			return
		}
		if last.After != shared.SignInAgain || refused(last.Err) {
			c.mu.Lock()
			c.fail(fmt.Errorf("client: the server said %d: %w", last.Code, last.Err))
			c.mu.Unlock()
			return
		}
		// The session is gone; the password may still be good.
		c.pass.drop()
		select {
		case <-time.After(link.Backoff(0, rand.Float64)):
		case <-ctx.Done():
			return
		}
	}
}

// address is the socket's, with a fresh ticket.
func (c *Client) address(ctx context.Context) (address string, err error) {
	err = c.pass.do(ctx, func(token string) error {
		ticket, err := c.api.Ticket(ctx, token)
		address = c.socket + "?token=" + url.QueryEscape(ticket)
		return err
	})
	return address, err
}

// changed takes the link's state. Greetings are received, so what is told here
// is how a socket ended.
func (c *Client) changed(s link.State) {
	if s.Phase == link.Online {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.greeting = nil
	c.sockets++
	for _, t := range c.topics {
		t.Lost(s.Code)
	}
	if s.Code == shared.CloseEpochChanged {
		c.fail(errEpoch)
	}
}

// receive takes what came over the socket.
func (c *Client) receive(batch []shared.Received) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range batch {
		c.take(r)
	}
}

func (c *Client) take(r shared.Received) {
	for t := range talk.Concerned(r.Event, c.topics) {
		mine := t.Receive(r)
		c.settle(t)
		if mine {
			break
		}
	}
	switch e := r.Event.(type) {
	case shared.Connected:
		c.greet(e)
	case shared.Joined:
		if c.topics[e.ID] == nil { // left before the answer came
			c.send(shared.Leave{ConversationID: e.ID}, "")
		}
	case shared.ConversationChanged:
		if e.Seq == 0 {
			c.inbox.note(e.Conversation)
			wake(c.told)
		}
	}
}

// greet starts a socket's life: every conversation is joined again.
func (c *Client) greet(e shared.Connected) {
	if c.epoch != "" && c.epoch != e.Epoch {
		c.fail(errEpoch)
		return
	}
	if c.epoch == "" {
		close(c.greeted)
	}
	c.greeting, c.pace = &e, nil
	if every := e.Limits.FramesPerSecond; every > 0 {
		// A little less than allowed: frames that the network has held up arrive
		// together.
		c.pace = rate.NewLimiter(rate.Limit(every)*0.9, e.Limits.FramesBurst)
	}
	c.epoch, c.me, c.limits = e.Epoch, e.Me, e.Limits
	c.inbox.stale = c.own == ""
	wake(c.told)
	for _, t := range c.topics {
		t.Connect(e)
		c.settle(t)
	}
}
