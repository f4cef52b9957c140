package store

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
)

// A backup is the gzip of lines of JSON, the same for every database: a
// preamble, each table's heading and its rows, files of the data folder, and at
// the end the SHA-256 of all lines before.

// tables are what a backup holds, ordered so that rows refer only to rows
// before them, with the order of their rows.
var tables = []struct{ name, order string }{
	{"settings", "name"},
	{"sites", "id"},
	{"site_origins", "site_id, origin"},
	{"users", "id"},
	{"sessions", "id"},
	{"refresh_tokens", "hash"},
	{"visitors", "id"},
	{"conversations", "support_id IS NOT NULL, id"},
	{"members", "conversation_id, member_id"},
	{"messages", "id"},
	{"changes", "conversation_id, seq"},
	{"hidden", "message_id, member_id"},
	{"reactions", "message_id, emoji, member_id"},
	{"pictures", "site_id"},
	{"calls", "id"},
}

// ofPostgres are columns that SQLite does not have; PostgreSQL fills them by
// itself.
var ofPostgres = map[string]bool{"changes.number": true, "conversations.writer": true}

// preamble is a backup's first line.
type preamble struct {
	Format string    `json:"format"`
	Schema int64     `json:"schema"` // the newest migration
	Made   time.Time `json:"made"`
}

// format names what this version writes and reads.
const format = "parley backup 1"

// heading comes before what it says.
type heading struct {
	Table   string   `json:"table,omitempty"`
	Columns []string `json:"columns,omitempty"`
	File    string   `json:"file,omitempty"`
	Content []byte   `json:"content,omitempty"`
	SHA256  string   `json:"sha256,omitempty"` // the last line
}

// blob is a value of bytes, to be told from text.
type blob struct {
	Bytes []byte `json:"bytes"`
}

// Backup writes a copy of a database, which source names as for Open, as it is
// at one moment, and of the files in the data folder, while servers go on. The
// time is that of the backup.
func Backup(ctx context.Context, source, folder string, at time.Time, into io.Writer) error {
	var d dialect = &lite{}
	var read, write *sqlx.DB
	var err error
	if isPostgres(source) {
		p := &postgres{}
		d = p
		if read, write, err = p.open(ctx, source); err == nil {
			err = write.Close()
		}
	} else { // which must not make one
		read, err = connectSQLite(filepath.Join(folder, fileName), "mode=rw&_pragma=query_only(1)", 1)
	}
	if err != nil {
		return err
	}
	defer read.Close()
	moment, err := read.BeginTxx(ctx, d.snapshot())
	if err != nil {
		return fmt.Errorf("there is no database in %s: %w", folder, err)
	}
	defer moment.Rollback()
	packed, err := gzip.NewWriterLevel(into, gzip.BestSpeed)
	if err != nil {
		return err
	}
	w := &backupWriter{hash: sha256.New()}
	w.encoder = json.NewEncoder(io.MultiWriter(packed, w.hash))
	w.encoder.SetEscapeHTML(false)
	first := preamble{Format: format, Made: at.UTC()}
	if err := moment.GetContext(ctx, &first.Schema, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`); err != nil {
		return fmt.Errorf("this is no database of Parley's: %w", err)
	}
	if err := w.encoder.Encode(first); err != nil {
		return err
	}
	for _, table := range tables {
		if err := w.table(ctx, moment, table.name, table.order); err != nil {
			return fmt.Errorf("table %s: %w", table.name, err)
		}
	}
	if err := w.files(folder); err != nil {
		return err
	}
	if err := w.encoder.Encode(heading{SHA256: hex.EncodeToString(w.hash.Sum(nil))}); err != nil {
		return err
	}
	return packed.Close()
}

type backupWriter struct {
	encoder *json.Encoder
	hash    hash.Hash
}

func (w *backupWriter) table(ctx context.Context, moment *sqlx.Tx, name, order string) error {
	rows, err := moment.QueryxContext(ctx, `SELECT * FROM `+name+` ORDER BY `+order)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(columns), func(column string) bool { return ofPostgres[name+"."+column] })
	if err := w.encoder.Encode(heading{Table: name, Columns: kept}); err != nil {
		return err
	}
	for rows.Next() {
		row, err := rows.SliceScan()
		if err != nil {
			return err
		}
		copied := row[:0]
		for i, value := range row {
			if ofPostgres[name+"."+columns[i]] {
				continue
			}
			switch v := value.(type) {
			case []byte:
				value = blob{v}
			case int64: // which truth is in SQLite
				if types[i].DatabaseTypeName() == "BOOLEAN" {
					value = v != 0
				}
			}
			copied = append(copied, value)
		}
		if err := w.encoder.Encode(copied); err != nil {
			return err
		}
	}
	return rows.Err()
}

// files writes what else is in the data folder: keys, and what is uploaded.
func (w *backupWriter) files(folder string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a moment ago it was, or with PostgreSQL never
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil || temporary(name) {
			if err == nil && entry.IsDir() {
				err = fs.SkipDir
			}
			return err
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a moment ago it was
		}
		if err != nil {
			return err
		}
		return w.encoder.Encode(heading{File: filepath.ToSlash(name), Content: content})
	})
}

// Belongings are the names of what is in a data folder and is not for a moment
// only.
func Belongings(folder string) (names []string, err error) {
	entries, err := os.ReadDir(folder)
	for _, entry := range entries {
		if name := entry.Name(); strings.HasPrefix(name, fileName) || !temporary(name) {
			names = append(names, name)
		}
	}
	return names, err
}

// Stage makes a folder within a data folder to restore into.
func Stage(folder string) (string, error) { return os.MkdirTemp(folder, stagePrefix+"*") }

// Aside is a folder within a data folder for what a restore replaces.
func Aside(folder string, at time.Time) string {
	return filepath.Join(folder, asidePrefix+at.UTC().Format("20060102T150405Z"))
}

// asidePrefix and stagePrefix begin the names of folders within the data folder:
// what a restore has set aside, and what it is making.
const asidePrefix, stagePrefix = "before-restore-", "restoring-"

// temporary reports whether something in the data folder is the database's own,
// which a backup holds as rows, or nobody's for long.
func temporary(name string) bool {
	return strings.HasPrefix(name, fileName) || name == lockName || strings.HasSuffix(name, ".new") ||
		strings.HasPrefix(name, asidePrefix) || strings.HasPrefix(name, stagePrefix)
}
