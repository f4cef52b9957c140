package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// TestBadFrames sends what no client of ours would. The socket stays open
// where the contract says so, and no neighbour notices.
func TestBadFrames(t *testing.T) {
	p := start(t, t.TempDir())
	neighbour := p.chat(p.visit("neighbour"))
	for name, c := range map[string]struct {
		frame string
		want  shared.Code
	}{
		"malformed JSON":           {`{"type":`, shared.CodeInvalidJSON},
		"not an object":            {`"chat_message"`, shared.CodeInvalidJSON},
		"an array":                 {`[{"type":"ping"}]`, shared.CodeInvalidJSON},
		"no type":                  {`{"content":"hello"}`, shared.CodeUnknownType},
		"unknown type":             {`{"type":"order_pizza","ref":"x"}`, shared.CodeUnknownType},
		"field of another type":    {`{"type":"chat_message","content":5}`, shared.CodeInvalidJSON},
		"empty":                    {`{"type":"chat_message","content":""}`, shared.CodeEmptyMessage},
		"only space":               {`{"type":"chat_message","content":" \n\t "}`, shared.CodeEmptyMessage},
		"5,001 characters":         {`{"type":"chat_message","content":"` + strings.Repeat("é", 5001) + `"}`, shared.CodeMessageTooLong},
		"a NUL":                    {`{"type":"chat_message","content":"a\u0000b"}`, shared.CodeInvalidJSON},
		"reply to nothing":         {`{"type":"chat_message","content":"a","reply_to":99}`, shared.CodeRoomInvalid},
		"join on a single socket":  {`{"type":"join","conversation_id":"x"}`, shared.CodeForbidden},
		"somebody else's":          {`{"type":"chat_message","content":"a","conversation_id":"other"}`, shared.CodeRoomAccessDenied},
		"a negative watermark":     {`{"type":"mark","read":-1}`, shared.CodeInvalidJSON},
		"a negative cursor":        {`{"type":"sync","from":-1}`, shared.CodeInvalidJSON},
		"client id with a newline": {`{"type":"chat_message","content":"a","client_message_id":"a\nb"}`, shared.CodeInvalidJSON},
	} {
		t.Run(name, func(t *testing.T) {
			s := p.chat(p.visit(name)) // each a visitor of their own: one may have ten sockets
			s.t = t
			if name == "reply to nothing" {
				c.want = shared.CodeNotFound
				s.send(shared.SendMessage{Content: "so that there is a conversation", ClientMessageID: "first"}, "")
				next[shared.MessagePosted](s)
			}
			s.sendRaw(websocket.MessageText, []byte(c.frame))
			failed, ref := nextWithRef[shared.Failed](s)
			if failed.Code != c.want || failed.Message == "" || (strings.Contains(c.frame, `"ref":"x"`) && ref != "x") {
				t.Errorf("%+v ref %q, want %s", failed, ref, c.want)
			}
			s.send(shared.Ping{}, "still there")
			if _, ref := nextWithRef[shared.Ponged](s); ref != "still there" {
				t.Errorf("the socket did not go on: ref %q", ref)
			}
		})
	}
	neighbour.send(shared.SendMessage{Content: strings.Repeat("é", 5000)}, "")
	if got := next[shared.MessagePosted](neighbour); got.Message.Seq != 1 {
		t.Errorf("the neighbour: %+v", got)
	}
}

func TestFramesThatEndTheSocket(t *testing.T) {
	p := start(t, t.TempDir())
	session, access := p.visit("1"), p.login("demo").Access
	big := func(n int) []byte {
		return []byte(`{"type":"ping","x":"` + strings.Repeat("x", n-22) + `"}`)
	}
	for name, c := range map[string]struct {
		path, token string
		kind        websocket.MessageType
		frame       []byte
		want        shared.CloseCode
	}{
		"binary":                   {"", "", websocket.MessageBinary, []byte(`{"type":"ping"}`), shared.CloseUndecodable},
		"invalid UTF-8":            {"", "", websocket.MessageText, []byte("{\"type\":\"\xff\"}"), shared.CloseUndecodable},
		"64 KiB of a visitor":      {"", "", websocket.MessageText, big(64 << 10), shared.CloseTooBig},
		"more than 32 KiB":         {"", "", websocket.MessageText, big(32<<10 + 1), shared.CloseTooBig},
		"more than 64 KiB of user": {shared.PathStreamSocket, access, websocket.MessageText, big(64<<10 + 1), shared.CloseTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			path, token := c.path, c.token
			if path == "" {
				path, token = "/ws/chat/"+string(session.SessionID), session.Token
			}
			s, _ := p.open(path, token)
			s.t = t
			s.sendRaw(c.kind, c.frame)
			if code := s.closed(); code != c.want {
				t.Errorf("closed with %d, want %d", code, c.want)
			}
		})
	}
	s, _ := p.open(shared.PathStreamSocket, access)
	s.sendRaw(websocket.MessageText, big(64<<10))
	next[shared.Ponged](s)
}

