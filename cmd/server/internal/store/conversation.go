package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"parley/shared"
)

// NewConversation is a support conversation that does not exist yet.
type NewConversation struct {
	Site    shared.SiteID
	Visitor shared.Person
	Visit   shared.Visit
	At      time.Time
	// Admit, if set, may still refuse it, with a *shared.Error. The writer calls
	// it when the conversation is about to be stored.
	Admit func() error
	// May judges a first message by the site, if set.
	May func(shared.Site) error
}

// begin stores a support conversation and its visitor.
func (t *tx) begin(id shared.ConversationID, c NewConversation) (*shared.Conversation, error) {
	if c.Admit != nil {
		if err := c.Admit(); err != nil {
			return nil, err
		}
	}
	at := toMillis(c.At)
	visit, err := json.Marshal(c.Visit)
	if err != nil {
		return nil, err
	}
	if _, err := t.Exec(`INSERT INTO visitors (id, site_id, username, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		c.Visitor.ID, c.Site, c.Visitor.Username, at); err != nil {
		return nil, err
	}
	if _, err := t.Exec(`INSERT INTO conversations (id, kind, site_id, visitor_id, status, created_at, visit) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		id, shared.KindSupport, c.Site, c.Visitor.ID, shared.StatusOpen, at, string(visit)); err != nil {
		return nil, err
	}
	if err := t.enter(id, c.Visitor); err != nil {
		return nil, err
	}
	return t.head(id)
}

// A May judges who does something by what it is done to, in the transaction
// that does it. nil allows everything.
type May func(shared.Conversation) error

func (may May) judge(h *shared.Conversation) error {
	if may == nil {
		return nil
	}
	return may(*h)
}

// End ends a conversation as an event of its log, and reports whether it was
// still open. The header is the one after it, without members.
func (db *DB) End(ctx context.Context, id shared.ConversationID, by shared.Person, may May, at time.Time) (change shared.ConversationChanged, header shared.Conversation, ended bool, err error) {
	err = db.do(ctx, func(t *tx) error {
		ended = false
		h, err := t.head(id)
		switch {
		case err != nil:
			return err
		case h == nil:
			return shared.Refuse(shared.CodeRoomInvalid, "")
		}
		if err := may.judge(h); err != nil || h.Status == shared.StatusEnded {
			return err
		}
		change, err = t.move(h, shared.StatusEnded, by, at)
		header, ended = *h, true
		return err
	}, id)
	return change, header, ended, err
}

// changed puts what a header has become at the next place of the log, which
// visitors read, too.
func (t *tx) changed(h *shared.Conversation, by shared.Person, at time.Time) (shared.ConversationChanged, error) {
	moment := toMillis(at).time()
	change := shared.ConversationChanged{Seq: h.Head + 1, At: &moment, By: &by, Conversation: h.Public()}
	change.Head = change.Seq
	change.LastMessage = nil // the log has it already
	return change, t.record(h, change)
}

// conversationRow is a header as it is stored and derived.
type conversationRow struct {
	ID           shared.ConversationID           `db:"id"`
	Kind         shared.ConversationKind         `db:"kind"`
	SiteID       sql.Null[shared.SiteID]         `db:"site_id"`
	VisitorID    sql.Null[shared.MemberID]       `db:"visitor_id"`
	SupportID    sql.Null[shared.ConversationID] `db:"support_id"`
	Title        string                          `db:"title"`
	StaffOnly    bool                            `db:"staff_only"`
	Longest      int                             `db:"message_characters"`
	Calls        bool                            `db:"calls"` // the site has them
	Status       shared.Status                   `db:"status"`
	CreatedAt    millis                          `db:"created_at"`
	EndedAt      *millis                         `db:"ended_at"`
	EndedBy      sql.Null[shared.MemberID]       `db:"ended_by"`
	EnderRole    shared.Role                     `db:"ender_role"`
	Head         int64                           `db:"head"`
	LastID       shared.MessageID                `db:"last_id"` // 0: nothing was said
	Unread       int                             `db:"unread"`
	Visitor      names                           `db:"visitor"`
	Ender        names                           `db:"ender"`
	AssigneeID   sql.Null[shared.MemberID]       `db:"assignee_id"`
	AssigneeRole shared.Role                     `db:"assignee_role"`
	Assignee     names                           `db:"assignee"`
	Details      sql.NullString                  `db:"details"`
	Visit        sql.NullString                  `db:"visit"`
}

