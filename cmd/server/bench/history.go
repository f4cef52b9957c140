package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"parley/shared"
)

// shortHistory and shortInbox are what the long ones are compared with.
const (
	shortHistory = 1000
	shortInbox   = 10_000
	// asked is how often each question is put.
	asked = 200
)

// history compares a conversation of very many messages with one of a thousand:
// to open it, and to page back from anywhere in it.
func history(b *bench) error {
	long, short := shared.ConversationID("bench-long"), shared.ConversationID("bench-short")
	data := b.folder + "/history"
	if err := b.load(data, []stock{{name: long, conversations: 1, messages: b.History}, {name: short, conversations: 1, messages: shortHistory}}); err != nil {
		return err
	}
	p, err := b.parley(data, "")
	if err != nil {
		return err
	}
	defer p.stop()
	random := func(i, of int) int64 { return int64(i)*7919*104729%int64(of-shared.MaxHistory) + shared.MaxHistory }
	var opening, paging []turn
	for range b.Rounds {
		var open, page [2][]time.Duration
		for i := range asked {
			for side, conversation := range []shared.ConversationID{long, short} {
				began := time.Now()
				s, err := p.join(conversation, p.access)
				if err != nil {
					return err
				}
				newest, err := p.api.History(p, p.access, conversation, 0)
				if err != nil {
					return err
				}
				open[side] = append(open[side], time.Since(began))
				s.conn.Close()
				if len(newest.Messages) != shared.MaxHistory {
					b.report.Faults.Lost++
				}
				before := random(i, []int{b.History, shortHistory}[side])
				began = time.Now()
				older, err := p.api.History(p, p.access, conversation, before)
				if err != nil {
					return err
				}
				page[side] = append(page[side], time.Since(began))
				for at, m := range older.Messages {
					last := before - 1 - int64(len(older.Messages)) + int64(at)
					b.report.Faults.count(&last, m.Seq)
				}
			}
		}
		opening = append(opening, turn{ms(percentile(open[0], 50)), ms(percentile(open[1], 50))})
		paging = append(paging, turn{ms(percentile(page[0], 50)), ms(percentile(page[1], 50))})
	}
	name := fmt.Sprintf("conversation of %s messages, beside one of %s: ", figure(float64(b.History)), figure(shortHistory))
	b.report.add(measure{Name: name + "open", Unit: "ms, median", Turns: opening, Of: ofRatio, Must: 1.5, Goal: 1.1})
	b.report.add(measure{Name: name + "page back from anywhere", Unit: "ms, median", Turns: paging, Of: ofRatio, Must: 1.5, Goal: 1.1})
	return nil
}

// inbox compares the desk's list of very many conversations with that of ten
// thousand; of either the newest hundredth is open.
func inbox(b *bench) error {
	var servers [2]*parley
	for side, count := range []int{b.Inbox, min(shortInbox, b.Inbox)} {
		data := fmt.Sprintf("%s/inbox%d", b.folder, side)
		if err := b.load(data, []stock{{name: "bench-inbox", conversations: count, messages: 2, ended: true}}); err != nil {
			return err
		}
		p, err := b.parley(data, "")
		if err != nil {
			return err
		}
		defer p.stop()
		servers[side] = p
	}
	// An answer counts all lists, so a few questions are enough where it is slow.
	const inboxAsked = 10
	var first, next []turn
	for range b.Rounds {
		var open, page [2][]time.Duration
		for range inboxAsked {
			for side, p := range servers {
				list, took, err := p.list(shared.InboxAll, "")
				if err != nil {
					return err
				}
				open[side] = append(open[side], took)
				more, took, err := p.list(shared.InboxEverything, list.Next)
				if err != nil {
					return err
				}
				page[side] = append(page[side], took)
				if len(list.Conversations) == 0 || len(more.Conversations) == 0 {
					b.report.Faults.Lost++
				}
			}
		}
		first = append(first, turn{ms(percentile(open[0], 50)), ms(percentile(open[1], 50))})
		next = append(next, turn{ms(percentile(page[0], 50)), ms(percentile(page[1], 50))})
	}
	name := fmt.Sprintf("inbox of %s conversations, 1 %% of them open, beside one of %s: ", figure(float64(b.Inbox)), figure(shortInbox))
	b.report.add(measure{Name: name + "open ones, first page with counts", Unit: "ms, median", Turns: first, Of: ofRatio})
	b.report.add(measure{Name: name + "all, next page", Unit: "ms, median", Turns: next, Of: ofRatio})
	return nil
}

