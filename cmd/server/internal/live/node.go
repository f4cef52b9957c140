package live

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"parley/cmd/server/internal/bus"
	"parley/cmd/server/internal/chat"
	"parley/shared"
)

// The kinds of hints with which servers have each other close sockets.
const (
	hintRevoke    = "revoke"    // the id of a sign-in
	hintApply     = "apply"     // a change of a user
	hintSupersede = "supersede" // the id of a socket
)

// supersededFor is how long a tab's newest socket is remembered for other
// servers. A socket that is older has been found dead by its heartbeat, if it is.
const supersededFor = time.Hour

// applied is a change of a user, as other servers hear of it.
type applied struct {
	Then chat.SocketsThen `json:"then"`
	User shared.MemberID  `json:"user"`
}

// Join makes the server one of several. Before it serves.
func (s *Server) Join(b *bus.Bus) {
	s.bus = b
	b.Handle(hintRevoke, func(_ string, body []byte) { s.revoke(string(body)) })
	b.Handle(hintApply, func(_ string, body []byte) {
		var a applied
		if err := json.Unmarshal(body, &a); err != nil {
			s.log.Error("hint not understood", "error", err)
			return
		}
		s.apply(a.Then, a.User)
	})
	b.Handle(hintSupersede, func(_ string, body []byte) {
		for _, session := range s.list() {
			if session.id == string(body) {
				go session.close(shared.CloseSuperseded)
			}
		}
	})
}

// Revoke closes the sockets of a sign-in that has ended, on every server.
func (s *Server) Revoke(signIn string) {
	if signIn == "" {
		return
	}
	s.revoke(signIn)
	s.bus.Send(hintRevoke, []byte(signIn))
}

// Apply does with a user's sockets, on every server, what a change of the user
// asks for.
func (s *Server) Apply(then chat.SocketsThen, user shared.MemberID) {
	if then == chat.StayOpen {
		return
	}
	s.apply(then, user)
	if hint, err := json.Marshal(applied{then, user}); err == nil { // it has a number and a string
		s.bus.Send(hintApply, hint)
	}
}

// supersede closes the socket of a tab on another server that this one follows.
// Each names the one before it, so that a hint that comes late closes no newer
// one.
func (s *Server) supersede(ctx context.Context, session *session) {
	if s.bus == nil || session.tab.name == "" {
		return
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{string(session.tab.who), string(session.tab.only), session.tab.name}, "\x00")))
	// Without an answer the older one ends when its network is found dead.
	older, err := s.bus.Replace(ctx, "tab:"+hex.EncodeToString(sum[:16]), session.id, supersededFor)
	if err == nil && older != "" {
		s.bus.Send(hintSupersede, []byte(older))
	}
}

// Recheck closes the sockets of sign-ins that have ended without this server
// having heard of it, and sends away those whose user has another role now.
func (s *Server) Recheck(ctx context.Context) error {
	open := map[string][]*session{}
	for _, session := range s.list() {
		if session.who.Session != "" {
			open[session.who.Session] = append(open[session.who.Session], session)
		}
	}
	signIns := make([]string, 0, len(open))
	for signIn := range open {
		signIns = append(signIns, signIn)
	}
	standing, err := s.auth.Standing(ctx, signIns)
	if err != nil {
		return err
	}
	for signIn, sessions := range open {
		role, stands := standing[signIn]
		for _, session := range sessions {
			switch {
			case !stands:
				go session.close(shared.CloseRevoked)
			case role != session.who.Role:
				go session.dismiss(spread)
			}
		}
	}
	return nil
}