var conversationColumns = ` c.id, c.kind, c.site_id, c.visitor_id, c.status, c.created_at, c.ended_at, c.ended_by,
	c.support_id, c.assignee_id, coalesce(a.role, '') AS assignee_role, coalesce(a.username, '') AS "assignee.username",
	coalesce(a.first_name, '') AS "assignee.first_name", coalesce(a.last_name, '') AS "assignee.last_name",
	c.title, c.staff_only, c.details, c.visit,
	coalesce(c.message_characters, s.message_characters, ` + strconv.Itoa(shared.MaxMessage) + `) AS message_characters,
	coalesce(s.look, '') LIKE '%"calls":true%' AS calls,
	coalesce(u.role, '` + string(shared.RoleVisitor) + `') AS ender_role, coalesce(w.username, '') AS "visitor.username",
	coalesce(w.first_name, '') AS "visitor.first_name", coalesce(w.last_name, '') AS "visitor.last_name",
	coalesce(u.username, v.username, '') AS "ender.username",
	coalesce(u.first_name, v.first_name, '') AS "ender.first_name",
	coalesce(u.last_name, v.last_name, '') AS "ender.last_name", ` + headOf("c.id") + ` AS head,` + lastID + ` AS last_id `

const lastID = ` coalesce((SELECT id FROM messages WHERE conversation_id = c.id ORDER BY seq DESC LIMIT 1), 0)`

var conversationTables = ` FROM conversations c LEFT JOIN visitors w ON w.id = c.visitor_id LEFT JOIN users a ON a.id = c.assignee_id
	LEFT JOIN sites s ON s.id = c.site_id` + fmt.Sprintf(personJoins, "c.ended_by")

func (r *conversationRow) header() shared.Conversation {
	c := shared.Conversation{
		ID: r.ID, Kind: r.Kind, Title: r.Title, SiteID: r.SiteID.V, Status: r.Status, Head: r.Head,
		StaffOnly: r.StaffOnly, MessageCharacters: r.Longest,
		CreatedAt: r.CreatedAt.time(), EndedAt: r.EndedAt.pointer(),
	}
	if r.VisitorID.Valid {
		visitor := r.Visitor.person(r.VisitorID.V, shared.RoleVisitor)
		c.Visitor, c.Title = &visitor, visitor.Name()
	}
	c.Of = r.SupportID.V
	if r.Kind == shared.KindSupport {
		c.Internal = &shared.Internal{NotesID: NotesOf(r.ID)}
		// What was written by us can be read; old conversations have none of it.
		json.Unmarshal([]byte(r.Details.String), &c.Details)
		if json.Unmarshal([]byte(r.Visit.String), &c.Visit); c.Visit != nil && *c.Visit == (shared.Visit{}) {
			c.Visit = nil
		}
		if r.AssigneeID.Valid {
			assignee := r.Assignee.person(r.AssigneeID.V, r.AssigneeRole)
			c.Assignee = &assignee
		}
	}
	if r.EndedBy.Valid {
		ender := r.Ender.person(r.EndedBy.V, r.EnderRole)
		c.EndedBy = &ender
	}
	return c
}

// selecter is what reads need of a handle or a transaction.
type selecter interface {
	Get(dest any, query string, args ...any) error
	Select(dest any, query string, args ...any) error
}

// header reads one header with its last message and its members.
func header(q selecter, id shared.ConversationID) (shared.Conversation, error) {
	var row conversationRow
	if err := q.Get(&row, `SELECT`+conversationColumns+conversationTables+` WHERE c.id = ? AND c.deleted_at IS NULL`, id); errors.Is(err, sql.ErrNoRows) {
		return notes(q, id)
	} else if err != nil {
		return shared.Conversation{}, err
	}
	c := row.header()
	c.Calls = row.Calls
	if row.LastID != 0 {
		var last messageRow
		if err := q.Get(&last, messageQuery+` WHERE m.id = ?`, row.LastID); err != nil {
			return c, err
		}
		message := last.message()
		c.LastMessage = &message
	}
	var err error
	c.Members, err = members(q, id)
	return c, err
}

