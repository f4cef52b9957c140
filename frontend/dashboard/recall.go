package dashboard

import (
	"encoding/json"
	"time"

	"parley/frontend/link"
	"parley/frontend/ui"
	"parley/shared"
)

const (
	// recalledKey is where the inbox is kept for the next start without network.
	// It is wiped with the session.
	recalledKey = "parley.inbox"
	// mostRecalled is how many conversations of it are kept.
	mostRecalled = 50
	// recallAgain spaces the times it is kept: a busy inbox changes all the time.
	recallAgain = 2 * time.Second
)

// lastSeen is the inbox as its owner last saw it. Of what was said it has no
// more than a line shows.
type lastSeen struct {
	Owner shared.Person `json:"owner"`
	Epoch string        `json:"epoch"`
	At    time.Time     `json:"at"`
	Inbox shared.Inbox  `json:"inbox"`
}

// remember keeps what the server told of the inbox.
func (l *Live) remember(s Storage) {
	if l.connected == nil || !l.Inbox.Loaded || l.Inbox.Recalled {
		return
	}
	seen := lastSeen{Owner: l.Me, Epoch: l.epoch, At: l.Now(), Inbox: l.Inbox.Newest(mostRecalled)}
	for i, c := range seen.Inbox.Conversations {
		if c.LastMessage != nil {
			said := *c.LastMessage
			said.Content = ui.OneLine(said.Content)
			seen.Inbox.Conversations[i].LastMessage = &said
		}
	}
	stored, err := json.Marshal(seen)
	if err != nil {
		return // plain data
	}
	s.Set(recalledKey, string(stored))
}

// recall shows what was kept for this user, until the server is heard.
func (l *Live) recall(s Storage, user shared.MemberID) {
	var seen lastSeen
	if json.Unmarshal([]byte(s.Get(recalledKey)), &seen) != nil || user == "" || seen.Owner.ID != user {
		s.Delete(recalledKey)
		return
	}
	l.Me, l.epoch, l.seen = seen.Owner, seen.Epoch, seen.At
	l.Inbox.Me = l.Me.ID
	l.Inbox.Recall(seen.Inbox)
}

// remember keeps the inbox when it has changed, in a moment.
func (d *Desk) remember() {
	live := d.live
	if live == nil || d.remembers || live.Inbox.Rev == d.remembered {
		return
	}
	d.remembers = true
	live.After(recallAgain, func() {
		d.remembers = false
		// Whoever signed out elsewhere must not come back to this device.
		if d.live == live && d.session.User() == live.Me.ID {
			d.remembered = live.Inbox.Rev
			live.remember(d.storage)
		}
	})
}

// recalled says of a kept inbox what it is.
func (d *Desk) recalled() (n ui.Notice) {
	at := clock(d.live.seen, d.now)
	switch {
	case !d.online:
		n.Text = sayOfflineInbox(at)
	case d.live.State.Phase == link.Waiting:
		n.Text = sayKeptInbox(at)
	}
	return n
}
