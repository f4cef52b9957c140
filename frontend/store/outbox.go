package store

import (
	"encoding/json"
	"slices"
	"time"

	"parley/shared"
)

// Pending is something said that the server has not confirmed yet. It survives
// a reload, as JSON.
type Pending struct {
	ClientMessageID string    `json:"client_message_id"`
	Content         string    `json:"content"`
	At              time.Time `json:"at"`
	// ReplyTo is the message it answers, if any.
	ReplyTo *shared.MessageID `json:"reply_to,omitempty"`
	// Kind is what it is, if not a plain message: staff warn rooms.
	Kind shared.MessageKind `json:"kind,omitempty"`
	// Problem is why the server refused it, in words for the author; empty
	// while it is on its way.
	Problem string `json:"problem,omitempty"`
}

// Outbox holds pending messages in the order they were said.
type Outbox struct {
	items []Pending
}

// mostKept bounds the messages kept for a reload (design: delivery, 2.3).
const mostKept = 50

// Keep is what a reload needs, as text: the oldest messages; "" when there are
// none.
func (o *Outbox) Keep() string {
	if len(o.items) == 0 {
		return ""
	}
	kept, err := json.Marshal(o.items[:min(len(o.items), mostKept)])
	if err != nil {
		return "" // strings, numbers and times
	}
	return string(kept)
}

// Kept reads what Keep has made; what cannot be read is nothing.
func Kept(text string) (items []Pending) {
	if json.Unmarshal([]byte(text), &items) != nil {
		return nil
	}
	return items
}

// Items are the pending messages, oldest first.
func (o *Outbox) Items() []Pending { return slices.Clone(o.items) }

// Restore puts back what a reload has interrupted.
func (o *Outbox) Restore(items []Pending) { o.items = slices.Clone(items) }

// Add keeps a new message under a fresh id.
func (o *Outbox) Add(p Pending) { o.items = append(o.items, p) }

// Discard drops a message its author no longer wants to send.
func (o *Outbox) Discard(id string) { o.confirm(id) }

// Fail notes why the server refused a message, and reports whether it was here.
func (o *Outbox) Fail(id, problem string) bool { return o.setProblem(id, problem) }

// Retry puts a refused message back on its way.
func (o *Outbox) Retry(id string) bool { return o.setProblem(id, "") }

// Next is the oldest message that is to be sent, if any: on a new socket again,
// under the id it has always had.
func (o *Outbox) Next() (Pending, bool) {
	i := slices.IndexFunc(o.items, func(p Pending) bool { return p.Problem == "" })
	if i < 0 {
		return Pending{}, false
	}
	return o.items[i], true
}

// Command is what sends a pending message.
func (p Pending) Command(conversation shared.ConversationID) shared.SendMessage {
	return shared.SendMessage{ConversationID: conversation, Content: p.Content, ClientMessageID: p.ClientMessageID, ReplyTo: p.ReplyTo, Kind: p.Kind}
}

// Find returns a pending message.
func (o *Outbox) Find(id string) (Pending, bool) {
	if i := o.index(id); i >= 0 {
		return o.items[i], true
	}
	return Pending{}, false
}

func (o *Outbox) confirm(id string) {
	if i := o.index(id); i >= 0 {
		o.items = slices.Delete(o.items, i, i+1)
	}
}

func (o *Outbox) setProblem(id, problem string) bool {
	i := o.index(id)
	if i >= 0 {
		o.items[i].Problem = problem
	}
	return i >= 0
}

func (o *Outbox) index(id string) int {
	return slices.IndexFunc(o.items, func(p Pending) bool { return p.ClientMessageID == id })
}
