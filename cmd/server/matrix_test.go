package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"parley/shared"
	"parley/web"
)

// F23: every command and every path, by everybody who may try.

// The principals. The conversation is the visitor's.
const (
	anonymous  = "anonymous"
	visitor    = "visitor"
	otherOne   = "other visitor"
	agent      = "agent"
	notJoined  = "agent, not a member"
	supervisor = "supervisor"
	admin      = "admin"
	disabled   = "disabled user"
	revoked    = "revoked session"
)

var principals = []string{anonymous, visitor, otherOne, agent, notJoined, supervisor, admin, disabled, revoked}

// done is the outcome of a command that was not refused; noSocket of one whose
// sender is not even let in.
const (
	done     shared.Code = ""
	noSocket shared.Code = "4001"
	denied               = shared.CodeRoomAccessDenied
	forbids              = shared.CodeForbidden
)

// outcomes are by principal, in their order.
type outcomes [9]shared.Code

// usual is what happens to a command that members may send.
var usual = outcomes{noSocket, done, denied, done, denied, done, done, noSocket, noSocket}

// strangers are all who are no side of a call, and hear that there is none.
// What its sides may do is in live's tests of calls.
var strangers = outcomes{noSocket, shared.CodeNotFound, shared.CodeNotFound, shared.CodeNotFound, shared.CodeNotFound, shared.CodeNotFound, shared.CodeNotFound, noSocket, noSocket}

// except is the usual, but for some.
func (o outcomes) except(code shared.Code, who ...string) outcomes {
	for _, name := range who {
		o[slices.Index(principals, name)] = code
	}
	return o
}

// target is what the commands are about: the visitor's conversation, and a
// message of the visitor in it.
type target struct {
	conversation shared.ConversationID
	message      shared.MessageID
}

// trial is one command and what becomes of it.
type trial struct {
	name    string
	command func(target) shared.Command
	want    outcomes
}

var matrix = []trial{
	{"say", func(to target) shared.Command {
		return shared.SendMessage{ConversationID: to.conversation, Content: "hello"}
	}, usual},
	{"warn", func(to target) shared.Command {
		return shared.SendMessage{ConversationID: to.conversation, Content: "careful", Kind: shared.KindWarning}
	}, usual.except(forbids, visitor, agent, supervisor, admin)}, // in rooms alone: see TestStaffWarnRooms
	{"edit the visitor's", func(to target) shared.Command {
		return shared.EditMessage{ConversationID: to.conversation, MessageID: to.message, Content: "other"}
	}, usual.except(forbids, agent, supervisor, admin)},
	{"hide", func(to target) shared.Command {
		return shared.DeleteMessage{ConversationID: to.conversation, MessageID: to.message, For: shared.ForMe}
	}, usual},
	{"take back the visitor's", func(to target) shared.Command {
		return shared.DeleteMessage{ConversationID: to.conversation, MessageID: to.message, For: shared.ForEveryone}
	}, usual.except(forbids, agent)},
	{"react", func(to target) shared.Command {
		return shared.React{ConversationID: to.conversation, MessageID: to.message, Emoji: "👍", On: true}
	}, usual},
	{"type", func(to target) shared.Command {
		return shared.SetTyping{ConversationID: to.conversation, IsTyping: true}
	}, usual},
	{"mark", func(to target) shared.Command {
		return shared.Mark{ConversationID: to.conversation, Read: 1}
	}, usual},
	{"sync", func(to target) shared.Command { return shared.Sync{ConversationID: to.conversation} }, usual},
	{"join", func(to target) shared.Command { return shared.Join{ConversationID: to.conversation} },
		usual.except(forbids, visitor, otherOne).except(done, notJoined)},
	{"leave", func(to target) shared.Command { return shared.Leave{ConversationID: to.conversation} },
		usual.except(forbids, visitor, otherOne)},
	{"ping", func(target) shared.Command { return shared.Ping{} }, usual.except(done, otherOne, notJoined)},
	{"call", func(to target) shared.Command {
		return shared.OfferCall{ConversationID: to.conversation, CallID: shared.CallID(rand.Text())}
	}, usual.except(done, notJoined)}, // it rings wherever they are
	// See strangers.
	{"accept a call", func(target) shared.Command { return shared.AcceptCall{CallID: "over"} }, strangers},
	{"decline a call", func(target) shared.Command { return shared.DeclineCall{CallID: "over"} }, strangers},
	{"hang up", func(target) shared.Command { return shared.HangUp{CallID: "over"} }, strangers},
	{"signal", func(target) shared.Command {
		return shared.SendSignal{CallID: "over", Signal: shared.Signal{Kind: shared.SignalCandidate}}
	}, strangers},
	{"pong", func(target) shared.Command { return shared.Pong{N: 1} }, usual.except(done, otherOne, notJoined)},
}

