package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
	"parley/shared/client"
)

// TestKillUnderLoad is F1: the server is killed again and again while eight
// clients write into four conversations and hear each other. Whatever was
// acknowledged is there at the end, once, in order; and everybody heard the log
// as it is.
func TestKillUnderLoad(t *testing.T) {
	cycles := 20
	if long() {
		cycles = 200
	}
	seed, random := chance(t)
	found := killAgain(t, built(t), random, cycles)
	found.expect(t)

	// The control tells everybody, and only then commits; but for the message
	// that brings a conversation into being.
	control := killAgain(t, plant(t, fault{"internal/store/message.go", `
	err = db.submit(ctx, &job{about: []shared.ConversationID{d.Conversation}, draft: &d, run: func(t *tx) (err error) {
		posted, err = t.post(&d)
		return err
	}})
	return posted, err`, `
	early := make(chan error, 10)
	go func() {
		early <- db.submit(ctx, &job{about: []shared.ConversationID{d.Conversation}, draft: &d, run: func(t *tx) (err error) {
			posted, err = t.post(&d)
			if posted.Message.Seq > 1 {
				early <- err
				time.Sleep(5 * time.Millisecond)
			}
			return err
		}})
	}()
	err = <-early
	return posted, err`}), random, cycles)
	if control.lost == 0 {
		t.Errorf("the checker is green where messages are published before they are committed: %s", control)
	}
	row{
		number: 1, checker: "kill -9 under load", run: fmt.Sprintf("%d kills", cycles), seed: seed, verdict: &found,
		control: fmt.Sprintf("published before the commit: %d of %d lost", control.lost, control.acked),
	}.report()
}

func killAgain(t *testing.T, binary string, random *rand.Rand, cycles int) verdict {
	server := bearAs(t, binary, t.TempDir())
	return endure(t, server, random, cycles, func() (data string) {
		server.kill()
		return copied(t, server.data)
	})
}

// endure breaks a server under load again and again. Each time, break_ ends the
// program and returns a copy of the data as a restart will find it. At the first
// loss it stops: what the clients make of one is not the question.
func endure(t *testing.T, server *child, random *rand.Rand, cycles int, break_ func() (data string)) verdict {
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(cycles)*10*time.Second)
	defer cancel()
	crowd := gather(ctx, server, server.program)
	for range cycles {
		// At any moment, from nothing acknowledged to well under way.
		crowd.promises.await(ctx, random.IntN(600))
		data := break_()
		if ctx.Err() != nil {
			t.Fatalf("the writers are stuck\n%s", server.logs)
		}
		if found := crowd.promises.survived(stored(t, data)); found.lost > 0 {
			crowd.dismissed.Store(true)
			cancel()
			crowd.writers.Wait()
			crowd.readers.Wait()
			return found
		}
		server.start()
		crowd.nudge()
	}
	return crowd.promises.check(crowd.finish(ctx))
}

