package store

import (
	"context"
	"strings"
	"time"

	"parley/shared"
)

// notesSuffix makes the id of the notes of the id of their support conversation,
// so that notes need no row before there are any.
const notesSuffix = "-notes"

// NotesOf names the notes beside a support conversation.
func NotesOf(id shared.ConversationID) shared.ConversationID { return id + notesSuffix }

// besideOf is the support conversation whose notes would have this id.
func besideOf(id shared.ConversationID) (support shared.ConversationID, ok bool) {
	before, ok := strings.CutSuffix(string(id), notesSuffix)
	return shared.ConversationID(before), ok
}

// notes is the header of notes that nobody has written or joined yet;
// ROOM_INVALID when there is no support conversation for them.
func notes(q selecter, id shared.ConversationID) (c shared.Conversation, err error) {
	support, ok := besideOf(id)
	if !ok {
		return c, shared.Refuse(shared.CodeRoomInvalid, "")
	}
	var begun millis
	err = q.Get(&begun, `SELECT created_at FROM conversations WHERE id = ? AND kind = ?`, support, shared.KindSupport)
	if err := orRefuse(err, shared.CodeRoomInvalid); err != nil {
		return c, err
	}
	return shared.Conversation{
		ID: id, Kind: shared.KindNotes, Of: support, Title: notesTitle, Status: shared.StatusOpen, CreatedAt: begun.time(),
		MessageCharacters: shared.MaxMessage,
	}, nil
}

const notesTitle = "Notes"

