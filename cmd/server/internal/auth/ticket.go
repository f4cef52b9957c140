package auth

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"sync"
	"time"

	"parley/shared"
)

// TicketFor is how long a ticket waits to be used.
const TicketFor = 30 * time.Second

// ticketPrefix begins a ticket; then comes a letter for the place where it is
// kept. One that was kept in one place is looked for in no other: that a server
// cannot reach a place must not make a ticket good twice.
const ticketPrefix = "t."

// A Keeper keeps values for a while and gives each to the first who asks.
type Keeper interface {
	Keep(ctx context.Context, name string, value []byte, lasting time.Duration) error
	// Take returns nil when there is nothing.
	Take(ctx context.Context, name string) ([]byte, error)
}

// Ticket issues a ticket that opens one socket; UNAVAILABLE when it can be kept
// nowhere.
func (s *Service) Ticket(ctx context.Context, who Identity) (string, error) {
	value, err := json.Marshal(who)
	if err != nil {
		return "", err
	}
	for i, place := range s.Tickets {
		id := ticketPrefix + string(rune('a'+i)) + rand.Text() + rand.Text()
		kept := place.Keep(ctx, hash(id), value, TicketFor)
		if kept == nil {
			return id, nil
		}
		err = errors.Join(err, kept)
	}
	return "", shared.Refuse(shared.CodeUnavailable, "").After(time.Second).Because(err)
}

// redeem reads a ticket, which is then used up.
func (s *Service) redeem(ctx context.Context, id string) (who Identity, ok bool, err error) {
	name, ok := strings.CutPrefix(id, ticketPrefix)
	if !ok || name == "" {
		return who, false, nil
	}
	place := int(name[0]) - 'a'
	if place < 0 || place >= len(s.Tickets) {
		return who, false, nil
	}
	value, err := s.Tickets[place].Take(ctx, hash(id))
	if err != nil {
		// The client asks for another ticket, which is kept where it can be.
		return who, false, shared.Refuse(shared.CodeUserHasToLogin, "").Because(err)
	}
	if value == nil {
		return who, false, nil
	}
	err = json.Unmarshal(value, &who)
	return who, err == nil, err
}

// inMemory keeps values for this server alone.
type inMemory struct {
	now func() time.Time

	mu    sync.Mutex
	open  map[string]kept // guarded by mu
	sweep time.Time       // guarded by mu; when the expired ones go next
}

type kept struct {
	value   []byte
	expires time.Time
}

func (m *inMemory) Keep(_ context.Context, name string, value []byte, lasting time.Duration) error {
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if now.After(m.sweep) {
		maps.DeleteFunc(m.open, func(_ string, k kept) bool { return !now.Before(k.expires) })
		m.sweep = now.Add(lasting)
	}
	m.open[name] = kept{value, now.Add(lasting)}
	return nil
}

func (m *inMemory) Take(_ context.Context, name string) ([]byte, error) {
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := m.open[name]
	delete(m.open, name)
	if !ok || !now.Before(found.expires) {
		return nil, nil
	}
	return found.value, nil
}
