package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/store"
)

type backupCommand struct {
	dataFlag
	File string `arg:"" type:"path" help:"Where to write it. A file that is there is replaced once the new one is whole."`
}

// Run copies the database and the files beside it, reads the copy again, and
// only then gives it its name. A server may run meanwhile.
func (c *backupCommand) Run(console *console) error {
	if inside, err := filepath.Rel(c.Data, c.File); err == nil && filepath.IsLocal(inside) {
		return usageError{fmt.Errorf("%s is in the data folder: whatever happens to one happens to both. Name a file elsewhere", c.File)}
	}
	written, err := os.CreateTemp(filepath.Dir(c.File), "."+filepath.Base(c.File)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(written.Name())
	err = store.Backup(console.ctx, c.source(), c.Data, time.Now(), written)
	if err := errors.Join(err, written.Sync()); err != nil {
		return errors.Join(err, written.Close())
	}
	size, err := written.Seek(0, io.SeekCurrent)
	if err != nil {
		return errors.Join(err, written.Close())
	}
	if _, err := written.Seek(0, io.SeekStart); err != nil {
		return errors.Join(err, written.Close())
	}
	contents, err := store.Verify(written)
	if err := errors.Join(err, written.Close()); err != nil {
		return fmt.Errorf("the copy was read again and is not right: %w", err)
	}
	if err := os.Rename(written.Name(), c.File); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(c.File)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(console.out, "Wrote %s, %d bytes, and read it again: %s.\n", c.File, size, contents)
	return err
}

type restoreCommand struct {
	dataFlag
	File  string `arg:"" type:"existingfile" help:"A file that parley backup wrote, of either database."`
	Force bool   `help:"Restore although the data folder is not empty; what is there is set aside within it."`
}

// Run makes everything anew beside what is there, and puts it in place once it
// is whole: by renaming only.
func (c *restoreCommand) Run(console *console) error {
	unlock, err := store.Lock(c.Data)
	if err != nil {
		return err
	}
	defer unlock()
	there, err := store.Belongings(c.Data)
	if err != nil {
		return err
	}
	if len(there) > 0 && !c.Force {
		return fmt.Errorf("%s is not empty: it has %s. With --force that is set aside within it", c.Data, strings.Join(there, ", "))
	}
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := store.Verify(file); err != nil {
		return fmt.Errorf("%w (%s is as it was)", err, c.Data)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	stage, err := store.Stage(c.Data)
	if err != nil {
		return err
	}
	defer os.RemoveAll(stage)
	contents, err := store.Restore(console.ctx, c.Database, stage, file)
	if err != nil {
		return fmt.Errorf("%w (%s is as it was)", err, c.Data)
	}
	if err := c.moveSecret(console.ctx, stage, contents.Secret); err != nil {
		return err
	}
	if err := syncFiles(stage); err != nil {
		return err
	}
	aside := ""
	if len(there) > 0 {
		aside = store.Aside(c.Data, time.Now())
		if err := move(c.Data, aside, there); err != nil {
			return err
		}
	}
	restored, err := store.Belongings(stage)
	if err != nil {
		return err
	}
	if err := move(stage, c.Data, restored); err != nil {
		return err
	}
	fmt.Fprintf(console.out, "Restored the backup of %s: %s. Browsers load everything anew.\n", contents.Made.Format(time.RFC3339), contents)
	if aside != "" {
		fmt.Fprintf(console.out, "What was there before is in %s; remove it when nobody misses it.\n", aside)
	}
	return nil
}

// moveSecret puts what tokens are signed with to where the servers look for it:
// a file beside SQLite, or a setting in PostgreSQL. The backup may be of the
// other.
func (c *restoreCommand) moveSecret(ctx context.Context, stage, setting string) error {
	file := filepath.Join(stage, auth.SecretFile)
	if c.Database == "" {
		if setting == "" {
			return nil
		}
		return os.WriteFile(file, []byte(setting), 0o600)
	}
	secret, err := os.ReadFile(file)
	if err != nil || setting != "" {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return err
	}
	return c.open(ctx, func(db *store.DB) error {
		_, err := db.Secret(ctx, string(secret))
		return err
	})
}

// move renames what is in one folder into another, so that a power cut leaves
// each either here or there.
func move(from, to string, names []string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return errors.Join(syncFolder(to), syncFolder(from))
}

// syncFiles writes everything below a folder to the disk.
func syncFiles(folder string) error {
	return filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return syncFolder(path)
	})
}

// syncFolder writes a folder's list of names, or a file, to the disk.
func syncFolder(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
