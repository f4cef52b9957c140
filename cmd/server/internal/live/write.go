package live

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"github.com/coder/websocket"

	"parley/cmd/server/internal/hub"
	"parley/shared"
)

const (
	// batch is how many frames are taken from one subscription at once.
	batch = 64
	// catchUp is how many events one read of the store brings, and catchUpBytes
	// how much of them: what one reader that has stalled keeps in memory.
	catchUp      = 200
	catchUpBytes = 256 << 10
	// bundleBytes bounds an array of frames, which is a copy for its reader.
	bundleBytes = 64 << 10
)

// kick makes sure that a writer looks for something to write. It never blocks.
func (s *session) kick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rouse()
}

// look makes sure that a writer looks at one place. It never blocks.
func (s *session) look(at *place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !at.ready {
		at.ready = true
		s.ready = append(s.ready, at)
	}
	s.rouse()
}

// rouse has the socket written, unless it is or is about to be; the caller holds
// mu.
func (s *session) rouse() {
	if !s.ended && s.greeted && !s.writing {
		s.writing = true
		s.server.writers.add(s)
	}
}

// write writes until there is nothing left. An idle socket has no writer, which
// saves its stack.
func (s *session) write(by *writer) {
	for {
		replies, ready, ok := s.next()
		if !ok {
			return
		}
		ok = s.send(by, replies)
		for i := 0; ok && i < len(ready); i++ {
			ok = s.drain(by, ready[i])
		}
	}
}

// next is what the writer looks at, or the end of the writer.
func (s *session) next() (replies [][]byte, ready []*hub.Subscription, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed.Broadcast()
	if len(s.ready) == 0 && len(s.replies) == 0 || s.ended {
		s.writing = false
		return nil, nil, false
	}
	for _, at := range s.ready {
		at.ready = false
		if at.Subscription != nil {
			ready = append(ready, at.Subscription)
		}
	}
	replies, s.replies, s.ready = s.replies, nil, s.ready[:0]
	return replies, ready, true
}

// drain writes what a subscription has, from the ring or from the store, until
// its reader is at the head.
func (s *session) drain(by *writer, subscription *hub.Subscription) (ok bool) {
	for {
		taken := subscription.Take(batch)
		if taken.Over {
			return s.expelled(by, subscription.Topic(), taken.Frames)
		}
		if taken.Behind {
			s.tooSlow()
			return false
		}
		if taken.Missing {
			by.leave()
			ctx, cancel := context.WithTimeout(context.Background(), writeWithin)
			frames, next, err := s.server.chat.After(ctx, s.who, subscription.Topic(), taken.From, int(min(catchUp, taken.Until-taken.From)), catchUpBytes)
			cancel()
			if err == nil && next == taken.From && subscription.Over() {
				continue // deleted, and what was missing with it
			}
			if err != nil || next == taken.From {
				// Not "try again": the head says there is more, the store does
				// not. The client comes back and resumes from the truth.
				s.server.log.Error("catch-up failed", "conversation", subscription.Topic(), "after", taken.From, "error", err)
				s.abort(shared.CloseServerFault)
				return false
			}
			taken.Frames = append(taken.Frames, frames...)
			subscription.Advance(taken.From, next)
		}
		if len(taken.Frames) == 0 {
			return true
		}
		if !s.send(by, taken.Frames) {
			return false
		}
		s.server.metrics.deliver(taken.Published)
	}
}

// expelled ends a subscription that has been ended from outside, and the socket
// if it was of nothing else.
func (s *session) expelled(by *writer, from shared.ConversationID, last [][]byte) (ok bool) {
	by.leave()
	if s.unsubscribe(from) {
		s.server.chat.Exit(s.who, from, true)
	}
	if !s.send(by, last) {
		return false
	}
	if s.only != "" {
		s.abort(shared.CloseForbidden)
		return false
	}
	return true
}

// outgoing are where frames are put together.
var outgoing = sync.Pool{New: func() any { return new([]byte) }}

// send writes frames, several at once: as one array to clients that take it,
// else one behind the other.
func (s *session) send(by *writer, frames [][]byte) (ok bool) {
	if len(frames) == 0 {
		return true
	}
	buffer := outgoing.Get().(*[]byte)
	defer outgoing.Put(buffer)
	for len(frames) > 0 {
		n := fitting(frames, bundleBytes)
		*buffer = s.pack((*buffer)[:0], frames[:n])
		s.server.metrics.send(frames[:n])
		frames = frames[n:]
		err := s.conn.raw.send(*buffer, by.leave)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			s.server.log.Info("socket cut: its peer does not read", "member", s.who.ID, "role", s.who.Role, "socket", s.id)
			s.stop()
			s.conn.CloseNow()
			return false
		case errors.Is(err, errSlow):
			s.tooSlow()
			return false
		case err != nil:
			s.stop()
			return false
		}
	}
	return true
}

// pack puts frames behind each other as they go over the wire.
func (s *session) pack(to []byte, frames [][]byte) []byte {
	if s.bundles {
		frames = [][]byte{shared.Bundle(frames)}
	}
	for _, f := range frames {
		to = append(header(to, len(f)), f...)
	}
	return to
}

// fitting is how many of the first frames are within a number of bytes; at
// least one.
func fitting(frames [][]byte, most int) (n int) {
	size := 0
	for n < len(frames) && (n == 0 || size+len(frames[n]) <= most) {
		size += len(frames[n])
		n++
	}
	return n
}

// tooSlow sends a reader away that cannot keep up; it comes back and resumes.
func (s *session) tooSlow() {
	s.server.log.Info("socket closed with 4012: its peer reads too slowly", "member", s.who.ID, "role", s.who.Role, "socket", s.id)
	s.abort(shared.CloseTooSlow)
}

// abort closes the socket from its own writer, which cannot wait for itself.
func (s *session) abort(code shared.CloseCode) {
	s.stop()
	go s.conn.Close(websocket.StatusCode(code), "")
}

// stop ends the writing for good; the reader notices by the socket's end.
func (s *session) stop() {
	s.mu.Lock()
	s.ended = true
	s.changed.Broadcast()
	s.mu.Unlock()
}

// untilBeat spreads the heartbeats of sockets that were opened together.
func (s *session) untilBeat() time.Duration {
	return shared.HeartbeatEvery - rand.N(shared.HeartbeatEvery/5)
}

// heartbeat tells the heads, so that a client that has missed something
// notices, and cuts a peer that no longer answers.
func (s *session) heartbeat() {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return
	}
	s.beats++
	beat := shared.Heartbeat{N: s.beats, Heads: map[shared.ConversationID]int64{}}
	topics := maps.Clone(s.topics)
	s.mu.Unlock()
	for id, at := range topics {
		if !hub.IsFeed(id) {
			beat.Heads[id] = at.Head()
		}
	}
	s.vanish(false)
	ctx, cancel := context.WithTimeout(context.Background(), pongWithin)
	defer cancel()
	if err := s.server.auth.Alive(ctx, s.who); errors.Is(err, shared.Refuse(shared.CodeUserHasToLogin, "")) {
		s.close(shared.CloseRevoked)
		return
	}
	s.holdCall(ctx)
	s.reply(beat, "")
	if err := s.conn.Ping(ctx); err != nil {
		s.conn.CloseNow()
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		s.beat.Reset(s.untilBeat())
	}
}
