package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/shared"
)

// viaProxy are the flags of a server that believes this test to be a proxy.
var viaProxy = []string{"--trusted-proxy", "127.0.0.1/32"}

// from is the header by which it says whose request it forwards.
func from(address string) string { return "X-Forwarded-For: " + address }

// tooFast makes a request that has to be refused as too fast, and returns when
// to try again.
func (p *program) tooFast(method, path, bearer string, body any, headers ...string) shared.Failed {
	p.t.Helper()
	status, answer := p.call(method, path, bearer, body, headers...)
	var got shared.ErrorBody
	if err := json.Unmarshal(answer, &got); err != nil {
		p.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
	}
	if status != http.StatusTooManyRequests || got.Error.Code != shared.CodeRateLimited || got.Error.RetryMS <= 0 || got.Error.Message == "" {
		p.t.Fatalf("%s %s: %d %s, want 429 and when to try again", method, path, status, answer)
	}
	return got.Error
}

// TestFlood is the flood of T21: one visitor sends as fast as the wire takes it.
// Stored is what the limit allows, then the socket is closed with 4008 and the
// operator told; another visitor's messages all go through meanwhile.
func TestFlood(t *testing.T) {
	const frames = 5000
	p := start(t, t.TempDir())
	session, neighbour := p.visit("flooder"), p.chat(p.visit("neighbour"))
	flooder, greeting := p.open("/ws/chat/"+string(session.SessionID), session.Token)
	began := time.Now()
	var sent atomic.Int64
	go func() {
		for n := range frames {
			frame := shared.EncodeCommand(shared.SendMessage{Content: line("flood", n), ClientMessageID: fmt.Sprint(n)}, "")
			if flooder.conn.Write(t.Context(), websocket.MessageText, frame) != nil {
				return
			}
			sent.Add(1)
		}
	}()
	neighbourly := make(chan struct{})
	go func() {
		defer close(neighbourly)
		for n := range 10 {
			neighbour.send(shared.SendMessage{Content: line("neighbour", n), ClientMessageID: fmt.Sprint(n)}, "")
			if got := next[shared.MessagePosted](neighbour); got.Message.Seq != int64(n)+1 {
				t.Errorf("the neighbour: %+v", got)
			}
		}
	}()
	stored, refused := 0, 0
	for {
		received, err := flooder.receive()
		if err != nil {
			if code := shared.CloseCode(websocket.CloseStatus(err)); code != shared.CloseAbuse {
				t.Errorf("the flooder was closed with %d (%v), want 4008", code, err)
			}
			break
		}
		switch e := received.Event.(type) {
		case shared.MessagePosted:
			stored++
		case shared.Failed:
			if refused++; e.Code != shared.CodeRateLimited || e.RetryMS <= 0 || e.RetryMS > 1000 {
				t.Fatalf("refused with %+v", e)
			}
		}
	}
	took := time.Since(began)
	if most := 10 + int(took.Seconds()) + 1; stored < 10 || stored > most || refused < 100 {
		t.Errorf("%d stored in %v, %d refused; at most %d may be stored", stored, took, refused, most)
	}
	<-neighbourly
	access := p.login("demo").Access
	if log := ask[shared.History](p, "GET", shared.PathWith(shared.PathMessages, string(session.SessionID)), access, nil); len(log.Messages) != stored {
		t.Errorf("%d are in the log, %d were acknowledged", len(log.Messages), stored)
	}
	neighbour.conn.CloseNow() // it would not answer the drain's close
	p.halt()
	lines := slices.DeleteFunc(strings.Split(p.logs.String(), "\n"), func(l string) bool { return !strings.Contains(l, "4008") })
	if len(lines) != 1 {
		t.Fatalf("the operator is told %d times:\n%s", len(lines), p.logs)
	}
	for _, fact := range []string{string(greeting.Me.ID), "role=visitor", "address=", "socket=", fmt.Sprint("refused=", refused), "advice="} {
		if !strings.Contains(lines[0], fact) {
			t.Errorf("the operator is not told %s: %s", fact, lines[0])
		}
	}
	if strings.Contains(p.logs.String(), session.Token) {
		t.Error("a token reached the log")
	}
	row{
		number: 29, checker: "a visitor who floods",
		run:     fmt.Sprintf("%d frames, %d stored, %d refused, then 4008; the neighbour lost nothing", sent.Load(), stored, refused),
		control: unlimitedFlood(t),
	}.report()
}

