package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"parley/shared"
)

// What a server has to read to be in step with the others that write the same
// database, which is PostgreSQL.

// atOnce is how many rows one query asks for by their ids.
const atOnce = 1000

// Heads reads the heads of conversations; those that have not begun, or were
// deleted, are left out.
func (db *DB) Heads(ctx context.Context, ids []shared.ConversationID) (map[shared.ConversationID]int64, error) {
	heads := make(map[shared.ConversationID]int64, len(ids))
	for some := range slices.Chunk(ids, atOnce) {
		var rows []struct {
			ID   shared.ConversationID `db:"id"`
			Head int64                 `db:"head"`
		}
		if err := db.read.SelectContext(ctx, &rows, `SELECT c.id, `+headOf("c.id")+` AS head FROM conversations c
			WHERE c.id IN (?) AND c.deleted_at IS NULL`, some); err != nil {
			return nil, err
		}
		for _, r := range rows {
			heads[r.ID] = r.Head
		}
	}
	return heads, nil
}

// Newest is the number of what was said or changed last. What is being committed
// meanwhile may have a smaller one.
func (db *DB) Newest(ctx context.Context) (number int64, err error) {
	err = db.read.GetContext(ctx, &number, `SELECT greatest((SELECT coalesce(max(id), 0) FROM messages), (SELECT coalesce(max(number), 0) FROM changes))`)
	return number, err
}

// Since reads the headers, without members, of at most limit conversations in
// which something was said or changed after a number; those with the newest.
func (db *DB) Since(ctx context.Context, number int64, limit int) ([]*shared.Conversation, error) {
	var ids []shared.ConversationID
	// What changes in notes is the assignee, which stands in the header beside.
	if err := db.read.SelectContext(ctx, &ids, `SELECT coalesce(c.support_id, c.id) FROM (
			SELECT conversation_id, id AS number FROM messages WHERE id > ? UNION ALL
			SELECT conversation_id, number FROM changes WHERE number > ?) AS log
		JOIN conversations c ON c.id = log.conversation_id
		GROUP BY 1 ORDER BY max(log.number) DESC LIMIT ?`, number, number, limit); err != nil || len(ids) == 0 {
		return nil, err
	}
	return headers(db.read.with(ctx), ids)
}

// A Watermark is how far a member has received and read.
type Watermark struct {
	Conversation shared.ConversationID `db:"conversation_id"`
	Member       shared.MemberID       `db:"member_id"`
	Role         shared.Role           `db:"role"`
	Delivered    int64                 `db:"delivered"`
	Read         int64                 `db:"read"`
}

// Watermarks reads those of conversations that have been moved.
func (db *DB) Watermarks(ctx context.Context, ids []shared.ConversationID) (marks []Watermark, err error) {
	for some := range slices.Chunk(ids, atOnce) {
		var rows []Watermark
		if err := db.read.SelectContext(ctx, &rows, `SELECT conversation_id, member_id, role, delivered, read FROM members
			WHERE conversation_id IN (?) AND delivered > 0`, some); err != nil {
			return nil, err
		}
		marks = append(marks, rows...)
	}
	return marks, nil
}

// Keep keeps a value under a name for a while.
func (db *DB) Keep(ctx context.Context, name string, value []byte, lasting time.Duration) error {
	now := time.Now()
	return db.do(ctx, func(t *tx) error {
		if _, err := t.Exec(`DELETE FROM kept WHERE expires <= ?`, toMillis(now)); err != nil {
			return err
		}
		_, err := t.Exec(`INSERT INTO kept (name, value, expires) VALUES (?, ?, ?)`, name, value, toMillis(now.Add(lasting)))
		return err
	})
}

// Take takes what is kept under a name: whoever asks first gets it, and nobody
// after that. nil means that there is nothing.
func (db *DB) Take(ctx context.Context, name string) (value []byte, err error) {
	err = db.do(ctx, func(t *tx) error {
		value = nil
		err := t.Get(&value, `DELETE FROM kept WHERE name = ? AND expires > ? RETURNING value`, name, toMillis(time.Now()))
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return value, err
}
