package live

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/hub"
	"parley/cmd/server/internal/limit"
	"parley/shared"
)

const (
	// writeWithin is how long one frame may take to leave. A reader that takes
	// longer is too slow, and told so if it reads on within another closeWithin:
	// no word fits into the middle of a frame. After that it is cut.
	writeWithin = 10 * time.Second
	// pongWithin is how long a peer may take to answer a protocol ping.
	pongWithin = 10 * time.Second
	// maxReplies is how many answers may wait before the socket's own commands
	// are read no further.
	maxReplies = 64
)

// session is one open socket. One goroutine reads it; another writes it, and
// exists only while there is something to write.
type session struct {
	// Static after construction.
	server  *Server
	conn    line
	who     auth.Identity
	quota   *limit.Socket         // owned by the reading goroutine
	only    shared.ConversationID // the one conversation; empty for a stream
	id      string
	tab     tab
	bundles bool // the client takes arrays of frames

	frames atomic.Int64 // that came in

	mu      sync.Mutex
	topics  map[shared.ConversationID]*place // guarded by mu
	ready   []*place                         // guarded by mu; where there may be something to take
	replies [][]byte                         // guarded by mu
	changed *sync.Cond                       // of mu: replies were taken, the writer rests, or all has ended
	writing bool                             // guarded by mu; a writer is running
	ended   bool                             // guarded by mu
	leaving bool                             // guarded by mu; commands are no longer heard
	busy    bool                             // guarded by mu; the reader is at a command
	greeted bool                             // guarded by mu; before that nothing is written
	present bool                             // guarded by mu; it counts as its owner's presence
	heard   time.Time                        // guarded by mu; when the peer last sent a frame
	beats   int64                            // guarded by mu; heartbeats sent
	beat    *time.Timer                      // guarded by mu
	call    shared.CallID                    // guarded by mu; the last this socket was in
}

// place is one subscription of a session. Guarded by the session's mu.
type place struct {
	*hub.Subscription      // nil until the hub has made it
	ready             bool // it is in the session's list
}

// begin subscribes and greets. Its order leaves no gap: subscribe, then read
// the head, then listen from that head on.
func (s *session) begin(ctx context.Context) error {
	s.changed = sync.NewCond(&s.mu)
	s.conn.SetReadLimit(int64(shared.LimitsFor(s.who.Role).FrameBytes))
	hello := shared.Connected{
		Message: shared.ConnectedMessage, Protocol: shared.Protocol, Epoch: s.server.chat.Epoch(),
		Now: s.server.chat.Now().UTC(), Me: s.who.Person,
		HeartbeatSeconds: int(shared.HeartbeatEvery.Seconds()), Limits: shared.LimitsFor(s.who.Role),
	}
	if s.quota == nil {
		hello.Limits.FramesPerSecond, hello.Limits.FramesBurst = 0, 0
	}
	if s.only == "" {
		feeds, err := s.server.chat.Feeds(s.who)
		if err != nil {
			return err
		}
		for _, feed := range feeds {
			s.subscribe(feed)
		}
		s.subscribe(hub.Personal(s.who.ID))
		s.appear()
		s.greet(hello)
	} else {
		subscription := s.subscribe(s.only)
		header, err := s.server.chat.Join(ctx, s.who, s.only)
		if err != nil {
			return err
		}
		if s.who.Site != "" {
			s.subscribe(hub.SiteFeed(s.who.Site))
		}
		s.subscribe(hub.Personal(s.who.ID))
		s.appear()
		s.server.hub.Watch(subscription, header.Members)
		hello.Conversation = &header
		hello.Limits.MessageCharacters = header.MessageCharacters
		s.greet(hello)
		s.server.chat.Enter(ctx, s.who, header)
		subscription.Move(header.Head, header.Head)
	}
	s.mu.Lock()
	s.beat = time.AfterFunc(s.untilBeat(), s.heartbeat)
	s.mu.Unlock()
	return nil
}

// greet begins the writing: the greeting is the first frame, whatever was
// published since the subscription.
func (s *session) greet(hello shared.Connected) {
	frame := shared.EncodeEvent(hello, "")
	s.mu.Lock()
	s.greeted = true
	s.replies = append(s.replies, frame)
	s.mu.Unlock()
	s.kick()
}

// subscribe is for the reading goroutine alone. It calls the hub without
// holding mu, which the hub waits for when it wakes a reader.
func (s *session) subscribe(to shared.ConversationID) *hub.Subscription {
	if subscription, ok := s.subscription(to); ok {
		return subscription
	}
	at := &place{}
	subscription := s.server.hub.Subscribe(to, s.who.ID, s.id, func() { s.look(at) })
	s.mu.Lock()
	at.Subscription = subscription
	s.topics[to] = at
	s.mu.Unlock()
	s.look(at) // what was published meanwhile could not be taken
	return subscription
}

// unsubscribe reports whether there was a subscription to end.
func (s *session) unsubscribe(from shared.ConversationID) (was bool) {
	s.mu.Lock()
	at, was := s.topics[from]
	delete(s.topics, from)
	s.mu.Unlock()
	if was {
		s.server.hub.Unsubscribe(at.Subscription)
	}
	return was
}

func (s *session) subscription(to shared.ConversationID) (*hub.Subscription, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.topics[to]; ok {
		return at.Subscription, true
	}
	return nil, false
}

