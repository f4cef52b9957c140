package live

import (
	"context"

	"parley/cmd/server/internal/hub"
	"parley/shared"
)

// take notes that this socket is in a call, which lives and ends with it: the
// page has the microphone, and no other page can go on with it.
func (s *session) take(id shared.CallID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call = id
}

func (s *session) inCall() shared.CallID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.call
}

// holdCall tells that the socket that is in a call lives.
func (s *session) holdCall(ctx context.Context) {
	id := s.inCall()
	if id == "" {
		return
	}
	if err := s.server.chat.HoldCall(ctx, id); err != nil {
		s.server.log.Warn("call not held", "call", id, "error", err)
	}
}

// dropCall ends the call that an ended socket was in, if that goes on.
func (s *session) dropCall() {
	id := s.inCall()
	if id == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeWithin)
	defer cancel()
	if _, err := s.server.chat.HangUp(ctx, s.who, id, shared.EndLost, hub.Origin{}); err != nil {
		s.server.log.Warn("call not ended with its socket", "call", id, "error", err)
	}
}
