package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"parley/shared"
)

const (
	// postgresReaders is how many queries one server runs beside each other:
	// each waits for the network.
	postgresReaders = 10
	// oldestPostgres is the oldest that still gets corrections.
	oldestPostgres = 14
	// writeWithin is when a transaction that hangs is given up.
	writeWithin = 10 * time.Second
	// settleWithin is how long the fate of a commit is asked for that was cut off.
	settleWithin = 10 * time.Second
	settleEvery  = 50 * time.Millisecond
	// retryAfter is when clients try again what the database was away for.
	retryAfter = time.Second
	// forgottenAfter is when the row of a server that was killed is removed.
	forgottenAfter = 30 * 24 * time.Hour
)

// postgres is PostgreSQL: other servers write, too. What the writer remembers of
// a conversation counts only while that is locked, and if its row has not changed
// since: whoever writes to the log changes it, but for who did so last.
type postgres struct {
	node  string // names this server among the writers
	token int64  // of the last transaction; owned by the writer goroutine
	// versions are which versions of their rows the writer's heads are of, and
	// names which version of all people's and sites' names is in them.
	versions map[shared.ConversationID]string
	names    string
	// fresh says that the writer's connection is a new one: the database may be
	// another, in which the same version means something else.
	fresh atomic.Bool
}

// open opens the handles of a database.
func (p *postgres) open(ctx context.Context, source string) (read, write *sqlx.DB, err error) {
	p.versions = map[shared.ConversationID]string{}
	config, err := pgx.ParseConfig(source)
	if err != nil {
		return nil, nil, fmt.Errorf("--database: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 3 * time.Second
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "parley"
	}
	config.RuntimeParams["jit"] = "off" // our queries are short
	read = sqlx.NewDb(stdlib.OpenDB(*config), "pgx")
	read.SetMaxOpenConns(postgresReaders)
	read.SetMaxIdleConns(postgresReaders)
	config = config.Copy()
	config.RuntimeParams["synchronous_commit"] = "on"
	config.RuntimeParams["lock_timeout"] = "5s"
	// All that the writer looks for has an index. The planner thinks less of it where
	// a table has few rows yet, and compares each with every id of a group.
	config.RuntimeParams["enable_seqscan"] = "off"
	// The locks of a server that the network has swallowed.
	config.RuntimeParams["idle_in_transaction_session_timeout"] = "15s"
	write = sqlx.NewDb(stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(context.Context, *pgx.Conn) error {
		p.fresh.Store(true)
		return nil
	})), "pgx")
	write.SetMaxOpenConns(1)
	if err := suitable(ctx, write); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open the database: %w", err), read.Close(), write.Close())
	}
	return read, write, nil
}

// suitable reports why a database cannot be used, and warns where it does not
// keep what it promises.
func suitable(ctx context.Context, db *sqlx.DB) error {
	var server struct {
		Version  int    `db:"version"`
		Encoding string `db:"encoding"`
		Sync     string `db:"sync"`
		Whole    string `db:"whole"`
	}
	if err := db.GetContext(ctx, &server, `SELECT current_setting('server_version_num')::int / 10000 AS version,
		current_setting('server_encoding') AS encoding, current_setting('fsync') AS sync,
		current_setting('full_page_writes') AS whole`); err != nil {
		return err
	}
	if server.Version < oldestPostgres {
		return fmt.Errorf("this is PostgreSQL %d; %d or newer is needed", server.Version, oldestPostgres)
	}
	if server.Encoding != "UTF8" {
		return fmt.Errorf("its encoding is %s; make a database with UTF8", server.Encoding)
	}
	if server.Sync != "on" || server.Whole != "on" {
		slog.Warn("PostgreSQL is set to lose data in a power cut", "fsync", server.Sync, "full_page_writes", server.Whole)
	}
	return nil
}

// enrol makes the row that this server's transactions leave their names in.
func (p *postgres) enrol(ctx context.Context, write *sqlx.DB) error {
	now := time.Now()
	if _, err := write.ExecContext(ctx, `DELETE FROM writers WHERE at < $1`, toMillis(now.Add(-forgottenAfter))); err != nil {
		return err
	}
	_, err := write.ExecContext(ctx, setToken, p.node, 0, toMillis(now), namesVersion, []int64{})
	return err
}

// setToken leaves the name of a transaction, reads the version of all names and
// takes locks.
const setToken = `INSERT INTO writers (node, token, at) VALUES ($1, $2, $3)
	ON CONFLICT (node) DO UPDATE SET token = excluded.token, at = excluded.at
	RETURNING (SELECT value FROM settings WHERE name = $4),
		(SELECT count(pg_advisory_xact_lock(number)) FROM unnest($5::bigint[]) AS l (number))`

func (*postgres) statement(*sqlx.DB, string) *sqlx.Stmt { return nil }

func (*postgres) close() {}

func (*postgres) size() string { return `SELECT pg_database_size(current_database())` }

func (*postgres) snapshot() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

func (*postgres) bind(query string, args []any) (string, []any, error) {
	return sqlx.Rebind(sqlx.DOLLAR, strings.ReplaceAll(query, "IN (?)", "= ANY (?)")), args, nil
}

// settle reads which of its transactions this server has committed last; it
// waits for one that is still under way.
func (p *postgres) settle(t *tx, failed error) error {
	var refusal *pgconn.PgError
	if errors.As(failed, &refusal) && !lost(failed) {
		return failed // who has refused has not committed
	}
	ctx, cancel := context.WithTimeout(context.Background(), settleWithin)
	defer cancel()
	t.over = true
	t.conn.Close() // there is one, and it is needed
	for {
		var token int64
		err := t.db.GetContext(ctx, &token, `SELECT token FROM writers WHERE node = $1 FOR UPDATE`, p.node)
		switch {
		case err == nil && token == t.token:
			return nil
		case err == nil:
			return failed
		}
		select {
		case <-ctx.Done():
			return errors.Join(errInDoubt, failed)
		case <-time.After(settleEvery):
		}
	}
}

// errInDoubt says that nobody knows whether a transaction was committed.
var errInDoubt = errors.New("the connection was lost in a commit, and the database has not come back since")

func (*postgres) again(err error) bool {
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		switch failure.Code {
		case "40001", "40P01", "55P03": // in each other's way
			return true
		case "23505": // somebody was quicker: there is something to be found now
			return true
		}
	}
	var connecting *pgconn.ConnectError
	return lost(err) && !errors.As(err, &connecting) && !errors.Is(err, errInDoubt)
}

func (*postgres) away(err error) bool {
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		switch failure.Code {
		case "53300", "25006": // too many connections; a standby
			return true
		}
	}
	return lost(err) || errors.Is(err, errInDoubt) || errors.Is(err, context.DeadlineExceeded)
}

// lost reports whether a query failed because its connection has gone.
func lost(err error) bool {
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		switch failure.Code {
		case "57P01", "57P02", "57P03": // shutting down, crashed, starting up
			return true
		}
		return strings.HasPrefix(failure.Code, "08")
	}
	var connecting *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connecting) || errors.As(err, &network) && !errors.Is(err, context.DeadlineExceeded) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}

func (p *postgres) explain(err error) error {
	if err == nil {
		return nil
	}
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		switch failure.Code {
		case "53100":
			return shared.Refuse(shared.CodeStorageFull, "").After(5 * time.Second).Because(err)
		case "22021": // SQLite takes a NUL in a text, which nothing that is stored has
			return sql.ErrNoRows
		}
	}
	if p.away(err) || p.again(err) {
		return shared.Refuse(shared.CodeUnavailable, "").After(retryAfter).Because(err)
	}
	return err
}
