package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// BenchmarkPost compares messages stored per second, by 200 senders in a
// conversation each, with the bare group commit of the same rows on the same
// database: one goroutine, one insert, nothing asked. Only the ratio travels
// between machines.
func BenchmarkPost(b *testing.B) {
	for name, source := range map[string]func(testing.TB) string{
		"SQLite": func(t testing.TB) string { return t.TempDir() }, "PostgreSQL": postgrestest.Fresh,
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				bare := bareGroupCommit(b, source(b))
				ours := posted(b, source(b))
				b.ReportMetric(ours, "msgs/s")
				b.ReportMetric(bare, "bare-msgs/s")
				b.ReportMetric(ours/bare, "ratio")
			}
		})
	}
}

const benchContent = "a hundred bytes of content, more or less, as in the measurements of performance.md, which say so too"

// forAWhile runs a closed loop for each of 200 senders, and counts per second.
func forAWhile(round func(sender, i int) error) float64 {
	const senders, warm, measured = 200, time.Second, 3 * time.Second
	var count atomic.Int64
	var over atomic.Bool
	var group sync.WaitGroup
	for s := range senders {
		group.Go(func() {
			for i := 0; !over.Load(); i++ {
				if err := round(s, i); err != nil {
					panic(err)
				}
				count.Add(1)
			}
		})
	}
	<-time.After(warm)
	before := count.Load()
	<-time.After(measured)
	done := count.Load() - before
	over.Store(true)
	group.Wait()
	return float64(done) / measured.Seconds()
}

func posted(b *testing.B, source string) float64 {
	db, err := Open(ctx, source)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := db.AddSite(ctx, Site{Site: shared.Site{ID: "s1", Name: "Shop"}}, noon); err != nil {
		b.Fatal(err)
	}
	return forAWhile(func(s, i int) error {
		d := draft(fmt.Sprint("conversation-", s), fmt.Sprint("m", i), benchContent)
		_, err := db.Post(ctx, d)
		return err
	})
}

func bareGroupCommit(b *testing.B, source string) float64 {
	db, err := Open(ctx, source) // for the tables
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	insert := bareLite
	if isPostgres(source) {
		insert = barePostgres
	}
	if _, err := db.write.Exec(`INSERT INTO sites (id, name, created_at) VALUES ('s1', '', 0)`); err != nil {
		b.Fatal(err)
	}
	for s := range 200 {
		if _, err := db.write.Exec(db.write.Rebind(`INSERT INTO conversations (id, kind, site_id, status, created_at) VALUES (?, 'support', 's1', 'open', 0)`),
			fmt.Sprint("conversation-", s)); err != nil {
			b.Fatal(err)
		}
	}
	type waiting struct {
		row  bareRow
		done chan struct{}
	}
	queue := make(chan waiting, 1024)
	var ended sync.WaitGroup
	ended.Go(func() {
		id := int64(0)
		for first := range queue {
			group := []waiting{first}
		gather:
			for len(group) < maxBatch {
				select {
				case next := <-queue:
					group = append(group, next)
				default:
					break gather
				}
			}
			rows := make([]bareRow, len(group))
			for i := range group {
				id++
				rows[i] = group[i].row
				rows[i].id = id
			}
			if err := insert(db.write, rows); err != nil {
				panic(err)
			}
			for _, w := range group {
				close(w.done)
			}
		}
	})
	rate := forAWhile(func(s, i int) error {
		w := waiting{row: bareRow{0, fmt.Sprint("conversation-", s), int64(i) + 1, fmt.Sprint("m", i)}, done: make(chan struct{})}
		queue <- w
		<-w.done
		return nil
	})
	close(queue)
	ended.Wait()
	return rate
}

type bareRow struct {
	id           int64
	conversation string
	seq          int64
	said         string
}

const bareInsert = `INSERT INTO messages (id, conversation_id, seq, kind, sender_id, sender_role, content, client_message_id, created_at) `

func bareLite(db *sqlx.DB, rows []bareRow) error {
	t, err := db.Begin()
	if err != nil {
		return err
	}
	defer t.Rollback()
	statement, err := t.Prepare(bareInsert + `VALUES (?, ?, ?, 'message', 'v1', 'visitor', ?, ?, 0)`)
	if err != nil {
		return err
	}
	defer statement.Close()
	for _, r := range rows {
		if _, err := statement.Exec(r.id, r.conversation, r.seq, benchContent, r.said); err != nil {
			return err
		}
	}
	return t.Commit()
}

func barePostgres(db *sqlx.DB, rows []bareRow) error {
	ids, conversations, seqs, said := make([]int64, len(rows)), make([]string, len(rows)), make([]int64, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		ids[i], conversations[i], seqs[i], said[i] = r.id, r.conversation, r.seq, r.said
	}
	_, err := db.Exec(bareInsert+`SELECT id, c, s, 'message', 'v1', 'visitor', $5, m, 0
		FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[]) AS r (id, c, s, m)`, ids, conversations, seqs, said, benchContent)
	return err
}