// headers reads headers with their last messages, and without members; those
// that do not exist are left out.
func headers(q selecter, ids []shared.ConversationID) ([]*shared.Conversation, error) {
	var rows []conversationRow
	if err := q.Select(&rows, `SELECT`+conversationColumns+conversationTables+` WHERE c.id IN (?) AND c.deleted_at IS NULL`, ids); err != nil {
		return nil, err
	}
	last, err := lastMessages(q, rows)
	heads := make([]*shared.Conversation, len(rows))
	for i := range rows {
		c := rows[i].header()
		c.LastMessage = last[rows[i].LastID]
		heads[i] = &c
	}
	return heads, err
}

// Door reads what decides who may enter a conversation: its kind, and whether it
// is for staff only. ROOM_INVALID when it does not exist.
func (db *DB) Door(ctx context.Context, id shared.ConversationID) (c shared.Conversation, err error) {
	row := conversationRow{ID: id}
	err = db.read.GetContext(ctx, &row, `SELECT kind, staff_only FROM conversations WHERE id = ? AND deleted_at IS NULL`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return notes(db.read.with(ctx), id)
	}
	return row.header(), err
}

// Conversation reads one header; ROOM_INVALID when it does not exist.
func (db *DB) Conversation(ctx context.Context, id shared.ConversationID) (c shared.Conversation, err error) {
	t, err := db.read.snapshot(ctx)
	if err != nil {
		return c, err
	}
	defer t.Rollback()
	return header(t, id)
}

// unreadBy is the SQL of how much a reader, whose membership is r, has not read.
// They are named twice. Whoever reads stops counting at 100: "99+".
func unreadBy(reader string) string {
	return fmt.Sprintf(`(SELECT count(*) FROM (SELECT 1 FROM messages n WHERE n.conversation_id = c.id AND n.sender_id <> %s AND n.seq > %s
		AND n.kind NOT IN ('%s', '%s') LIMIT 100) AS newest)`, reader, readBy("c.id", reader, "coalesce(r.read, 0)"), shared.KindEnter, shared.KindLeave)
}

// Unread counts what a reader has not read of a conversation; nothing where it
// has not begun.
func (db *DB) Unread(ctx context.Context, reader shared.MemberID, id shared.ConversationID) (n int, err error) {
	err = db.read.GetContext(ctx, &n, `SELECT `+unreadBy("?")+` FROM conversations c
		LEFT JOIN members r ON r.conversation_id = c.id AND r.member_id = ? WHERE c.id = ?`, reader, reader, reader, id)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n, err
}

// lastMessages reads the last messages of headers.
func lastMessages(q selecter, rows []conversationRow) (map[shared.MessageID]*shared.Message, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	ids := make([]shared.MessageID, len(rows))
	for i := range rows {
		ids[i] = rows[i].LastID
	}
	var found []messageRow
	if err := q.Select(&found, messageQuery+` WHERE m.id IN (?)`, ids); err != nil {
		return nil, err
	}
	byID := make(map[shared.MessageID]*shared.Message, len(found))
	for i := range found {
		message := found[i].message()
		byID[message.ID] = &message
	}
	return byID, nil
}

// Sessions counts a visitor's conversations and finds the open one, if any; the
// newest, should a reopened one be open, too.
func (db *DB) Sessions(ctx context.Context, visitor shared.MemberID) (count int, open shared.ConversationID, err error) {
	var row struct {
		Count int    `db:"count"`
		Open  string `db:"open"`
	}
	err = db.read.GetContext(ctx, &row, `SELECT count(*) AS count, coalesce((
			SELECT id FROM conversations WHERE visitor_id = ? AND status = ? ORDER BY created_at DESC, id LIMIT 1), '') AS open
		FROM conversations WHERE visitor_id = ?`, visitor, shared.StatusOpen, visitor)
	return row.Count, shared.ConversationID(row.Open), err
}
