package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/coder/websocket"
	"github.com/go-chi/chi/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// limitCommand is the bare limit: rooms of sockets as the library comes, and
// with data a group commit before the broadcast. It has no sign-in, no rules, no
// history, no heartbeats: what it can do, nothing of its kind does faster.
type limitCommand struct {
	Listen   string `required:"" help:"TCP address."`
	Data     string `help:"Folder for SQLite."`
	Database string `help:"URL of a PostgreSQL database. Without folder and URL nothing is stored."`
}

// saying is a message on its way, and as it is told.
type saying struct {
	Type           string    `json:"type"`
	ID             int64     `json:"id"`
	ConversationID string    `json:"conversation_id"`
	Seq            int64     `json:"seq"`
	Content        string    `json:"content"`
	Own            string    `json:"client_message_id"`
	Timestamp      time.Time `json:"timestamp"`

	to   *hall
	err  error
	done chan struct{}
}

// hall is a room.
type hall struct {
	mu      sync.Mutex
	seq     int64                        // guarded by mu without a database, else the writer's
	sockets map[*websocket.Conn]struct{} // guarded by mu
}

type limit struct {
	db       *sql.DB   // nil: nothing is stored
	postgres bool      // it is PostgreSQL, not SQLite
	insert   *sql.Stmt // of SQLite; owned by the writer
	// jobs wait for the writer.
	jobs chan *saying

	mu    sync.Mutex
	halls map[string]*hall // guarded by mu
}

func (c *limitCommand) Run(parent *context.Context) (err error) {
	ctx, stop := signal.NotifyContext(*parent, syscall.SIGTERM)
	defer stop()
	l := &limit{jobs: make(chan *saying, 1024), halls: map[string]*hall{}}
	switch {
	case c.Data != "":
		if l.db, err = sql.Open("sqlite", "file:"+filepath.Join(c.Data, "limit.db")+
			"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"); err != nil {
			return err
		}
	case c.Database != "":
		l.postgres = true
		if l.db, err = sql.Open("pgx", c.Database); err != nil {
			return err
		}
	}
	if l.db != nil {
		if err := l.prepare(); err != nil {
			return err
		}
		go l.write()
	}
	routes := chi.NewRouter()
	routes.Get("/ws/{room}", l.serve)
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	go http.Serve(listener, routes)
	fmt.Println("ready")
	<-ctx.Done()
	return nil
}

// prepare makes a table with what the promises need at the least: one index for
// the order, by which the history is also read.
func (l *limit) prepare() error {
	l.db.SetMaxOpenConns(1)
	for _, query := range []string{
		`CREATE TABLE messages (id BIGINT NOT NULL, conversation_id TEXT NOT NULL, seq BIGINT NOT NULL,
			content TEXT NOT NULL, client_message_id TEXT NOT NULL, created_at BIGINT NOT NULL)`,
		`CREATE UNIQUE INDEX place ON messages (conversation_id, seq)`,
	} {
		if _, err := l.db.Exec(query); err != nil {
			return err
		}
	}
	return nil
}

// write commits in groups whatever waits.
func (l *limit) write() {
	var id int64
	for first := range l.jobs {
		batch := []*saying{first}
		for len(l.jobs) > 0 && len(batch) < 512 {
			batch = append(batch, <-l.jobs)
		}
		for _, s := range batch {
			id++
			s.to.seq++
			s.ID, s.Seq = id, s.to.seq
		}
		store := l.storeSQLite
		if l.postgres {
			store = l.storePostgres
		}
		err := store(batch)
		for _, s := range batch {
			s.err = err
			close(s.done)
		}
	}
}

// storeSQLite inserts row by row: a statement costs no round trip.
func (l *limit) storeSQLite(batch []*saying) error {
	if l.insert == nil {
		var err error
		if l.insert, err = l.db.Prepare(`INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)`); err != nil {
			return err
		}
	}
	tx, err := l.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	within := tx.Stmt(l.insert)
	for _, s := range batch {
		if _, err := within.Exec(s.ID, s.ConversationID, s.Seq, s.Content, s.Own, s.Timestamp.UnixMilli()); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// storePostgres inserts all rows with one statement, which is a transaction.
func (l *limit) storePostgres(batch []*saying) error {
	ids, seqs, times := make([]int64, len(batch)), make([]int64, len(batch)), make([]int64, len(batch))
	conversations, contents, own := make([]string, len(batch)), make([]string, len(batch)), make([]string, len(batch))
	for i, s := range batch {
		ids[i], seqs[i], times[i] = s.ID, s.Seq, s.Timestamp.UnixMilli()
		conversations[i], contents[i], own[i] = s.ConversationID, s.Content, s.Own
	}
	_, err := l.db.Exec(`INSERT INTO messages SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[])`,
		ids, conversations, seqs, contents, own, times)
	return err
}

func (l *limit) hall(name string) *hall {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.halls[name]
	if h == nil {
		h = &hall{sockets: map[*websocket.Conn]struct{}{}}
		l.halls[name] = h
	}
	return h
}

func (l *limit) serve(w http.ResponseWriter, r *http.Request) {
	name := chi.URLParam(r, "room")
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	defer conn.CloseNow()
	h := l.hall(name)
	h.mu.Lock()
	h.sockets[conn] = struct{}{}
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.sockets, conn)
	}()
	// No context that ends: one costs 1–2 µs for each read and write.
	ctx := context.Background()
	if conn.Write(ctx, websocket.MessageText, []byte(`{"type":"connection_established"}`)) != nil {
		return
	}
	for {
		_, frame, err := conn.Read(ctx)
		if err != nil {
			return
		}
		var s saying
		if err := json.Unmarshal(frame, &s); err != nil {
			return
		}
		s.Type, s.ConversationID, s.Timestamp, s.to = "new_message", name, time.Now().UTC(), h
		if l.db != nil {
			s.done = make(chan struct{})
			l.jobs <- &s
			if <-s.done; s.err != nil {
				return
			}
		}
		h.tell(ctx, &s)
	}
}

// tell gives every socket of the room a message that is encoded once.
func (h *hall) tell(ctx context.Context, s *saying) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.done == nil {
		h.seq++
		s.Seq = h.seq
	}
	frame, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings, numbers and a time
	}
	for conn := range h.sockets {
		conn.Write(ctx, websocket.MessageText, frame)
	}
}