// unlimitedFlood is the control: without limits all is stored and the socket
// stays.
func unlimitedFlood(t *testing.T) string {
	const frames = 500
	p := start(t, t.TempDir(), unlimited)
	s := p.chat(p.visit("flooder"))
	go func() {
		for n := range frames {
			s.send(shared.SendMessage{Content: line("flood", n)}, "")
		}
	}()
	for n := range frames {
		if got := next[shared.MessagePosted](s); got.Message.Seq != int64(n)+1 {
			t.Fatalf("%+v", got)
		}
	}
	s.conn.CloseNow()
	p.halt()
	if !strings.Contains(p.logs.String(), "--rate-limits is off") {
		t.Error("nobody is warned")
	}
	return fmt.Sprintf("limits off: %d of %d stored", frames, frames)
}

// Heartbeats are free of charge: as many as one likes leave the socket open,
// and take nothing from what may be said.
func TestHeartbeatsAreFree(t *testing.T) {
	p := start(t, t.TempDir())
	s := p.chat(p.visit("1"))
	for range 200 {
		s.send(shared.Ping{}, "")
		next[shared.Ponged](s)
		s.send(shared.Pong{N: 1}, "")
	}
	for n := range 10 {
		s.send(shared.SendMessage{Content: line("a", n)}, "")
		next[shared.MessagePosted](s)
	}
}

// A visitor's messages are counted over their sockets and HTTP, and a repeat
// like anything else.
func TestOneVisitorThroughEveryDoor(t *testing.T) {
	p := start(t, t.TempDir())
	session := p.visit("1")
	messages := shared.PathWith(shared.PathMessages, string(session.SessionID))
	first, second := p.chat(session), p.chat(session)
	for n := range 5 {
		for _, s := range []*socket{first, second} {
			s.send(shared.SendMessage{Content: "the same", ClientMessageID: fmt.Sprint(n)}, "mine")
			for ref := shared.Ref(""); ref != "mine"; {
				_, ref = nextWithRef[shared.MessagePosted](s)
			}
		}
	}
	for range 3 {
		refusal := p.tooFast("POST", messages, session.Token, shared.PostMessage{Content: "the same", ClientMessageID: "0"})
		if refusal.RetryMS > 1000 {
			t.Errorf("%+v", refusal)
		}
	}
	first.send(shared.SendMessage{Content: "the same", ClientMessageID: "0"}, "mine")
	for {
		received, err := first.receive()
		if err != nil {
			t.Fatal(err)
		}
		if failed, ok := received.Event.(shared.Failed); ok {
			if failed.Code != shared.CodeRateLimited || received.Ref != "mine" {
				t.Errorf("%+v %q", failed, received.Ref)
			}
			break
		}
	}
	p.refused(shared.CodeUserHasToLogin, 401, "POST", messages, "", nil)
	ask[shared.History](p, "GET", messages, session.Token, nil) // reading is not sending
}

// An address may begin 60 conversations an hour; what is not begun leaves no
// row, and the headers of a peer that is no proxy change nothing.
func TestConversationsFromOneAddress(t *testing.T) {
	p := start(t, t.TempDir(), viaProxy...)
	say := func(browser, address string) (path, token string, body shared.PostMessage, headers []string) {
		session := p.visit(browser)
		return shared.PathWith(shared.PathMessages, string(session.SessionID)), session.Token, shared.PostMessage{Content: "hello"}, []string{from(address)}
	}
	for n := range 60 {
		path, token, body, headers := say(fmt.Sprint(n), "198.51.100.1, 203.0.113.7")
		if status, answer := p.call("POST", path, token, body, headers...); status != http.StatusOK {
			t.Fatalf("number %d: %d %s", n, status, answer)
		}
	}
	path, token, body, headers := say("late", "198.51.100.99, 203.0.113.7")
	if refusal := p.tooFast("POST", path, token, body, headers...); refusal.RetryMS > time.Minute.Milliseconds() {
		t.Errorf("%+v", refusal)
	}
	if session := p.visit("late"); !session.Created {
		t.Error("what was refused has begun a conversation")
	}
	// Who is in a conversation already may go on, and other addresses begin.
	path, token, body, headers = say("0", "203.0.113.7")
	if status, answer := p.call("POST", path, token, body, headers...); status != http.StatusOK {
		t.Errorf("%d %s", status, answer)
	}
	path, token, body, _ = say("late", "")
	if status, answer := p.call("POST", path, token, body, from("203.0.113.8")); status != http.StatusOK {
		t.Errorf("%d %s", status, answer)
	}
	init := shared.PathWith(shared.PathInitSession, "demo")
	ask := shared.InitSession{BrowserSessionID: "browser-0123456789"}
	for range 60 {
		p.call("POST", init, "", ask, from("203.0.113.9"))
	}
	p.tooFast("POST", init, "", ask, from("203.0.113.9"))
	p.tooFast("POST", init, "", ask, from("203.0.113.9, 127.0.0.1"))

	p = start(t, t.TempDir(), "--trusted-proxy", "10.0.0.0/8")
	for n := range 70 { // from loopback, where nothing is counted by address
		path, token, body, headers := say(fmt.Sprint(n), "203.0.113.7")
		if status, answer := p.call("POST", path, token, body, headers...); status != http.StatusOK {
			t.Fatalf("an untrusted header was believed at number %d: %d %s", n, status, answer)
		}
	}
}

