package store

import (
	"slices"
	"strings"
	"testing"
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
