package hub

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"parley/shared"
)

// Nodes is what a hub that is one of several servers' needs of the others. The
// functions must not block.
type Nodes struct {
	// Relay gives the others a publication, for their hubs to Hear.
	Relay func([]byte)
	// Missing is told of topics in which events are missing, for Fill.
	Missing func(shared.ConversationID)
	// Here says who is online on this server, Elsewhere knows who is on another.
	Here      func(who string, is bool)
	Elsewhere func(who string) bool
}

// Join makes a hub one of several. It is called before anybody listens.
func (h *Hub) Join(nodes Nodes) { h.nodes = nodes }

// maxRelayed is the size of an event of the log, in bytes, beyond which the
// others get its place only and read it from the store.
const maxRelayed = 8 << 10

// note is what has to be known of a publication besides its frames.
type note struct {
	To     shared.ConversationID `json:"to"`
	Seq    int64                 `json:"seq,omitempty"`
	Author shared.MemberID       `json:"author,omitempty"`
	Key    string                `json:"key,omitempty"`
	Others bool                  `json:"others,omitempty"`
	Only   bool                  `json:"only,omitempty"`
	Ends   bool                  `json:"ends,omitempty"`
	Except []shared.MemberID     `json:"except,omitempty"`
	// Member is a new one, whose presence is told from now on.
	Member shared.MemberID `json:"member,omitempty"`
}

// seq is the place of a publication in its log; 0 if it has none.
func (p *Publication) seq() (seq int64) {
	if logged, ok := p.Event.(shared.Logged); ok && p.Key == "" {
		_, seq = logged.Place()
	}
	return seq
}

func (p *Publication) note() note {
	return note{To: p.To, Seq: p.seq(), Author: p.Author, Key: p.Key, Others: p.Others, Only: p.Only, Ends: p.Ends, Except: p.Except}
}

// relay writes a publication for the other nodes: a note, the event and the
// author's own, if that is another. No JSON that we write has a line break.
func (p *Publication) relay(data []byte) []byte {
	n := p.note()
	var own []byte
	if p.Own != nil {
		if own = shared.EncodeEvent(p.Own, ""); bytes.Equal(own, data) {
			own = nil
		}
	}
	if n.Seq > 0 && len(data) > maxRelayed {
		data, own = nil, nil
	}
	return n.relay(data, own)
}

func (n note) relay(data, own []byte) []byte {
	written, err := json.Marshal(n)
	if err != nil {
		panic("hub: a note cannot be encoded: " + err.Error()) // it has strings and numbers only
	}
	return bytes.Join([][]byte{written, data, own}, []byte{'\n'})
}

// Hear hands what another node has relayed to the subscriptions here.
func (h *Hub) Hear(relayed []byte) error {
	parts := bytes.SplitN(relayed, []byte{'\n'}, 3)
	if len(parts) != 3 {
		return fmt.Errorf("hub: a relayed publication has %d parts", len(parts))
	}
	var n note
	if err := json.Unmarshal(parts[0], &n); err != nil {
		return fmt.Errorf("hub: a relayed publication: %w", err)
	}
	t := h.find(n.To)
	if t == nil {
		return nil
	}
	f := frame{seq: n.Seq, author: n.Author}
	if len(parts[1]) > 0 {
		f.data = parts[1]
	}
	if len(parts[2]) > 0 {
		f.own = parts[2]
	}
	if n.Member != "" {
		h.meet(n.Member, t)
	}
	t.mu.Lock()
	missing := t.put(n, f)
	t.mu.Unlock()
	h.missing(t, missing)
	return nil
}

// introduce tells the other nodes of a new member of a topic.
func (h *Hub) introduce(who shared.MemberID, to shared.ConversationID, now shared.Presence) {
	if h.nodes.Relay == nil {
		return
	}
	p := telling(who, to, now)
	n := p.note()
	n.Member = who
	h.nodes.Relay(n.relay(shared.EncodeEvent(p.Event, ""), nil))
}

// meet watches a member of a topic that has come on another node.
func (h *Hub) meet(who shared.MemberID, t *topic) {
	h.presence.mu.Lock()
	defer h.presence.mu.Unlock()
	if t.members == nil {
		return // nobody listens any more
	}
	t.members[who], h.somebody(who).watched[t] = struct{}{}, struct{}{}
}

func (h *Hub) missing(t *topic, is bool) {
	if is && h.nodes.Missing != nil {
		h.nodes.Missing(t.id)
	}
}

// Conversations are those that somebody listens to.
func (h *Hub) Conversations() []shared.ConversationID {
	h.mu.RLock()
	defer h.mu.RUnlock()
	ids := make([]shared.ConversationID, 0, len(h.topics))
	for id := range h.topics {
		if !IsFeed(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Listened reports whether somebody listens to a topic.
func (h *Hub) Listened(id shared.ConversationID) bool { return h.find(id) != nil }

// Gap notes the head that a log has in the store, and finds what is missing here
// of its newest events: all after a seq.
func (h *Hub) Gap(id shared.ConversationID, head int64) (after int64, missing bool) {
	t := h.find(id)
	if t == nil {
		return 0, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.head = max(t.head, head)
	for seq := max(t.floor, t.head-RingSize) + 1; seq <= t.head; seq++ {
		if t.ring == nil || t.ring[seq%RingSize].seq != seq {
			return seq - 1, true
		}
	}
	return 0, false
}

// Fill hands an event that was read from the store to the subscriptions here,
// unless they have it: a publication, or else the frame of one.
func (h *Hub) Fill(p Publication, seq int64, data []byte) {
	t := h.find(p.To)
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.encode(p, data)
	f.seq = seq
	t.put(note{To: p.To, Seq: seq}, f)
}

// PublishHere publishes to the subscriptions of this node only.
func (h *Hub) PublishHere(p Publication) {
	if t := h.find(p.To); t != nil {
		t.publish(p, shared.EncodeEvent(p.Event, ""))
	}
}

func (h *Hub) here(who shared.MemberID, is bool) {
	if h.nodes.Here != nil {
		h.nodes.Here(string(who), is)
	}
}

// Moved looks anew whether somebody is on another node, where they may have come
// or gone at a time.
func (h *Hub) Moved(who shared.MemberID, at time.Time) {
	h.presence.mu.Lock()
	defer h.presence.mu.Unlock()
	p := h.presence.people[who]
	if p == nil {
		return
	}
	if p.abroad = h.nodes.Elsewhere(string(who)); !p.online() && at.After(p.seen) {
		p.seen = at
	}
	p.settle(who)
}