// copied copies the files of a data folder. The index of the WAL stays behind:
// it is memory, and is made anew. PostgreSQL has not died with the server.
func copied(t *testing.T, data string) string {
	t.Helper()
	if postgrestest.Wanted() {
		return data
	}
	folder := t.TempDir()
	for _, name := range []string{"parley.db", "parley.db-wal"} {
		content, err := os.ReadFile(filepath.Join(data, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// stored reads the logs from a copy of a data folder.
func stored(t *testing.T, data string) map[shared.ConversationID][]shared.Message {
	t.Helper()
	if postgrestest.Wanted() {
		return storedIn(t, "pgx", postgrestest.Of(t, data))
	}
	db := opened(t, data)
	defer db.Close()
	var begun int // where not even the tables are left, all is lost
	if err := db.Get(&begun, `SELECT count(*) FROM sqlite_master WHERE name = 'messages'`); err != nil {
		t.Fatal(err)
	}
	if begun == 0 {
		return nil
	}
	return storedIn(t, "sqlite", fileOf(data))
}

// storedIn reads the logs from a database.
func storedIn(t *testing.T, driver, source string) map[shared.ConversationID][]shared.Message {
	t.Helper()
	db, err := sqlx.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var rows []struct {
		ID           shared.MessageID      `db:"id"`
		Conversation shared.ConversationID `db:"conversation_id"`
		Seq          int64                 `db:"seq"`
		Content      string                `db:"content"`
	}
	if err := db.Select(&rows, `SELECT id, conversation_id, seq, content FROM messages ORDER BY seq`); err != nil {
		t.Fatal(err)
	}
	logs := map[shared.ConversationID][]shared.Message{}
	for _, r := range rows {
		logs[r.Conversation] = append(logs[r.Conversation],
			shared.Message{ID: r.ID, ConversationID: r.Conversation, Seq: r.Seq, Content: r.Content})
	}
	return logs
}

// whole fails the test when the database in a copy of a data folder is broken.
func whole(t *testing.T, data string) {
	t.Helper()
	db := opened(t, data)
	defer db.Close()
	var sound string
	if err := db.Get(&sound, `PRAGMA integrity_check`); err != nil || sound != "ok" {
		t.Fatalf("the database is broken: %s, %v", sound, err)
	}
}

func fileOf(data string) string { return "file:" + filepath.Join(data, "parley.db") }

func opened(t *testing.T, data string) *sqlx.DB {
	t.Helper()
	db, err := sqlx.Open("sqlite", fileOf(data))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// crowd is eight writers in four conversations, a visitor and a user in each,
// who all listen.
type crowd struct {
	server        *child
	promises      *ledger
	visitors      []*client.Client
	users         []*client.Client
	conversations []shared.ConversationID
	enough        atomic.Bool
	dismissed     atomic.Bool // what goes wrong from now on is nobody's business
	writers       sync.WaitGroup
	readers       sync.WaitGroup
}

// farewell is the last message of every conversation, for those who listen.
var farewell = line("farewell", 0)

// gather connects everybody by way of a program's address: the server's own, or
// that of a network before it.
func gather(ctx context.Context, server *child, way *program) *crowd {
	return gatherBy(ctx, server, way, way)
}

// gatherBy connects visitors by one way and users by another.
func gatherBy(ctx context.Context, server *child, visitorsBy, usersBy *program) *crowd {
	c := &crowd{server: server, promises: newLedger()}
	for i, name := range []string{"demo", "lead", "admin", "demo"} {
		visitor, user := visitorsBy.visitor(ctx, strconv.Itoa(i)), usersBy.user(ctx, name)
		id := visitor.Conversation()
		c.visitors, c.users, c.conversations = append(c.visitors, visitor), append(c.users, user), append(c.conversations, id)
		c.say(ctx, visitor, id, line("opener", 0))
		if _, err := user.Join(ctx, id, 0); err != nil {
			server.t.Fatal(err)
		}
		for who, member := range map[string]*client.Client{"visitor": visitor, "user": user} {
			name := fmt.Sprintf("%s-%d", who, i)
			c.writers.Go(func() {
				for n := 0; !c.enough.Load() && c.say(ctx, member, id, line(name, n)); n++ {
				}
			})
			c.readers.Go(func() { c.listen(ctx, member, name) })
		}
	}
	return c
}

// say gets one promise of the server's.
func (c *crowd) say(ctx context.Context, member *client.Client, id shared.ConversationID, text string) bool {
	m, err := member.Send(ctx, id, text)
	if err != nil {
		c.complain("%s: %v", text, err)
		return false
	}
	c.promises.ack(m)
	return true
}

func (c *crowd) listen(ctx context.Context, member *client.Client, name string) {
	for m := range member.Receive(ctx) {
		c.promises.hear(name, m)
		if m.Content == farewell {
			return
		}
	}
	c.complain("%s did not hear the end: %v", name, member.Err())
}

func (c *crowd) complain(format string, args ...any) {
	if !c.dismissed.Load() {
		c.server.t.Errorf(format, args...)
	}
}

// nudge tells everybody that the server is back.
func (c *crowd) nudge() {
	for i := range c.conversations {
		c.visitors[i].Nudge()
		c.users[i].Nudge()
	}
}

// finish lets everybody end what they are about, and reads the logs.
func (c *crowd) finish(ctx context.Context) map[shared.ConversationID][]shared.Message {
	c.enough.Store(true)
	c.writers.Wait()
	logs := map[shared.ConversationID][]shared.Message{}
	access := c.server.login("demo").Access
	for i, id := range c.conversations {
		c.say(ctx, c.visitors[i], id, farewell)
		logs[id] = c.server.log(id, access)
	}
	c.readers.Wait()
	return logs
}
