package store

import (
	"iter"
	"slices"
	"time"

	"parley/shared"
)

const (
	// ChunkSize is how many seqs one chunk spans. Views draw chunk by chunk, so
	// appending costs the same at message 100 and at 100,000.
	ChunkSize = 50
	// groupWithin is how long messages of one sender stay one group.
	groupWithin = 5 * time.Minute
)

// Row is one line of the log: a message, or a change of status.
type Row struct {
	Seq     int64
	Message *shared.Message
	Change  *shared.ConversationChanged
	// Continues is true for a message that follows one of the same sender
	// within minutes, and so needs no name.
	Continues bool
	// NewDay is true for the first row of a day in the reader's time zone.
	NewDay bool
}

// At is when the row happened.
func (r Row) At() time.Time {
	switch {
	case r.Message != nil:
		return r.Message.Timestamp
	case r.Change != nil && r.Change.At != nil:
		return *r.Change.At
	case r.Change != nil && r.Change.EndedAt != nil:
		return *r.Change.EndedAt
	case r.Change != nil && r.Change.At != nil:
		return *r.Change.At
	}
	return time.Time{}
}

// Chunk holds the rows with seqs Index·ChunkSize+1 … (Index+1)·ChunkSize.
type Chunk struct {
	Index int64
	Rows  []Row
	// Rev rises with every change, because a changed element of a slice is
	// invisible to a view that compares.
	Rev int
}

// First and last seq a chunk may hold.
func (c *Chunk) first() int64 { return c.Index*ChunkSize + 1 }
func (c *Chunk) last() int64  { return (c.Index + 1) * ChunkSize }

// Clamp limits a watermark to what makes a difference to this chunk, so that a
// view of it changes only when the chunk does.
func (c *Chunk) Clamp(seq int64) int64 { return min(max(seq, c.first()-1), c.last()) }

// Log is what was said, in chunks by seq.
type Log struct {
	chunks   []*Chunk // ascending by Index
	places   map[shared.MessageID]int64
	replies  map[shared.MessageID][]int64 // where a message is replied to
	complete bool                         // the first message is here
}

// Chunks are the loaded chunks, oldest first.
func (l *Log) Chunks() []*Chunk { return l.chunks }

// Complete reports whether nothing older is left to load.
func (l *Log) Complete() bool { return l.complete }

// Oldest is the smallest seq loaded; 0 when there is none.
func (l *Log) Oldest() int64 {
	if len(l.chunks) == 0 {
		return 0
	}
	return l.chunks[0].Rows[0].Seq
}

// Newest is the row that was added last in the order of the log, if any.
func (l *Log) Newest() (Row, bool) {
	if len(l.chunks) == 0 {
		return Row{}, false
	}
	rows := l.chunks[len(l.chunks)-1].Rows
	return rows[len(rows)-1], true
}

// Find returns a loaded message.
func (l *Log) Find(id shared.MessageID) (*shared.Message, bool) {
	seq, ok := l.places[id]
	if !ok {
		return nil, false
	}
	at, _ := l.chunk((seq - 1) / ChunkSize)
	i, _ := l.chunks[at].row(seq)
	return l.chunks[at].Rows[i].Message, true
}

// Rows yields all rows, oldest first.
func (l *Log) Rows() iter.Seq[Row] { return l.after(0) }

// note remembers whom a message replies to, and has those who reply to it drawn
// again: they quote it.
func (l *Log) note(m *shared.Message, seq int64) {
	if m.ReplyTo != nil && !slices.Contains(l.replies[*m.ReplyTo], seq) {
		if l.replies == nil {
			l.replies = map[shared.MessageID][]int64{}
		}
		l.replies[*m.ReplyTo] = append(l.replies[*m.ReplyTo], seq)
	}
	for _, reply := range l.replies[m.ID] {
		if at, ok := l.chunk((reply - 1) / ChunkSize); ok {
			l.chunks[at].Rev++
		}
	}
}

// after yields the rows above a seq, oldest first.
func (l *Log) after(seq int64) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for _, chunk := range l.chunks {
			if chunk.last() <= seq {
				continue
			}
			for _, row := range chunk.Rows {
				if row.Seq > seq && !yield(row) {
					return
				}
			}
		}
	}
}

// put adds a row or replaces the one with its seq.
func (l *Log) put(row Row) {
	index := (row.Seq - 1) / ChunkSize
	at, ok := l.chunk(index)
	if !ok {
		l.chunks = slices.Insert(l.chunks, at, &Chunk{Index: index})
	}
	chunk := l.chunks[at]
	i, ok := chunk.row(row.Seq)
	if row.Message != nil {
		if l.places == nil {
			l.places = map[shared.MessageID]int64{}
		}
		l.places[row.Message.ID] = row.Seq
		l.note(row.Message, row.Seq)
	}
	if ok {
		chunk.Rows[i] = row
	} else {
		chunk.Rows = slices.Insert(chunk.Rows, i, row)
	}
	chunk.Rev++
	l.relate(at, i)
	l.relate(l.following(at, i))
}

// amend replaces a loaded message by a changed copy.
func (l *Log) amend(id shared.MessageID, f func(*shared.Message)) {
	seq, ok := l.places[id]
	if !ok {
		return
	}
	at, _ := l.chunk((seq - 1) / ChunkSize)
	chunk := l.chunks[at]
	i, _ := chunk.row(seq)
	after := *chunk.Rows[i].Message
	f(&after)
	chunk.Rows[i].Message = &after
	chunk.Rev++
	l.note(&after, seq)
}

// chunk and row find a place, or where it would be.
func (l *Log) chunk(index int64) (int, bool) {
	return slices.BinarySearchFunc(l.chunks, index, func(c *Chunk, index int64) int { return int(c.Index - index) })
}

func (c *Chunk) row(seq int64) (int, bool) {
	return slices.BinarySearchFunc(c.Rows, seq, func(r Row, seq int64) int { return int(r.Seq - seq) })
}

// following is the place of the row after the one at (chunk, i).
func (l *Log) following(chunk, i int) (int, int) {
	if i+1 < len(l.chunks[chunk].Rows) {
		return chunk, i + 1
	}
	return chunk + 1, 0
}

// relate sets what a row's look owes to the row before it.
func (l *Log) relate(chunk, i int) {
	if chunk >= len(l.chunks) {
		return
	}
	row := &l.chunks[chunk].Rows[i]
	var before *Row
	switch {
	case i > 0:
		before = &l.chunks[chunk].Rows[i-1]
	case chunk > 0:
		rows := l.chunks[chunk-1].Rows
		before = &rows[len(rows)-1]
	}
	newDay := before == nil || !sameDay(before.At(), row.At())
	continues := !newDay && before.Message != nil && row.Message != nil &&
		before.Message.Sender.ID == row.Message.Sender.ID &&
		row.Message.Timestamp.Sub(before.Message.Timestamp) < groupWithin
	if row.NewDay != newDay || row.Continues != continues {
		row.NewDay, row.Continues = newDay, continues
		l.chunks[chunk].Rev++
	}
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Local().Date()
	by, bm, bd := b.Local().Date()
	return ay == by && am == bm && ad == bd
}
