package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// TestPostgresDiskFull fills the disk of a PostgreSQL's tables: writes are refused
// in words that say so, reading goes on, and with room again so does writing.
func TestPostgresDiskFull(t *testing.T) {
	postgres := postgrestest.Start(t)
	folder, err := os.MkdirTemp("", "full")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(folder)
	if err := syscall.Mount("parley", folder, "tmpfs", 0, "size=32m,mode=0700"); err != nil {
		t.Skip("NOT TESTED: a full disk, which needs a small tmpfs, which needs root:", err)
	}
	defer func() {
		if err := errors.Join(postgres.Stop("immediate"), syscall.Unmount(folder, 0)); err != nil {
			t.Error(err)
		}
	}()
	db, err := Open(ctx, postgres.DatabaseOn(t, "small", folder))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.AddSite(ctx, Site{Site: shared.Site{ID: "s1", Name: "Shop"}}, noon); err != nil {
		t.Fatal(err)
	}
	post(t, db, draft("c1", "m0", "before"))
	ballast := filepath.Join(folder, "ballast")
	fill, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 4096); err == nil; {
		_, err = fill.Write(block)
	}
	fill.Close()
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	stored := 1
	for err = nil; err == nil; {
		if _, err = db.Post(ctx, draft("c1", fmt.Sprint("m", stored), strings.Repeat(rand.Text(), 1000))); err == nil {
			stored++
		}
	}
	refused(t, err, shared.CodeStorageFull)
	if shared.AsError(err).Retry <= 0 {
		t.Errorf("it does not say when to try again: %v", err)
	}
	if entries, err := db.After(ctx, agent.ID, "c1", 0, 10_000); err != nil || len(entries) != stored {
		t.Errorf("%d messages can be read of %d: %v", len(entries), stored, err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if got := post(t, db, draft("c1", "after", "after")); got.Message.Seq != int64(stored)+1 {
		t.Errorf("%+v", got.Message)
	}
	if err := db.Ready(ctx); err != nil {
		t.Error(err)
	}
}
