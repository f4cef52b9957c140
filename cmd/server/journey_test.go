package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"parley/shared"
)

func TestVisitorAndAgentTalk(t *testing.T) {
	p := start(t, t.TempDir())
	session := p.visit("1")
	if !session.Created || session.Site.Name == "" || session.Me.Role != shared.RoleVisitor {
		t.Fatalf("session: %+v", session)
	}
	desk, hello := p.open(shared.PathStreamSocket, p.login("demo").Access)
	if hello.Message != shared.ConnectedMessage || hello.Me.Username != "demo" || hello.Epoch == "" {
		t.Fatalf("greeting: %+v", hello)
	}

	visitor := p.chat(session)
	visitor.send(shared.SendMessage{Content: "  Hello world \n", ClientMessageID: "m1"}, "r1")
	own, ref := nextWithRef[shared.MessagePosted](visitor)
	if own.Message.Content != "Hello world" || own.Message.Seq != 1 || own.ClientMessageID != "m1" || ref != "r1" {
		t.Fatalf("acknowledgement: %+v ref %q", own, ref)
	}
	line := next[shared.ConversationChanged](desk)
	if line.Conversation.ID != session.SessionID || line.Head != 1 || line.LastMessage.Content != "Hello world" || line.Seq != 0 {
		t.Fatalf("inbox line: %+v", line)
	}

	desk.send(shared.Join{ConversationID: session.SessionID}, "j")
	joined, ref := nextWithRef[shared.Joined](desk)
	if joined.Head != 1 || joined.Visitor.ID != session.Me.ID || ref != "j" {
		t.Fatalf("joined: %+v", joined)
	}
	visitor.send(shared.SetTyping{IsTyping: true, Preview: "And…"}, "")
	if typing := next[shared.TypingChanged](desk); typing.UserID != session.Me.ID || !typing.IsTyping || typing.Preview != "And…" {
		t.Fatalf("typing: %+v", typing)
	}
	desk.send(shared.SendMessage{ConversationID: session.SessionID, Content: "Hi!", ClientMessageID: "a1"}, "")
	reply := next[shared.MessagePosted](visitor)
	if reply.Message.Seq != 2 || reply.ClientMessageID != "" || reply.Message.Sender.Username != "demo" || reply.Message.Sender.FirstName != "Anna" {
		t.Fatalf("reply: %+v", reply)
	}
	next[shared.MessagePosted](desk)

	visitor.send(shared.Mark{Read: 99}, "")
	if marked := next[shared.Marked](desk); marked.Who != session.Me.ID || marked.Read != 2 {
		t.Fatalf("marked: %+v", marked)
	}
	desk.send(shared.Leave{ConversationID: session.SessionID}, "l")
	if left := next[shared.Left](desk); left.ConversationID != session.SessionID || left.Title == "" {
		t.Fatalf("left: %+v", left)
	}
}

func TestEverythingSurvivesARestart(t *testing.T) {
	data := t.TempDir()
	p := start(t, data)
	session := p.visit("1")
	visitor := p.chat(session)
	for i := range 5 {
		visitor.send(shared.SendMessage{Content: fmt.Sprint("line ", i), ClientMessageID: fmt.Sprint("m", i)}, "")
		next[shared.MessagePosted](visitor)
	}
	if code := p.halt(); code != exitDone {
		t.Fatalf("exit %d\n%s", code, p.logs)
	}
	if retry := next[shared.Restarting](visitor); retry.RetryMS < 0 {
		t.Fatal(retry)
	}
	if code := visitor.closed(); code != shared.CloseRestarting {
		t.Fatalf("closed with %d", code)
	}

	p = start(t, data)
	again := p.visit("1")
	if again.SessionID != session.SessionID || again.Created {
		t.Fatalf("another session after the restart: %+v", again)
	}
	visitor = p.chat(again)
	// The last acknowledgement may have been lost: the same id, the same message.
	visitor.send(shared.SendMessage{Content: "line 4", ClientMessageID: "m4"}, "")
	if repeated := next[shared.MessagePosted](visitor); repeated.Message.Seq != 5 || repeated.ClientMessageID != "m4" {
		t.Fatalf("repeat: %+v", repeated)
	}
	visitor.send(shared.Sync{From: 2}, "")
	for seq := int64(3); seq <= 5; seq++ {
		if got := next[shared.MessagePosted](visitor); got.Message.Seq != seq || got.ClientMessageID == "" {
			t.Fatalf("synced %+v, want seq %d", got, seq)
		}
	}
	page := ask[shared.History](p, "GET", shared.PathWith(shared.PathMessages, string(session.SessionID)), again.Token, nil)
	if len(page.Messages) != 5 || page.Head != 5 || page.Messages[0].Content != "line 0" {
		t.Fatalf("history: %+v", page)
	}
}

func TestPageViewsStoreNothing(t *testing.T) {
	p := start(t, t.TempDir())
	seen := map[shared.ConversationID]bool{}
	for i := range 50 {
		session := p.visit(fmt.Sprint(i))
		if again := p.visit(fmt.Sprint(i)); again.SessionID != session.SessionID || !again.Created {
			t.Fatalf("the same browser got %+v after %+v", again, session)
		}
		seen[session.SessionID] = true
		p.chat(session).conn.CloseNow()
	}
	if len(seen) != 50 {
		t.Fatalf("50 browsers got %d sessions", len(seen))
	}
	page := ask[shared.Inbox](p, "GET", shared.PathInbox, p.login("demo").Access, nil)
	if len(page.Conversations) != 0 {
		t.Fatalf("page views left %d conversations", len(page.Conversations))
	}
}