// read is the reading goroutine. It returns, with how, when the socket has
// ended: the library has told the peer why, 1009 for a frame too big.
func (s *session) read() error {
	// Nothing ends this but the socket: for the library, a context that can end
	// costs more than the reading.
	ctx := context.Background()
	for {
		kind, frame, err := s.conn.Reader(ctx)
		if err == nil {
			err = s.hear(ctx, kind, frame)
		}
		if err != nil {
			s.conn.closeOnce(closeBy(err))
			return err
		}
	}
}

// frames are where frames are read into, for as long as they are handled: an
// idle socket has none.
var frames = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// hear does what a frame asks. An error is the socket's end.
func (s *session) hear(ctx context.Context, kind websocket.MessageType, frame io.Reader) error {
	buffer := frames.Get().(*bytes.Buffer)
	defer frames.Put(buffer)
	buffer.Reset()
	if _, err := buffer.ReadFrom(frame); err != nil {
		return err
	}
	data := buffer.Bytes()
	s.appear()
	if kind != websocket.MessageText || !utf8.Valid(data) {
		s.conn.Close(websocket.StatusCode(shared.CloseUndecodable), "frames are JSON in UTF-8 text")
		return net.ErrClosed
	}
	if !s.start() {
		return nil // read on only for the peer's half of the close
	}
	command, ref, err := shared.DecodeCommand(data)
	s.frames.Add(1)
	s.server.metrics.receive(command)
	if _, pong := command.(shared.Pong); pong && err == nil {
		s.finish() // at once and free of charge: an idle socket does nothing that its stack would grow for
		return nil
	}
	if _, ping := command.(shared.Ping); !ping {
		if tooFast := s.quota.Frame(); tooFast != nil {
			err = tooFast
		}
	}
	if err == nil {
		err = command.Validate(shared.LimitsFor(s.who.Role))
	}
	if err == nil {
		err = s.handle(ctx, command, ref)
	}
	if err != nil {
		s.fail(err, ref)
	}
	s.finish()
	if !s.quota.Bears(err) {
		s.expel()
	}
	return nil
}

// expel closes the socket of somebody who does not stop, and tells the operator
// who that is.
func (s *session) expel() {
	s.mu.Lock()
	s.leaving = true // and deaf from here on
	s.mu.Unlock()
	from := "unknown: this machine, or a proxy that --trusted-proxy does not name"
	if s.who.Address.IsValid() {
		from = s.who.Address.String()
	}
	s.server.log.Warn("socket closed with 4008: it went on after being refused as too fast",
		"member", s.who.ID, "role", s.who.Role, "address", from, "socket", s.id, "refused", s.quota.Refused(),
		"conversation", s.only, "advice", "our own clients wait, so this is somebody else's program; if it comes back, block the address at the proxy or the firewall, or disable the user")
	go s.close(shared.CloseAbuse)
}

// start and finish enclose a command; false means that it comes too late.
func (s *session) start() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy = !s.leaving
	return s.busy
}

func (s *session) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy = false
	s.changed.Broadcast()
}

// fail answers a command with its refusal; the socket goes on.
func (s *session) fail(err error, ref shared.Ref) {
	refusal := shared.AsError(err)
	s.server.metrics.refused.WithLabelValues(string(refusal.Code)).Inc()
	if cause := errors.Unwrap(refusal); cause != nil && refusal.Code != shared.CodeInvalidJSON {
		s.server.log.Error("command failed", "code", refusal.Code, "error", cause, "member", s.who.ID)
	}
	s.reply(shared.Fail(refusal), ref)
}

// reply queues an answer for this socket alone. When the peer does not read its
// answers, the caller waits, and with it the peer's further commands.
func (s *session) reply(event shared.Event, ref shared.Ref) {
	frame := shared.EncodeEvent(event, ref)
	s.mu.Lock()
	for len(s.replies) >= maxReplies && !s.ended {
		s.changed.Wait()
	}
	s.replies = append(s.replies, frame)
	s.mu.Unlock()
	s.kick()
}

// dismiss tells the client to come back within the window, and closes.
func (s *session) dismiss(window time.Duration) {
	s.reply(shared.Restarting{RetryMS: rand.N(window).Milliseconds()}, "")
	s.close(shared.CloseRestarting)
}

// close ends the socket after the command that is running was answered and
// what is queued has been written. It does not hold the caller longer than the
// library waits for the peer, 5 s.
func (s *session) close(code shared.CloseCode) {
	s.mu.Lock()
	s.leaving = true
	for s.busy {
		s.changed.Wait()
	}
	s.mu.Unlock()
	s.rest()
	s.conn.Close(websocket.StatusCode(code), "")
}

// rest waits until the writer has nothing to do.
func (s *session) rest() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.writing {
		s.changed.Wait()
	}
}

// end releases everything; the reader has returned, or never began.
func (s *session) end() {
	s.stop()
	s.dropCall()
	s.vanish(true)
	s.mu.Lock()
	if s.beat != nil {
		s.beat.Stop()
	}
	topics := s.topics
	s.topics = nil
	s.mu.Unlock()
	for id, at := range topics {
		s.server.hub.Unsubscribe(at.Subscription)
		s.server.chat.Exit(s.who, id, false)
	}
	s.rest()
}
