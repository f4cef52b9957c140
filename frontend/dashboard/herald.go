package dashboard

import (
	"time"

	"parley/frontend/store"
	"parley/shared"
)

// A herald finds out what is new in the inbox since it last looked, however it
// came: by the feed, or by the list after a while without a connection.
type herald struct {
	looked bool
	rev    int
	newest time.Time // of what was said
	known  map[shared.ConversationID]knownLine
}

type knownLine struct {
	seq    int64 // of the last message
	unread bool
}

// look returns the lines in which somebody else has said something new that is
// not read, and the conversations that have been read.
func (h *herald) look(b *store.Inbox) (said []*store.Line, read []shared.ConversationID) {
	if !b.Loaded || h.looked && h.rev == b.Rev {
		return nil, nil
	}
	before := *h
	*h = herald{looked: true, rev: b.Rev, newest: before.newest, known: map[shared.ConversationID]knownLine{}}
	for _, line := range b.Lines() {
		was, knew := before.known[line.ID]
		now := knownLine{unread: line.Unread > 0}
		if m := line.LastMessage; m != nil {
			now.seq = m.Seq
			if m.Timestamp.After(h.newest) {
				h.newest = m.Timestamp
			}
			// An older page brings lines that were not known, and nothing new.
			fresh := knew && m.Seq > was.seq || !knew && m.Timestamp.After(before.newest)
			spoken := m.Kind == shared.KindMessage || m.Kind == shared.KindMuted // who called
			if before.looked && fresh && spoken && now.unread && m.Sender.ID != b.Me {
				said = append(said, line)
			}
		}
		if was.unread && !now.unread {
			read = append(read, line.ID)
		}
		h.known[line.ID] = now
	}
	return said, read
}
