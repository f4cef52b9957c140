package widget

import "parley/shared"

// Storage is one of the browser's storages.
type Storage interface {
	Get(key string) string
	Set(key, value string)
	Delete(key string)
}

const (
	browserKey   = "parley.browser"
	outboxPrefix = "parley.outbox."
	draftPrefix  = "parley.draft."
	spokePrefix  = "parley.spoke."
	askPrefix    = "parley.details."
	greetPrefix  = "parley.greeted."
)

func outboxKey(id shared.ConversationID) string  { return outboxPrefix + string(id) }
func draftKey(id shared.ConversationID) string   { return draftPrefix + string(id) }
func detailsKey(id shared.ConversationID) string { return askPrefix + string(id) }
func (c *Chat) spokeKey() string                 { return spokePrefix + string(c.Site) }
func (c *Chat) greetedKey() string               { return greetPrefix + string(c.Site) }

// browserID is made once and stays in this browser.
func (c *Chat) browserID() string {
	id := c.Local.Get(browserKey)
	if id == "" {
		id = c.NewSecret()
		c.Local.Set(browserKey, id)
	}
	return id
}

// keepOutbox keeps what the server has not confirmed through a reload.
func (c *Chat) keepOutbox() {
	if c.Session.SessionID == "" {
		return // adopt keeps it
	}
	c.keep(outboxKey(c.Session.SessionID), c.Talk.Outbox.Keep())
}

func (c *Chat) keep(key, text string) {
	if text == "" {
		c.Tab.Delete(key)
		return
	}
	c.Tab.Set(key, text)
}

// KeepDraft keeps what is typed through a reload.
func (c *Chat) KeepDraft(text string) {
	if id := c.Session.SessionID; id != "" {
		c.keep(draftKey(id), text)
	}
}
