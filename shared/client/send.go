//go:build !js

package client

import (
	"context"
	"crypto/rand"
	"time"

	"parley/frontend/store"
	"parley/shared"
)

// outcome is what became of a message.
type outcome struct {
	message shared.Message
	err     error
}

// Send says something in a joined conversation and returns the message as it
// is stored. It waits as long as it takes, over lost connections and restarts
// of the server; meanwhile the message is sent again under the id it has had
// from the start, so it is stored once. Messages of one conversation are stored
// in the order of the calls. An error of the server's (*shared.Error) means
// that it was not stored; when ctx ends first, it may have been.
func (c *Client) Send(ctx context.Context, conversation shared.ConversationID, text string) (shared.Message, error) {
	return c.say(ctx, conversation, store.Pending{Content: text})
}

// Reply is Send, as an answer to one message of the conversation.
func (c *Client) Reply(ctx context.Context, conversation shared.ConversationID, to shared.MessageID, text string) (shared.Message, error) {
	return c.say(ctx, conversation, store.Pending{Content: text, ReplyTo: &to})
}

func (c *Client) say(ctx context.Context, conversation shared.ConversationID, p store.Pending) (shared.Message, error) {
	p.Content, p.At = shared.Trim(p.Content), time.Now()
	p.ClientMessageID = shared.NewClientMessageID(p.At, rand.Text())
	settled := make(chan outcome, 1)
	c.mu.Lock()
	t, err := c.topic(conversation, p.Command(conversation))
	if err != nil {
		c.mu.Unlock()
		return shared.Message{}, err
	}
	t.Say(p, func(m shared.Message, err error) { settled <- outcome{m, err} })
	c.mu.Unlock()
	select {
	case o := <-settled:
		return o.message, o.err
	case <-c.done:
		return shared.Message{}, c.ended()
	case <-ctx.Done():
		c.mu.Lock()
		defer c.mu.Unlock()
		t.Discard(p.ClientMessageID)
		return shared.Message{}, ctx.Err()
	}
}

// topic is the joined conversation that a command may be sent in. Callers hold
// mu.
func (c *Client) topic(conversation shared.ConversationID, command shared.Command) (*topic, error) {
	if err := command.Validate(c.limits); err != nil {
		return nil, err
	}
	if t := c.topics[conversation]; t != nil {
		return t, nil
	}
	return nil, shared.Refuse(shared.CodeRoomAccessDenied, "join it first.")
}
