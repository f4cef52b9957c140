package store

import (
	"slices"
	"time"

	"parley/shared"
)

// typing holds who is typing until when.
type typing struct {
	who []typist
}

type typist struct {
	id    shared.MemberID
	name  string
	until time.Time
}

func (t *typing) set(e shared.TypingChanged, now time.Time) {
	if !e.IsTyping {
		t.clear(e.UserID)
		return
	}
	typist := typist{id: e.UserID, name: e.Username, until: now.Add(shared.TypingExpires)}
	// A renewal keeps its place, or two names would swap with every stroke.
	for i := range t.who {
		if t.who[i].id == typist.id {
			t.who[i] = typist
			return
		}
	}
	t.who = append(t.who, typist)
}

func (t *typing) clear(id shared.MemberID) {
	t.who = slices.DeleteFunc(t.who, func(p typist) bool { return p.id == id })
}

func (t *typing) expire(now time.Time) (changed bool) {
	before := len(t.who)
	t.who = slices.DeleteFunc(t.who, func(p typist) bool { return !now.Before(p.until) })
	return len(t.who) != before
}

func (t *typing) names() []string {
	var names []string
	for _, p := range t.who {
		names = append(names, p.name)
	}
	return names
}
