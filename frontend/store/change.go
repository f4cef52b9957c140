package store

import "parley/shared"

// maxRecent bounds the changes kept for pages of history that are read before
// a change and arrive after it.
const maxRecent = 256

// change applies what an event does to a message that is loaded; what is not
// loaded comes changed.
func (c *Conversation) change(event shared.Event) {
	switch e := event.(type) {
	case shared.MessageEdited:
		c.amend(e.MessageID, func(m *shared.Message) {
			if m.DeletedAt == nil { // a replay may bring older edits again
				m.Content, m.EditedAt = e.Content, &e.EditedAt
			}
		})
	case shared.MessageDeleted:
		c.amend(e.MessageID, func(m *shared.Message) {
			m.Content, m.Reactions = "", []shared.Reaction{}
			if m.Hidden = m.Hidden || e.For == shared.ForMe; e.For == shared.ForEveryone {
				m.DeletedAt = &e.DeletedAt
			}
		})
	case shared.ReactionChanged:
		c.amend(e.MessageID, func(m *shared.Message) {
			if m.DeletedAt == nil && !m.Hidden {
				m.React(e.Emoji, e.User, e.On)
			}
		})
	}
}

// amend changes a message wherever it is shown. It changes a copy: views
// compare what they were given.
func (c *Conversation) amend(id shared.MessageID, f func(*shared.Message)) {
	c.log.amend(id, f)
	if last := c.Header.LastMessage; last != nil && last.ID == id {
		after := *last
		f(&after)
		c.Header.LastMessage = &after
	}
}

// remember keeps a change of the log for pages that are older than it.
func (c *Conversation) remember(event shared.Logged) {
	if len(c.recent) == maxRecent {
		c.recent = c.recent[1:]
	}
	c.recent = append(c.recent, event)
}

// changeSince applies again what a page read at head could not know.
func (c *Conversation) changeSince(head int64) {
	for _, event := range c.recent {
		if _, seq := event.Place(); seq > head {
			c.change(event)
		}
	}
}
