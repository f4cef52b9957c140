package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"parley/shared"
)

// Draft is a message to be stored.
type Draft struct {
	Conversation    shared.ConversationID
	Sender          shared.Person
	Kind            shared.MessageKind // KindMessage when empty
	Content         string
	ClientMessageID string // empty: not protected against repeats
	ReplyTo         *shared.MessageID
	// Subject is whom a notice is about.
	Subject *shared.Person
	At      time.Time
	// May judges the sender where the conversation is there already.
	May May
	// Joined says that only members speak, where it is a room.
	Joined bool
	// Begin, if set, makes the support conversation to start when it is not there
	// yet: a visitor's first message brings it into being. It is called once at most.
	Begin func() NewConversation
	begun *NewConversation // what it has made
}

// Posted is what became of a draft.
type Posted struct {
	Message shared.Message
	// Conversation is the header after it, without members.
	Conversation shared.Conversation
	// Repeated says that Message is the original, stored before.
	Repeated bool
}

// Post stores a message under the next seq of its conversation. A repeat of a
// stored client message id returns the original; with another content it is
// CONFLICT. ROOM_INVALID, CONVERSATION_CLOSED and NOT_FOUND (of the message
// replied to) are the other refusals.
func (db *DB) Post(ctx context.Context, d Draft) (posted Posted, err error) {
	err = db.submit(ctx, &job{about: []shared.ConversationID{d.Conversation}, draft: &d, run: func(t *tx) (err error) {
		posted, err = t.post(&d)
		return err
	}})
	return posted, err
}

func (t *tx) post(d *Draft) (Posted, error) {
	d.Kind = cmp.Or(d.Kind, shared.KindMessage)
	h, err := t.head(d.Conversation)
	begins := h == nil && d.Begin != nil
	switch {
	case err != nil:
		return Posted{}, err
	case h == nil && !begins:
		return Posted{}, shared.Refuse(shared.CodeRoomInvalid, "")
	}
	if h != nil {
		if err := d.May.judge(h); err != nil {
			return Posted{}, err
		}
		if err := t.mustHaveJoined(h, *d); err != nil {
			return Posted{}, err
		}
	}
	if h != nil && h.Status != shared.StatusOpen {
		// What was stored before the end is acknowledged after it, too.
		posted, err := t.repeat(*d)
		return posted, orRefuse(err, shared.CodeConversationClosed)
	}
	if d.ReplyTo != nil {
		if err := t.mustHold(d.Conversation, *d.ReplyTo); err != nil {
			return Posted{}, err
		}
	}
	if begins {
		if d.begun == nil {
			begun := d.Begin()
			d.begun = &begun
		}
		if d.begun.May != nil {
			site, err := site(t, d.begun.Site)
			if err != nil {
				return Posted{}, err
			}
			if err := d.begun.May(site); err != nil {
				return Posted{}, err
			}
		}
		if h, err = t.begin(d.Conversation, *d.begun); err != nil {
			return Posted{}, err
		}
	}
	if d.Sender.Role == shared.RoleVisitor && h.Visitor != nil {
		d.Sender = *h.Visitor // with the name they have told
	}
	id, err := t.dialect.messageID(t)
	if err != nil {
		return Posted{}, err
	}
	message := shared.Message{
		ID: id, ConversationID: d.Conversation, Seq: h.Head + 1, Kind: d.Kind,
		Sender: d.Sender, Content: d.Content, Subject: d.Subject, Timestamp: toMillis(d.At).time(), ReplyTo: d.ReplyTo,
		Reactions: []shared.Reaction{},
	}
	var subject sql.Null[shared.MemberID]
	if d.Subject != nil {
		subject = sql.Null[shared.MemberID]{V: d.Subject.ID, Valid: true}
	}
	stored, err := t.dialect.insert(t, &messageRow{
		ID: message.ID, ConversationID: d.Conversation, Seq: message.Seq, Kind: message.Kind, SenderID: d.Sender.ID, SenderRole: d.Sender.Role,
		Content: d.Content, ClientMessageID: sql.Null[string]{V: d.ClientMessageID, Valid: d.ClientMessageID != ""}, ReplyTo: d.ReplyTo,
		SubjectID: subject, CreatedAt: toMillis(d.At),
	})
	if err != nil {
		return Posted{}, err
	}
	if !stored {
		return t.repeat(*d)
	}
	if err := t.place(h, id); err != nil {
		return Posted{}, err
	}
	h.Head, h.LastMessage = message.Seq, &message
	return Posted{Message: message, Conversation: *h}, nil
}

