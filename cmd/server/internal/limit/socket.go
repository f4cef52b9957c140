package limit

import (
	"errors"
	"net/netip"

	"golang.org/x/time/rate"

	"parley/shared"
)

// Socket is what one open socket may do; nil may do everything. But for Close,
// its methods are for the goroutine that reads it.
type Socket struct {
	limits   *Limits
	who      shared.Person
	address  netip.Prefix
	frames   *rate.Limiter
	patience *rate.Limiter
	refused  int
}

// Open counts one more socket, until it is closed.
func (l *Limits) Open(who shared.Person, address netip.Prefix) (*Socket, error) {
	if l == nil {
		return nil, nil
	}
	most := socketsOfUser
	if who.Role == shared.RoleVisitor {
		most = socketsOfVisitor
	} else {
		address = netip.Prefix{} // an office of agents shares one
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.socketsOf[who.ID] >= most || l.visitorsFrom[address] >= visitorSocketsFrom {
		return nil, l.refuse(sockets, tooFast(anotherIn))
	}
	l.socketsOf[who.ID]++
	if address.IsValid() {
		l.visitorsFrom[address]++
	}
	frames := shared.LimitsFor(who.Role)
	pace := pace{rate.Limit(frames.FramesPerSecond), frames.FramesBurst}
	return &Socket{
		limits: l, who: who, address: address, frames: pace.bucket(),
		patience: rate.NewLimiter(pace.perSecond, patienceBurst),
	}, nil
}

// Close counts a socket out.
func (s *Socket) Close() {
	if s == nil {
		return
	}
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	countDown(s.limits.socketsOf, s.who.ID)
	countDown(s.limits.visitorsFrom, s.address)
}

func countDown[K comparable](counts map[K]int, key K) {
	if counts[key]--; counts[key] <= 0 {
		delete(counts, key)
	}
}

// Frame charges a frame to its socket.
func (s *Socket) Frame() error {
	if s == nil {
		return nil
	}
	now := s.limits.now()
	r := s.frames.ReserveN(now, 1)
	return s.limits.refuse(frames, take(now, r))
}

// Bears takes the refusal of a command, if it is one of a limit's, and reports
// whether the socket may stay. One that goes on and on instead of waiting as it
// is told may not.
func (s *Socket) Bears(refusal error) bool {
	if s == nil || !errors.Is(refusal, shared.Refuse(shared.CodeRateLimited, "")) {
		return true
	}
	s.refused++
	return s.patience.AllowN(s.limits.now(), 1)
}

// Refused counts the refusals so far.
func (s *Socket) Refused() int { return s.refused }
