package main

import (
	"strings"
	"testing"

	"github.com/coder/websocket"

	"parley/shared"
)

// TestTabsSupersedeThemselves: only the same person's same page does.
func TestTabsSupersedeThemselves(t *testing.T) {
	p := start(t, t.TempDir())
	mine, other := p.visit("1"), p.visit("2")
	path := "/ws/chat/" + string(mine.SessionID)
	open := func(path, token, tab string) *socket {
		t.Helper()
		s := p.dial(path, token+"&"+shared.TabParameter+"="+tab, nil)
		next[shared.Connected](s)
		return s
	}
	first := open(path, mine.Token, "a")
	stay := []*socket{
		open(path, mine.Token, "b"), open(path, mine.Token, ""), open(path, mine.Token, ""),
		open("/ws/chat/"+string(other.SessionID), other.Token, "a"),
		open(path, mine.Token, strings.Repeat("x", shared.MaxTab+1)), open(path, mine.Token, strings.Repeat("x", shared.MaxTab+1)),
	}
	second := open(path, mine.Token, "a")
	if code := first.closed(); code != shared.CloseSuperseded {
		t.Errorf("the older socket closed with %d", code)
	}
	for _, s := range append(stay, second) {
		s.send(shared.Ping{}, "")
		next[shared.Ponged](s)
	}
}

// TestOtherVersions: who speaks another version of the protocol is told so,
// where a browser can see it.
func TestOtherVersions(t *testing.T) {
	p := start(t, t.TempDir())
	session := p.visit("1")
	for offered, want := range map[string]shared.CloseCode{
		"parley.v0": shared.CloseTooOld, "chat, parley.v2": shared.CloseTooOld,
		"parley.v2, parley.v1": 0, "chat": 0,
	} {
		s := p.dial("/ws/chat/"+string(session.SessionID), session.Token, &websocket.DialOptions{Subprotocols: strings.Split(offered, ", ")})
		if want == 0 {
			next[shared.Connected](s)
		} else if code := s.closed(); code != want || s.conn.Subprotocol() == "" {
			t.Errorf("%s: closed with %d, subprotocol %q", offered, code, s.conn.Subprotocol())
		}
	}
}
