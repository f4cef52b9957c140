package store

import (
	"context"
	"errors"
	"hash/fnv"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"parley/shared"
)

// group is what the transaction of a batch knows on PostgreSQL: all that its
// jobs need is read in one round trip, and what they say is stored in another.
type group struct {
	conn  *sqlx.Conn
	token int64
	// over says that there is nothing to take back.
	over bool
	// held are the conversations that are locked.
	held map[shared.ConversationID]bool
	ids  []shared.MessageID // for what is inserted next
	// said are the client message ids that are known to be stored.
	said  map[saying]bool
	waits []*messageRow                   // for the flush
	moves map[shared.ConversationID]int64 // for the flush, to which stretch
}

// saying is what a message is recognised by.
type saying struct {
	conversation shared.ConversationID
	sender       shared.MemberID
	id           string
}

func (m *messageRow) saying() saying {
	return saying{m.ConversationID, m.SenderID, m.ClientMessageID.V}
}

func (p *postgres) begin(ctx context.Context, w *writer, batch []*job, anew bool) (t *tx, err error) {
	conn, err := w.db.Connx(ctx)
	if err != nil {
		return nil, err
	}
	p.token++
	t = &tx{writer: w, querier: conn, ctx: ctx, group: &group{
		conn: conn, token: p.token, held: map[shared.ConversationID]bool{}, said: map[saying]bool{},
		moves: map[shared.ConversationID]int64{},
	}}
	if p.fresh.CompareAndSwap(true, false) {
		clear(w.heads)
	}
	var ids []shared.ConversationID
	var drafts []*Draft
	for _, j := range batch {
		for _, id := range j.about {
			if !t.held[id] {
				t.held[id] = true
				ids = append(ids, id)
			}
		}
		if j.draft != nil {
			drafts = append(drafts, j.draft)
		}
	}
	if err := p.gather(t, ids, drafts, anew); err != nil {
		p.end(t)
		return nil, err
	}
	return t, nil
}

// gather locks the conversations that a transaction is about, always in the same
// order, so that two servers do not wait for each other; and reads what its jobs
// will ask for. Whatever follows the locks sees all that was committed before.
//
// Messages that are stored already are looked for only if the insert has failed:
// few are.
func (p *postgres) gather(t *tx, ids []shared.ConversationID, drafts []*Draft, anew bool) error {
	versions := make(map[shared.ConversationID]string, len(ids))
	var names string
	batch := &pgx.Batch{}
	batch.Queue(`BEGIN ISOLATION LEVEL READ COMMITTED`)
	batch.Queue(setToken, p.node, t.token, time.Now().UnixMilli(), namesVersion, locksOf(ids)).QueryRow(func(r pgx.Row) error { return r.Scan(&names, nil) })
	if len(ids) > 0 {
		p.look(batch, t, ids, len(drafts), versions)
	}
	if len(drafts) > 0 && anew {
		p.recognise(batch, t, drafts)
	}
	if err := t.send(batch); err != nil {
		return err
	}
	if names != p.names {
		clear(t.heads)
		p.names = names
	}
	return p.refresh(t, versions)
}

// look reads the versions of conversations that are locked, and takes ids for so
// many messages. The ids are the transaction's own: those that another had left
// over would be smaller than ids that others have read already.
func (*postgres) look(batch *pgx.Batch, t *tx, ids []shared.ConversationID, messages int, versions map[shared.ConversationID]string) {
	// A statement of its own, to see what was committed before the locks were free.
	batch.Queue(`SELECT array_agg(id), array_agg(xmin::text), (SELECT array_agg(nextval('message_ids')) FROM generate_series(1, $2))
		FROM conversations WHERE id = ANY ($1)`, ids, messages).QueryRow(func(r pgx.Row) error {
		var locked []shared.ConversationID
		var are []string
		err := r.Scan(&locked, &are, &t.ids)
		for i, id := range locked {
			versions[id] = are[i]
		}
		return err
	})
}

// locksOf are the numbers by which conversations are locked, in their order.
func locksOf(ids []shared.ConversationID) []int64 {
	locks := make([]int64, len(ids))
	for i, id := range ids {
		locks[i] = lockOf(id)
	}
	slices.Sort(locks)
	return locks
}

// lockOf is the number by which a conversation is locked: its row would have to be
// written for that, and may not be there yet. Two conversations with the same one
// only wait for each other.
func lockOf(id shared.ConversationID) int64 {
	hash := fnv.New64a()
	io.WriteString(hash, string(id))
	return int64(hash.Sum64())
}

// recognise finds the drafts that are stored already.
func (*postgres) recognise(batch *pgx.Batch, t *tx, drafts []*Draft) {
	conversations, senders, said := make([]shared.ConversationID, len(drafts)), make([]shared.MemberID, len(drafts)), make([]string, len(drafts))
	for i, d := range drafts {
		conversations[i], senders[i], said[i] = d.Conversation, d.Sender.ID, d.ClientMessageID
	}
	// LATERAL and LIMIT keep the planner to the index.
	batch.Queue(`SELECT c, s, i FROM unnest($1::text[], $2::text[], $3::text[]) AS d (c, s, i), LATERAL (
		SELECT 1 FROM messages WHERE conversation_id = c AND sender_id = s AND client_message_id = i LIMIT 1) AS found`,
		conversations, senders, said).Query(func(rows pgx.Rows) error {
		var s saying
		_, err := pgx.ForEachRow(rows, []any{&s.conversation, &s.sender, &s.id}, func() error {
			t.said[s] = true
			return nil
		})
		return err
	})
}