// The eleventh socket of a visitor is told when to come back, and closed.
func TestSocketsOpenAtOnce(t *testing.T) {
	p := start(t, t.TempDir(), viaProxy...)
	dial := func(session shared.Session) *socket {
		return p.dial("/ws/chat/"+string(session.SessionID), session.Token, &websocket.DialOptions{HTTPHeader: http.Header{"X-Forwarded-For": {"203.0.113.7"}}})
	}
	turnedAway := func(s *socket) {
		t.Helper()
		if failed := next[shared.Failed](s); failed.Code != shared.CodeRateLimited || failed.RetryMS <= 0 {
			t.Errorf("%+v", failed)
		}
		if code := s.closed(); code != shared.CloseOverloaded {
			t.Errorf("closed with %d", code)
		}
	}
	var last *socket
	for n := range 5 {
		session := p.visit(fmt.Sprint(n))
		for range 10 {
			last = dial(session)
			next[shared.Connected](last)
		}
		turnedAway(dial(session))
	}
	other := p.visit("other")
	turnedAway(dial(other)) // the address has its fifty
	last.conn.Close(websocket.StatusNormalClosure, "")
	for { // the server hears of it when it does
		s := dial(other)
		received, err := s.receive()
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := received.Event.(shared.Connected); ok {
			break
		}
	}
	access := p.login("demo").Access
	for range 20 {
		next[shared.Connected](p.dial(shared.PathStreamSocket, access, nil))
	}
	turnedAway(p.dial(shared.PathStreamSocket, access, nil))
}

// Guessing at an account stops after five, whether there is one or not; the
// right password is refused like a wrong one, and who is in stays in.
func TestGuessingPasswords(t *testing.T) {
	p := start(t, t.TempDir(), viaProxy...)
	tokens := p.login("demo")
	desk, _ := p.open(shared.PathStreamSocket, tokens.Access)
	for _, name := range []string{"demo", "nobody"} {
		guess := func(password string) int {
			status, _ := p.call("POST", shared.PathToken, "", shared.Login{Username: name, Password: password})
			return status
		}
		for n, locked := 0, false; !locked; n++ {
			switch status := guess("a wrong password"); {
			case status == http.StatusTooManyRequests && n < 5:
				t.Fatalf("%s: guess %d was not looked at", name, n)
			case status == http.StatusTooManyRequests:
				// The right one, unless this machine is so slow that the wait is over.
				locked = guess(demoPassword) == http.StatusTooManyRequests
			case status != http.StatusUnauthorized:
				t.Fatal(status)
			}
		}
	}
	desk.send(shared.Ping{}, "")
	next[shared.Ponged](desk)
	ask[shared.Inbox](p, "GET", shared.PathInbox, tokens.Access, nil)
	ask[shared.Tokens](p, "POST", shared.PathRefresh, "", shared.Refresh{Refresh: tokens.Refresh})
	p.login("lead") // another account

	for n := range 30 {
		p.call("POST", shared.PathToken, "", shared.Login{Username: fmt.Sprint("somebody", n), Password: "a wrong password"}, from("2001:db8::1"))
	}
	refusal := p.tooFast("POST", shared.PathToken, "", shared.Login{Username: "admin", Password: demoPassword}, from("2001:db8::2"))
	if refusal.RetryMS > 30_000 || !strings.HasPrefix(refusal.Message, "Too many attempts to sign in. Wait ") {
		t.Errorf("%+v", refusal)
	}
	p.login("admin")
}
