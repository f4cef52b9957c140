package store

import (
	"slices"

	"parley/shared"
)

// Recall shows an inbox that was kept on this device, until the server's comes:
// that one then replaces it. Conversations that it does not name are gone.
func (b *Inbox) Recall(page shared.Inbox) {
	b.Load(page)
	b.Recalled = true
	for _, line := range b.items {
		line.recalled = true
	}
}

// dropRecalled forgets what was kept and did not come again with a list. That of
// all open conversations speaks for the ended ones too: they come with theirs.
func (b *Inbox) dropRecalled(filter shared.InboxFilter) {
	b.Recalled = false
	b.items = slices.DeleteFunc(b.items, func(l *Line) bool {
		return l.recalled && (filter == shared.InboxAll || l.in(filter, b.Me))
	})
}

// Newest are the first n conversations, to be kept on this device.
func (b *Inbox) Newest(n int) (page shared.Inbox) {
	for _, line := range b.items[:min(n, len(b.items))] {
		c, unread := line.Conversation, line.Unread
		c.Unread = &unread
		page.Conversations = append(page.Conversations, c)
	}
	return page
}
