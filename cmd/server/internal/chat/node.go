package chat

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"parley/cmd/server/internal/bus"
	"parley/cmd/server/internal/hub"
	"parley/shared"
)

// stragglers is how long an event that is missing may still be under way: a writer
// of this server is about to publish it, or its hint is coming.
const stragglers = 10 * time.Millisecond

// The kinds of hints.
const (
	hintPublication = "pub"
	hintLimit       = "limit"
)

// Node keeps a server in step with the others that share its database: hints
// come over the bus, and what those leave out is read from the database.
type Node struct {
	// Static after NewNode.
	service  *Service
	hub      *hub.Hub
	bus      *bus.Bus
	log      *slog.Logger
	recheck  func(context.Context) error
	presence *bus.Roster
	seats    *bus.Roster
	wake     chan struct{} // capacity 1: something is missing
	missed   chan struct{} // capacity 1: hints were lost
	vacated  chan string

	mu    sync.Mutex
	holes map[shared.ConversationID]struct{} // guarded by mu
	// known is owned by the goroutine that polls.
	known known
}

// NewNode makes a service, its hub and its limits one of several. recheck is to
// close the sockets whose sign-in has ended. Before anybody listens; Run it then.
func NewNode(service *Service, listeners *hub.Hub, b *bus.Bus, recheck func(context.Context) error, log *slog.Logger) *Node {
	n := &Node{
		service: service, hub: listeners, bus: b, log: log, recheck: recheck,
		wake: make(chan struct{}, 1), missed: make(chan struct{}, 1), vacated: make(chan string, 1024),
		holes: map[shared.ConversationID]struct{}{},
	}
	n.presence = bus.NewRoster(b, "on", func(who string, at time.Time) { listeners.Moved(shared.MemberID(who), at) })
	n.seats = bus.NewRoster(b, "in", func(place string, _ time.Time) {
		select {
		case n.vacated <- place:
		default: // whoever looks after the seat next finds it empty
		}
	})
	service.Seats = n.seats
	listeners.Join(hub.Nodes{
		Relay:   func(publication []byte) { b.Send(hintPublication, publication) },
		Missing: n.missing,
		Here:    n.presence.Here, Elsewhere: n.presence.Elsewhere,
	})
	b.Handle(hintPublication, func(_ string, body []byte) { n.note(listeners.Hear(body)) })
	if service.Limits != nil {
		service.Limits.Share(func(charge []byte) { b.Send(hintLimit, charge) })
		b.Handle(hintLimit, func(_ string, body []byte) { n.note(service.Limits.Hear(body)) })
	}
	b.OnMissed(func() {
		n.presence.Ask()
		n.seats.Ask()
		ring(n.missed)
	})
	return n
}

// Run keeps in step until ctx ends.
func (n *Node) Run(ctx context.Context) {
	var group sync.WaitGroup
	group.Go(func() { n.presence.Run(ctx) })
	group.Go(func() { n.seats.Run(ctx) })
	group.Go(func() { n.bus.Run(ctx) })
	group.Go(func() { n.fill(ctx) })
	group.Go(func() { n.poll(ctx) })
	group.Go(func() {
		for {
			select {
			case place := <-n.vacated:
				n.service.Vacated(ctx, place)
			case <-ctx.Done():
				return
			}
		}
	})
	group.Wait()
}

// note tells the log of a hint that was not understood: another server is of
// another version.
func (n *Node) note(err error) {
	if err != nil {
		n.log.Error("hint not understood", "error", err)
	}
}

func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

func (n *Node) missing(id shared.ConversationID) {
	n.mu.Lock()
	n.holes[id] = struct{}{}
	n.mu.Unlock()
	ring(n.wake)
}

// fill reads events that are missing from the database, once for all who listen.
func (n *Node) fill(ctx context.Context) {
	for {
		select {
		case <-n.wake:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(stragglers):
		case <-ctx.Done():
			return
		}
		n.mu.Lock()
		holes := n.holes
		n.holes = map[shared.ConversationID]struct{}{}
		n.mu.Unlock()
		for id := range holes {
			if err := n.fillOne(ctx, id); err != nil && ctx.Err() == nil {
				n.log.Warn("events not read; the next poll tries again", "conversation", id, "error", err)
			}
		}
	}
}

func (n *Node) fillOne(ctx context.Context, id shared.ConversationID) error {
	after, missing := n.hub.Gap(id, 0)
	if !missing {
		return nil
	}
	entries, err := n.service.DB.After(ctx, "", id, after, hub.RingSize)
	for _, e := range entries {
		p := hub.Publication{To: id}
		if m := e.Message; m != nil {
			p.Author, e.Frame = m.Sender.ID, shared.EncodeEvent(shared.MessagePosted{Message: *m}, "")
			p.Own = shared.MessagePosted{Message: *m, ClientMessageID: e.ClientMessageID}
		}
		n.hub.Fill(p, e.Seq, e.Frame)
	}
	return err
}