func TestEndingAndStartingAgain(t *testing.T) {
	for _, by := range []string{"visitor", "agent"} {
		t.Run(by, func(t *testing.T) {
			p := start(t, t.TempDir())
			session := p.visit("1")
			access := p.login("demo").Access
			end := shared.PathWith(shared.PathClose, string(session.SessionID))

			// Ending what never began is no error, and stores nothing.
			if ok := ask[shared.Success](p, "POST", end, session.Token, shared.CloseConversation{}); !ok.Success {
				t.Fatal("not ended")
			}
			visitor, desk := p.chat(session), (*socket)(nil)
			visitor.send(shared.SendMessage{Content: "hello"}, "")
			next[shared.MessagePosted](visitor)
			desk, hello := p.open(shared.PathStreamSocket, access)
			desk.send(shared.Join{ConversationID: session.SessionID}, "")
			next[shared.Joined](desk)

			token, body := session.Token, shared.CloseConversation{}
			if by == "agent" {
				token, body.SupportAgentID = access, &hello.Me.ID
			}
			ask[shared.Success](p, "POST", end+"/", token, body) // a trailing slash is optional
			ask[shared.Success](p, "POST", end, token, body)     // both may press at once
			for _, s := range []*socket{visitor, desk} {
				change := next[shared.ConversationChanged](s)
				for change.Seq == 0 { // the inbox feed
					change = next[shared.ConversationChanged](s)
				}
				if change.Seq != 2 || change.Status != shared.StatusEnded || change.EndedBy == nil || (change.EndedBy.Role == shared.RoleVisitor) != (by == "visitor") {
					t.Fatalf("change: %+v", change)
				}
			}
			visitor.send(shared.SendMessage{Content: "one more"}, "late")
			if failed, ref := nextWithRef[shared.Failed](visitor); failed.Code != shared.CodeConversationClosed || ref != "late" {
				t.Fatalf("after the end: %+v", failed)
			}
			page := ask[shared.History](p, "GET", shared.PathWith(shared.PathMessages, string(session.SessionID)), session.Token, nil)
			if len(page.Messages) != 1 || len(page.Changes) != 1 || page.Head != 2 {
				t.Fatalf("history: %+v", page)
			}
			fresh := p.visit("1")
			if fresh.SessionID == session.SessionID || !fresh.Created {
				t.Fatalf("no new session after the end: %+v", fresh)
			}
		})
	}
}

func TestInboxCountsWhatTheAgentHasNotRead(t *testing.T) {
	p := start(t, t.TempDir())
	access := p.login("demo").Access
	first, second := p.visit("1"), p.visit("2")
	for i, session := range []shared.Session{first, second, first} {
		ask[shared.Message](p, "POST", shared.PathWith(shared.PathMessages, string(session.SessionID)), session.Token,
			shared.PostMessage{Content: fmt.Sprint("over HTTP ", i)})
	}
	unread := func() string {
		var counts []string
		for _, c := range ask[shared.Inbox](p, "GET", shared.PathInbox, access, nil).Conversations {
			counts = append(counts, fmt.Sprintf("%s %d", c.LastMessage.Content, *c.Unread))
		}
		return strings.Join(counts, ", ")
	}
	if got := unread(); got != "over HTTP 2 2, over HTTP 1 1" {
		t.Fatal(got)
	}
	desk, _ := p.open(shared.PathStreamSocket, access)
	desk.send(shared.Join{ConversationID: first.SessionID}, "")
	next[shared.Joined](desk)
	desk.send(shared.Mark{ConversationID: first.SessionID, Read: 1}, "")
	next[shared.Marked](desk)
	if got := unread(); got != "over HTTP 2 1, over HTTP 1 1" {
		t.Fatal(got)
	}
	desk.send(shared.SendMessage{ConversationID: first.SessionID, Content: "mine"}, "")
	next[shared.MessagePosted](desk)
	if got := unread(); got != "mine 0, over HTTP 1 1" {
		t.Fatal("who answers has read: ", got)
	}
}

func TestPagesCarryTheirHeaders(t *testing.T) {
	p := start(t, t.TempDir())
	for path, want := range map[string][]string{
		"/app":                             {"frame-ancestors 'none'", "require-trusted-types-for 'script'"},
		"/app/c/some-conversation":         {"frame-ancestors 'none'"},
		"/widget?site=demo&o=" + p.url:     {"frame-ancestors " + p.url, "script-src 'self' 'wasm-unsafe-eval'"},
		"/widget?site=demo&o=http://evil/": {"frame-ancestors " + p.url},
	} {
		response, err := http.Get(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		policy := response.Header.Get("Content-Security-Policy")
		for _, part := range want {
			if response.StatusCode != http.StatusOK || !strings.Contains(policy, part) {
				t.Errorf("%s: %d %q has no %q", path, response.StatusCode, policy, part)
			}
		}
	}
	request, err := http.NewRequest("GET", p.url+"/app", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "evil;script-src=*"
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if policy := response.Header.Get("Content-Security-Policy"); strings.Contains(policy, "evil") {
		t.Errorf("the Host header became policy: %q", policy)
	}
	if status, page := p.call("GET", "/widget?site=nobody", "", nil); status != http.StatusNotFound || !strings.Contains(string(page), "<!doctype html>") {
		t.Errorf("an unknown site is said in the panel, not as %d %s", status, page)
	}
	p.refused(shared.CodeNotFound, http.StatusNotFound, "GET", "/no/such/page", "", nil)
	for _, path := range []string{"/widget.js", "/demo", "/healthz", "/readyz", "/readyz/"} {
		if status, _ := p.call("GET", path, "", nil); status != http.StatusOK {
			t.Errorf("%s: %d", path, status)
		}
	}
}
