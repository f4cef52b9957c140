package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite" // the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"parley/shared"
)

const (
	// fileName is the SQLite file within the data folder.
	fileName = "parley.db"
	// oldestSQLite has the fix of the bug that could corrupt a database when
	// two connections wrote and checkpointed at one instant (delivery.md §1).
	oldestSQLite = "3.51.3"
)

// lite is SQLite: one process writes, so that the writer's memory is the truth.
type lite struct {
	// begun is the transaction. Owned by the writer goroutine, like the hot
	// statements.
	begun                           *sqlx.Tx
	insertMessage, moveConversation hotStatement
	// prepared are *sqlx.Stmt by query, of the handle that reads, nil while they
	// are made: SQLite takes longer to understand a header's query than to answer
	// it.
	prepared sync.Map

	mu        sync.Mutex
	closed    bool           // guarded by mu
	preparing sync.WaitGroup // begun while mu is held
}

// openSQLite opens the handles of a data folder, making it if it is not there.
func openSQLite(ctx context.Context, folder string) (read, write *sqlx.DB, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, nil, fmt.Errorf("data folder: %w", err)
	}
	file := filepath.Join(folder, fileName)
	// Transactions of the writer take the write lock at once: upgrading a read
	// lock later can fail with "busy" while somebody else writes (the CLI).
	// A page that many messages change is copied from the log into the file once
	// for all of them, so the log may grow to 8 MiB before that, and 32 MiB are
	// kept in memory. A longer log would be what fills a small disk.
	write, err = connectSQLite(file, "_txlock=immediate&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(2000)&_pragma=cache_size(-32768)", 1)
	if err != nil {
		return nil, nil, err
	}
	read, err = connectSQLite(file, "_pragma=query_only(1)", readers)
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	var version string
	if err := write.GetContext(ctx, &version, `SELECT sqlite_version()`); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open the database: %w", err), read.Close(), write.Close())
	}
	if older(version, oldestSQLite) {
		return nil, nil, errors.Join(fmt.Errorf("this build has SQLite %s, which can corrupt its file; %s or newer is needed", version, oldestSQLite),
			read.Close(), write.Close())
	}
	return read, write, nil
}

func connectSQLite(file, settings string, connections int) (*sqlx.DB, error) {
	source := "file:" + (&url.URL{Path: file}).EscapedPath() +
		"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&" + settings
	db, err := sqlx.Open("sqlite", source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

func (*lite) bind(query string, args []any) (string, []any, error) {
	if !strings.Contains(query, "IN (?)") {
		return query, args, nil
	}
	return sqlx.In(query, args...)
}

// statement has a query prepared for the next time, beside its caller: who holds
// a connection must not wait for another.
func (l *lite) statement(db *sqlx.DB, query string) *sqlx.Stmt {
	if found, ok := l.prepared.Load(query); ok {
		return found.(*sqlx.Stmt)
	}
	if strings.Contains(query, "IN (?") {
		return nil // of as many forms as there are lengths
	}
	if _, known := l.prepared.LoadOrStore(query, (*sqlx.Stmt)(nil)); !known {
		l.prepare(db, query)
	}
	return nil
}

func (l *lite) prepare(db *sqlx.DB, query string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.preparing.Go(func() {
		if prepared, err := db.Preparex(query); err == nil { // else running it says why
			l.prepared.Store(query, prepared)
		}
	})
}

// close waits for what is being prepared: the connection that is closed last
// writes the log into the file, and whoever has closed the database may look at it.
func (l *lite) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.preparing.Wait()
}

func (*lite) size() string {
	return `SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`
}

func (*lite) snapshot() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

func (l *lite) begin(_ context.Context, w *writer, _ []*job, _ bool) (*tx, error) {
	for statement, query := range map[*hotStatement]string{&l.insertMessage: insertMessage, &l.moveConversation: moveConversation} {
		if err := statement.prepare(w.db, query); err != nil {
			return nil, err
		}
	}
	begun, err := w.db.Beginx()
	l.begun = begun
	return &tx{writer: w, querier: begun, ctx: context.Background()}, err
}

// hotStatement is prepared once, and bound once to each transaction that needs it.
type hotStatement struct{ prepared, bound *sqlx.Stmt }

// prepare is before a transaction.
func (h *hotStatement) prepare(db *sqlx.DB, query string) (err error) {
	h.bound = nil
	if h.prepared == nil {
		h.prepared, err = db.Preparex(query)
	}
	return err
}

func (h *hotStatement) in(t *sqlx.Tx) *sqlx.Stmt {
	if h.bound == nil {
		h.bound = t.Stmtx(h.prepared)
	}
	return h.bound
}

func (l *lite) commit(*tx) error { return l.begun.Commit() }

func (*lite) settle(_ *tx, failed error) error { return failed }

func (l *lite) end(*tx) error {
	if err := l.begun.Rollback(); !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

func (*lite) hold(*tx, shared.ConversationID) error { return nil }

func (*lite) messageID(t *tx) (shared.MessageID, error) {
	if t.lastID == 0 {
		if err := t.Get(&t.lastID, `SELECT coalesce(max(id), 0) FROM messages`); err != nil {
			return 0, err
		}
	}
	return t.lastID + 1, nil
}

const insertMessage = `INSERT INTO messages
	(id, conversation_id, seq, kind, sender_id, sender_role, content, client_message_id, reply_to, subject_id, created_at)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (conversation_id, sender_id, client_message_id) DO NOTHING`

func (l *lite) insert(t *tx, m *messageRow) (stored bool, err error) {
	result, err := l.insertMessage.in(l.begun).Exec(m.ID, m.ConversationID, m.Seq, m.Kind, m.SenderID, m.SenderRole,
		m.Content, m.ClientMessageID, m.ReplyTo, m.SubjectID, m.CreatedAt)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	if n > 0 {
		t.lastID = m.ID
	}
	return n > 0, err
}

func (l *lite) move(_ *tx, id shared.ConversationID, stretch int64) error {
	_, err := l.moveConversation.in(l.begun).Exec(stretch, id)
	return err
}

const moveConversation = `UPDATE conversations SET recent = ? WHERE id = ?`

func (*lite) flush(*tx) error { return nil }

func (*lite) again(error) bool { return false }

func (*lite) away(error) bool { return false }

func (*lite) explain(err error) error {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return shared.Refuse(shared.CodeStorageFull, "").After(5 * time.Second).Because(err)
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
			return shared.Refuse(shared.CodeUnavailable, "").After(5 * time.Second).Because(err)
		}
	}
	return err
}

// older compares dotted versions of numbers.
func older(version, than string) bool {
	var a, b [3]int
	fmt.Sscanf(version, "%d.%d.%d", &a[0], &a[1], &a[2])
	fmt.Sscanf(than, "%d.%d.%d", &b[0], &b[1], &b[2])
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}
