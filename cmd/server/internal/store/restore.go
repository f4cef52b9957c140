package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
)

// Contents are what a backup was found to hold.
type Contents struct {
	Made                           time.Time
	Messages, Conversations, Files int
	// Secret is what servers sign with that kept it in their database.
	Secret string
}

func (c Contents) String() string {
	return fmt.Sprintf("%d messages in %d conversations, %d files", c.Messages, c.Conversations, c.Files)
}

// Verify reads a whole backup and reports what is in it. An error says, to an
// operator, why it cannot be restored.
func Verify(from io.Reader) (Contents, error) {
	return readBackup(from, func(preamble) error { return nil },
		func(heading, []any) error { return nil }, func(heading) error { return nil })
}

// Restore makes a database out of a backup, where there is none, and puts its
// files into a folder; the database is there as well, or in PostgreSQL if a URL
// is given. It gets a new epoch: whoever has cached something of what was before
// has to load it again. On an error the folder may hold anything, and without one
// nothing in it is on the disk yet.
func Restore(ctx context.Context, url, folder string, from io.Reader) (contents Contents, err error) {
	var read, db *sqlx.DB
	if url == "" {
		read, db, err = openSQLite(ctx, folder)
	} else {
		read, db, err = (&postgres{}).open(ctx, url)
	}
	if err != nil {
		return contents, err
	}
	defer func() { err = errors.Join(err, read.Close(), db.Close()) }()
	if url == "" {
		// Nobody misses it before it is whole, and the caller writes it to the disk.
		if _, err := db.ExecContext(ctx, `PRAGMA synchronous = OFF; PRAGMA cache_size = -262144`); err != nil {
			return contents, err
		}
	}
	migrator, err := newMigrator(db, url != "")
	if err != nil {
		return contents, err
	}
	var fill *filling
	defer func() {
		if fill != nil {
			fill.Rollback() // which does nothing after a commit
		}
	}()
	contents, err = readBackup(from, func(first preamble) error {
		newest, err := newestMigration()
		if err != nil {
			return err
		}
		if first.Schema > newest {
			return fmt.Errorf("the backup is of a newer Parley: it has migration %d, this one knows %d", first.Schema, newest)
		}
		// Later migrations find the rows that they are written for.
		if _, err := migrator.UpTo(ctx, first.Schema); err != nil {
			return err
		}
		begun, err := db.BeginTxx(ctx, nil)
		if err != nil {
			return err
		}
		fill = &filling{Tx: begun, ctx: ctx}
		var used int
		if err := begun.GetContext(ctx, &used, `SELECT count(*) FROM settings`); err != nil || used == 0 {
			return err
		}
		return errors.New("that database is in use already: make an empty one and restore into that")
	}, func(table heading, row []any) error { return fill.add(table, row) }, func(file heading) error {
		path := filepath.Join(folder, filepath.FromSlash(file.File))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		return os.WriteFile(path, file.Content, 0o600)
	})
	if err == nil {
		err = fill.flush()
	}
	if err != nil {
		return contents, err
	}
	if _, err := fill.ExecContext(ctx, db.Rebind(`UPDATE settings SET value = ? WHERE name = 'epoch'`), rand.Text()); err != nil {
		return contents, err
	}
	if url == "" { // where it is a file
		if _, err := fill.ExecContext(ctx, `DELETE FROM settings WHERE name = ?`, secretSetting); err != nil {
			return contents, err
		}
	}
	if err := fill.Commit(); err != nil {
		return contents, err
	}
	if _, err := migrator.Up(ctx); err != nil {
		return contents, err
	}
	if url == "" {
		return contents, integrity(ctx, db)
	}
	_, err = db.ExecContext(ctx, `SELECT setval('message_ids', greatest(max(id), nextval('message_ids'))) FROM messages HAVING count(*) > 0`)
	return contents, err
}

// newestMigration is of all databases.
func newestMigration() (newest int64, err error) {
	files, err := migrations.ReadDir("migrations")
	for _, file := range files {
		version, err := goose.NumericComponent(file.Name())
		if err != nil {
			return 0, err
		}
		newest = max(newest, version)
	}
	return newest, err
}

// fillAtOnce is how many rows one statement inserts: several, because PostgreSQL
// answers each over the network, and few enough for SQLite's 32,766 values.
const fillAtOnce = 200

// filling is the transaction that a database is filled in.
type filling struct {
	*sqlx.Tx
	ctx    context.Context
	into   heading
	values []any
}

// add inserts a row, with others that follow.
func (f *filling) add(table heading, row []any) error {
	if table.Table != f.into.Table || len(f.values) >= fillAtOnce*len(f.into.Columns) {
		if err := f.flush(); err != nil {
			return err
		}
		f.into = table
	}
	f.values = append(f.values, row...)
	return nil
}

func (f *filling) flush() error {
	if len(f.values) == 0 {
		return nil
	}
	row := "(?" + strings.Repeat(", ?", len(f.into.Columns)-1) + ")"
	query := `INSERT INTO ` + f.into.Table + ` (` + strings.Join(f.into.Columns, ", ") + `) VALUES ` +
		row + strings.Repeat(", "+row, len(f.values)/len(f.into.Columns)-1)
	_, err := f.ExecContext(f.ctx, f.Rebind(query), f.values...)
	f.values = f.values[:0]
	return err
}

