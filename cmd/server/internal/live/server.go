// Package live is a socket's life: frames become commands, events become
// frames; heartbeats, close codes, drain. What may happen is for chat to say,
// who is listening for the hub to know.
package live

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/bus"
	"parley/cmd/server/internal/chat"
	"parley/cmd/server/internal/hub"
	"parley/shared"
)

// spread is the time in which 500 clients come back after a restart, so that
// it does not end in a herd.
const spread = time.Second

// Server serves the sockets of one node. Make it with New.
type Server struct {
	chat *chat.Service
	auth *auth.Service
	hub  *hub.Hub
	log  *slog.Logger
	bus  *bus.Bus // nil: there are no other servers

	metrics *metrics
	writers *writers

	mu       sync.Mutex
	sessions map[*session]struct{} // guarded by mu
	tabs     map[tab]*session      // guarded by mu; the newest session of each
	draining bool                  // guarded by mu
	// running counts the sockets: net/http does not wait for hijacked
	// connections. Added to under mu, and never after draining was set.
	running sync.WaitGroup
}

// New makes a server of sockets.
func New(chat *chat.Service, auth *auth.Service, hub *hub.Hub, log *slog.Logger) *Server {
	return &Server{chat: chat, auth: auth, hub: hub, log: log, metrics: newMetrics(), writers: newWriters(), sessions: map[*session]struct{}{}, tabs: map[tab]*session{}}
}

// Conversation serves a socket of one conversation. The address is its peer's,
// for limits.
func (s *Server) Conversation(w http.ResponseWriter, r *http.Request, address netip.Prefix, id shared.ConversationID) {
	s.serve(w, r, address, id)
}

// Stream serves a user's one socket for everything.
func (s *Server) Stream(w http.ResponseWriter, r *http.Request, address netip.Prefix) {
	s.serve(w, r, address, "")
}

// serve upgrades first and refuses afterwards: a browser can read a close code,
// but not the status of a failed upgrade. The life of a socket that is let in is
// a goroutine of its own, so that net/http's handler ends and its buffers,
// headers and stack do not stay in memory with every idle socket.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, address netip.Prefix, only shared.ConversationID) {
	if !s.enter() {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "restarting", http.StatusServiceUnavailable)
		return
	}
	let := false
	defer func() {
		if !let {
			s.running.Done()
		}
	}()
	conn, err := accept(w, r, s.metrics)
	if err != nil {
		return // and the library has answered
	}
	session := s.admit(conn, r, address, shared.ConversationID(strings.Clone(string(only)))) // not the whole URL with it
	if let = session != nil; let {
		go s.live(session)
	}
}

// outlive reads a socket to its end. A fault in one must not end all of them, as
// in net/http's handlers: it ends as if its peer had gone.
func (s *Server) outlive(session *session) (ended error) {
	defer func() {
		if cause := recover(); cause != nil {
			s.log.Error("panic", "cause", cause, "stack", string(debug.Stack()))
			session.finish() // the command it was at
			ended = net.ErrClosed
		}
	}()
	return session.read()
}

// live is the life of a socket that was let in.
func (s *Server) live(session *session) {
	defer s.running.Done()
	defer session.quota.Close()
	ended := s.outlive(session)
	session.end()
	if lost(ended) {
		session.conn.CloseNow()
	} else {
		// Where nothing has closed it yet, the peer has broken the protocol.
		session.conn.Close(websocket.StatusProtocolError, "")
	}
	s.remove(session)
	s.log.Debug("socket closed", "socket", session.id, "code", int(session.conn.code.Load()), "frames", session.frames.Load())
}

// lost reports whether the peer is gone, so that there is nobody to tell why.
func lost(err error) bool {
	var broken net.Error
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &broken)
}

