package hub

import (
	"sync"
	"time"

	"parley/shared"
)

// presence knows who is there and which topics want to hear of it. It is never
// stored: after a restart people arrive anew.
type presence struct {
	// mu is held while publishing, so that coming and going are told in the
	// order in which they happened.
	mu     sync.Mutex
	people map[shared.MemberID]*person // guarded by mu
}

// person is somebody who is there, or whom somebody watches. Guarded by the
// presence's mu.
type person struct {
	sockets int
	leaving *time.Timer         // set between the last socket's end and being away
	seen    time.Time           // when the last socket ended; zero: nobody remembers
	watched map[*topic]struct{} // where they are a member and somebody listens
	abroad  bool                // another node has them
	told    bool                // whether they are online, as the others know it
}

func (p *person) here() bool { return p.sockets > 0 || p.leaving != nil }

func (p *person) online() bool { return p.here() || p.abroad }

func (p *person) presence() shared.Presence {
	if p.online() || p.seen.IsZero() {
		return shared.Presence{Online: p.online()}
	}
	seen := p.seen.UTC()
	return shared.Presence{LastSeenAt: &seen}
}

// tell publishes somebody's presence to the others who listen to a topic here.
func (p *person) tell(who shared.MemberID, t *topic) {
	told := telling(who, t.id, p.presence())
	t.publish(told, shared.EncodeEvent(told.Event, ""))
}

func telling(who shared.MemberID, to shared.ConversationID, now shared.Presence) Publication {
	return Publication{
		To: to, Author: who, Others: true, Key: "presence " + string(who),
		Event: shared.PresenceChanged{ConversationID: to, Who: who, Presence: now},
	}
}

// settle tells the others when somebody has come online or gone since they were
// last told.
func (p *person) settle(who shared.MemberID) {
	if is := p.online(); is != p.told {
		p.told = is
		for t := range p.watched {
			p.tell(who, t)
		}
	}
}

// somebody finds or makes a person; the caller holds the presence's mu.
func (h *Hub) somebody(who shared.MemberID) *person {
	found := h.presence.people[who]
	if found == nil {
		abroad := h.nodes.Elsewhere != nil && h.nodes.Elsewhere(string(who))
		found = &person{watched: map[*topic]struct{}{}, abroad: abroad, told: abroad}
		h.presence.people[who] = found
	}
	return found
}

// Arrive counts a socket in as somebody's presence.
func (h *Hub) Arrive(who shared.MemberID) {
	h.presence.mu.Lock()
	defer h.presence.mu.Unlock()
	p := h.somebody(who)
	before := p.here()
	p.sockets++
	if p.leaving != nil {
		p.leaving.Stop()
		p.leaving = nil
	}
	if !before {
		h.here(who, true)
		p.settle(who)
	}
}

// Depart counts a socket out that ended, or fell silent, at a time. Unless
// another comes within shared.AwayAfter, its owner is away since then.
func (h *Hub) Depart(who shared.MemberID, at time.Time) {
	h.presence.mu.Lock()
	defer h.presence.mu.Unlock()
	p := h.presence.people[who]
	p.sockets--
	p.seen = at
	if p.sockets > 0 {
		return
	}
	var timer *time.Timer
	timer = time.AfterFunc(shared.AwayAfter, func() {
		h.presence.mu.Lock()
		defer h.presence.mu.Unlock()
		if p.leaving != timer {
			return // they came back meanwhile
		}
		p.leaving = nil
		h.here(who, false)
		p.settle(who)
		h.presence.tidy(who)
	})
	p.leaving = timer
}

// Online reports whether somebody is there, on whichever node, or was a moment
// ago.
func (h *Hub) Online(who shared.MemberID) bool {
	h.presence.mu.Lock()
	defer h.presence.mu.Unlock()
	if p := h.presence.people[who]; p != nil && p.online() {
		return true
	}
	return h.nodes.Elsewhere != nil && h.nodes.Elsewhere(string(who))
}

// Watch makes the readers of a subscription's topic hear of the presence of its
// members, and tells how that is now. Where the reader is a new member, the
// others hear that they are there.
func (h *Hub) Watch(s *Subscription, members []shared.Member) {
	h.presence.mu.Lock()
	defer h.presence.mu.Unlock()
	if s.topic.members == nil {
		return // the subscription has been ended, and with it the last of its topic
	}
	for i, m := range members {
		p := h.somebody(m.ID)
		_, watched := s.topic.members[m.ID]
		s.topic.members[m.ID], p.watched[s.topic] = struct{}{}, struct{}{}
		if !watched && m.ID == s.reader && p.online() {
			p.tell(m.ID, s.topic)
			h.introduce(m.ID, s.topic.id, p.presence())
		}
		members[i].Presence = p.presence()
	}
}

// forget ends the watching of a topic that nobody listens to.
func (p *presence) forget(t *topic) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for who := range t.members {
		delete(p.people[who].watched, t)
		p.tidy(who)
	}
	t.members = nil
}

// tidy lets go of somebody who is not here and whom nobody watches.
func (p *presence) tidy(who shared.MemberID) {
	if somebody := p.people[who]; !somebody.here() && len(somebody.watched) == 0 {
		delete(p.people, who)
	}
}