// mustHaveJoined refuses who has never been in a room: nobody there would see
// them among the members.
func (t *tx) mustHaveJoined(h *shared.Conversation, d Draft) error {
	if !d.Joined || h.Kind != shared.KindRoom {
		return nil
	}
	var member bool
	err := t.Get(&member, `SELECT EXISTS (SELECT 1 FROM members WHERE conversation_id = ? AND member_id = ?)`, h.ID, d.Sender.ID)
	if err == nil && !member {
		err = shared.Refuse(shared.CodeRoomAccessDenied, "join it first.")
	}
	return err
}

// place puts a support conversation where its newest message is, for the lists.
func (t *tx) place(h *shared.Conversation, id shared.MessageID) error {
	if h.Kind != shared.KindSupport || h.LastMessage != nil && stretch(h.LastMessage.ID) == stretch(id) {
		return nil
	}
	return t.dialect.move(t, h.ID, stretch(id))
}

// repeat finds the message that a draft repeats; sql.ErrNoRows if none.
func (t *tx) repeat(d Draft) (Posted, error) {
	var row messageRow
	err := t.Get(&row, messageQuery+` WHERE m.conversation_id = ? AND m.sender_id = ? AND m.client_message_id = ?`,
		d.Conversation, d.Sender.ID, d.ClientMessageID)
	if err != nil {
		return Posted{}, err
	}
	message := row.message()
	sameReply := (message.ReplyTo == nil) == (d.ReplyTo == nil) && (d.ReplyTo == nil || *message.ReplyTo == *d.ReplyTo)
	// What was edited or taken back since was the same message when it was sent.
	untouched := message.EditedAt == nil && message.DeletedAt == nil
	if untouched && message.Content != d.Content || !sameReply || message.Kind != d.Kind {
		return Posted{}, shared.Refuse(shared.CodeConflict, "this client_message_id already carries another message.")
	}
	return Posted{Message: message, Repeated: true}, nil
}

// mustHold refuses a reply to a message that is not in the conversation.
func (t *tx) mustHold(conversation shared.ConversationID, message shared.MessageID) error {
	var one int
	err := t.Get(&one, `SELECT 1 FROM messages WHERE id = ? AND conversation_id = ?`, message, conversation)
	return orRefuse(err, shared.CodeNotFound)
}

// head is the writer's view of a conversation; nil when it does not exist.
func (t *tx) head(id shared.ConversationID) (*shared.Conversation, error) {
	if err := t.dialect.hold(t, id); err != nil {
		return nil, err
	}
	if h, ok := t.heads[id]; ok {
		return h, nil
	}
	h, err := header(t, id)
	if errors.Is(err, shared.Refuse(shared.CodeRoomInvalid, "")) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if h.Kind == shared.KindNotes {
		if err := t.beginNotes(h); err != nil {
			return nil, err
		}
	}
	h.Members, h.Calls = nil, false // which only who joins is told
	t.heads[id] = &h
	return &h, nil
}

// headOf is the SQL of a conversation's head, derived from its log.
func headOf(id string) string {
	return fmt.Sprintf(`coalesce((SELECT max(seq) FROM (
		SELECT max(seq) AS seq FROM messages WHERE conversation_id = %[1]s UNION ALL
		SELECT max(seq) FROM changes WHERE conversation_id = %[1]s) AS log), 0)`, id)
}

