package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/cmd/server/internal/describe"
	"parley/shared"
	"parley/web"
)

func TestDescriptionsAreServed(t *testing.T) {
	p := start(t, t.TempDir())
	for path, c := range map[string]struct {
		want        []byte
		contentType string
		says        string
	}{
		"/api/v1/openapi.json":   {web.OpenAPI, "application/json", `"openapi": "3.1.0"`},
		"/api/v1/asyncapi.json":  {web.AsyncAPI, "application/json", `"asyncapi": "3.0.0"`},
		"/api/v1/asyncapi.json/": {web.AsyncAPI, "application/json", `"asyncapi": "3.0.0"`},
		"/api/v1/parley.d.ts":    {web.TypeScript, "text/plain; charset=utf-8", "export interface Message {"},
	} {
		response, err := http.Get(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		body.ReadFrom(response.Body)
		response.Body.Close()
		if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != c.contentType {
			t.Errorf("%s: %d %v", path, response.StatusCode, response.Header)
		}
		if !bytes.Equal(body.Bytes(), c.want) || !strings.Contains(body.String(), c.says) {
			t.Errorf("%s is not what was generated: %.80s", path, body.String())
		}
	}
}

func document(t *testing.T, data []byte) (d describe.Document) {
	t.Helper()
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestAnswersAreAsDescribed asks the program everything there is to ask over
// HTTP, and holds each answer against the description.
func TestAnswersAreAsDescribed(t *testing.T) {
	p := start(t, t.TempDir())
	openAPI, asked := document(t, web.OpenAPI), map[string]bool{}
	try := func(want int, method, path, fill, bearer string, body any) []byte {
		t.Helper()
		asked[method+" "+path] = true
		path, query, _ := strings.Cut(path, "?")
		status, answer := p.call(method, shared.PathWith(path, fill)+"?"+query, bearer, body)
		if status != want {
			t.Fatalf("%s %s: %d %s", method, path, status, answer)
		}
		if err := openAPI.Answer(method, path, status, answer); err != nil {
			t.Errorf("%s %s: %v in %s", method, path, err, answer)
		}
		return answer
	}
	const ok = http.StatusOK
	browser := shared.InitSession{BrowserSessionID: "browser-0123456789abcdef"}
	var session shared.Session
	json.Unmarshal(try(ok, "POST", shared.PathInitSession, "demo", "", browser), &session)
	id, visitor := string(session.SessionID), session.Token
	try(404, "POST", shared.PathInitSession, "nowhere", "", browser)
	try(400, "POST", shared.PathInitSession, "demo", "", "{")

	var tokens shared.Tokens
	json.Unmarshal(try(ok, "POST", shared.PathToken, "", "", shared.Login{Username: "demo", Password: demoPassword}), &tokens)
	json.Unmarshal(try(ok, "POST", shared.PathRefresh, "", "", shared.Refresh{Refresh: tokens.Refresh}), &tokens)
	try(401, "POST", shared.PathToken, "", "", shared.Login{Username: "demo", Password: "wrong"})
	agent := tokens.Access

	try(ok, "POST", shared.PathTicket, "", visitor, nil)
	try(401, "POST", shared.PathTicket, "", "", nil)
	try(ok, "GET", shared.PathInbox, "", agent, nil)
	try(ok, "GET", shared.PathMessages, id, visitor, nil)
	var message shared.Message
	json.Unmarshal(try(ok, "POST", shared.PathMessages, id, visitor, shared.PostMessage{Content: "Hello", ClientMessageID: "m1"}), &message)
	try(409, "POST", shared.PathMessages, id, visitor, shared.PostMessage{Content: "Other", ClientMessageID: "m1"})
	try(400, "POST", shared.PathMessages, id, visitor, shared.PostMessage{})
	try(ok, "POST", shared.PathMessages, id, agent, shared.PostMessage{Content: "Hi", ReplyTo: &message.ID})
	try(ok, "GET", shared.PathMessages, id, agent, nil) // no change yet: a list that is empty, not null
	try(403, "GET", shared.PathInbox, "", visitor, nil)
	nobody := shared.MemberID("")
	try(ok, "PATCH", shared.PathConversation, id, agent, shared.ChangeConversation{AssigneeID: &nobody})
	try(404, "PATCH", shared.PathConversation, "nothing", agent, shared.ChangeConversation{})
	try(ok, "POST", shared.PathClose, id, agent, shared.CloseConversation{})
	try(ok, "GET", shared.PathMessages, id, agent, nil)
	try(404, "GET", shared.PathMessages, "nothing", agent, nil)
	try(ok, "GET", shared.PathInbox, "", agent, nil)
	var admin shared.Tokens
	json.Unmarshal(try(ok, "POST", shared.PathToken, "", "", shared.Login{Username: "admin", Password: demoPassword}), &admin)
	var site shared.ListedSite
	json.Unmarshal(try(ok, "POST", shared.PathSites, "", admin.Access, asking), &site)
	try(400, "POST", shared.PathSites, "", admin.Access, shared.NewSite{})
	try(ok, "PUT", shared.PathSite, string(site.ID), admin.Access, asking)
	json.Unmarshal(try(ok, "PUT", shared.PathSitePicture, string(site.ID), admin.Access, string(dot(t, 4, 4))), &site)
	try(400, "PUT", shared.PathSitePicture, string(site.ID), admin.Access, "<svg/>")
	asked["GET "+shared.PathPicture] = true // no JSON; see TestPicturesOfSites
	try(ok, "DELETE", shared.PathSitePicture, string(site.ID), admin.Access, nil)
	try(ok, "GET", shared.PathSites, "", admin.Access, nil)
	try(403, "GET", shared.PathSites, "", agent, nil)
	var other shared.Session
	json.Unmarshal(try(ok, "POST", shared.PathInitSession, string(site.ID), "", browser), &other)
	try(400, "POST", shared.PathDetails, string(other.SessionID), other.Token, shared.Details{})
	try(ok, "POST", shared.PathDetails, string(other.SessionID), other.Token, shared.Details{Details: map[string]string{"email": "zoe@example.com"}})
	try(ok, "POST", shared.PathMessages, string(other.SessionID), other.Token, shared.PostMessage{Content: "Hello"})
	try(ok, "GET", shared.PathInbox, "", agent, nil)
	try(ok, "GET", shared.PathUsers, "", agent, nil)
	var added shared.UserAdded
	json.Unmarshal(try(ok, "POST", shared.PathUsers, "", admin.Access, shared.NewUser{Username: "dora", Role: shared.RoleAgent}), &added)
	try(400, "POST", shared.PathUsers, "", admin.Access, shared.NewUser{})
	yes := true
	try(ok, "POST", shared.PathUserPassword, string(added.ID), admin.Access, shared.Password{})
	try(ok, "PATCH", shared.PathUser, string(added.ID), admin.Access, shared.ChangeUser{Disabled: &yes})
	try(ok, "GET", shared.PathRooms, "", agent, nil)
	var room shared.Room
	json.Unmarshal(try(ok, "POST", shared.PathRooms, "", admin.Access, shared.NewRoom{Title: "Workshop"}), &room)
	try(409, "POST", shared.PathRooms, "", admin.Access, shared.NewRoom{Title: "workshop"})
	try(400, "POST", shared.PathRooms, "", admin.Access, shared.NewRoom{})
	try(403, "POST", shared.PathMessages, string(room.ID), admin.Access, shared.PostMessage{Content: "Careful!"})
	stream, _ := p.open(shared.PathStreamSocket, admin.Access)
	stream.send(shared.Join{ConversationID: room.ID}, "")
	next[shared.Joined](stream)
	try(ok, "POST", shared.PathMessages, string(room.ID), admin.Access, shared.PostMessage{Content: "Careful!", Kind: shared.KindWarning})
	title := "Workshops"
	try(ok, "PATCH", shared.PathRoom, string(room.ID), admin.Access, shared.ChangeRoom{Title: &title})
	try(403, "PATCH", shared.PathRoom, string(room.ID), agent, shared.ChangeRoom{Title: &title})
	try(ok, "GET", shared.PathRooms, "", agent, nil)
	try(ok, "DELETE", shared.PathRoom, string(room.ID), admin.Access, nil)
	try(404, "DELETE", shared.PathRoom, string(room.ID), admin.Access, nil)
	try(ok, "POST", shared.PathBlacklist, "", "", shared.Refresh{Refresh: tokens.Refresh})
	try(ok, "GET", "/healthz", "", "", nil)
	try(ok, "GET", "/readyz", "", "", nil)
	asked["GET /metrics"] = true // no JSON; see TestMetrics

	for path, operations := range openAPI.Paths {
		for method := range operations {
			if name := strings.ToUpper(method) + " " + path; !asked[name] && !strings.HasPrefix(path, "/api/v1/openapi") &&
				!strings.HasPrefix(path, "/api/v1/asyncapi") && !strings.HasPrefix(path, "/api/v1/parley") {
				t.Errorf("%s was not asked", name)
			}
		}
	}
}

// TestFramesAreAsDescribed holds what the sockets really say, fields that are
// null or left out included, against the description.
func TestFramesAreAsDescribed(t *testing.T) {
	p := start(t, t.TempDir())
	asyncAPI := document(t, web.AsyncAPI)
	session, access := p.visit("1"), p.login("demo").Access
	visitor := p.dial("/ws/chat/"+string(session.SessionID), session.Token, nil)
	desk := p.dial(shared.PathStreamSocket, access, nil)
	// until reads on to a kind of event; everything on the way is checked.
	until := func(s *socket, want shared.Kind) {
		t.Helper()
		for {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			_, frame, err := s.conn.Read(ctx)
			cancel()
			if err != nil {
				t.Fatalf("waiting for %s: %v", want, err)
			}
			var is struct{ Type shared.Kind }
			json.Unmarshal(frame, &is)
			if err := asyncAPI.Check("EventFrame", frame); err != nil {
				t.Errorf("%v in %s", err, frame)
			}
			if is.Type == want {
				return
			}
		}
	}
	until(visitor, "connection_established")
	until(desk, "connection_established")
	visitor.send(shared.SendMessage{Content: "Hello", ClientMessageID: "m1"}, "r1")
	until(visitor, "new_message")
	until(desk, "conversation_changed")
	desk.send(shared.Join{ConversationID: session.SessionID}, "")
	until(desk, "joined")
	until(visitor, "presence")
	visitor.send(shared.SetTyping{IsTyping: true}, "")
	until(desk, "typing")
	visitor.send(shared.EditMessage{MessageID: 1, Content: "Hello!"}, "")
	until(desk, "message_edited")
	desk.send(shared.React{ConversationID: session.SessionID, MessageID: 1, Emoji: "👍", On: true}, "")
	until(visitor, "reaction_changed")
	visitor.send(shared.DeleteMessage{MessageID: 1, For: shared.ForEveryone}, "")
	until(desk, "message_deleted")
	desk.send(shared.Mark{ConversationID: session.SessionID, Read: 1}, "")
	until(visitor, "marked")
	desk.send(shared.Leave{ConversationID: session.SessionID}, "")
	until(desk, "left")
	visitor.send(shared.Ping{}, "r2")
	until(visitor, "pong")
	visitor.sendRaw(websocket.MessageText, []byte(`{"type":"order_pizza"}`))
	until(visitor, "error")
	p.call("POST", shared.PathWith(shared.PathClose, string(session.SessionID)), access, shared.CloseConversation{})
	until(visitor, "conversation_changed")
	go p.halt()
	until(visitor, "restarting")
}
