package widget

import (
	"encoding/json"

	"parley/frontend/ui"
	"parley/shared"
)

// Asks reports whether the fields of the site stand before the chat. Who has
// begun to talk is not interrupted.
func (c *Chat) Asks() bool {
	s := c.Session
	return s.DetailsWanted && s.Created && len(s.Site.Fields) > 0 && c.Talk.Header.Head == 0
}

// Fill takes what stands in a field, and keeps it through a reload.
func (c *Chat) Fill(key, value string) (changed bool) {
	if c.Answers == nil {
		c.Answers = map[string]string{}
	}
	c.Answers[key] = value
	encoded, err := json.Marshal(c.Answers)
	if err != nil {
		c.Log(err) // strings always marshal
		return false
	}
	c.Tab.Set(detailsKey(c.Session.SessionID), string(encoded))
	changed = c.Wrong[key] != ""
	delete(c.Wrong, key)
	return changed
}

// refill takes back what was filled in before a reload. What is no longer asked
// stays away.
func (c *Chat) refill(id shared.ConversationID) {
	c.Answers, c.Wrong, c.AskProblem, c.told = nil, nil, "", false
	kept := c.Tab.Get(detailsKey(id))
	if kept == "" {
		return
	}
	if err := json.Unmarshal([]byte(kept), &c.Answers); err != nil {
		c.Answers = nil // somebody else's, or broken: they type again
	}
}

// details are the answers to what is asked now.
func (c *Chat) details() shared.Details {
	details := shared.Details{Details: map[string]string{}}
	for _, field := range c.Session.Site.Fields {
		details.Details[field.Key] = c.Answers[field.Key]
	}
	return details
}

// Tell sends the details, if there is nothing wrong with them. It reports the
// first field with which there is.
func (c *Chat) Tell() (wrong string) {
	c.AskProblem = ""
	details := c.details()
	if _, err := details.Answer(c.Session.Site.Fields); err != nil {
		return c.wrong(shared.AsError(err))
	}
	if c.Telling {
		return ""
	}
	c.Telling, c.Wrong = true, nil
	id, token := c.Session.SessionID, c.Session.Token
	go func() {
		err := c.API.Details(c.ctx, token, id, details)
		c.UI(func() {
			if c.Session.SessionID == id {
				c.answered(err)
			}
		})
	}()
	return ""
}

// answered is the server's word on the details. That others are here already, of
// another tab, is as good.
func (c *Chat) answered(err error) {
	c.Telling = false
	if err != nil {
		e := shared.AsError(err)
		c.Log(err)
		switch {
		case e.Code == shared.CodeConflict:
		case len(e.Fields) > 0:
			c.Attend(fieldID(c.wrong(e)))
			return
		case e.Passes():
			c.AskProblem = ui.SayAway
			return
		default:
			c.AskProblem = ui.SayRefused(e)
			return
		}
	}
	c.told, c.Session.DetailsWanted = true, false
	c.Answers, c.Wrong = nil, nil
	c.Tab.Delete(detailsKey(c.Session.SessionID))
	c.Attend(ui.ComposerInput)
	c.Talk.Push() // what was written early
}

// wrong notes what is wrong with the fields, and reports the first of them.
func (c *Chat) wrong(e *shared.Error) (first string) {
	c.Wrong = map[string]string{}
	for _, field := range c.Session.Site.Fields {
		if problem := e.Fields[field.Key]; problem != "" {
			c.Wrong[field.Key] = ui.Said(problem)
			if first == "" {
				first = field.Key
			}
		}
	}
	if first == "" {
		c.AskProblem = ui.SayRefused(e)
	}
	return first
}
