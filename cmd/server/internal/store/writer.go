package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"github.com/jmoiron/sqlx"

	"parley/shared"
)

const (
	// maxBatch is the most writes in one transaction; 64 already give four
	// fifths of the rate of 512 (performance.md).
	maxBatch = 512
	// maxHeads bounds the writer's memory of conversations.
	maxHeads = 20_000
	// tries is how often a transaction is tried that others have got into the
	// way of, or whose connection has gone.
	tries = 3
)

// A job is one write. Its function runs inside the writer's transaction, more
// than once if that fails; when it refuses with a *shared.Error it must not have
// written anything.
type job struct {
	run func(*tx) error
	// about are the conversations whose heads it needs, as far as that is known.
	about []shared.ConversationID
	// draft is the message it posts, if it does.
	draft *Draft
	err   error
	done  chan struct{}
}

// writer is the state of the one goroutine that writes.
type writer struct {
	db      *sqlx.DB
	dialect dialect
	// heads are the headers, without members, of conversations that were
	// written to: Head counts the seqs.
	heads  map[shared.ConversationID]*shared.Conversation
	lastID shared.MessageID // 0: not read yet
}

// tx is the transaction of one batch.
type tx struct {
	*writer
	querier
	ctx context.Context
	*group
}

// querier is where the queries of a transaction go.
type querier interface {
	GetContext(ctx context.Context, into any, query string, args ...any) error
	SelectContext(ctx context.Context, into any, query string, args ...any) error
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// forget drops what a rolled back transaction may have changed.
func (w *writer) forget() {
	clear(w.heads)
	w.lastID = 0
}

// do runs a write in the next transaction and waits until it is durable. It
// says which conversations it is about, so that they are read together with
// those of the others.
func (db *DB) do(ctx context.Context, run func(*tx) error, about ...shared.ConversationID) error {
	return db.submit(ctx, &job{run: run, about: about})
}

// submit is do for a job. Once accepted, a write is waited for even if ctx ends:
// its caller must publish it.
func (db *DB) submit(ctx context.Context, j *job) error {
	j.done = make(chan struct{})
	if err := db.accept(ctx, j); err != nil {
		return err
	}
	<-j.done
	return j.err
}

// accept hands a job to the writer, which then does it.
func (db *DB) accept(ctx context.Context, j *job) error {
	db.mu.RLock()
	defer db.mu.RUnlock()
	if db.closed {
		return shared.Refuse(shared.CodeUnavailable, "").After(time.Second)
	}
	select {
	case db.jobs <- j: // by far the cheapest, and nearly always
		return nil
	default:
	}
	select {
	case db.jobs <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run is the writer goroutine: take one job, and all that came meanwhile.
func (db *DB) run() {
	defer close(db.done)
	batch := make([]*job, 0, maxBatch)
	for first := range db.jobs {
		batch = append(batch[:0], first)
		for len(db.jobs) > 0 && len(batch) < maxBatch {
			batch = append(batch, <-db.jobs)
		}
		began := time.Now()
		db.troubled.Store(db.writer.commit(batch) != nil)
		db.metrics.committed(len(batch), time.Since(began))
		for _, j := range batch {
			close(j.done)
		}
	}
}

// commit writes a batch in one transaction. When one job fails the others must
// not suffer: each is then tried in a transaction of its own. The error is the
// last one's.
func (w *writer) commit(batch []*job) error {
	if len(w.heads) > maxHeads {
		clear(w.heads)
	}
	err := w.persist(batch)
	if err == nil {
		return nil
	}
	if len(batch) == 1 || w.dialect.away(err) {
		for _, j := range batch {
			j.err = w.dialect.explain(err)
		}
		return err
	}
	for _, j := range batch {
		if err = w.persist([]*job{j}); err != nil {
			j.err = w.dialect.explain(err)
		}
	}
	return err
}

// persist attempts jobs until they are written, or that makes no sense.
func (w *writer) persist(batch []*job) (err error) {
	for try := range tries {
		if err = w.attempt(batch, try > 0); err == nil || !w.dialect.again(err) {
			break
		}
	}
	return err
}

// attempt runs jobs in one transaction. An error means that nothing of it
// happened, as far as one can know; refusals of single jobs are no error. anew
// says that it was attempted before.
func (w *writer) attempt(batch []*job, anew bool) (err error) {
	defer func() {
		if err != nil {
			w.forget()
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), writeWithin)
	defer cancel()
	t, err := w.dialect.begin(ctx, w, batch, anew)
	if err != nil {
		return err
	}
	defer func() {
		if rollback := w.dialect.end(t); err != nil && rollback != nil && !w.dialect.again(err) {
			slog.Error("rollback failed", "error", rollback)
		}
	}()
	for _, j := range batch {
		j.err = nil
		err := j.run(t)
		var refusal *shared.Error
		switch {
		case errors.As(err, &refusal):
			j.err = refusal
		case err != nil:
			return err
		}
	}
	if err := w.dialect.commit(t); err != nil {
		return w.dialect.settle(t, err)
	}
	return nil
}