// refresh reads the heads of locked conversations anew that others have changed,
// and lets the others know that their own are old.
func (p *postgres) refresh(t *tx, versions map[shared.ConversationID]string) error {
	if len(p.versions) > maxHeads {
		clear(p.versions)
	}
	var stale []shared.ConversationID
	for id := range t.held {
		version, there := versions[id]
		if t.heads[id] == nil || !there || p.versions[id] != version {
			delete(t.heads, id)
			if there {
				stale = append(stale, id)
			}
		}
	}
	if len(stale) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	batch.Queue(`UPDATE conversations SET writer = $1 WHERE id = ANY ($2) RETURNING id, xmin::text`, p.node, stale).Query(into(p.versions))
	if err := t.send(batch); err != nil {
		return err
	}
	heads, err := headers(t, stale)
	for _, h := range heads {
		t.heads[h.ID] = h
	}
	return err
}

// into collects rows of conversations and their versions.
func into(versions map[shared.ConversationID]string) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		var id shared.ConversationID
		var version string
		_, err := pgx.ForEachRow(rows, []any{&id, &version}, func() error {
			versions[id] = version
			return nil
		})
		return err
	}
}

// hold locks a conversation of which it was not known before that it is needed.
func (p *postgres) hold(t *tx, id shared.ConversationID) error {
	if t.held[id] {
		return nil
	}
	t.held[id] = true
	delete(t.heads, id)
	if _, err := t.Exec(`SELECT pg_advisory_xact_lock(?)`, lockOf(id)); err != nil {
		return err
	}
	_, err := t.Exec(`UPDATE conversations SET writer = ? WHERE id = ?`, p.node, id)
	return err
}

func (*postgres) messageID(t *tx) (shared.MessageID, error) {
	if len(t.ids) == 0 {
		t.ids = make([]shared.MessageID, 1)
		if err := t.Get(&t.ids[0], `SELECT nextval('message_ids')`); err != nil {
			return 0, err
		}
	}
	return t.ids[0], nil
}

func (*postgres) insert(t *tx, m *messageRow) (stored bool, err error) {
	if m.ClientMessageID.Valid {
		if t.said[m.saying()] {
			return false, nil
		}
		t.said[m.saying()] = true
	}
	t.ids = t.ids[1:]
	t.waits = append(t.waits, m)
	return true, nil
}

func (*postgres) move(t *tx, id shared.ConversationID, stretch int64) error {
	t.moves[id] = stretch
	return nil
}

func (p *postgres) flush(t *tx) error {
	if len(t.waits) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	p.store(batch, t)
	return t.send(batch)
}

// commit stores what waits in the same round trip.
func (p *postgres) commit(t *tx) error {
	batch := &pgx.Batch{}
	p.store(batch, t)
	batch.Queue(`COMMIT`).Exec(func(done pgconn.CommandTag) error {
		if done.String() != "COMMIT" {
			return errors.New("the transaction had failed before: " + done.String())
		}
		return nil
	})
	err := t.send(batch)
	t.over = err == nil
	return err
}

func (*postgres) end(t *tx) (err error) {
	if !t.over {
		ctx, cancel := context.WithTimeout(context.Background(), writeWithin)
		defer cancel()
		_, err = t.conn.ExecContext(ctx, `ROLLBACK`)
	}
	t.conn.Close()
	return err
}

// store queues the insert of what waits.
func (p *postgres) store(batch *pgx.Batch, t *tx) {
	n := len(t.waits)
	if n == 0 {
		return
	}
	ids, conversations, seqs := make([]shared.MessageID, n), make([]shared.ConversationID, n), make([]int64, n)
	kinds, senders, roles := make([]shared.MessageKind, n), make([]shared.MemberID, n), make([]shared.Role, n)
	contents, said, replies := make([]string, n), make([]*string, n), make([]*shared.MessageID, n)
	subjects, times := make([]*shared.MemberID, n), make([]int64, n)
	for i, m := range t.waits {
		ids[i], conversations[i], seqs[i] = m.ID, m.ConversationID, m.Seq
		kinds[i], senders[i], roles[i] = m.Kind, m.SenderID, m.SenderRole
		contents[i], replies[i], times[i] = m.Content, m.ReplyTo, int64(m.CreatedAt)
		if m.ClientMessageID.Valid {
			said[i] = &m.ClientMessageID.V
		}
		if m.SubjectID.Valid {
			subjects[i] = &m.SubjectID.V
		}
	}
	t.waits = t.waits[:0]
	batch.Queue(`INSERT INTO messages
		(id, conversation_id, seq, kind, sender_id, sender_role, content, client_message_id, reply_to, subject_id, created_at)
		SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
			$9::bigint[], $10::text[], $11::bigint[])`,
		ids, conversations, seqs, kinds, senders, roles, contents, said, replies, subjects, times)
	if len(t.moves) > 0 {
		var moved []shared.ConversationID
		var to []int64
		for id, stretch := range t.moves {
			moved, to = append(moved, id), append(to, stretch)
		}
		batch.Queue(`UPDATE conversations c SET recent = m.stretch FROM unnest($1::text[], $2::bigint[]) AS m (id, stretch)
			WHERE c.id = m.id RETURNING c.id, c.xmin::text`, moved, to).Query(into(p.versions))
		clear(t.moves)
	}
}

// send sends queries in one round trip.
func (t *tx) send(batch *pgx.Batch) error {
	return t.conn.Raw(func(conn any) error {
		return conn.(*stdlib.Conn).Conn().SendBatch(t.ctx, batch).Close()
	})
}