// users are those who have signed in.
var users = []string{agent, notJoined, supervisor, admin}

// doors are the paths of the API by who is let in; the rest are answered 401
// without a living token and 403 with one.
var doors = map[string][]string{
	"POST " + shared.PathInitSession:   principals,
	"POST " + shared.PathToken:         principals,
	"POST " + shared.PathRefresh:       principals,
	"POST " + shared.PathBlacklist:     principals,
	"POST " + shared.PathTicket:        {visitor, otherOne, agent, notJoined, supervisor, admin},
	"GET " + shared.PathInbox:          users,
	"GET " + shared.PathMessages:       {visitor, agent, notJoined, supervisor, admin},
	"POST " + shared.PathMessages:      {visitor, agent, notJoined, supervisor, admin},
	"POST " + shared.PathClose:         {visitor, agent, notJoined, supervisor, admin},
	"PATCH " + shared.PathConversation: users,
	"POST " + shared.PathDetails:       {visitor},
	"GET " + shared.PathRooms:          users,
	"POST " + shared.PathRooms:         {admin},
	"PATCH " + shared.PathRoom:         {admin},
	"DELETE " + shared.PathRoom:        {admin},
	"GET " + shared.PathUsers:          users,
	"POST " + shared.PathUsers:         {admin},
	"PATCH " + shared.PathUser:         {admin},
	"POST " + shared.PathUserPassword:  {admin},
	"GET " + shared.PathSites:          {admin},
	"POST " + shared.PathSites:         {admin},
	"PUT " + shared.PathSite:           {admin},
	"PUT " + shared.PathSitePicture:    {admin},
	"DELETE " + shared.PathSitePicture: {admin},
	"GET " + shared.PathPicture:        principals,
	"GET /api/v1/openapi.json":         principals,
	"GET /api/v1/asyncapi.json":        principals,
	"GET /api/v1/parley.d.ts":          principals,
	"GET /healthz":                     principals,
	"GET /readyz":                      principals,
	"GET /metrics":                     principals,
}

// cast is a program and everybody's tokens.
type cast struct {
	*program
	tokens map[string]string
	users  map[string]shared.Tokens
	visits int
}

func newCast(t *testing.T) *cast {
	c := &cast{program: start(t, t.TempDir()), users: map[string]shared.Tokens{}}
	for _, name := range []string{disabled, revoked} {
		login := strings.Fields(name)[0]
		if code, _, errs := run(t, "a password of hers\n", storing(t, "user", "add", login, "--role", "admin", "--password-stdin", "--data", c.data)...); code != exitDone {
			t.Fatal(errs)
		}
		c.users[name] = ask[shared.Tokens](c.program, "POST", shared.PathToken, "", shared.Login{Username: login, Password: "a password of hers"})
	}
	c.tokens = map[string]string{
		anonymous: "", disabled: c.users[disabled].Access, revoked: c.users[revoked].Access,
		agent: c.login("demo").Access, notJoined: c.login("demo").Access, supervisor: c.login("lead").Access, admin: c.login("admin").Access,
	}
	return c
}

// fall ends the sign-ins of those who have none any more.
func (c *cast) fall() {
	c.t.Helper()
	var errs strings.Builder
	if code := Run(c.t.Context(), storing(c.t, "user", "disable", "disabled", "--data", c.data), strings.NewReader(""), &errs, &errs); code != exitDone {
		c.t.Fatal(errs.String())
	}
	ask[shared.Success](c.program, "POST", shared.PathBlacklist, "", shared.Refresh{Refresh: c.users[revoked].Refresh})
}

// scene makes a conversation of a new visitor, and knows the other one.
func (c *cast) scene() (to target) {
	c.visits++
	mine, other := c.visit(fmt.Sprint("mine", c.visits)), c.visit(fmt.Sprint("other", c.visits))
	c.tokens[visitor], c.tokens[otherOne] = mine.Token, other.Token
	path := func(s shared.Session) string { return shared.PathWith(shared.PathMessages, string(s.SessionID)) }
	message := ask[shared.Message](c.program, "POST", path(mine), mine.Token, shared.PostMessage{Content: "mine"})
	ask[shared.Message](c.program, "POST", path(other), other.Token, shared.PostMessage{Content: "theirs"})
	return target{conversation: mine.SessionID, message: message.ID}
}

