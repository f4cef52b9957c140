package live

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/chat"
	"parley/cmd/server/internal/hub"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	// deadWithin is how soon a dead peer has to be found (delivery.md F5).
	deadWithin = 40 * time.Second
	// earliestBeat is the shortest time between two heartbeats: they are spread.
	earliestBeat = shared.HeartbeatEvery - shared.HeartbeatEvery/5
)

// node is everything of a server but the kernel's sockets: a real database,
// net/http, and pipes. All of it lives in a bubble, by whose clock it goes.
type node struct {
	t       *testing.T
	db      *store.DB
	auth    *auth.Service
	chat    *chat.Service
	live    *Server
	dialled chan net.Conn
}

// inBubble runs a test of a node in a synctest bubble.
func inBubble(t *testing.T, test func(t *testing.T, n *node)) {
	t.Helper()
	folder := t.TempDir() // removed outside: the bubble's end waits for nobody
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(t.Context(), folder)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.AddSite(t.Context(), store.Site{Site: shared.Site{ID: "site"}}, time.Now()); err != nil {
			t.Fatal(err)
		}
		n := &node{t: t, db: db, dialled: make(chan net.Conn)}
		n.auth = auth.New(db, []byte(strings.Repeat("k", 32)), time.Now)
		listeners := hub.New()
		n.chat = &chat.Service{DB: db, Auth: n.auth, Hearer: listeners, Now: time.Now}
		n.live = New(n.chat, n.auth, listeners, slog.New(slog.DiscardHandler))
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == shared.PathStreamSocket {
				n.live.Stream(w, r, netip.Prefix{})
			} else {
				n.live.Conversation(w, r, netip.Prefix{}, shared.ConversationID(strings.TrimPrefix(r.URL.Path, "/")))
			}
		})}
		var serving sync.WaitGroup
		serving.Go(func() { server.Serve(pipes(n.dialled)) })
		defer func() {
			n.live.Drain(t.Context())
			close(n.dialled)
			server.Close()
			serving.Wait()
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}()
		test(t, n)
	})
}

// pipes is a listener without a network.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if conn, ok := <-p; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// peer is a client, over a connection that can die.
type peer struct {
	net.Conn
	n      *node
	conn   *websocket.Conn // above Conn
	fate   atomic.Int32
	closed chan struct{}
	once   sync.Once
}

// The ways a connection dies without a word.
const (
	swallows = iota + 1 // what it is sent gets lost
	stuck               // what it is sent is not taken
)

// Read is what conn reads from: nothing any more after death.
func (p *peer) Read(b []byte) (int, error) {
	for {
		n, err := p.Conn.Read(b)
		switch {
		case err != nil || p.fate.Load() == 0:
			return n, err
		case p.fate.Load() == stuck:
			<-p.closed
		}
	}
}

func (p *peer) Write(b []byte) (int, error) {
	if p.fate.Load() != 0 {
		return len(b), nil
	}
	return p.Conn.Write(b)
}

func (p *peer) Close() error {
	p.once.Do(func() { close(p.closed) })
	return p.Conn.Close()
}

func (n *node) dial(path string, who auth.Identity) *peer {
	n.t.Helper()
	p := &peer{n: n, closed: make(chan struct{})}
	transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		p.Conn = client
		n.dialled <- server
		return p, nil
	}}
	ticket, err := n.auth.Ticket(n.t.Context(), who)
	if err != nil {
		n.t.Fatal(err)
	}
	conn, _, err := websocket.Dial(n.t.Context(), "ws://node"+path+"?token="+ticket, &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: transport}})
	if err != nil {
		n.t.Fatal(err)
	}
	p.conn = conn
	n.t.Cleanup(func() { conn.CloseNow() })
	return p
}

// visitor dials into a conversation of their own.
func (n *node) visitor(name string) (*peer, auth.Identity) {
	n.t.Helper()
	who := auth.Identity{Person: n.auth.Visitor("site", name), Site: "site"}
	who.Conversation = n.auth.NextConversation(who.ID, 0)
	p := n.dial("/"+string(who.Conversation), who)
	return p, who
}

