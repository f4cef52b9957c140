//go:build !js

package client

import (
	"context"

	"parley/shared"
)

// What follows changes something in a joined conversation and returns once the
// server has done it. Like Send, it waits as long as it takes, and asks again
// after a lost connection: to ask twice changes nothing. An error of the
// server's (*shared.Error) means that it was not done; when ctx ends first, it
// may have been.

// Edit replaces the content of a message of this client's own.
func (c *Client) Edit(ctx context.Context, conversation shared.ConversationID, message shared.MessageID, text string) error {
	return c.do(ctx, conversation, shared.EditMessage{ConversationID: conversation, MessageID: message, Content: shared.Trim(text)})
}

// Delete hides a message from this client alone (shared.ForMe), or takes it
// back from everybody (shared.ForEveryone): its own, or as staff anybody's.
func (c *Client) Delete(ctx context.Context, conversation shared.ConversationID, message shared.MessageID, who shared.DeletedFor) error {
	return c.do(ctx, conversation, shared.DeleteMessage{ConversationID: conversation, MessageID: message, For: who})
}

// React puts one emoji under a message, or takes it away.
func (c *Client) React(ctx context.Context, conversation shared.ConversationID, message shared.MessageID, emoji string, on bool) error {
	return c.do(ctx, conversation, shared.React{ConversationID: conversation, MessageID: message, Emoji: emoji, On: on})
}

// Typing tells the others that this client types, or no longer does. They
// forget it after shared.TypingExpires; what the client says ends it, too.
func (c *Client) Typing(ctx context.Context, conversation shared.ConversationID, on bool) error {
	return c.do(ctx, conversation, shared.SetTyping{ConversationID: conversation, IsTyping: on})
}

// Mark tells the others up to which seq everything has reached this client, and
// up to which it was read; what is read was also delivered. Marks never go
// back: 0 leaves one where it is.
func (c *Client) Mark(ctx context.Context, conversation shared.ConversationID, delivered, read int64) error {
	return c.do(ctx, conversation, shared.Mark{ConversationID: conversation, Delivered: delivered, Read: read})
}

func (c *Client) do(ctx context.Context, conversation shared.ConversationID, command shared.Command) error {
	settled := make(chan error, 1)
	c.mu.Lock()
	t, err := c.topic(conversation, command)
	if err != nil {
		c.mu.Unlock()
		return err
	}
	cancel := t.Do(command, func(err error) { settled <- err })
	c.mu.Unlock()
	select {
	case err := <-settled:
		return err
	case <-c.done:
		return c.ended()
	case <-ctx.Done():
		c.mu.Lock()
		defer c.mu.Unlock()
		cancel()
		return ctx.Err()
	}
}