// integrity has SQLite look at every page and reference.
func integrity(ctx context.Context, db *sqlx.DB) error {
	var found []string
	if err := db.SelectContext(ctx, &found, `PRAGMA integrity_check`); err != nil {
		return err
	}
	if !slices.Equal(found, []string{"ok"}) {
		return fmt.Errorf("the restored database is damaged: %s", strings.Join(found, "; "))
	}
	var orphans int
	if err := db.GetContext(ctx, &orphans, `SELECT count(*) FROM pragma_foreign_key_check`); err != nil {
		return err
	}
	if orphans > 0 {
		return fmt.Errorf("the restored database is damaged: %d rows refer to nothing", orphans)
	}
	_, err := db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}

// readBackup hands over what is in a backup, as it comes. Only its return says
// whether all of it was whole.
func readBackup(from io.Reader, begin func(preamble) error, each func(table heading, row []any) error, file func(heading) error) (Contents, error) {
	var contents Contents
	packed, err := gzip.NewReader(bufio.NewReaderSize(from, 1<<20))
	if err != nil {
		return contents, errors.New("this is no backup of Parley's, or its beginning is damaged")
	}
	lines, hash := bufio.NewReaderSize(packed, 1<<20), sha256.New()
	logs := map[string]*logged{}
	var table heading
	for n := 0; ; n++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return contents, errors.New("the backup is cut off: it ends before its end. Take another one")
		}
		if err != nil {
			return contents, fmt.Errorf("the backup is damaged (%w). Take another one", err)
		}
		var sum []byte
		if line[0] == '{' {
			sum = hash.Sum(nil)
		}
		hash.Write(line)
		switch {
		case n == 0:
			var first preamble
			if err := json.Unmarshal(line, &first); err != nil || first.Format != format {
				return contents, fmt.Errorf("this is no backup that this version reads: it is not %q", format)
			}
			contents.Made = first.Made
			err = begin(first)
		case line[0] == '[':
			var row []any
			if row, err = readRow(line); err != nil || len(row) != len(table.Columns) {
				return contents, fmt.Errorf("the backup is damaged in line %d of its text. Take another one", n+1)
			}
			count(&contents, logs, table, row)
			err = each(table, row)
		default:
			var next heading
			if err := json.Unmarshal(line, &next); err != nil {
				return contents, fmt.Errorf("the backup is damaged in line %d of its text. Take another one", n+1)
			}
			switch {
			case next.SHA256 != "":
				if next.SHA256 != hex.EncodeToString(sum) {
					return contents, errors.New("the backup is damaged: its checksum is wrong. Take another one")
				}
				if _, err := lines.ReadByte(); !errors.Is(err, io.EOF) { // which checks what gzip knows, too
					return contents, errors.New("the backup is damaged behind its end. Take another one")
				}
				return contents, whole(logs)
			case next.File != "":
				if !filepath.IsLocal(filepath.FromSlash(next.File)) || temporary(next.File) {
					return contents, fmt.Errorf("the backup holds a file %q, which belongs elsewhere", next.File)
				}
				contents.Files++
				err = file(next)
			default:
				if !slices.ContainsFunc(tables, func(t struct{ name, order string }) bool { return t.name == next.Table }) {
					return contents, fmt.Errorf("the backup is of a newer Parley: it has a table %q", next.Table)
				}
				table = next
			}
		}
		if err != nil {
			return contents, err
		}
	}
}

// readRow reads the values of a row as a database takes them.
func readRow(line []byte) ([]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	var row []any
	if err := decoder.Decode(&row); err != nil {
		return nil, err
	}
	for i, value := range row {
		switch v := value.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return nil, err
			}
			row[i] = n
		case map[string]any:
			encoded, _ := v["bytes"].(string)
			var bytes []byte
			if err := json.Unmarshal([]byte(`"`+encoded+`"`), &bytes); err != nil {
				return nil, err
			}
			row[i] = bytes
		}
	}
	return row, nil
}

// logged is what a conversation's log has: without holes both are the same,
// because no seq is there twice.
type logged struct {
	events, head int64
	// deleted is a room whose log is being removed, message by message.
	deleted bool
}

func count(contents *Contents, logs map[string]*logged, table heading, row []any) {
	value := func(column string) any {
		if i := slices.Index(table.Columns, column); i >= 0 {
			return row[i]
		}
		return nil
	}
	switch table.Table {
	case "settings":
		if value("name") == secretSetting {
			contents.Secret, _ = value("value").(string)
		}
		return
	case "conversations":
		contents.Conversations++
		id, _ := value("id").(string)
		logs[id] = &logged{deleted: value("deleted_at") != nil}
		return
	case "messages":
		contents.Messages++
	case "changes":
	default:
		return
	}
	id, _ := value("conversation_id").(string)
	seq, _ := value("seq").(int64)
	if log := logs[id]; log != nil {
		log.events, log.head = log.events+1, max(log.head, seq)
	}
}

// whole reports whether every log is 1, 2, 3 … without holes.
func whole(logs map[string]*logged) error {
	for id, log := range logs {
		if log.events != log.head && !log.deleted {
			return fmt.Errorf("the backup has a hole: conversation %s has %d of %d events", id, log.events, log.head)
		}
	}
	return nil
}