// received is what a peer was sent, and when.
type received struct {
	event shared.Event
	at    time.Time
}

// read is what a living client does: it reads on, which answers pings. The
// channel is closed at the socket's end; then the close code is on ended.
func (p *peer) read() (events <-chan received, ended <-chan websocket.StatusCode) {
	list, code := make(chan received, 1000), make(chan websocket.StatusCode, 1)
	go func() {
		defer close(list)
		for {
			_, frame, err := p.conn.Read(context.Background())
			if err != nil {
				code <- websocket.CloseStatus(err)
				return
			}
			decoded, err := shared.DecodeEvents(frame)
			if err != nil {
				p.n.t.Error(err)
			}
			for _, d := range decoded {
				list <- received{d.Event, time.Now()}
			}
		}
	}()
	return list, code
}

// beats reads heartbeats until there are n.
func beats(t *testing.T, events <-chan received, n int) (list []received) {
	t.Helper()
	for e := range events {
		if _, ok := e.event.(shared.Heartbeat); ok {
			if list = append(list, e); len(list) == n {
				return list
			}
		}
	}
	t.Fatalf("the socket ended after %d heartbeats", len(list))
	return nil
}

func TestHeartbeatsTellTheHeads(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		begun := time.Now()
		p, who := n.visitor("anna")
		events, _ := p.read()
		const count = 100
		for i := range count {
			if _, _, err := n.chat.Post(t.Context(), who, shared.SendMessage{ConversationID: who.Conversation, Content: "hello"}, hub.Origin{}); err != nil {
				t.Fatal(err)
			}
			got := beats(t, events, 1)[0]
			want := int64(i + 1)
			beat := got.event.(shared.Heartbeat)
			if beat.N != want || len(beat.Heads) != 1 || beat.Heads[who.Conversation] != want {
				t.Fatalf("heartbeat %d: %+v", want, beat)
			}
			if after := got.at.Sub(begun); after <= earliestBeat || after > shared.HeartbeatEvery {
				t.Errorf("heartbeat %d came after %v", want, after)
			}
			begun = got.at
		}
		if n.live.Sessions() != 1 {
			t.Errorf("a living peer was cut")
		}
	})
}

func TestHeartbeatsAreSpread(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		const sockets = 200
		begun, perSecond := time.Now(), map[int]int{}
		var all []<-chan received
		for range sockets {
			p, _ := n.visitor("anna")
			events, _ := p.read()
			all = append(all, events)
		}
		if took := time.Since(begun); took != 0 {
			t.Fatalf("they were not opened together but over %v", took)
		}
		for _, events := range all {
			perSecond[int(beats(t, events, 1)[0].at.Sub(begun).Seconds())]++
		}
		// 200 over 5 s are 40 a second; 80 is beyond all chance.
		for second, count := range perSecond {
			if count > 2*sockets/5 {
				t.Errorf("%d of %d heartbeats in second %d: %v", count, sockets, second, perSecond)
			}
		}
	})
}

// TestDeadPeersAreCut: whoever no longer answers is found, whether the network
// swallows what it is sent or takes no more, and however lively it was.
func TestDeadPeersAreCut(t *testing.T) {
	// A stuck peer still takes one write. Mostly that is the ping, whose answer
	// is waited for; where the heartbeat's frame goes first, the ping cannot leave,
	// and the library gives writing it 5 s.
	patience := map[int32]time.Duration{swallows: pongWithin, stuck: 5 * time.Second}
	for name, c := range map[string]struct {
		fate  int32
		lives time.Duration
	}{
		"silent from the start":   {fate: swallows},
		"stuck from the start":    {fate: stuck},
		"silent after an hour":    {fate: swallows, lives: time.Hour},
		"stuck after an hour":     {fate: stuck, lives: time.Hour},
		"silent after first beat": {fate: swallows, lives: shared.HeartbeatEvery},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, n *node) {
				healthy, _ := n.visitor("anna")
				_, cut := healthy.read()
				dead, _ := n.visitor("bob")
				dead.read()
				time.Sleep(c.lives)
				synctest.Wait()
				if n.live.Sessions() != 2 {
					t.Fatal("a living peer was cut")
				}
				dead.fate.Store(c.fate)
				died := time.Now()
				for n.live.Sessions() == 2 && time.Since(died) < time.Hour {
					time.Sleep(100 * time.Millisecond)
				}
				took := time.Since(died)
				if took > deadWithin {
					t.Errorf("cut after %v", took)
				}
				if took < patience[c.fate] {
					t.Errorf("cut after only %v: a slow answer is no death", took)
				}
				select {
				case code := <-cut:
					t.Errorf("the healthy one was closed with %d", code)
				default:
				}
			})
		})
	}
}

