package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/jmoiron/sqlx"

	"parley/shared"
)

// A dialect is what differs between the databases: SQLite, which one process
// writes, and PostgreSQL, which several do. All other code is the same for both;
// queries mark their arguments with "?".
type dialect interface {
	// bind makes a query with "?" for arguments, and with "IN (?)" for lists of
	// them, one of the database's own.
	bind(query string, args []any) (string, []any, error)
	// statement is a query that was prepared before, or nil where it has to be
	// prepared anew or the driver remembers it by itself.
	statement(db *sqlx.DB, query string) *sqlx.Stmt
	// close ends what goes on beside the queries.
	close()
	// snapshot is how a read of one moment begins.
	snapshot() *sql.TxOptions
	// size is the query for the size of the database in bytes.
	size() string
	// begin starts the transaction of a batch. What the writer remembers is
	// true in it, or forgotten. anew says that the batch was tried before.
	begin(ctx context.Context, w *writer, batch []*job, anew bool) (*tx, error)
	// hold keeps the head of a conversation still until the transaction ends.
	hold(t *tx, id shared.ConversationID) error
	// messageID is the id of the next message.
	messageID(t *tx) (shared.MessageID, error)
	// insert stores a message, now or with the next flush, unless its sender
	// has stored one under this client message id before.
	insert(t *tx, m *messageRow) (stored bool, err error)
	// move puts a conversation into a stretch, now or with the next flush.
	move(t *tx, id shared.ConversationID, stretch int64) error
	// flush stores what waits for it.
	flush(t *tx) error
	// commit stores what waits for it and commits.
	commit(t *tx) error
	// settle finds out whether a transaction whose commit has failed was
	// committed nevertheless: nil says that it was.
	settle(t *tx, failed error) error
	// end takes back what was not committed.
	end(t *tx) error
	// again reports whether a transaction that failed may succeed if it is tried
	// at once.
	again(error) bool
	// away reports whether no transaction can succeed for now.
	away(error) bool
	// explain puts a failure of the database into words for users; the cause
	// stays for the log.
	explain(error) error
}

// isPostgres reports whether a source is the URL of a PostgreSQL database, and
// not a data folder.
func isPostgres(source string) bool {
	return strings.HasPrefix(source, "postgres://") || strings.HasPrefix(source, "postgresql://")
}

// handle is connections to read with.
type handle struct {
	*sqlx.DB
	dialect dialect
}

// once runs a query, and again should its connection have gone: a read may be
// repeated.
func (h handle) once(query func() error) error {
	err := query()
	if err != nil && h.dialect.again(err) {
		err = query()
	}
	return h.dialect.explain(err)
}

func (h handle) GetContext(ctx context.Context, dest any, query string, args ...any) error {
	query, args, err := h.dialect.bind(query, args)
	if err != nil {
		return err
	}
	return h.once(func() error {
		if prepared := h.dialect.statement(h.DB, query); prepared != nil {
			return prepared.GetContext(ctx, dest, args...)
		}
		return h.DB.GetContext(ctx, dest, query, args...)
	})
}

func (h handle) SelectContext(ctx context.Context, dest any, query string, args ...any) error {
	query, args, err := h.dialect.bind(query, args)
	if err != nil {
		return err
	}
	return h.once(func() error {
		if prepared := h.dialect.statement(h.DB, query); prepared != nil {
			return prepared.SelectContext(ctx, dest, args...)
		}
		return h.DB.SelectContext(ctx, dest, query, args...)
	})
}

// with makes a handle a selecter.
func (h handle) with(ctx context.Context) selecter { return reader{h, ctx} }

type reader struct {
	handle
	ctx context.Context
}

func (r reader) Get(dest any, query string, args ...any) error {
	return r.GetContext(r.ctx, dest, query, args...)
}

func (r reader) Select(dest any, query string, args ...any) error {
	return r.SelectContext(r.ctx, dest, query, args...)
}

// moment is a read transaction that sees one moment.
type moment struct {
	*sqlx.Tx
	ctx context.Context
	of  handle
}

// snapshot begins a read of one moment. Roll it back.
func (h handle) snapshot(ctx context.Context) (moment, error) {
	var begun *sqlx.Tx
	err := h.once(func() (err error) {
		begun, err = h.BeginTxx(ctx, h.dialect.snapshot())
		return err
	})
	return moment{begun, ctx, h}, err
}

func (m moment) Get(dest any, query string, args ...any) error {
	query, args, err := m.of.dialect.bind(query, args)
	if err != nil {
		return err
	}
	if prepared := m.of.dialect.statement(m.of.DB, query); prepared != nil {
		return m.of.dialect.explain(m.Stmtx(prepared).GetContext(m.ctx, dest, args...))
	}
	return m.of.dialect.explain(m.GetContext(m.ctx, dest, query, args...))
}

func (m moment) Select(dest any, query string, args ...any) error {
	query, args, err := m.of.dialect.bind(query, args)
	if err != nil {
		return err
	}
	if prepared := m.of.dialect.statement(m.of.DB, query); prepared != nil {
		return m.of.dialect.explain(m.Stmtx(prepared).SelectContext(m.ctx, dest, args...))
	}
	return m.of.dialect.explain(m.SelectContext(m.ctx, dest, query, args...))
}

// prepare binds a query of a transaction, and stores what was written before it.
func (t *tx) prepare(query string, args []any) (string, []any, error) {
	if err := t.dialect.flush(t); err != nil {
		return "", nil, err
	}
	return t.dialect.bind(query, args)
}

func (t *tx) Get(dest any, query string, args ...any) error {
	query, args, err := t.prepare(query, args)
	if err != nil {
		return err
	}
	return t.GetContext(t.ctx, dest, query, args...)
}

func (t *tx) Select(dest any, query string, args ...any) error {
	query, args, err := t.prepare(query, args)
	if err != nil {
		return err
	}
	return t.SelectContext(t.ctx, dest, query, args...)
}

func (t *tx) Exec(query string, args ...any) (sql.Result, error) {
	query, args, err := t.prepare(query, args)
	if err != nil {
		return nil, err
	}
	return t.ExecContext(t.ctx, query, args...)
}
