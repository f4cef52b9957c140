package store

import (
	"context"
	"encoding/json"
	"time"

	"parley/shared"
)

// A Change is what somebody does to a message that is there.
type Change struct {
	Conversation shared.ConversationID
	Message      shared.MessageID
	By           shared.MemberID
	// OwnOnly refuses, with FORBIDDEN, messages that By did not write.
	OwnOnly bool
	// May judges By, if set.
	May May
	At  time.Time
}

// target is the message that a change is about, and where its conversation is.
type target struct {
	SenderID  shared.MemberID `db:"sender_id"`
	Content   string          `db:"content"`
	DeletedAt *millis         `db:"deleted_at"`
	head      *shared.Conversation
}

// target finds the message of a change, and refuses what can be refused before
// anything is written.
func (t *tx) target(c Change) (found target, err error) {
	h, err := t.head(c.Conversation)
	if err != nil {
		return found, err
	}
	if h != nil {
		if err := c.May.judge(h); err != nil {
			return found, err
		}
	}
	err = t.Get(&found, `SELECT sender_id, content, deleted_at FROM messages WHERE id = ? AND conversation_id = ?`, c.Message, c.Conversation)
	if err = orRefuse(err, shared.CodeNotFound); err != nil {
		return found, err
	}
	if c.OwnOnly && found.SenderID != c.By {
		return found, shared.Refuse(shared.CodeForbidden, "")
	}
	if h.Status != shared.StatusOpen {
		return found, shared.Refuse(shared.CodeConversationClosed, "")
	}
	found.head = h
	return found, nil
}

// record puts an event at the next place of the log.
func (t *tx) record(h *shared.Conversation, event shared.Logged) error {
	_, seq := event.Place()
	_, err := t.Exec(`INSERT INTO changes (conversation_id, seq, frame) VALUES (?, ?, ?)`,
		h.ID, seq, string(shared.EncodeEvent(event, "")))
	h.Head = seq
	return err
}

// Edit replaces the content of a message. The event has no seq when the content
// was that already: a repeat changes nothing. NOT_FOUND, FORBIDDEN and
// CONVERSATION_CLOSED are the refusals; a message that was taken back is not
// found.
func (db *DB) Edit(ctx context.Context, c Change, content string) (event shared.MessageEdited, header shared.Conversation, err error) {
	err = db.do(ctx, func(t *tx) error {
		found, err := t.target(c)
		if err != nil {
			return err
		}
		if found.DeletedAt != nil {
			return shared.Refuse(shared.CodeNotFound, "")
		}
		event = shared.MessageEdited{ConversationID: c.Conversation, MessageID: c.Message, Content: content, EditedAt: toMillis(c.At).time()}
		if header = *found.head; found.Content == content {
			return nil
		}
		event.Seq = found.head.Head + 1
		if _, err := t.Exec(`UPDATE messages SET content = ?, edited_at = ? WHERE id = ?`, content, toMillis(c.At), c.Message); err != nil {
			return err
		}
		found.head.LastMessage = amended(found.head.LastMessage, c.Message, func(m *shared.Message) { m.Content, m.EditedAt = content, &event.EditedAt })
		err = t.record(found.head, event)
		header = *found.head
		return err
	}, c.Conversation)
	return event, header, err
}

