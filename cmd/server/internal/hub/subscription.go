package hub

import (
	"time"

	"parley/shared"
)

// maxNotes bounds the notes a reader can be behind with; more than that is too
// slow.
const maxNotes = 1024

// Subscription is one socket's place in one topic. Its fields below topic are
// guarded by the topic's mu, but for those that never change.
type Subscription struct {
	topic  *topic
	reader shared.MemberID // never changes
	socket string          // never changes
	wake   func()          // never changes

	cursor int64 // the reader has everything up to here
	// base is the seq up to which the store has to be asked: what was published
	// before this socket listened has no variant for it here. It is nobody
	// else's: whoever listened already gets the answer with its ref.
	base   int64
	notes  []noted
	behind bool   // notes were lost
	last   []byte // set: this is the end
}

// noted is an event without a place in the log, as it waits for a reader.
type noted struct {
	key  string
	data []byte
}

func (s *Subscription) remember(key string, data []byte) {
	if key != "" {
		for i := range s.notes {
			if s.notes[i].key == key {
				s.notes[i].data = data
				return
			}
		}
	}
	if len(s.notes) == maxNotes {
		s.behind = true
		return
	}
	s.notes = append(s.notes, noted{key: key, data: data})
}

// Move puts the cursor to a seq, forward or back, in a log whose head is at
// least head: what comes after it will be read.
func (s *Subscription) Move(cursor, head int64) {
	t := s.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.head == 0 && t.ring == nil {
		t.floor = head
	}
	t.head = max(t.head, head)
	s.base = max(s.base, head, cursor)
	s.cursor = cursor
	s.wake()
}

// Topic is what the subscription listens to.
func (s *Subscription) Topic() shared.ConversationID { return s.topic.id }

// Head is the newest seq known of the topic.
func (s *Subscription) Head() int64 {
	s.topic.mu.Lock()
	defer s.topic.mu.Unlock()
	return s.topic.head
}

// Over reports whether the subscription has been ended by a publication.
func (s *Subscription) Over() bool {
	s.topic.mu.Lock()
	defer s.topic.mu.Unlock()
	return s.last != nil
}

// Taken is what a reader gets at once.
type Taken struct {
	Frames [][]byte
	// Published is when the first of them was whose way is measured; zero when
	// there is none.
	Published time.Time
	// Missing says that what follows From, up to Until, has to be read from the
	// store; the reader then calls Advance.
	Missing     bool
	From, Until int64
	// Over says that the subscription has ended with the last of the frames.
	Over bool
	// Behind says that the reader was too slow and has lost notes.
	Behind bool
}

// Take takes what there is: the notes, and the next events by seq.
func (s *Subscription) Take(most int) (taken Taken) {
	t := s.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	if s.last != nil && s.cursor != paused { // who is about to join hears of that first
		return Taken{Frames: [][]byte{s.last}, Over: true}
	}
	for _, n := range s.notes {
		taken.Frames = append(taken.Frames, n.data)
	}
	s.notes = nil
	taken.Behind = s.behind
	if s.cursor == paused {
		return taken
	}
	for s.cursor < t.head && len(taken.Frames) < most {
		next := s.cursor + 1
		if next <= s.base || t.head-s.cursor > RingSize {
			taken.Missing, taken.From, taken.Until = true, s.cursor, max(s.base, t.head-RingSize)
			return taken
		}
		if t.ring == nil || t.ring[next%RingSize].seq != next {
			return taken // committed, and about to be published
		}
		f := &t.ring[next%RingSize]
		taken.Frames = append(taken.Frames, f.variant(s))
		if taken.Published.IsZero() {
			taken.Published = f.at
		}
		s.cursor = next
	}
	return taken
}

// Advance moves the cursor from where Take found events missing to where the
// store has brought the reader, unless it was moved meanwhile.
func (s *Subscription) Advance(from, to int64) {
	s.topic.mu.Lock()
	defer s.topic.mu.Unlock()
	if s.cursor == from {
		s.cursor = to
	}
}