// messageRow is a message as it is stored.
type messageRow struct {
	ID              shared.MessageID          `db:"id"`
	ConversationID  shared.ConversationID     `db:"conversation_id"`
	Seq             int64                     `db:"seq"`
	Kind            shared.MessageKind        `db:"kind"`
	SenderID        shared.MemberID           `db:"sender_id"`
	SenderRole      shared.Role               `db:"sender_role"`
	Content         string                    `db:"content"`
	ClientMessageID sql.Null[string]          `db:"client_message_id"`
	ReplyTo         *shared.MessageID         `db:"reply_to"`
	CreatedAt       millis                    `db:"created_at"`
	SeenAt          *millis                   `db:"seen_at"`
	EditedAt        *millis                   `db:"edited_at"`
	DeletedAt       *millis                   `db:"deleted_at"`
	SubjectID       sql.Null[shared.MemberID] `db:"subject_id"`
	SubjectRole     shared.Role               `db:"subject_role"`
	Subject         names                     `db:"subject"`
	names
}

const messageColumns = ` m.id, m.conversation_id, m.seq, m.kind, m.sender_id, m.sender_role, m.content,
	m.client_message_id, m.reply_to, m.created_at, m.seen_at, m.edited_at, m.deleted_at, m.subject_id,
	coalesce(b.role, '') AS subject_role, coalesce(b.username, '') AS "subject.username",
	coalesce(b.first_name, '') AS "subject.first_name", coalesce(b.last_name, '') AS "subject.last_name",` + personColumns

var (
	messageJoins = fmt.Sprintf(personJoins, "m.sender_id") + ` LEFT JOIN users b ON b.id = m.subject_id `
	messageQuery = `SELECT` + messageColumns + `FROM messages m` + messageJoins
)

func (r *messageRow) message() shared.Message {
	var subject *shared.Person
	if r.SubjectID.Valid {
		person := r.Subject.person(r.SubjectID.V, r.SubjectRole)
		subject = &person
	}
	return shared.Message{
		Subject: subject,
		ID:      r.ID, ConversationID: r.ConversationID, Seq: r.Seq, Kind: r.Kind,
		Sender: r.person(r.SenderID, r.SenderRole), Content: r.Content, Timestamp: r.CreatedAt.time(),
		SeenAt: r.SeenAt.pointer(), EditedAt: r.EditedAt.pointer(), DeletedAt: r.DeletedAt.pointer(), ReplyTo: r.ReplyTo,
		Reactions: []shared.Reaction{},
	}
}

// History reads a page of the log as one reader sees it: up to limit messages
// with a seq below before (0: the newest), and the changes of the status between
// them; what else was changed shows in the messages.
func (db *DB) History(ctx context.Context, reader shared.MemberID, id shared.ConversationID, before int64, limit int) (page shared.History, err error) {
	// One read transaction, so that head and page are of one moment.
	t, err := db.read.snapshot(ctx)
	if err != nil {
		return page, err
	}
	defer t.Rollback()
	if err := t.Get(&page.Head, `SELECT `+headOf("c.id")+` FROM conversations c WHERE c.id = ? AND c.deleted_at IS NULL`, id); err != nil {
		return page, orRefuse(err, shared.CodeRoomInvalid)
	}
	if before <= 0 {
		before = page.Head + 1
	}
	var rows []messageRow
	if err := t.Select(&rows, messageQuery+` WHERE m.conversation_id = ? AND m.seq < ? ORDER BY m.seq DESC LIMIT ?`,
		id, before, limit); err != nil {
		return page, err
	}
	slices.Reverse(rows)
	page.Messages = make([]shared.Message, len(rows))
	for i := range rows {
		page.Messages[i] = rows[i].message()
	}
	if err := asSeenBy(t, reader, page.Messages); err != nil {
		return page, err
	}
	var from int64
	if len(rows) == limit {
		from = rows[0].Seq
	}
	var changes []changeRow
	if err := t.Select(&changes, `SELECT seq, frame FROM changes
		WHERE conversation_id = ? AND seq >= ? AND seq < ? AND frame LIKE ? ORDER BY seq`,
		id, from, before, framesOf("conversation_changed")); err != nil {
		return page, err
	}
	page.Changes = make([]json.RawMessage, len(changes))
	for i, c := range changes {
		page.Changes[i] = json.RawMessage(c.Frame)
	}
	return page, nil
}