func TestDoorsOfTheSockets(t *testing.T) {
	p := start(t, t.TempDir())
	mine, other, tokens := p.visit("1"), p.visit("2"), p.login("demo")
	ticket := ask[shared.Ticket](p, "POST", shared.PathTicket, mine.Token, nil).Ticket
	used := ask[shared.Ticket](p, "POST", shared.PathTicket, mine.Token, nil).Ticket
	next[shared.Connected](p.dial("/ws/chat/"+string(mine.SessionID), used, nil))
	for name, c := range map[string]struct {
		path, token string
		want        shared.CloseCode
	}{
		"no token":                        {"/ws/chat/" + string(mine.SessionID), "", shared.CloseUnauthenticated},
		"nonsense":                        {"/ws/chat/" + string(mine.SessionID), "abc", shared.CloseUnauthenticated},
		"a used ticket":                   {"/ws/chat/" + string(mine.SessionID), used, shared.CloseUnauthenticated},
		"a refresh token":                 {shared.PathStreamSocket, tokens.Refresh, shared.CloseUnauthenticated},
		"another visitor's token":         {"/ws/chat/" + string(mine.SessionID), other.Token, shared.CloseForbidden},
		"another visitor's ticket":        {"/ws/chat/" + string(other.SessionID), ticket, shared.CloseForbidden},
		"a visitor on the stream":         {shared.PathStreamSocket, mine.Token, shared.CloseForbidden},
		"a user, no such conversation":    {"/ws/chat/nothing", tokens.Access, shared.CloseForbidden},
		"a visitor, no such conversation": {"/ws/chat/nothing", mine.Token, shared.CloseForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			s := p.dial(c.path, c.token, nil)
			s.t = t
			if code := s.closed(); code != c.want {
				t.Errorf("closed with %d, want %d", code, c.want)
			}
		})
	}
	// A session token and an access token open a socket too, for scripts.
	next[shared.Connected](p.dial("/ws/chat/"+string(mine.SessionID), mine.Token, nil))
	next[shared.Connected](p.dial(shared.PathStreamSocket, tokens.Access, nil))
}

func TestOrigins(t *testing.T) {
	p := start(t, t.TempDir(), "--allowed-origin", "https://partner.example")
	session := p.visit("1")
	for origin, allowed := range map[string]bool{
		"":      true, // no browser
		p.url:   true,
		"null":  false,
		"https": false,
		strings.Replace(p.url, "127.0.0.1", "localhost", 1): true,
		"https://partner.example":                           true,
		"http://partner.example":                            false,
		"https://partner.example:8443":                      false,
		"https://partner.example.evil":                      false,
		"https://user@partner.example":                      false,
		p.url + "0":                                         false,
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		conn, response, err := websocket.Dial(ctx, strings.Replace(p.url, "http", "ws", 1)+"/ws/chat/"+string(session.SessionID)+"?token="+session.Token,
			&websocket.DialOptions{HTTPHeader: header})
		cancel()
		switch {
		case allowed && err != nil:
			t.Errorf("%q was refused: %v", origin, err)
		case !allowed && (err == nil || response.StatusCode != http.StatusForbidden):
			t.Errorf("%q was let in", origin)
		}
		if conn != nil {
			conn.CloseNow()
		}
		if origin != "" && !allowed {
			p.refused(shared.CodeForbidden, http.StatusForbidden, "POST", shared.PathWith(shared.PathInitSession, "demo"), "",
				shared.InitSession{BrowserSessionID: "browser-0123456789"}, "Origin: "+origin)
		}
	}
}

