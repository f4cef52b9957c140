package chat

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/hub"
	"parley/shared"
)

// grace is how long somebody whose last socket is gone counts as still in a
// room: a reload or a reconnect is no coming and going.
const grace = 30 * time.Second

// attendance is who is in which room. The log is the truth of it: who is in by
// the log needs no other notice of entering, also after a restart.
type attendance struct {
	// mu is held while a notice is written, so that notices are in the order of
	// what they tell.
	mu    sync.Mutex
	seats map[seat]*taken // guarded by mu
}

// seat is a member's place in a room.
type seat struct {
	room shared.ConversationID
	who  shared.MemberID
}

func (s seat) String() string { return string(s.room) + " " + string(s.who) }

// Seats knows which seats are taken on which server.
type Seats interface {
	// Here says whether a seat is taken on this server.
	Here(seat string, is bool)
	// Elsewhere reports whether one is on another.
	Elsewhere(seat string) bool
	// Sure reports whether every other server is known.
	Sure() bool
}

// taken is a seat in use. It is guarded by the attendance's mu.
type taken struct {
	sockets int
	inside  bool        // by the log
	leaving *time.Timer // nil while there are sockets
}

// Resume takes up what was left when the last server ended: who has not come
// back in time leaves their rooms, calls end, deleted rooms are cleaned up, and who
// was disabled beside a server lets go of conversations.
func (s *Service) Resume(ctx context.Context) error {
	if err := s.DB.Purge(ctx); err != nil {
		return err
	}
	if err := s.DB.ReleaseDisabled(ctx, s.Now()); err != nil {
		return err
	}
	if err := s.resumeCalls(ctx); err != nil {
		return err
	}
	if !s.RoomNotices {
		return nil
	}
	inside, err := s.DB.Inside(ctx)
	if err != nil {
		return err
	}
	a := &s.attendance
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range inside {
		at := a.seat(p.Room, p.Who)
		at.inside = true
		at.leaving = time.AfterFunc(grace, func() { s.leave(p.Room, p.Who, false) })
	}
	return nil
}

// seat finds a seat; the caller holds mu.
func (a *attendance) seat(room shared.ConversationID, who shared.Person) *taken {
	key := seat{room, who.ID}
	if a.seats == nil {
		a.seats = map[seat]*taken{}
	}
	if a.seats[key] == nil {
		a.seats[key] = &taken{}
	}
	return a.seats[key]
}

// Enter tells a room that somebody is there, unless they were. It is called for
// every socket that joins, after it has joined.
func (s *Service) Enter(ctx context.Context, who auth.Identity, c shared.Conversation) {
	if !s.RoomNotices || c.Kind != shared.KindRoom {
		return
	}
	a := &s.attendance
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.seat(c.ID, who.Person)
	if at.sockets++; s.Seats != nil {
		s.Seats.Here(seat{c.ID, who.ID}.String(), true)
	}
	if at.leaving != nil {
		at.leaving.Stop()
		at.leaving = nil
	}
	if !at.inside {
		at.inside = s.notice(ctx, c.ID, who.Person, true)
	}
}

// Exit is called for every socket that is no longer in a room. Who has left on
// purpose is gone at once, whose socket was lost after a while.
func (s *Service) Exit(who auth.Identity, id shared.ConversationID, onPurpose bool) {
	if !s.RoomNotices || !who.Role.IsUser() {
		return
	}
	a := &s.attendance
	a.mu.Lock()
	at := a.seats[seat{id, who.ID}]
	if at == nil || at.sockets == 0 {
		a.mu.Unlock()
		return // no room
	}
	at.sockets--
	gone := at.sockets == 0
	if gone && !onPurpose {
		at.leaving = time.AfterFunc(grace, func() { s.leave(id, who.Person, false) })
	}
	a.mu.Unlock()
	if gone && onPurpose {
		s.leave(id, who.Person, true)
	}
}

// leave tells a room that somebody is gone, unless they have come back.
func (s *Service) leave(room shared.ConversationID, who shared.Person, onPurpose bool) {
	a := &s.attendance
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.seats[seat{room, who.ID}]
	if at == nil || at.sockets > 0 {
		return
	}
	place := seat{room, who.ID}
	if s.Seats != nil {
		if !onPurpose && !s.Seats.Sure() {
			// They may have come back to a server that is not heard of now.
			at.leaving = time.AfterFunc(grace, func() { s.leave(room, who, false) })
			return
		}
		s.Seats.Here(place.String(), false)
		if s.Seats.Elsewhere(place.String()) {
			at.inside = false // that server will tell
		}
	}
	delete(a.seats, place)
	if at.inside {
		s.notice(context.Background(), room, who, false)
	}
}

// Vacated tells a room that somebody is gone whose seat on another server is no
// longer taken, unless one is anywhere. Servers that are told at once all do so;
// the log takes it from one.
func (s *Service) Vacated(ctx context.Context, place string) {
	if !s.RoomNotices {
		return
	}
	room, who, _ := strings.Cut(place, " ")
	a := &s.attendance
	a.mu.Lock()
	defer a.mu.Unlock()
	if at := a.seats[seat{shared.ConversationID(room), shared.MemberID(who)}]; at != nil || s.Seats.Elsewhere(place) {
		return
	}
	inside, err := s.DB.Inside(ctx)
	if err != nil {
		slog.Warn("room notice", "error", err)
		return
	}
	for _, p := range inside {
		if string(p.Room) == room && string(p.Who.ID) == who {
			s.notice(ctx, p.Room, p.Who, false)
		}
	}
}

// notice writes a notice of entering or leaving, and reports whether the log has
// it. Nobody waits for one that cannot be written.
func (s *Service) notice(ctx context.Context, room shared.ConversationID, who shared.Person, inside bool) bool {
	posted, noted, err := s.DB.Attend(ctx, room, who, inside, s.Now())
	if err != nil {
		if shared.AsError(err).Code != shared.CodeRoomInvalid { // deleted meanwhile
			slog.Warn("room notice", "error", err)
		}
		return false
	}
	if noted {
		s.Hearer.Publish(hub.Publication{To: room, Event: shared.MessagePosted{Message: posted.Message}})
		s.feed(posted.Conversation)
	}
	return true
}
