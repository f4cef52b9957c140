package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"parley/shared"
)

// titleKey is what two rooms must not have in common.
func titleKey(title string) string { return strings.ToLower(title) }

var errTitleTaken = shared.Refuse(shared.CodeConflict, "another room has this title. Choose a different one.")

// AddRoom stores a new room; CONFLICT when the title is taken.
func (db *DB) AddRoom(ctx context.Context, id shared.ConversationID, room shared.NewRoom, at time.Time) (header shared.Conversation, err error) {
	err = db.do(ctx, func(t *tx) error {
		result, err := t.Exec(`INSERT INTO conversations (id, kind, title, title_key, staff_only, message_characters, status, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (title_key) DO NOTHING`,
			id, shared.KindRoom, room.Title, titleKey(room.Title), room.StaffOnly,
			sql.Null[int]{V: room.MessageCharacters, Valid: room.MessageCharacters != 0}, shared.StatusOpen, toMillis(at))
		if err := oneRow(result, err, errTitleTaken); err != nil {
			return err
		}
		h, err := t.head(id)
		if err == nil {
			header = *h
		}
		return err
	})
	return header, err
}

// ChangeRoom changes a room as an event of its log. The event has no seq when
// all was so already. ROOM_INVALID and CONFLICT are the refusals.
func (db *DB) ChangeRoom(ctx context.Context, id shared.ConversationID, c shared.ChangeRoom, by shared.Person, at time.Time) (event shared.ConversationChanged, header shared.Conversation, err error) {
	err = db.do(ctx, func(t *tx) error {
		h, err := t.room(id)
		if err != nil {
			return err
		}
		after := *h
		if c.Title != nil {
			after.Title = *c.Title
		}
		if c.StaffOnly != nil {
			after.StaffOnly = *c.StaffOnly
		}
		if c.MessageCharacters != nil {
			if after.MessageCharacters = *c.MessageCharacters; after.MessageCharacters == 0 {
				after.MessageCharacters = shared.MaxMessage
			}
		}
		event, header = shared.ConversationChanged{Conversation: after}, after
		if after.Title == h.Title && after.StaffOnly == h.StaffOnly && after.MessageCharacters == h.MessageCharacters {
			return nil
		}
		var taken bool
		if err := t.Get(&taken, `SELECT EXISTS (SELECT 1 FROM conversations WHERE title_key = ? AND id <> ?)`, titleKey(after.Title), id); err != nil {
			return err
		}
		if taken {
			return errTitleTaken
		}
		if _, err := t.Exec(`UPDATE conversations SET title = ?, title_key = ?, staff_only = ?, message_characters = ? WHERE id = ?`,
			after.Title, titleKey(after.Title), after.StaffOnly, after.MessageCharacters, id); err != nil {
			return err
		}
		*h = after
		event, err = t.changed(h, by, at)
		header = *h
		return err
	}, id)
	return event, header, err
}

// room is the head of a room; ROOM_INVALID when there is none with this id.
func (t *tx) room(id shared.ConversationID) (*shared.Conversation, error) {
	h, err := t.head(id)
	if err == nil && (h == nil || h.Kind != shared.KindRoom) {
		err = shared.Refuse(shared.CodeRoomInvalid, "")
	}
	return h, err
}

// DeleteRoom makes a room as if it had never been, but for its id; ROOM_INVALID
// when there is none. What was said there goes with Purge.
func (db *DB) DeleteRoom(ctx context.Context, id shared.ConversationID, at time.Time) (header shared.Conversation, err error) {
	err = db.do(ctx, func(t *tx) error {
		h, err := t.room(id)
		if err != nil {
			return err
		}
		header = *h
		delete(t.heads, id)
		_, err = t.Exec(`UPDATE conversations SET deleted_at = ?, title = '', title_key = NULL WHERE id = ?`, toMillis(at), id)
		return err
	}, id)
	return header, err
}

// purgeAtOnce is how many messages one transaction purges, so that other
// writers do not wait for long.
const purgeAtOnce = 500

