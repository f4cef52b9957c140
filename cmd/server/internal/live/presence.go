package live

import (
	"time"

	"parley/shared"
)

// A socket is its owner's presence while its peer sends frames: protocol pongs
// do not count, because a browser answers them for a page that hangs.

// appear notes that the peer is there.
func (s *session) appear() {
	s.mu.Lock()
	s.heard = time.Now()
	appeared := !s.present && !s.ended
	s.present = s.present || appeared
	s.mu.Unlock()
	if appeared {
		s.server.hub.Arrive(s.who.ID)
	}
}

// vanish notes that the socket has ended, or else looks whether the peer is
// still there.
func (s *session) vanish(ended bool) {
	s.mu.Lock()
	at := s.heard
	if ended {
		at = time.Now()
	}
	vanished := s.present && (ended || time.Since(at) >= shared.OnlineFor)
	s.present = s.present && !vanished
	s.mu.Unlock()
	if vanished {
		s.server.hub.Depart(s.who.ID, at)
	}
}