// list reads a page of conversations.
func (p *parley) list(filter shared.InboxFilter, before string) (page shared.Inbox, took time.Duration, err error) {
	began := time.Now()
	page, err = p.api.Inbox(p, p.access, filter, before)
	return page, time.Since(began), err
}

// stock is conversations to put into a database, and how much was said in each.
type stock struct {
	name          shared.ConversationID // the first one's; the others get numbers
	conversations int
	messages      int
	ended         bool // but for the newest hundredth
}

// load fills an empty database. The program makes the tables; the rows go in by
// SQL, because a minute is enough for them so and an hour is not through the door.
func (b *bench) load(folder string, stocks []stock) error {
	p, err := b.parley(folder, "") // makes the demo's site and users, too
	if err != nil {
		return err
	}
	p.stop()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "parley.db")+"?_pragma=synchronous(OFF)&_pragma=cache_size(-262144)&_pragma=wal_autocheckpoint(16000)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var id int64
	for _, s := range stocks {
		const counted = `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1) `
		// The first has the name itself.
		const name = `? || CASE i WHEN 0 THEN '' ELSE printf('-%09d', i) END`
		now := time.Now().UnixMilli()
		for _, step := range []struct {
			query string
			args  []any
		}{
			{counted + `INSERT INTO visitors (id, site_id, username, created_at) SELECT 'visitor-' || ` + name + `, ?, 'Visitor', ? FROM n`,
				[]any{s.conversations, s.name, demoSite, now}},
			{counted + `INSERT INTO conversations (id, kind, site_id, visitor_id, status, created_at) SELECT ` + name + `, 'support', ?, 'visitor-' || ` + name + `, 'open', ? FROM n`,
				[]any{s.conversations, s.name, demoSite, s.name, now}},
			{counted + `INSERT INTO members (conversation_id, member_id, role) SELECT ` + name + `, 'visitor-' || ` + name + `, 'visitor' FROM n`,
				[]any{s.conversations, s.name, s.name}},
		} {
			if _, err := db.Exec(step.query, step.args...); err != nil {
				return err
			}
		}
		for from := int64(0); from < int64(s.conversations)*int64(s.messages); from += 500_000 {
			if err := b.Err(); err != nil {
				return err
			}
			count := min(500_000, int64(s.conversations)*int64(s.messages)-from)
			if _, err := db.Exec(`WITH RECURSIVE n (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM n WHERE k < ?1 - 1),
				m (k, i, seq) AS (SELECT k, (k + ?2) / ?3, (k + ?2) % ?3 + 1 FROM n)
				INSERT INTO messages (id, conversation_id, seq, kind, sender_id, sender_role, content, client_message_id, created_at)
				SELECT ?4 + ?2 + k + 1, ?5 || CASE i WHEN 0 THEN '' ELSE printf('-%09d', i) END, seq, 'message',
				'visitor-' || ?5 || CASE i WHEN 0 THEN '' ELSE printf('-%09d', i) END, 'visitor',
				printf('%09d ', seq) || 'a hundred bytes of content, more or less, as in all the other scenarios of this bench run.', printf('m%09d', seq), ?6 FROM m`,
				count, from, s.messages, id, s.name, now); err != nil {
				return err
			}
		}
		// As migration 0011 does it.
		if _, err := db.Exec(`UPDATE conversations SET recent = (SELECT max(id) >> 12 FROM messages WHERE conversation_id = conversations.id) WHERE recent IS NULL`); err != nil {
			return err
		}
		if s.ended {
			if _, err := db.Exec(`UPDATE conversations SET status = 'ended', ended_at = created_at, ended_by = visitor_id WHERE id < ?`,
				fmt.Sprintf("%s-%09d", s.name, s.conversations-s.conversations/100)); err != nil {
				return err
			}
		}
		id += int64(s.conversations) * int64(s.messages)
	}
	if err := db.Close(); err != nil {
		return err
	}
	// Else the disk would still be busy with it while something is measured.
	file, err := os.OpenFile(filepath.Join(folder, "parley.db"), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