// Delete takes a message back from everybody: its content is gone, its place
// stays. The event has no seq when that was done already.
func (db *DB) Delete(ctx context.Context, c Change) (event shared.MessageDeleted, header shared.Conversation, err error) {
	err = db.do(ctx, func(t *tx) error {
		found, err := t.target(c)
		if err != nil {
			return err
		}
		event = shared.MessageDeleted{
			ConversationID: c.Conversation, MessageID: c.Message, For: shared.ForEveryone, DeletedAt: toMillis(c.At).time(),
		}
		if header = *found.head; found.DeletedAt != nil {
			return nil
		}
		event.Seq = found.head.Head + 1
		if _, err := t.Exec(`UPDATE messages SET content = '', deleted_at = ? WHERE id = ?`, toMillis(c.At), c.Message); err != nil {
			return err
		}
		if _, err := t.Exec(`DELETE FROM reactions WHERE message_id = ?`, c.Message); err != nil {
			return err
		}
		// What it said before its edits is in their frames.
		if err := t.blank(c.Conversation, c.Message); err != nil {
			return err
		}
		found.head.LastMessage = amended(found.head.LastMessage, c.Message, func(m *shared.Message) { m.Content, m.DeletedAt = "", &event.DeletedAt })
		err = t.record(found.head, event)
		header = *found.head
		return err
	}, c.Conversation)
	return event, header, err
}

// blank takes the content from all edits of a message.
func (t *tx) blank(conversation shared.ConversationID, message shared.MessageID) error {
	var edits []changeRow
	if err := t.Select(&edits, `SELECT seq, frame FROM changes WHERE conversation_id = ? AND frame LIKE ?`,
		conversation, framesOf("message_edited")); err != nil {
		return err
	}
	for _, e := range edits {
		var edit shared.MessageEdited
		if err := json.Unmarshal([]byte(e.Frame), &edit); err != nil {
			return err
		}
		if edit.MessageID != message || edit.Content == "" {
			continue
		}
		edit.Content = ""
		if _, err := t.Exec(`UPDATE changes SET frame = ? WHERE conversation_id = ? AND seq = ?`,
			string(shared.EncodeEvent(edit, "")), conversation, e.Seq); err != nil {
			return err
		}
	}
	return nil
}

// amended is a message after a change, if it is the one that changed. The copy
// leaves alone those who hold the old one.
func amended(m *shared.Message, id shared.MessageID, change func(*shared.Message)) *shared.Message {
	if m == nil || m.ID != id {
		return m
	}
	after := *m
	change(&after)
	return &after
}

// Hide deletes a message for one member alone.
func (db *DB) Hide(ctx context.Context, c Change) (event shared.MessageDeleted, err error) {
	err = db.do(ctx, func(t *tx) error {
		h, err := t.head(c.Conversation)
		if err != nil {
			return err
		}
		if h != nil {
			if err := c.May.judge(h); err != nil {
				return err
			}
		}
		if err := t.mustHold(c.Conversation, c.Message); err != nil {
			return err
		}
		event = shared.MessageDeleted{
			ConversationID: c.Conversation, MessageID: c.Message, For: shared.ForMe, DeletedAt: toMillis(c.At).time(),
		}
		_, err = t.Exec(`INSERT INTO hidden (message_id, member_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, c.Message, c.By)
		return err
	}, c.Conversation)
	return event, err
}

// React puts an emoji under a message, or takes it away. The event has no seq
// when that was so already.
func (db *DB) React(ctx context.Context, c Change, emoji string, on bool) (event shared.ReactionChanged, header shared.Conversation, err error) {
	err = db.do(ctx, func(t *tx) error {
		found, err := t.target(c)
		if err != nil {
			return err
		}
		if found.DeletedAt != nil {
			return shared.Refuse(shared.CodeNotFound, "")
		}
		query := `INSERT INTO reactions (message_id, emoji, member_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
		if !on {
			query = `DELETE FROM reactions WHERE message_id = ? AND emoji = ? AND member_id = ?`
		}
		result, err := t.Exec(query, c.Message, emoji, c.By)
		if err != nil {
			return err
		}
		changed, err := result.RowsAffected()
		if err != nil {
			return err
		}
		event = shared.ReactionChanged{ConversationID: c.Conversation, MessageID: c.Message, Emoji: emoji, User: c.By, On: on}
		if header = *found.head; changed == 0 {
			return nil
		}
		event.Seq = found.head.Head + 1
		err = t.record(found.head, event)
		header = *found.head
		return err
	}, c.Conversation)
	return event, header, err
}
