package store

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// TestBackupsHoldEveryTable finds a table that was forgotten.
func TestBackupsHoldEveryTable(t *testing.T) {
	db, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var is, held []string
	if err := db.read.SelectContext(t.Context(), &is, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`); err != nil {
		t.Fatal(err)
	}
	is = slices.DeleteFunc(is, func(name string) bool { return strings.HasPrefix(name, "sqlite_") || strings.HasPrefix(name, "goose_") })
	for _, table := range tables {
		held = append(held, table.name)
	}
	slices.Sort(held)
	if !slices.Equal(is, held) {
		t.Errorf("the database has %v, a backup %v", is, held)
	}
}

// TestListsAfterAMove takes conversations to the other database: what is said there
// is newer.
func TestListsAfterAMove(t *testing.T) {
	folder := t.TempDir()
	for from, to := range map[string]string{folder: postgrestest.Fresh(t), postgrestest.Fresh(t): ""} {
		db, err := Open(ctx, from)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.AddSite(ctx, Site{Site: shared.Site{ID: "s1", Name: "Shop"}}, noon); err != nil {
			t.Fatal(err)
		}
		post(t, db, draft("old", "m", "long ago"))
		post(t, db, draft("older", "m", "long ago"))
		for _, query := range []string{`UPDATE messages SET id = id + 40000 WHERE conversation_id = 'old'`, `UPDATE conversations SET recent = 40000 / 4096 WHERE id = 'old'`} {
			if _, err := db.write.Exec(query); err != nil {
				t.Fatal(err)
			}
		}
		db.Close()
		var backup bytes.Buffer
		source, restored := from, t.TempDir()
		if !isPostgres(source) {
			source = ""
		}
		if err := Backup(ctx, source, folder, noon, &backup); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(ctx, to, restored, &backup); err != nil {
			t.Fatal(err)
		}
		if to != "" {
			restored = to
		}
		if db, err = Open(ctx, restored); err != nil {
			t.Fatal(err)
		}
		post(t, db, draft("new", "m", "now"))
		var order []string
		for before := ""; len(order) < 3; {
			page, err := db.Inbox(ctx, agent.ID, shared.InboxEverything, before, 1)
			if err != nil || len(page.Conversations) != 1 {
				t.Fatal(err, page)
			}
			order, before = append(order, string(page.Conversations[0].ID)), page.Next
		}
		if want := []string{"new", "old", "older"}; !slices.Equal(order, want) {
			t.Errorf("from %q to %q: the list has %v, want %v", from, to, order, want)
		}
		db.Close()
	}
}
