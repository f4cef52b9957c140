package store

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// BenchmarkDeep compares a conversation of many messages with one of a thousand,
// opened and paged back through, and an inbox of many conversations with one of
// a thousand. PARLEY_DEEP says how many; a million unless set.
func BenchmarkDeep(b *testing.B) {
	many := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("PARLEY_DEEP")); err == nil {
		many = n
	}
	for name, source := range map[string]func(testing.TB) string{
		"SQLite": func(t testing.TB) string { return t.TempDir() }, "PostgreSQL": postgrestest.Fresh,
	} {
		b.Run(name, func(b *testing.B) {
			few := deep(b, source(b), 1000)
			deep := deep(b, source(b), many)
			// By turns, so that a busy machine is so for both.
			took := map[string]time.Duration{}
			for b.Loop() {
				for what, do := range map[string]func(db *DB) error{"history": openAndPage, "inbox": firstPages, "counts": countLists} {
					for n, db := range map[string]*DB{"few": few, "many": deep} {
						began := time.Now()
						if err := do(db); err != nil {
							b.Fatal(err)
						}
						took[what+n] += time.Since(began)
					}
				}
			}
			for _, what := range []string{"history", "inbox", "counts"} {
				b.ReportMetric(float64(took[what+"many"])/float64(took[what+"few"]), what+"-ratio")
				b.ReportMetric(float64(took[what+"many"].Microseconds())/float64(b.N), what+"-µs")
			}
		})
	}
}

// deep makes a conversation of n messages, and n others that are open, with one
// message each.
func deep(b *testing.B, source string, n int) *DB {
	b.Helper()
	db, err := Open(ctx, source)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	if err := db.AddSite(ctx, Site{Site: shared.Site{ID: "s1", Name: "Shop"}}, noon); err != nil {
		b.Fatal(err)
	}
	if err := db.AddUser(ctx, User{User: shared.User{Person: agent}}, noon); err != nil {
		b.Fatal(err)
	}
	post(b, db, draft("deep", "", "the first"))
	numbers := `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ` + fmt.Sprint(n) + `) `
	for _, query := range []string{
		`INSERT INTO messages (id, conversation_id, seq, kind, sender_id, sender_role, content, created_at)
			` + numbers + `SELECT n + 10, 'deep', n + 1, 'message', 'v1', 'visitor', 'hello', 0 FROM numbers`,
		`INSERT INTO conversations (id, kind, site_id, visitor_id, status, created_at, recent)
			` + numbers + fmt.Sprintf(`SELECT 'c' || n, 'support', 's1', 'v1', 'open', 0, (n + %d) >> 12 FROM numbers`, n+20),
		`INSERT INTO messages (id, conversation_id, seq, kind, sender_id, sender_role, content, created_at)
			` + numbers + fmt.Sprintf(`SELECT n + %d, 'c' || n, 1, 'message', 'v1', 'visitor', 'hello', 0 FROM numbers`, n+20),
		`ANALYZE`,
	} {
		if _, err := db.write.Exec(query); err != nil {
			b.Fatal(err)
		}
	}
	return db
}

func openAndPage(db *DB) error {
	if _, err := db.Conversation(ctx, "deep"); err != nil {
		return err
	}
	if _, err := db.Unread(ctx, agent.ID, "deep"); err != nil {
		return err
	}
	for before, page := int64(0), 0; page < 10; page++ {
		history, err := db.History(ctx, agent.ID, "deep", before, 50)
		if err != nil {
			return err
		}
		before = history.Messages[0].Seq
	}
	return nil
}

func firstPages(db *DB) error {
	for before, page := strconv.Itoa(1<<62), 0; page < 3; page++ { // without the counts
		inbox, err := db.Inbox(ctx, agent.ID, shared.InboxUnassigned, before, 100)
		if err != nil {
			return err
		}
		before = inbox.Next
	}
	return nil
}

func countLists(db *DB) error {
	_, err := db.counts(ctx, agent.ID)
	return err
}
