package widget

import (
	"parley/frontend/store"
	"parley/shared"
)

func (c *Chat) receive(batch []shared.Received) {
	asked := c.Asks()
	for _, r := range batch {
		if c.Calls.Receive(r) {
			continue
		}
		switch e := r.Event.(type) {
		case shared.Connected:
			c.Limits = e.Limits
			c.Calls.Connect(e.Me.ID)
			c.Talk.Connect(e)
		case shared.SiteChanged:
			c.siteChanged(e.Site)
		default:
			c.Talk.Receive(r)
		}
		if e, ok := r.Event.(shared.MessagePosted); ok && e.ClientMessageID != "" {
			c.Local.Set(c.spokeKey(), "1")
		}
	}
	if asked && !c.Asks() { // another tab has begun the conversation
		c.Talk.Push()
	}
	c.look()
}

// Send takes what the visitor wrote.
func (c *Chat) Send(text string) {
	c.EndProblem = ""
	c.Talk.Say(store.Pending{ClientMessageID: c.NewID(), Content: text, At: c.Now()}, nil)
	c.Begin()
}

// Typing tells the others, if there are any yet.
func (c *Chat) Typing(on bool) {
	if c.Talk.Header.Head > 0 {
		c.Talk.Type(on)
	}
}

// Show tells whether the panel is shown, the page visible, the list at its end.
func (c *Chat) Show(panel bool) {
	c.shown = panel
	if panel {
		c.Begin()
		c.greet()
	}
	c.look()
}

// Visible is Show for the page.
func (c *Chat) Visible(on bool) { c.visible = on; c.look() }

// AtEnd is Show for the list.
func (c *Chat) AtEnd(on bool) { c.atEnd = on; c.look() }

// look tells the server what has arrived and what is being looked at, and
// counts the rest.
func (c *Chat) look() {
	looking := c.shown && c.visible && c.atEnd
	c.Talk.Look(looking)
	unread := 0
	if !looking {
		unread = c.Talk.Unread()
	}
	if unread != c.unread {
		c.unread = unread
		c.Unread(unread)
	}
}
