package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestWalls keeps the floors of the house: a room imports only rooms below it,
// and neighbours do not know each other. Each wall says why it stands.
func TestWalls(t *testing.T) {
	const internal = "parley/cmd/server/internal/"
	for room, wall := range map[string]struct {
		may []string // rooms of ours it may import
		not []string // others' packages it may not, with the reason below
		why string
	}{
		"store":   {nil, []string{"net/http", "github.com/coder/websocket", "github.com/go-chi"}, "rows in, shared types out: it knows no socket and no rule"},
		"auth":    {nil, []string{"net/http", "database/sql", "github.com/jmoiron/sqlx"}, "it says who is asking; the store keeps what it needs"},
		"hub":     {nil, []string{"net/http", "database/sql", "github.com/coder/websocket"}, "it knows who is listening, not how"},
		"limit":   {nil, []string{"net/http", "database/sql", "github.com/coder/websocket"}, "it counts, for whoever asks"},
		"bus":     {nil, []string{"net/http", "database/sql", "github.com/coder/websocket"}, "it carries hints, whatever they say"},
		"chat":    {[]string{"store", "auth", "hub", "limit", "bus"}, []string{"net/http", "github.com/coder/websocket", "database/sql"}, "the rules know neither sockets nor SQL"},
		"live":    {[]string{"chat", "auth", "hub", "limit", "bus"}, []string{"database/sql", "github.com/jmoiron/sqlx"}, "a socket asks chat, never the database"},
		"httpapi": {[]string{"chat", "auth", "hub", "live"}, []string{"database/sql", "github.com/jmoiron/sqlx"}, "a handler asks chat, never the database"},
	} {
		out, err := exec.Command("go", "list", "-f", `{{join .Imports "\n"}}`, internal+room).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		for imported := range strings.FieldsSeq(string(out)) {
			if strings.HasPrefix(imported, "parley/frontend") {
				t.Errorf("%s imports %s: the server does not know the browser", room, imported)
			}
			if ours, ok := strings.CutPrefix(imported, internal); ok && !slices.Contains(wall.may, ours) {
				t.Errorf("%s imports %s: %s", room, ours, wall.why)
			}
			for _, not := range wall.not {
				if imported == not || strings.HasPrefix(imported, not+"/") {
					t.Errorf("%s imports %s: %s", room, imported, wall.why)
				}
			}
		}
	}
}
