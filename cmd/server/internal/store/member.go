package store

import (
	"context"
	"fmt"
	"time"

	"parley/shared"
)

// enter makes somebody a member, once.
func (t *tx) enter(id shared.ConversationID, who shared.Person) error {
	_, err := t.Exec(`INSERT INTO members (conversation_id, member_id, role) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		id, who.ID, who.Role)
	return err
}

// Mark moves a member's watermarks forward, never back and never beyond the
// head, makes a member of who was none, and sets seen_at on the messages of
// others that it passes. It returns where the watermarks are, and whether they
// moved. A conversation that does not exist yet has nothing to mark.
func (db *DB) Mark(ctx context.Context, id shared.ConversationID, who shared.Person, may May, delivered, read int64, at time.Time) (member shared.Member, moved bool, err error) {
	member.Person = who
	err = db.do(ctx, func(t *tx) error {
		h, err := t.head(id)
		if err != nil || h == nil {
			return err
		}
		if err := may.judge(h); err != nil {
			return err
		}
		if err := t.enter(id, who); err != nil {
			return err
		}
		var before memberRow
		if err := t.Get(&before, `SELECT delivered, read FROM members WHERE conversation_id = ? AND member_id = ?`, id, who.ID); err != nil {
			return err
		}
		member.Read = max(before.Read, min(read, h.Head))
		member.Delivered = max(before.Delivered, min(delivered, h.Head), member.Read)
		moved = member.Read > before.Read || member.Delivered > before.Delivered
		if !moved {
			return nil
		}
		if _, err := t.Exec(`UPDATE members SET delivered = ?, read = ? WHERE conversation_id = ? AND member_id = ?`,
			member.Delivered, member.Read, id, who.ID); err != nil {
			return err
		}
		_, err = t.Exec(`UPDATE messages SET seen_at = ?
			WHERE conversation_id = ? AND seq > ? AND seq <= ? AND sender_id <> ? AND seen_at IS NULL`,
			toMillis(at), id, before.Read, member.Read, who.ID)
		return err
	}, id)
	return member, moved, err
}

type memberRow struct {
	MemberID  shared.MemberID `db:"member_id"`
	Role      shared.Role     `db:"role"`
	Delivered int64           `db:"delivered"`
	Read      int64           `db:"read"`
	names
}

// readBy is the SQL of how far somebody has read: to their watermark, or to
// what they said last, because who answers has read. Their newest message is
// looked for among the newest of the conversation only, so that a log of
// millions costs no more than one of a hundred.
func readBy(conversation, member, watermark string) string {
	return fmt.Sprintf(`coalesce((SELECT max(seq) FROM (
		SELECT seq, sender_id FROM messages WHERE conversation_id = %[1]s AND seq > %[3]s ORDER BY seq DESC LIMIT 100) AS recent
		WHERE sender_id = %[2]s), %[3]s)`, conversation, member, watermark)
}

// members reads who is in a conversation and how far they have got.
func members(q selecter, id shared.ConversationID) ([]shared.Member, error) {
	var rows []memberRow
	if err := q.Select(&rows, `SELECT m.member_id, m.role, m.delivered, `+readBy("m.conversation_id", "m.member_id", "m.read")+` AS read,`+personColumns+`FROM members m`+
		fmt.Sprintf(personJoins, "m.member_id")+` WHERE m.conversation_id = ? ORDER BY m.member_id`, id); err != nil {
		return nil, err
	}
	list := make([]shared.Member, len(rows))
	for i, r := range rows {
		list[i] = shared.Member{Person: r.person(r.MemberID, r.Role), Delivered: max(r.Delivered, r.Read), Read: r.Read}
	}
	return list, nil
}

// Enter makes somebody a member of an existing conversation; ROOM_INVALID when
// it is gone.
func (db *DB) Enter(ctx context.Context, id shared.ConversationID, who shared.Person) error {
	return db.do(ctx, func(t *tx) error {
		h, err := t.head(id)
		if err == nil && h == nil {
			err = shared.Refuse(shared.CodeRoomInvalid, "")
		}
		if err != nil {
			return err
		}
		return t.enter(id, who)
	}, id)
}