// Purge removes what was said in deleted rooms.
func (db *DB) Purge(ctx context.Context) error {
	// Rooms are few, and found by an index.
	const deleted = `(SELECT id FROM conversations WHERE kind = '` + string(shared.KindRoom) + `' AND deleted_at IS NOT NULL)`
	for purged := int64(1); purged > 0; {
		err := db.do(ctx, func(t *tx) error {
			var ids []shared.MessageID
			if err := t.Select(&ids, `SELECT id FROM messages WHERE conversation_id IN `+deleted+` LIMIT ?`, purgeAtOnce); err != nil {
				return err
			}
			purged = int64(len(ids))
			for _, id := range ids {
				for _, query := range []string{
					`DELETE FROM reactions WHERE message_id = ?`, `DELETE FROM hidden WHERE message_id = ?`, `DELETE FROM messages WHERE id = ?`,
				} {
					if _, err := t.Exec(query, id); err != nil {
						return err
					}
				}
			}
			if purged > 0 {
				return nil
			}
			for _, table := range []string{"changes", "members"} {
				if _, err := t.Exec(`DELETE FROM ` + table + ` WHERE conversation_id IN ` + deleted); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Rooms reads the rooms as one user sees them, by title; staff rooms only if
// asked for.
func (db *DB) Rooms(ctx context.Context, reader shared.MemberID, staffRooms bool) ([]shared.Room, error) {
	var rows []conversationRow
	if err := db.read.SelectContext(ctx, &rows, `SELECT`+conversationColumns+`, `+unreadBy("?")+` AS unread`+
		conversationTables+` LEFT JOIN members r ON r.conversation_id = c.id AND r.member_id = ?
		WHERE c.kind = ? AND c.deleted_at IS NULL AND (? OR NOT c.staff_only)`,
		reader, reader, reader, shared.KindRoom, staffRooms); err != nil {
		return nil, err
	}
	last, err := lastMessages(db.read.with(ctx), rows)
	if err != nil {
		return nil, err
	}
	rooms := make([]shared.Room, len(rows))
	for i := range rows {
		c := rows[i].header()
		rooms[i] = shared.Room{
			ID: c.ID, Title: c.Title, StaffOnly: c.StaffOnly, MessageCharacters: c.MessageCharacters, Head: c.Head,
			Unread: rows[i].Unread, LastMessage: last[rows[i].LastID],
		}
	}
	slices.SortFunc(rooms, func(a, b shared.Room) int { return shared.CompareTitles(a.Title, b.Title) })
	return rooms, nil
}

// HadRooms reports whether there has ever been a room.
func (db *DB) HadRooms(ctx context.Context) (had bool, err error) {
	err = db.read.GetContext(ctx, &had, `SELECT EXISTS (SELECT 1 FROM conversations WHERE kind = ?)`, shared.KindRoom)
	return had, err
}

// A Presence is a member who is in a room, as far as its log says.
type Presence struct {
	Room shared.ConversationID
	Who  shared.Person
}

// Inside reads who is in which room.
func (db *DB) Inside(ctx context.Context) ([]Presence, error) {
	var rows []struct {
		Room shared.ConversationID `db:"conversation_id"`
		memberRow
	}
	if err := db.read.SelectContext(ctx, &rows, `SELECT m.conversation_id, m.member_id, m.role, u.username, u.first_name, u.last_name
		FROM members m JOIN users u ON u.id = m.member_id WHERE m.inside`); err != nil {
		return nil, err
	}
	inside := make([]Presence, len(rows))
	for i, r := range rows {
		inside[i] = Presence{Room: r.Room, Who: r.person(r.MemberID, r.Role)}
	}
	return inside, nil
}

// Attend notes in the log of a room that a member has entered or left. It does
// nothing, and says so, where the log has that already.
func (db *DB) Attend(ctx context.Context, room shared.ConversationID, who shared.Person, inside bool, at time.Time) (posted Posted, noted bool, err error) {
	err = db.do(ctx, func(t *tx) error {
		noted = false
		if _, err := t.room(room); err != nil {
			return err
		}
		result, err := t.Exec(`UPDATE members SET inside = ? WHERE conversation_id = ? AND member_id = ? AND inside <> ?`, inside, room, who.ID, inside)
		if err != nil {
			return err
		}
		changed, err := result.RowsAffected()
		if err != nil || changed == 0 {
			return err
		}
		notice := Draft{Conversation: room, Sender: shared.System, Kind: shared.KindLeave, Content: who.Name() + " has left.", Subject: &who, At: at}
		if inside {
			notice.Kind, notice.Content = shared.KindEnter, who.Name()+" has entered."
		}
		posted, err = t.post(&notice)
		noted = err == nil
		return err
	}, room)
	return posted, noted, err
}
