package dashboard

import (
	"parley/frontend/store"
	"parley/shared"
)

// A crier finds out which rooms have been warned since it last looked. What is
// merely said in rooms is counted, and disturbs nobody.
type crier struct {
	looked bool
	rev    int
	known  map[shared.ConversationID]knownLine
}

func isWarning(kind shared.MessageKind) bool {
	return kind == shared.KindWarning || kind == shared.KindAlert
}

// look returns the rooms with a new warning or alert that is not read, and the
// rooms that have been read.
func (c *crier) look(r *store.Rooms) (warned []*store.Room, read []shared.ConversationID) {
	if !r.Loaded || c.looked && c.rev == r.Rev {
		return nil, nil
	}
	before := *c
	*c = crier{looked: true, rev: r.Rev, known: map[shared.ConversationID]knownLine{}}
	for _, room := range r.All() {
		was := before.known[room.ID]
		now := knownLine{unread: room.Unread > 0}
		if m := room.LastMessage; m != nil {
			now.seq = m.Seq
			if before.looked && m.Seq > was.seq && isWarning(m.Kind) && now.unread && m.Sender.ID != r.Me {
				warned = append(warned, room)
			}
		}
		if was.unread && !now.unread {
			read = append(read, room.ID)
		}
		c.known[room.ID] = now
	}
	return warned, read
}
