package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// scissors is a way to PostgreSQL that can be cut while a commit is on it.
type scissors struct {
	url    string
	before atomic.Int32 // how many commits are still to be cut off on the way there
	after  atomic.Int32 // and on the way back
	cuts   atomic.Int32
}

// commit is what asks for a commit: in no portal's name, the prepared statement's,
// which pgx derives from its text.
var commit = func() []byte {
	digest := sha256.Sum256([]byte("COMMIT"))
	return []byte("\x00stmtcache_" + hex.EncodeToString(digest[:24]) + "\x00")
}()

// newScissors puts scissors before a database.
func newScissors(t *testing.T, database string) *scissors {
	t.Helper()
	where, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "cut") // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	const name = ".s.PGSQL.5432"
	there := filepath.Join(where.Query().Get("host"), name)
	listener, err := net.Listen("unix", filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	where.RawQuery = url.Values{"host": {folder}}.Encode()
	s := &scissors{url: where.String()}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", there)
			if err != nil {
				client.Close()
				continue
			}
			group.Go(func() { s.carry(client, server) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		group.Wait()
		os.RemoveAll(folder)
	})
	return s
}

// carry carries bytes both ways until one end, or a cut.
func (s *scissors) carry(client, server net.Conn) {
	var group sync.WaitGroup
	var cut atomic.Bool
	group.Go(func() {
		defer client.Close()
		defer server.Close()
		for buffer := make([]byte, 64<<10); ; {
			n, err := server.Read(buffer)
			if err != nil || cut.Load() { // the answer to the commit that is cut off
				return
			}
			if _, err := client.Write(buffer[:n]); err != nil {
				return
			}
		}
	})
	group.Go(func() {
		defer server.Close()
		for buffer := make([]byte, 64<<10); ; {
			n, err := client.Read(buffer)
			if err != nil {
				return
			}
			if bytes.Contains(buffer[:n], commit) {
				if take(&s.before) {
					s.cuts.Add(1)
					client.Close()
					return
				}
				if take(&s.after) {
					s.cuts.Add(1)
					cut.Store(true)
				}
			}
			if _, err := io.Copy(server, bytes.NewReader(buffer[:n])); err != nil {
				return
			}
		}
	})
	group.Wait()
}

// take takes one of what is left.
func take(left *atomic.Int32) bool {
	if left.Add(-1) < 0 {
		left.Store(0)
		return false
	}
	return true
}

// forgetful is the control: it does not ask what became of a commit.
type forgetful struct{ *postgres }

func (forgetful) settle(_ *tx, failed error) error { return failed }

// TestCommitsThatAreCutOff cuts the connection in commits, before PostgreSQL has
// them and after it has done them: each write happens once, also those that a
// repeat would do twice, and nobody hears of it.
func TestCommitsThatAreCutOff(t *testing.T) {
	const rounds = 30
	way := newScissors(t, postgrestest.Fresh(t))
	db, err := Open(ctx, way.url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.AddSite(ctx, Site{Site: shared.Site{ID: "s1", Name: "Shop"}}, noon); err != nil {
		t.Fatal(err)
	}
	write := func(name string) (messages int) {
		t.Helper()
		for i := range rounds {
			if i%2 == 0 {
				way.before.Store(1)
			} else {
				way.after.Store(1)
			}
			switch i % 6 {
			case 0, 1, 2, 3: // without an id: what is stored twice is there twice
				var group sync.WaitGroup
				for range 3 {
					messages++
					group.Go(func() { post(t, db, draft(name, "", "hello")) })
				}
				group.Wait()
			case 4, 5: // a repeat of it is refused
				id := shared.ConversationID(fmt.Sprint(name, " room ", i))
				if _, err := db.AddRoom(ctx, id, shared.NewRoom{Title: string(id)}, noon); err != nil {
					t.Error(err)
				}
			}
		}
		return messages
	}
	stored := func(name string) (n int) {
		entries, err := db.After(ctx, agent.ID, shared.ConversationID(name), 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range entries {
			if e.Seq != int64(i)+1 {
				t.Errorf("place %d has seq %d", i, e.Seq)
			}
		}
		return len(entries)
	}
	if sent, got := write("c1"), stored("c1"); got != sent || way.cuts.Load() != rounds {
		t.Errorf("%d messages are stored of %d, after %d cuts of %d", got, sent, way.cuts.Load(), rounds)
	}

	// The control repeats what was committed.
	db.writer.dialect = forgetful{db.writer.dialect.(*postgres)}
	doubled := 0
	for range 10 {
		way.after.Store(1)
		post(t, db, draft("control", "", "hello"))
		doubled--
	}
	if doubled += stored("control"); doubled == 0 {
		t.Error("nothing is stored twice where nobody asks what became of a commit")
	}
	fmt.Printf("ambiguous commits: %d cut off, each write happened once; control: not asked what became of 10, %d stored twice\n", rounds, doubled)
}
