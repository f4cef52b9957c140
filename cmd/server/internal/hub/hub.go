// Package hub knows who is listening. A subscription is a conversation and a
// cursor, not a queue: a slow reader costs nothing here, it is merely behind.
// The hub has neither sockets nor SQL.
package hub

import (
	"strings"
	"sync"

	"parley/shared"
)

// The topics of what users' streams hear without joining; no conversation has
// these ids.
const (
	// Inbox is for all users.
	Inbox shared.ConversationID = "inbox"
	// Staff is for supervisors and admins.
	Staff shared.ConversationID = "staff"
)

// SiteFeed is the topic of what the visitors of a site hear besides their own
// conversation.
func SiteFeed(id shared.SiteID) shared.ConversationID { return siteFeed + shared.ConversationID(id) }

// Personal is the topic of what all sockets of one member hear, whatever they have
// joined.
func Personal(id shared.MemberID) shared.ConversationID { return personal + shared.ConversationID(id) }

const (
	siteFeed = "site:"
	personal = "member:"
)

// IsFeed reports whether a topic is a feed, not a conversation.
func IsFeed(id shared.ConversationID) bool {
	return id == Inbox || id == Staff || strings.HasPrefix(string(id), siteFeed) || strings.HasPrefix(string(id), personal)
}

// RingSize is how many encoded events a topic keeps for readers that are a
// little behind; those further behind read the store.
const RingSize = 64

// A Publication is one event for the readers of a topic.
type Publication struct {
	To    shared.ConversationID
	Event shared.Event
	// Author is whose doing it is.
	Author shared.MemberID
	// Own, if set, is what the author's own sockets get instead of Event.
	Own shared.Event
	// Origin is the socket it came from, whose copy of Own carries the ref.
	Origin Origin
	// Key makes an event without a place in the log supersede the one before
	// with the same key, for readers that have not got that yet.
	Key string
	// Others keeps it from the author's own sockets, Only from all but theirs.
	Others, Only bool
	// Except are readers it is kept from.
	Except []shared.MemberID
	// Ends says that it is the last its readers get: it ends their subscriptions.
	Ends bool
}

// An Origin is the socket a command came from, and its ref.
type Origin struct {
	Socket string
	Ref    shared.Ref
}

// Hub connects publications to subscriptions. Its methods may be called from
// any goroutine.
type Hub struct {
	nodes Nodes // never changes once somebody listens

	mu     sync.RWMutex
	topics map[shared.ConversationID]*topic // guarded by mu

	presence presence // locked after mu, before a topic
}

// New makes an empty hub.
func New() *Hub {
	return &Hub{topics: map[shared.ConversationID]*topic{}, presence: presence{people: map[shared.MemberID]*person{}}}
}

// find is the topic that has an id; nil where nobody listens.
func (h *Hub) find(id shared.ConversationID) *topic {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.topics[id]
}

// Publish hands an event to every subscription of its topic. Events of the log
// may come in any order; readers get them by seq.
func (h *Hub) Publish(p Publication) {
	t := h.find(p.To)
	if t == nil && h.nodes.Relay == nil {
		return
	}
	data := shared.EncodeEvent(p.Event, "")
	if t != nil {
		h.missing(t, t.publish(p, data))
	}
	if h.nodes.Relay != nil {
		h.nodes.Relay(p.relay(data))
	}
}

// Subscribe makes a subscription for one socket of a reader. It gets nothing
// but notes until it is moved. wake is called, from any goroutine, when there
// may be something to take; it must not block or call the hub. Whoever calls
// the hub must not hold what wake waits for.
func (h *Hub) Subscribe(to shared.ConversationID, reader shared.MemberID, socket string, wake func()) *Subscription {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.topics[to]
	if t == nil {
		t = &topic{id: to, readers: map[*Subscription]struct{}{}, members: map[shared.MemberID]struct{}{}}
		h.topics[to] = t
	}
	s := &Subscription{topic: t, reader: reader, socket: socket, wake: wake, cursor: paused}
	t.mu.Lock()
	t.readers[s] = struct{}{}
	t.mu.Unlock()
	return s
}

// Unsubscribe ends a subscription.
func (h *Hub) Unsubscribe(s *Subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.topic.drop(s) == 0 {
		delete(h.topics, s.topic.id)
		h.presence.forget(s.topic)
	}
}