// asSeenBy adds the reactions to messages, and takes the content from those that
// their reader has deleted for themselves.
func asSeenBy(t selecter, reader shared.MemberID, messages []shared.Message) error {
	if len(messages) == 0 {
		return nil
	}
	places := make(map[shared.MessageID]*shared.Message, len(messages))
	ids := make([]shared.MessageID, len(messages))
	for i := range messages {
		ids[i], places[messages[i].ID] = messages[i].ID, &messages[i]
	}
	var reactions []struct {
		MessageID shared.MessageID `db:"message_id"`
		Emoji     string           `db:"emoji"`
		MemberID  shared.MemberID  `db:"member_id"`
	}
	if err := t.Select(&reactions, `SELECT message_id, emoji, member_id FROM reactions WHERE message_id IN (?) ORDER BY message_id, emoji, member_id`, ids); err != nil {
		return err
	}
	for _, r := range reactions {
		places[r.MessageID].React(r.Emoji, r.MemberID, true)
	}
	var hidden []shared.MessageID
	if err := t.Select(&hidden, `SELECT message_id FROM hidden WHERE member_id = ? AND message_id IN (?)`, reader, ids); err != nil {
		return err
	}
	for _, id := range hidden {
		m := places[id]
		m.Content, m.Hidden, m.Reactions = "", true, []shared.Reaction{}
	}
	return nil
}

// framesOf is the pattern of the frames of a kind, which they begin with.
func framesOf(kind shared.Kind) string { return `{"type":"` + string(kind) + `"%` }

type changeRow struct {
	Seq   int64  `db:"seq"`
	Frame string `db:"frame"`
}

// Entry is one place of the log: a message, or a change as it went over the
// wire.
type Entry struct {
	Seq             int64
	Message         *shared.Message
	ClientMessageID string
	Frame           []byte
}

// After reads the log after a seq as one reader sees it, at most limit entries,
// without holes.
func (db *DB) After(ctx context.Context, reader shared.MemberID, id shared.ConversationID, seq int64, limit int) ([]Entry, error) {
	t, err := db.read.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer t.Rollback()
	var rows []messageRow
	if err := t.Select(&rows, messageQuery+` WHERE m.conversation_id = ? AND m.seq > ? AND m.seq <= ? ORDER BY m.seq`,
		id, seq, seq+int64(limit)); err != nil {
		return nil, err
	}
	var changes []changeRow
	if err := t.Select(&changes, `SELECT seq, frame FROM changes WHERE conversation_id = ? AND seq > ? AND seq <= ?`,
		id, seq, seq+int64(limit)); err != nil {
		return nil, err
	}
	messages := make([]shared.Message, len(rows))
	for i := range rows {
		messages[i] = rows[i].message()
	}
	if err := asSeenBy(t, reader, messages); err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(rows)+len(changes))
	for i := range rows {
		entries = append(entries, Entry{Seq: messages[i].Seq, Message: &messages[i], ClientMessageID: rows[i].ClientMessageID.V})
	}
	for _, c := range changes {
		entries = append(entries, Entry{Seq: c.Seq, Frame: []byte(c.Frame)})
	}
	slices.SortFunc(entries, func(a, b Entry) int { return int(a.Seq - b.Seq) })
	return entries, nil
}