// TestBrokenPeersAreCut: a peer that breaks the protocol, and does not answer
// the close either, costs nothing for long.
func TestBrokenPeersAreCut(t *testing.T) {
	for name, sent := range map[string]string{
		"unmasked":                     "\x81\x02hi",
		"an opcode of no meaning":      "\x83\x80\x00\x00\x00\x00",
		"too much of an endless frame": "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00" + strings.Repeat("x", shared.MaxVisitorFrame+1),
		"a close, then half a frame":   "\x82\x80\x00\x00\x00\x00" + "\x81\xff\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00" + "half",
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, n *node) {
				p, _ := n.visitor("anna")
				hungUp := make(chan struct{})
				go func() { io.Copy(io.Discard, p.Conn); close(hungUp) }()
				go p.Conn.Write([]byte(sent))
				time.Sleep(closeWithin + time.Second)
				select {
				case <-hungUp:
				default:
					t.Error("the connection is still open")
				}
				if n.live.Sessions() != 0 {
					t.Error("the session is still there")
				}
			})
		})
	}
}

// TestRevokedSessionEndsAtAHeartbeat covers a revocation that nobody told this
// node about: by the command line, or on another node.
func TestRevokedSessionEndsAtAHeartbeat(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		person := shared.Person{ID: "u1", Role: shared.RoleAgent, Username: "anna"}
		now := time.Now()
		err := errors.Join(
			n.db.AddUser(t.Context(), store.User{User: shared.User{Person: person}}, now),
			n.db.AddSession(t.Context(), "revoked", person.ID, "token 1", now, now.Add(auth.SessionFor)),
			n.db.AddSession(t.Context(), "kept", person.ID, "token 2", now, now.Add(auth.SessionFor)))
		if err != nil {
			t.Fatal(err)
		}
		events, ended := n.dial(shared.PathStreamSocket, auth.Identity{Person: person, Session: "revoked"}).read()
		_, other := n.dial(shared.PathStreamSocket, auth.Identity{Person: person, Session: "kept"}).read()
		beats(t, events, 3)
		revoked := time.Now()
		if _, err := n.db.Revoke(t.Context(), "token 1", revoked); err != nil {
			t.Fatal(err)
		}
		if code := <-ended; code != websocket.StatusCode(shared.CloseRevoked) {
			t.Errorf("closed with %d", code)
		}
		if took := time.Since(revoked); took > shared.HeartbeatEvery {
			t.Errorf("closed after %v", took)
		}
		time.Sleep(time.Hour)
		select {
		case code := <-other:
			t.Errorf("the other sign-in was closed with %d", code)
		default:
		}
	})
}

func TestIdleSocketIsOneGoroutine(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		const sockets = 20
		synctest.Wait()
		before := runtime.NumGoroutine()
		for range sockets {
			p, _ := n.visitor("anna")
			p.read()
		}
		for _, idle := range []time.Duration{time.Millisecond, 10 * time.Minute} {
			time.Sleep(idle)
			synctest.Wait()
			// The other end, here, has a reader too. The count is the process's, where a
			// few others come and go; a second one per socket would be twenty more.
			if got := runtime.NumGoroutine() - before; got < 2*sockets || got > 2*sockets+sockets/2 || n.live.Sessions() != sockets {
				t.Errorf("%d idle sockets of %d cost %d goroutines after %v", n.live.Sessions(), sockets, got-sockets, idle)
			}
		}
	})
}
