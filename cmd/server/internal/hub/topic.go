package hub

import (
	"slices"
	"sync"
	"time"

	"parley/shared"
)

// paused is the cursor of a subscription that has not been moved yet.
const paused = -1

// timed is how many events of a log there are to one whose way is measured: a
// look at the clock for every reader of every one would be felt.
const timed = 8

// topic is one conversation somebody listens to.
type topic struct {
	id shared.ConversationID
	// members are those whose presence is told here. Guarded by the hub's
	// presence.
	members map[shared.MemberID]struct{}

	mu      sync.Mutex
	readers map[*Subscription]struct{} // guarded by mu
	head    int64                      // guarded by mu; the newest seq known
	ring    []frame                    // guarded by mu; the event with seq n is at n % RingSize
	floor   int64                      // guarded by mu; what came before it was never published here
}

// frame is one encoded event and its variants.
type frame struct {
	seq    int64
	at     time.Time // when it was published; of every timedth of a log
	data   []byte
	author shared.MemberID
	own    []byte // nil: like data
	socket string
	answer []byte // nil: like own
}

// publish hands an event, encoded already, to the readers. It reports whether
// events before it are missing.
func (t *topic) publish(p Publication, data []byte) (missing bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.put(p.note(), t.encode(p, data))
}

// put hands a frame to the readers; the caller holds mu.
func (t *topic) put(n note, f frame) (missing bool) {
	if n.Seq > 0 {
		missing = t.keep(n.Seq, f)
	}
	for s := range t.readers {
		mine := s.reader == n.Author
		if (n.Others && mine) || (n.Only && !mine) || slices.Contains(n.Except, s.reader) {
			continue
		}
		if n.Ends {
			s.last = f.variant(s)
			s.wake()
			continue
		}
		if n.Seq == 0 {
			s.remember(n.Key, f.variant(s))
		}
		s.wake()
	}
	return missing
}

// keep puts an event of the log into the ring, and reports whether one before it
// is missing.
func (t *topic) keep(seq int64, f frame) (missing bool) {
	if t.ring == nil {
		t.ring = make([]frame, RingSize)
	}
	if seq%timed == 1 {
		f.at = time.Now()
	}
	missing = seq > t.head+1
	t.head = max(t.head, seq)
	slot := &t.ring[seq%RingSize]
	if slot.seq < seq && f.data != nil {
		*slot = f
	} else if f.answer != nil {
		// It has come from the store meanwhile. Who waits for the answer with its
		// ref gets that besides.
		for s := range t.readers {
			if s.socket == f.socket {
				s.remember("", f.answer)
			}
		}
	}
	return missing || f.data == nil
}

// drop takes a reader away and counts those that stay.
func (t *topic) drop(s *Subscription) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.readers, s)
	return len(t.readers)
}

// encode writes the event once, and its variants only if there is somebody to
// read them: who subscribes later reads older events from the store.
func (t *topic) encode(p Publication, data []byte) frame {
	f := frame{seq: p.seq(), data: data, author: p.Author}
	if p.Own == nil {
		return f
	}
	for s := range t.readers {
		switch {
		case s.reader != p.Author:
		case s.socket == p.Origin.Socket && p.Origin.Ref != "":
			f.socket, f.answer = s.socket, shared.EncodeEvent(p.Own, p.Origin.Ref)
		case f.own == nil:
			f.own = shared.EncodeEvent(p.Own, "")
		}
	}
	return f
}

// variant picks the encoding for a subscription.
func (f *frame) variant(s *Subscription) []byte {
	switch {
	case f.answer != nil && s.socket == f.socket:
		return f.answer
	case f.own != nil && s.reader == f.author:
		return f.own
	}
	return f.data
}