// attempt sends a command as somebody and returns what becomes of it.
func (c *cast) attempt(who string, to target, command shared.Command) shared.Code {
	c.t.Helper()
	path := shared.PathStreamSocket
	switch who {
	case visitor:
		path = "/ws/chat/" + string(to.conversation)
	case otherOne:
		// Their own socket is open to them; the visitor's is not.
		door := c.dial("/ws/chat/"+string(to.conversation), c.tokens[who], nil)
		if code := door.closed(); code != shared.CloseForbidden {
			c.t.Errorf("the other visitor's socket to this conversation: %d", code)
		}
		path = "/ws/chat/" + string(c.visit(fmt.Sprint("other", c.visits)).SessionID)
	}
	s := c.dial(path, c.tokens[who], nil)
	defer s.conn.CloseNow()
	if greeting, err := s.receive(); err != nil {
		return shared.Code(fmt.Sprint(int(websocket.CloseStatus(err))))
	} else if _, ok := greeting.Event.(shared.Connected); !ok {
		c.t.Fatalf("greeted with %+v", greeting)
	}
	if path == shared.PathStreamSocket && who != notJoined {
		s.send(shared.Join{ConversationID: to.conversation}, "")
		next[shared.Joined](s)
	}
	s.send(command, "attempt")
	s.send(shared.Ping{}, "end")
	for {
		received, err := s.receive()
		if err != nil {
			c.t.Fatalf("%s: %v", who, err)
		}
		switch e := received.Event.(type) {
		case shared.Failed:
			if received.Ref == "attempt" {
				return e.Code
			}
		case shared.Ponged:
			if received.Ref == "end" {
				return done
			}
		}
	}
}

// judge tries a row and says what is not as it should be.
func (c *cast) judge(r trial) (wrong []string) {
	for i, who := range principals {
		to := c.scene() // a fresh one: some outcomes change it
		if got := c.attempt(who, to, r.command(to)); got != r.want[i] {
			wrong = append(wrong, fmt.Sprintf("%s by %s: %q, want %q", r.name, who, got, r.want[i]))
		}
	}
	return wrong
}

// uncovered are the kinds of command that have no row.
func uncovered(rows []trial) (missing []shared.Kind) {
	covered := map[reflect.Type]bool{}
	for _, r := range rows {
		covered[reflect.TypeOf(r.command(target{}))] = true
	}
	for kind, command := range shared.Commands() {
		if !covered[reflect.TypeOf(command)] {
			missing = append(missing, kind)
		}
	}
	return missing
}

func TestAuthorisationMatrix(t *testing.T) {
	if missing := uncovered(matrix); missing != nil {
		t.Fatalf("commands without a row in the matrix: %v", missing)
	}
	c := newCast(t)
	// Whoever falls is thrown out of what is open already.
	fallen, _ := c.open(shared.PathStreamSocket, c.tokens[revoked])
	c.fall()
	if code := fallen.closed(); code != shared.CloseRevoked {
		t.Errorf("the revoked session's socket closed with %d", code)
	}
	for _, r := range matrix {
		for _, wrong := range c.judge(r) {
			t.Error(wrong)
		}
	}

	// The control: a wrong row and a missing one are seen.
	lax := matrix[0]
	lax.want = lax.want.except(done, otherOne)
	if wrong := c.judge(lax); len(wrong) != 1 || !strings.Contains(wrong[0], otherOne) {
		t.Errorf("a wrong row: %v", wrong)
	}
	if missing := uncovered(matrix[:len(matrix)-1]); !slices.Equal(missing, []shared.Kind{"pong"}) {
		t.Errorf("a missing row: %v", missing)
	}
	row{
		number: 23, checker: "who may do what", run: fmt.Sprintf("%d commands and %d paths by %d principals", len(matrix), len(doors), len(principals)),
		control: "a wrong row and a missing one: found",
	}.report()
}

func TestAuthorisationOverHTTP(t *testing.T) {
	c := newCast(t)
	c.fall()
	for path, operations := range document(t, web.OpenAPI).Paths {
		for method := range operations {
			door := strings.ToUpper(method) + " " + path
			inside, ok := doors[door]
			if !ok {
				t.Errorf("%s has no row in the matrix", door)
				continue
			}
			for _, who := range principals {
				to := c.scene()
				status, answer := c.call(strings.ToUpper(method), shared.PathWith(path, string(to.conversation)), c.tokens[who], shared.PostMessage{Content: "hello"})
				let := status != http.StatusUnauthorized && status != http.StatusForbidden
				if path == shared.PathToken || path == shared.PathRefresh {
					let = true // 401 is about the body
				}
				if want := slices.Contains(inside, who); let != want {
					t.Errorf("%s by %s: %d %.200s", door, who, status, answer)
					continue
				} else if want {
					continue
				}
				var refusal shared.ErrorBody
				json.Unmarshal(answer, &refusal)
				lost := slices.Contains([]string{anonymous, disabled, revoked}, who)
				if (status == http.StatusUnauthorized) != lost || refusal.Error.Message == "" {
					t.Errorf("%s by %s: %d %.200s", door, who, status, answer)
				}
			}
		}
	}
}