// beginNotes stores notes. It may be followed by a refusal: notes without a word
// harm nobody.
func (t *tx) beginNotes(c shared.Conversation) error {
	_, err := t.Exec(`INSERT INTO conversations (id, kind, support_id, title, status, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		c.ID, c.Kind, c.Of, c.Title, c.Status, toMillis(c.CreatedAt))
	return err
}

// Desk is what a user wants done to a support conversation.
type Desk struct {
	shared.ChangeConversation
	By  shared.Person
	May May
	At  time.Time
}

// Administered is what became of it: the events, each of the log it is in, and
// the header after them, without members.
type Administered struct {
	// Assigned is nil when that has not changed. It is in the log of the notes.
	Assigned *shared.ConversationChanged
	// Moved is nil when the status has not changed.
	Moved        *shared.ConversationChanged
	Conversation shared.Conversation
}

// Administer assigns, ends or reopens a support conversation, all or nothing.
// CONFLICT says who has been quicker, or that the visitor has gone on elsewhere;
// NOT_FOUND and FORBIDDEN that the conversation cannot be given to somebody.
func (db *DB) Administer(ctx context.Context, id shared.ConversationID, d Desk) (done Administered, err error) {
	err = db.do(ctx, func(t *tx) error {
		done = Administered{}
		h, err := t.head(id)
		if err == nil && h == nil {
			err = shared.Refuse(shared.CodeRoomInvalid, "")
		}
		if err != nil {
			return err
		}
		if err := d.May.judge(h); err != nil {
			return err
		}
		// First all that can be refused, then what is written.
		assignee, assigns, err := t.assignee(h, d)
		if err != nil {
			return err
		}
		moves := d.Status != "" && d.Status != h.Status
		if moves && d.Status == shared.StatusOpen {
			var another bool
			if err := t.Get(&another, `SELECT EXISTS (SELECT 1 FROM conversations WHERE visitor_id = ? AND kind = ? AND status = ?)`,
				h.Visitor.ID, shared.KindSupport, shared.StatusOpen); err != nil {
				return err
			}
			if another {
				return shared.Refuse(shared.CodeConflict, "the visitor has started another conversation since. Go on there.")
			}
		}
		if assigns {
			if done.Assigned, err = t.assign(h, assignee, d); err != nil {
				return err
			}
		}
		if moves {
			change, err := t.move(h, d.Status, d.By, d.At)
			if err != nil {
				return err
			}
			done.Moved = &change
		}
		done.Conversation = *h
		return nil
	}, id, NotesOf(id))
	return done, err
}

// assignee finds who is to look after a conversation, and whether that is new.
func (t *tx) assignee(h *shared.Conversation, d Desk) (person *shared.Person, changes bool, err error) {
	if d.AssigneeID == nil {
		return nil, false, nil
	}
	var is, expected shared.MemberID
	if h.Assignee != nil {
		is = h.Assignee.ID
	}
	if *d.AssigneeID == is {
		return nil, false, nil
	}
	if d.ExpectAssigneeID != nil {
		expected = *d.ExpectAssigneeID
	}
	switch {
	case is != expected && is == "":
		return nil, false, shared.Refuse(shared.CodeConflict, "nobody looks after this conversation any more.")
	case is != expected:
		return nil, false, shared.Refuse(shared.CodeConflict, h.Assignee.Name()+" has taken this conversation.")
	case *d.AssigneeID == "":
		return nil, true, nil
	}
	var row userRow
	if err := t.Get(&row, userQuery+` WHERE id = ?`, *d.AssigneeID); err != nil {
		return nil, false, orRefuseWith(err, shared.Refuse(shared.CodeNotFound, "nobody who signs in has this assignee_id."))
	}
	user := row.user()
	if user.Disabled {
		return nil, false, shared.Refuse(shared.CodeForbidden, user.Name()+" can no longer sign in. Choose somebody else.")
	}
	return &user.Person, true, nil
}

// assign gives a conversation to somebody, or nobody, as an event of its notes:
// the visitor's log has no trace of it.
func (t *tx) assign(h *shared.Conversation, to *shared.Person, d Desk) (*shared.ConversationChanged, error) {
	beside, err := t.head(NotesOf(h.ID))
	if err != nil {
		return nil, err
	}
	var id *shared.MemberID
	if to != nil {
		id = &to.ID
	}
	if _, err := t.Exec(`UPDATE conversations SET assignee_id = ? WHERE id = ?`, id, h.ID); err != nil {
		return nil, err
	}
	internal := *h.Internal
	internal.Assignee = to
	h.Internal = &internal
	at := toMillis(d.At).time()
	change := shared.ConversationChanged{Seq: beside.Head + 1, At: &at, By: &d.By, Conversation: *beside}
	change.Head, change.LastMessage = change.Seq, nil
	change.Internal = &shared.Internal{Assignee: to}
	return &change, t.record(beside, change)
}

// release gives back to nobody the open conversations that somebody looks after.
func (t *tx) release(who shared.MemberID, by shared.Person, at time.Time) ([]Administered, error) {
	var ids []shared.ConversationID
	if err := t.Select(&ids, `SELECT id FROM conversations WHERE assignee_id = ? AND status = ?`, who, shared.StatusOpen); err != nil {
		return nil, err
	}
	freed := make([]Administered, len(ids))
	for i, id := range ids {
		h, err := t.head(id)
		if err != nil {
			return nil, err
		}
		if freed[i].Assigned, err = t.assign(h, nil, Desk{By: by, At: at}); err != nil {
			return nil, err
		}
		freed[i].Conversation = *h
	}
	return freed, nil
}

// move ends or reopens a conversation as an event of its log.
func (t *tx) move(h *shared.Conversation, to shared.Status, by shared.Person, at time.Time) (shared.ConversationChanged, error) {
	h.Status, h.EndedAt, h.EndedBy = to, nil, nil
	var endedAt *millis
	var endedBy *shared.MemberID
	if to == shared.StatusEnded {
		stored := toMillis(at)
		moment := stored.time()
		h.EndedAt, h.EndedBy, endedAt, endedBy = &moment, &by, &stored, &by.ID
	}
	if _, err := t.Exec(`UPDATE conversations SET status = ?, ended_at = ?, ended_by = ? WHERE id = ?`, to, endedAt, endedBy, h.ID); err != nil {
		return shared.ConversationChanged{}, err
	}
	return t.changed(h, by, at)
}
