package store

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"parley/shared"
)

const (
	// readers is how many queries run beside each other; they are short.
	readers = 4
	// queue is how many writes may wait for the writer before callers do.
	queue = 1024
)

//go:embed migrations/*.sql
var migrations embed.FS

// DB is the database of one server.
type DB struct {
	read    handle
	write   *sqlx.DB
	done    chan struct{} // closed by the writer when it has ended
	epoch   string
	writer  writer // owned by the writer goroutine
	metrics metrics
	// troubled says that the last write failed, and not by a rule.
	troubled atomic.Bool

	mu     sync.RWMutex // of whoever adds a job, against Close
	jobs   chan *job
	closed bool // guarded by mu; so is jobs, which is closed then
}

// Open opens a database, migrates it and starts the writer. The source is a data
// folder, which is made if it is not there and has the SQLite database, or the
// URL of a PostgreSQL database, postgres://…. Close it.
func Open(ctx context.Context, source string) (*DB, error) {
	var d dialect
	var read, write *sqlx.DB
	var err error
	if isPostgres(source) {
		p := &postgres{node: rand.Text()}
		d = p
		read, write, err = p.open(ctx, source)
	} else {
		d = &lite{}
		read, write, err = openSQLite(ctx, source)
	}
	if err != nil {
		return nil, err
	}
	db := &DB{
		read: handle{read, d}, write: write,
		jobs: make(chan *job, queue), done: make(chan struct{}), metrics: newMetrics(),
		writer: writer{db: write, dialect: d, heads: map[shared.ConversationID]*shared.Conversation{}},
	}
	if err := db.migrate(ctx, isPostgres(source)); err != nil {
		return nil, errors.Join(err, read.Close(), write.Close())
	}
	if err := db.prepare(ctx); err != nil {
		return nil, errors.Join(err, read.Close(), write.Close())
	}
	go db.run()
	return db, nil
}

// migrate brings the tables up to date.
func (db *DB) migrate(ctx context.Context, inPostgres bool) error {
	migrator, err := newMigrator(db.write, inPostgres)
	if err != nil {
		return err
	}
	if _, err := migrator.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// newMigrator makes what knows the migrations. Several servers may use theirs at
// once.
func newMigrator(db *sqlx.DB, inPostgres bool) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithExcludeNames([]string{"0009_postgres.sql", "0010_nodes.sql", "0012_ids.sql"})}
	if inPostgres {
		// One lock in the database, asked for every second, for two minutes.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
		if err != nil {
			return nil, err
		}
		dialect, options = goose.DialectPostgres, []goose.ProviderOption{goose.WithSessionLocker(locker)}
	}
	return goose.NewProvider(dialect, db.DB, folder, options...)
}

// prepare reads what stays the same while the database is open.
func (db *DB) prepare(ctx context.Context) (err error) {
	if p, ok := db.writer.dialect.(*postgres); ok {
		if err := p.enrol(ctx, db.write); err != nil {
			return err
		}
	}
	if _, err := db.setting(ctx, namesVersion, ""); err != nil {
		return err
	}
	db.epoch, err = db.setting(ctx, "epoch", rand.Text())
	return err
}

// setting reads a setting, which is set first if it is not there.
func (db *DB) setting(ctx context.Context, name, otherwise string) (value string, err error) {
	if _, err := db.write.ExecContext(ctx, db.write.Rebind(`INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING`),
		name, otherwise); err != nil {
		return "", err
	}
	err = db.write.GetContext(ctx, &value, db.write.Rebind(`SELECT value FROM settings WHERE name = ?`), name)
	return value, err
}

const secretSetting = "secret"

// Secret is what is to be signed with by all servers of this database; otherwise
// is what it becomes if there is none yet.
func (db *DB) Secret(ctx context.Context, otherwise string) (string, error) {
	return db.setting(ctx, secretSetting, otherwise)
}

// Epoch names this database: a restored one has another.
func (db *DB) Epoch() string { return db.epoch }

// Ready reports whether the database answers and takes writes: where the last
// one failed, another is tried. STORAGE_FULL and UNAVAILABLE say that it does
// not for now.
func (db *DB) Ready(ctx context.Context) error {
	var one int
	if err := db.read.GetContext(ctx, &one, `SELECT 1`); err != nil || !db.troubled.Load() {
		return err
	}
	return db.do(ctx, func(t *tx) error {
		// SQLite writes nothing for an update that changes nothing.
		if _, err := t.Exec(`INSERT INTO settings (name, value) VALUES ('trial', '')`); err != nil {
			return err
		}
		_, err := t.Exec(`DELETE FROM settings WHERE name = 'trial'`)
		return err
	})
}

// Troubled reports whether the last write failed, and not by a rule.
func (db *DB) Troubled() bool { return db.troubled.Load() }

// Close finishes the writes that were accepted and closes the database.
func (db *DB) Close() error {
	db.mu.Lock()
	db.closed = true
	close(db.jobs)
	db.mu.Unlock()
	<-db.done
	db.read.dialect.close()
	return errors.Join(db.read.Close(), db.write.Close())
}

// millis is a time as it is stored; 0 and NULL mean never.
type millis int64

func toMillis(t time.Time) millis { return millis(t.UnixMilli()) }

func (m millis) time() time.Time { return time.UnixMilli(int64(m)).UTC() }

func (m *millis) pointer() *time.Time {
	if m == nil {
		return nil
	}
	t := m.time()
	return &t
}