// admit lets a socket in, or closes it with the reason and returns nil.
func (s *Server) admit(conn line, r *http.Request, address netip.Prefix, only shared.ConversationID) *session {
	// Not the request's context: it ends with the server's Shutdown, before the
	// drain is through.
	ctx := context.Background()
	if tooOld(conn.Subprotocol()) {
		conn.Close(websocket.StatusCode(shared.CloseTooOld), "this server speaks "+shared.Subprotocol)
		return nil
	}
	who, err := s.auth.Socket(ctx, r.URL.Query().Get("token"))
	if err != nil {
		s.refuse(conn, err)
		return nil
	}
	who.Address = address
	quota, err := s.chat.Limits.Open(who.Person, address)
	if err != nil {
		s.refuse(conn, err)
		return nil
	}
	session := &session{
		server: s, conn: conn, who: who, quota: quota, only: only, id: rand.Text(),
		bundles: conn.Subprotocol() == shared.Subprotocol,
		topics:  map[shared.ConversationID]*place{},
	}
	if name := r.URL.Query().Get(shared.TabParameter); len(name) <= shared.MaxTab {
		session.tab = tab{who.ID, only, strings.Clone(name)}
	}
	if err := session.begin(ctx); err != nil {
		session.end()
		s.refuse(conn, err)
		quota.Close()
		return nil
	}
	s.add(session)
	s.log.Debug("socket opened", "socket", session.id, "request", r.Header.Get("X-Request-Id"), "member", who.ID, "role", who.Role, "conversation", only)
	s.supersede(ctx, session)
	// Whoever ended the sign-in in between did not find this socket.
	if err := s.auth.Alive(ctx, who); errors.Is(err, shared.Refuse(shared.CodeUserHasToLogin, "")) {
		go session.close(shared.CloseRevoked)
	}
	return session
}

// tab is one page's way to one place: a newer socket of it supersedes the older.
type tab struct {
	who  shared.MemberID
	only shared.ConversationID
	name string // empty: the client does not say
}

// enter counts a socket in, unless the server is draining.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.draining {
		s.running.Add(1)
	}
	return !s.draining
}

func (s *Server) add(session *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[session] = struct{}{}
	if s.draining {
		go session.dismiss(spread)
	}
	if session.tab.name == "" {
		return
	}
	if older := s.tabs[session.tab]; older != nil {
		// Its network has changed, say, and the old way is not known dead yet.
		go older.close(shared.CloseSuperseded)
	}
	s.tabs[session.tab] = session
}

func (s *Server) remove(session *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, session)
	if s.tabs[session.tab] == session {
		delete(s.tabs, session.tab)
	}
}

// refuse closes a socket that was never let in. A close code cannot tell when
// to come back, so an error frame does.
func (s *Server) refuse(conn line, err error) {
	refusal := shared.AsError(err)
	s.metrics.refused.WithLabelValues(string(refusal.Code)).Inc()
	code := closeFor(refusal.Code)
	if code == shared.CloseServerFault {
		s.log.Error("socket refused", "error", err)
	}
	if refusal.Retry > 0 {
		frame := shared.EncodeEvent(shared.Fail(refusal), "")
		if conn.raw.send(append(header(nil, len(frame)), frame...), func() {}) != nil {
			conn.CloseNow()
			return
		}
	}
	conn.Close(websocket.StatusCode(code), refusal.Message)
}

// closeFor says how a refusal at the door ends a socket.
func closeFor(code shared.Code) shared.CloseCode {
	switch code {
	case shared.CodeUserHasToLogin:
		return shared.CloseUnauthenticated
	case shared.CodeRoomInvalid, shared.CodeRoomAccessDenied, shared.CodeForbidden, shared.CodeNotFound:
		return shared.CloseForbidden
	case shared.CodeUnavailable, shared.CodeRateLimited, shared.CodeStorageFull:
		return shared.CloseOverloaded
	}
	return shared.CloseServerFault
}

// revoke closes the sockets of a sign-in that has ended.
func (s *Server) revoke(signIn string) {
	for _, session := range s.list() {
		if session.who.Session == signIn {
			go session.close(shared.CloseRevoked)
		}
	}
}

// apply does with a user's sockets what a change of the user asks for.
func (s *Server) apply(then chat.SocketsThen, user shared.MemberID) {
	for _, session := range s.list() {
		switch {
		case session.who.ID != user:
		case then == chat.EndWithSignIn:
			go session.close(shared.CloseRevoked)
		case then == chat.ComeBack:
			go session.dismiss(spread)
		}
	}
}

// Sessions counts the open sockets.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}

func (s *Server) list() []*session {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*session, 0, len(s.sessions))
	for session := range s.sessions {
		list = append(list, session)
	}
	return list
}

// Drain tells every client when to come back, closes the sockets and waits
// until they have ended. At the end of ctx the rest are cut.
func (s *Server) Drain(ctx context.Context) {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	sessions := s.list()
	window := min(max(spread, time.Duration(len(sessions))*spread/500), time.Minute)
	for _, session := range sessions {
		go session.dismiss(window)
	}
	ended := make(chan struct{})
	go func() {
		s.running.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
		for _, session := range s.list() {
			session.conn.CloseNow()
		}
		<-ended
	}
}