func TestRefusalsOverHTTP(t *testing.T) {
	p := start(t, t.TempDir())
	session, other, access := p.visit("1"), p.visit("2"), p.login("demo").Access
	init := shared.PathWith(shared.PathInitSession, "demo")
	messages := shared.PathWith(shared.PathMessages, string(session.SessionID))
	good := shared.InitSession{BrowserSessionID: "browser-0123456789"}
	p.refused(shared.CodeNotFound, 404, "POST", shared.PathWith(shared.PathInitSession, "nobody"), "", good)
	p.refused(shared.CodeInvalidJSON, 400, "POST", init, "", `{"browser_session_id":`)
	p.refused(shared.CodeInvalidJSON, 400, "POST", init, "", shared.InitSession{BrowserSessionID: "short"})
	p.refused(shared.CodeMessageTooLong, 400, "POST", init, "", `{"browser_session_id":"`+strings.Repeat("x", 100<<10)+`"}`)
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathToken, "", shared.Login{Username: "demo", Password: "wrong"})
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathToken, "", shared.Login{Username: "nobody", Password: demoPassword})
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathRefresh, "", shared.Refresh{Refresh: "nonsense"})
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathTicket, "", nil)
	p.refused(shared.CodeUserHasToLogin, 401, "GET", shared.PathInbox, "nonsense", nil)
	p.refused(shared.CodeForbidden, 403, "GET", shared.PathInbox, session.Token, nil)
	p.refused(shared.CodeNotFound, 404, "GET", shared.PathInbox+"?before=x", access, nil)
	p.refused(shared.CodeUserHasToLogin, 401, "GET", messages, "", nil)
	p.refused(shared.CodeRoomAccessDenied, 403, "GET", messages, other.Token, nil)
	p.refused(shared.CodeRoomAccessDenied, 403, "POST", messages, other.Token, shared.PostMessage{Content: "hello"})
	p.refused(shared.CodeRoomInvalid, 404, "POST", shared.PathWith(shared.PathMessages, "nothing"), access, shared.PostMessage{Content: "hello"})
	p.refused(shared.CodeRoomInvalid, 404, "GET", shared.PathWith(shared.PathMessages, "nothing"), access, nil)
	p.refused(shared.CodeInvalidJSON, 400, "GET", messages+"?before_seq=x", session.Token, nil)
	p.refused(shared.CodeEmptyMessage, 400, "POST", messages, session.Token, shared.PostMessage{Content: "  "})
	p.refused(shared.CodeRoomAccessDenied, 403, "POST", shared.PathWith(shared.PathClose, string(session.SessionID)), other.Token, shared.CloseConversation{})
	stranger := shared.MemberID("stranger")
	p.refused(shared.CodeForbidden, 403, "POST", shared.PathWith(shared.PathClose, string(session.SessionID)), session.Token,
		shared.CloseConversation{SupportAgentID: &stranger})

	ask[shared.Message](p, "POST", messages, session.Token, shared.PostMessage{Content: "once", ClientMessageID: "m"})
	if again := ask[shared.Message](p, "POST", messages, session.Token, shared.PostMessage{Content: "once", ClientMessageID: "m"}); again.Seq != 1 {
		t.Errorf("a repeat was stored again: %+v", again)
	}
	p.refused(shared.CodeConflict, 409, "POST", messages, session.Token, shared.PostMessage{Content: "twice", ClientMessageID: "m"})
}

func TestSignInsEnd(t *testing.T) {
	p := start(t, t.TempDir())
	tokens := p.login("demo")
	desk, _ := p.open(shared.PathStreamSocket, tokens.Access)
	renewed := ask[shared.Tokens](p, "POST", shared.PathRefresh, "", shared.Refresh{Refresh: tokens.Refresh})
	ask[shared.Inbox](p, "GET", shared.PathInbox, renewed.Access, nil)

	// A used refresh token is in two hands: the whole family dies.
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathRefresh, "", shared.Refresh{Refresh: tokens.Refresh})
	if code := desk.closed(); code != shared.CloseRevoked {
		t.Errorf("closed with %d", code)
	}
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathRefresh, "", shared.Refresh{Refresh: renewed.Refresh})
	p.refused(shared.CodeUserHasToLogin, 401, "GET", shared.PathInbox, renewed.Access, nil)

	tokens = p.login("demo")
	desk, _ = p.open(shared.PathStreamSocket, tokens.Access)
	ask[shared.Success](p, "POST", shared.PathBlacklist, "", shared.Refresh{Refresh: tokens.Refresh})
	if code := desk.closed(); code != shared.CloseRevoked {
		t.Errorf("closed with %d after the sign-out", code)
	}
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathTicket, tokens.Access, nil)
}

func TestNoTokenReachesTheLog(t *testing.T) {
	p := start(t, t.TempDir())
	session, tokens := p.visit("1"), p.login("demo")
	p.dial("/ws/chat/nothing", session.Token, nil).closed()
	p.dial("/ws/chat/nothing", tokens.Access, nil).closed()
	p.call("GET", "/nowhere?token="+tokens.Access, tokens.Access, nil)
	p.halt()
	for _, secret := range []string{session.Token, tokens.Access, tokens.Refresh} {
		if strings.Contains(p.logs.String(), secret) {
			t.Error("a token reached the log")
		}
	}
	if !strings.Contains(p.logs.String(), "draining") {
		t.Error("the log that was searched is empty: the search proves nothing")
	}
}

func TestCursorAheadOfTheLog(t *testing.T) {
	p := start(t, t.TempDir())
	s := p.chat(p.visit("1"))
	s.send(shared.Sync{From: 7}, "")
	if code := s.closed(); code != shared.CloseEpochChanged {
		t.Errorf("closed with %d", code)
	}
}

func TestSecondServerOnOneFolder(t *testing.T) {
	postgrestest.SkipIfWanted(t, "several servers may share the other")
	p := start(t, t.TempDir())
	var errs strings.Builder
	code := Run(context.Background(), []string{"serve", "--listen", "127.0.0.1:0", "--data", p.data}, strings.NewReader(""), &strings.Builder{}, &errs)
	if code != exitFailure || !strings.Contains(errs.String(), "another parley server") {
		t.Errorf("exit %d: %s", code, &errs)
	}
}
