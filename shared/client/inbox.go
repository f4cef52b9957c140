//go:build !js

package client

import (
	"context"
	"iter"
	"time"

	"parley/shared"
)

// listAgain is the pause before the list is asked for again when it could not
// be had.
const listAgain = time.Second

// News is a conversation in which something has happened.
type News struct {
	shared.Conversation
	// Since is the seq up to which this client had heard of it. To join from
	// there misses nothing that was said since SignIn, and repeats nothing.
	Since int64
}

// inbox is what is known of all support conversations, joined or not. Guarded
// by the client's mu.
type inbox struct {
	// read is true once somebody reads it; before, nothing is kept.
	read bool
	// stale is true when the feed may have lost something: the list knows.
	stale bool
	// before is the newest message from before SignIn, listed the newest that
	// the last list had.
	before, listed shared.MessageID
	heads          map[shared.ConversationID]int64 // as yielded
	newest         map[shared.ConversationID]shared.Conversation
	order          []shared.ConversationID // of newest
}

// note takes a header from the feed or the list; the newest counts. The feed
// also tells of rooms and notes.
func (b *inbox) note(header shared.Conversation) {
	if header.Kind == shared.KindRoom || header.Kind == shared.KindNotes {
		return
	}
	if !b.read {
		b.stale = true
		return
	}
	known, waits := b.newest[header.ID]
	if header.Head <= max(known.Head, b.heads[header.ID]) {
		return
	}
	b.newest[header.ID] = header
	if !waits {
		b.order = append(b.order, header.ID)
	}
}

// beginInbox notes what was there before.
func (c *Client) beginInbox(ctx context.Context) error {
	page, err := c.list(ctx, "")
	if err != nil {
		return err
	}
	if len(page.Conversations) > 0 {
		c.inbox.before = page.Conversations[0].LastMessage.ID
	}
	c.inbox.listed = c.inbox.before
	return nil
}

// Inbox yields every support conversation in which something is said since
// SignIn, joined or not, and those that end while the client is connected. What
// happens to a conversation before the loop gets to it comes as one. It ends
// like Receive. One loop at a time; for users only.
func (c *Client) Inbox(ctx context.Context) iter.Seq[News] {
	return func(yield func(News) bool) {
		for ctx.Err() == nil {
			news, ok, err := c.news(ctx)
			if ok {
				if !yield(news) {
					return
				}
				continue
			}
			var again <-chan time.Time
			if err != nil {
				again = time.After(max(listAgain, shared.AsError(err).Retry))
			}
			select {
			case <-c.told:
			case <-again:
			case <-c.done:
				return
			case <-ctx.Done():
			}
		}
	}
}

// news is the next of the conversations in which something happened.
func (c *Client) news(ctx context.Context) (news News, ok bool, err error) {
	if err := c.refresh(ctx); err != nil {
		return news, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.inbox.order) == 0 {
		return news, false, nil
	}
	id := c.inbox.order[0]
	since, known := c.inbox.heads[id]
	if !known {
		head := c.inbox.newest[id].Head
		c.mu.Unlock()
		since, err = c.since(ctx, id, head)
		c.mu.Lock()
		if err != nil {
			return news, false, err
		}
	}
	news = News{Conversation: c.inbox.newest[id], Since: since}
	c.inbox.heads[id] = news.Head
	c.inbox.order = c.inbox.order[1:]
	delete(c.inbox.newest, id)
	return news, true, nil
}

// refresh reads the list down to where the last one began, if the feed may
// have lost something since: what it told before that list, the list had.
func (c *Client) refresh(ctx context.Context) error {
	c.mu.Lock()
	c.inbox.read = true
	stale, listed, socket := c.inbox.stale, c.inbox.listed, c.sockets
	c.mu.Unlock()
	if !stale {
		return nil
	}
	newest := listed
	for before, more := "", true; more; {
		page, err := c.list(ctx, before)
		if err != nil {
			return err
		}
		c.mu.Lock()
		for _, header := range page.Conversations {
			if more = header.LastMessage.ID > listed; !more {
				break
			}
			newest = max(newest, header.LastMessage.ID)
			c.inbox.note(header)
		}
		c.mu.Unlock()
		before, more = page.Next, more && page.Next != ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inbox.listed = newest
	c.inbox.stale = c.sockets != socket // lost again meanwhile
	return nil
}

// since is the seq of the newest message from before SignIn; 0 if none.
func (c *Client) since(ctx context.Context, id shared.ConversationID, head int64) (int64, error) {
	for before := head + 1; before > 1; {
		var page shared.History
		err := c.pass.do(ctx, func(token string) (err error) {
			page, err = c.api.History(ctx, token, id, before)
			return err
		})
		if err != nil {
			return 0, err
		}
		for i := len(page.Messages) - 1; i >= 0; i-- {
			if page.Messages[i].ID <= c.inbox.before {
				return page.Messages[i].Seq, nil
			}
		}
		if len(page.Messages) == 0 {
			break
		}
		before = page.Messages[0].Seq
	}
	return 0, nil
}

func (c *Client) list(ctx context.Context, before string) (page shared.Inbox, err error) {
	err = c.pass.do(ctx, func(token string) error {
		page, err = c.api.Inbox(ctx, token, shared.InboxEverything, before)
		return err
	})
	return page, err
}
