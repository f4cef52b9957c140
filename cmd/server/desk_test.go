package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"parley/shared"
)

// says stores a message of a visitor over HTTP.
func (p *program) says(session shared.Session, content string) {
	p.t.Helper()
	ask[shared.Message](p, "POST", shared.PathWith(shared.PathMessages, string(session.SessionID)), session.Token, shared.PostMessage{Content: content})
}

func administer(p *program, bearer string, id shared.ConversationID, c shared.ChangeConversation) shared.Conversation {
	p.t.Helper()
	return ask[shared.Conversation](p, "PATCH", shared.PathWith(shared.PathConversation, string(id)), bearer, c)
}

// me is who a token is of.
func (p *program) me(access string) shared.MemberID {
	p.t.Helper()
	s, hello := p.open(shared.PathStreamSocket, access)
	s.conn.CloseNow()
	return hello.Me.ID
}

func TestConversationsAreAssigned(t *testing.T) {
	p := start(t, t.TempDir())
	annas, bens := p.login("demo").Access, p.login("lead").Access
	anna, ben, nobody := p.me(annas), p.me(bens), shared.MemberID("")
	session := p.visit("1")
	p.says(session, "hello")
	visitor := p.chat(session)
	desk, _ := p.open(shared.PathStreamSocket, bens)
	desk.send(shared.Join{ConversationID: session.SessionID}, "")
	joined := next[shared.Joined](desk)
	if joined.Internal == nil || joined.Assignee != nil || joined.NotesID == "" {
		t.Fatalf("%+v", joined)
	}
	desk.send(shared.Join{ConversationID: joined.NotesID}, "")
	if beside := next[shared.Joined](desk); beside.Kind != shared.KindNotes || beside.Of != session.SessionID || beside.Head != 0 {
		t.Fatalf("%+v", beside)
	}

	// Taken: in the log of the notes, on the feed, and for good.
	if header := administer(p, annas, session.SessionID, shared.ChangeConversation{AssigneeID: &anna}); header.Assignee == nil || header.Assignee.ID != anna {
		t.Fatalf("%+v", header)
	}
	for logged, fed := false, false; !logged || !fed; {
		switch e := next[shared.ConversationChanged](desk); e.ID {
		case joined.NotesID:
			logged = true
			if e.Seq != 1 || e.By.ID != anna || e.At == nil || e.Assignee.ID != anna || e.Of != session.SessionID {
				t.Errorf("%+v", e)
			}
		case session.SessionID:
			fed = true
			if e.Seq != 0 || e.Assignee.ID != anna || e.LastMessage == nil {
				t.Errorf("%+v", e)
			}
		}
	}
	page := ask[shared.History](p, "GET", shared.PathWith(shared.PathMessages, string(joined.NotesID)), bens, nil)
	if page.Head != 1 || len(page.Changes) != 1 {
		t.Errorf("%+v", page)
	}

	// Whoever is late is told by whom; again by the same hand changes nothing.
	path := shared.PathWith(shared.PathConversation, string(session.SessionID))
	status, answer := p.call("PATCH", path, bens, shared.ChangeConversation{AssigneeID: &ben})
	if status != http.StatusConflict || !strings.Contains(string(answer), "Anna Berg has taken this conversation") {
		t.Errorf("%d %s", status, answer)
	}
	administer(p, annas, session.SessionID, shared.ChangeConversation{AssigneeID: &anna})
	administer(p, bens, session.SessionID, shared.ChangeConversation{AssigneeID: &ben, ExpectAssigneeID: &anna})
	administer(p, bens, session.SessionID, shared.ChangeConversation{AssigneeID: &nobody, ExpectAssigneeID: &ben})
	status, answer = p.call("PATCH", path, annas, shared.ChangeConversation{AssigneeID: &anna, ExpectAssigneeID: &ben})
	if status != http.StatusConflict || !strings.Contains(string(answer), "nobody looks after") {
		t.Errorf("%d %s", status, answer)
	}

	// To whom it cannot be given.
	stranger := shared.MemberID("stranger")
	p.refused(shared.CodeNotFound, 404, "PATCH", path, annas, shared.ChangeConversation{AssigneeID: &stranger})
	p.refused(shared.CodeNotFound, 404, "PATCH", path, annas, shared.ChangeConversation{AssigneeID: &session.Me.ID})
	admins := p.login("admin").Access
	gone := p.me(admins)
	ask[shared.UserAdded](p, "POST", shared.PathUsers, admins, shared.NewUser{Username: "eve", Role: shared.RoleAdmin}) // or the last one would go
	if code := Run(t.Context(), storing(t, "user", "disable", "admin", "--data", p.data), strings.NewReader(""), p.logs, p.logs); code != exitDone {
		t.Fatal(p.logs)
	}
	status, answer = p.call("PATCH", path, annas, shared.ChangeConversation{AssigneeID: &gone})
	if status != http.StatusForbidden || !strings.Contains(string(answer), "Chiara Conti can no longer sign in. Choose somebody else.") {
		t.Errorf("%d %s", status, answer)
	}
	p.refused(shared.CodeRoomInvalid, 404, "PATCH", shared.PathWith(shared.PathConversation, "nowhere"), annas, shared.ChangeConversation{AssigneeID: &anna})
	p.refused(shared.CodeForbidden, 403, "PATCH", shared.PathWith(shared.PathConversation, string(p.rooms(annas)[0].ID)), annas, shared.ChangeConversation{AssigneeID: &anna})
	p.refused(shared.CodeForbidden, 403, "PATCH", shared.PathWith(shared.PathConversation, string(joined.NotesID)), annas, shared.ChangeConversation{Status: shared.StatusEnded})
	p.refused(shared.CodeForbidden, 403, "PATCH", path, session.Token, shared.ChangeConversation{Status: shared.StatusEnded})
	p.refused(shared.CodeRoomAccessDenied, 403, "PATCH", path, p.visit("2").Token, shared.ChangeConversation{Status: shared.StatusEnded})
	p.refused(shared.CodeUserHasToLogin, 401, "PATCH", path, "", shared.ChangeConversation{Status: shared.StatusEnded})
	p.refused(shared.CodeInvalidJSON, 400, "PATCH", path, annas, shared.ChangeConversation{Status: "paused"})

	// End and reopen, which the visitor sees, with time and by whom.
	for seq, status := range []shared.Status{shared.StatusEnded, shared.StatusOpen} {
		administer(p, bens, session.SessionID, shared.ChangeConversation{Status: status})
		administer(p, bens, session.SessionID, shared.ChangeConversation{Status: status})
		e := next[shared.ConversationChanged](visitor)
		if e.Seq != int64(seq+2) || e.Status != status || e.By.ID != ben || e.At == nil || e.Internal != nil || (e.EndedAt == nil) != (status == shared.StatusOpen) {
			t.Errorf("%+v", e)
		}
	}
	visitor.send(shared.SendMessage{Content: "still here"}, "")
	if m := next[shared.MessagePosted](visitor).Message; m.Seq != 4 {
		t.Errorf("%+v", m)
	}

	// Who has gone on elsewhere is not called back.
	administer(p, bens, session.SessionID, shared.ChangeConversation{Status: shared.StatusEnded})
	again := p.visit("1")
	p.says(again, "something else")
	status, answer = p.call("PATCH", path, bens, shared.ChangeConversation{Status: shared.StatusOpen})
	if status != http.StatusConflict || !strings.Contains(string(answer), "Go on there") {
		t.Errorf("%d %s", status, answer)
	}
}

// TestTwoTakeOneConversation: of those who take it at one moment one wins, and
// the others are told who.
func TestTwoTakeOneConversation(t *testing.T) {
	p := start(t, t.TempDir())
	var tokens []string
	var names = map[shared.MemberID]string{}
	for _, name := range demoNames() {
		access := p.login(name).Access
		tokens = append(tokens, access)
		names[p.me(access)] = name
	}
	for round := range 20 {
		session := p.visit(fmt.Sprint(round))
		p.says(session, "hello")
		var group sync.WaitGroup
		var mu sync.Mutex
		var won []shared.MemberID
		var lost []string
		for i, access := range tokens {
			me := p.me(access)
			group.Go(func() {
				status, answer := p.call("PATCH", shared.PathWith(shared.PathConversation, string(session.SessionID)), tokens[i], shared.ChangeConversation{AssigneeID: &me})
				mu.Lock()
				defer mu.Unlock()
				if status == http.StatusOK {
					won = append(won, me)
				} else {
					lost = append(lost, fmt.Sprint(status, string(answer)))
				}
			})
		}
		group.Wait()
		page := ask[shared.Inbox](p, "GET", shared.PathInbox+"?limit=1", tokens[0], nil)
		if len(won) != 1 || len(lost) != len(tokens)-1 || page.Conversations[0].Assignee.ID != won[0] {
			t.Fatalf("%v won, %v lost, %+v has it", won, lost, page.Conversations[0].Assignee)
		}
		for _, l := range lost {
			if !strings.HasPrefix(l, "409") || !strings.Contains(l, page.Conversations[0].Assignee.Name()) {
				t.Errorf("%s does not name %s", l, names[won[0]])
			}
		}
	}
}

func TestListsOfTheDesk(t *testing.T) {
	p := start(t, t.TempDir())
	access, other := p.login("demo").Access, p.login("lead").Access
	me, ben := p.me(access), p.me(other)
	var ids []shared.ConversationID
	for i := range 6 {
		session := p.visit(fmt.Sprint(i))
		p.says(session, fmt.Sprint(i))
		ids = append(ids, session.SessionID)
	}
	// 0, 1: mine; 2: Ben's; 3: nobody's; 4, 5: ended, in this order.
	for i, c := range []shared.ChangeConversation{{AssigneeID: &me}, {AssigneeID: &me}, {AssigneeID: &ben}, {}, {Status: shared.StatusEnded}, {AssigneeID: &me, Status: shared.StatusEnded}} {
		administer(p, other, ids[i], c)
	}
	list := func(query string) (said string, page shared.Inbox) {
		t.Helper()
		page = ask[shared.Inbox](p, "GET", shared.PathInbox+query, access, nil)
		for _, c := range page.Conversations {
			said += c.LastMessage.Content
			if c.Internal == nil || c.NotesID == "" {
				t.Errorf("%+v", c)
			}
		}
		return said, page
	}
	for query, want := range map[string]string{
		"": "543210", "?filter=mine": "10", "?filter=unassigned": "3", "?filter=all": "3210", "?filter=ended": "54",
		"?filter=ended&limit=1": "5", "?limit=2": "54", "?filter=all&limit=3": "321",
	} {
		got, page := list(query)
		if got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
		if page.Counts == nil || *page.Counts != (shared.InboxCounts{Mine: 2, Unassigned: 1, All: 4, Ended: 2}) {
			t.Errorf("%s: %+v", query, page.Counts)
		}
	}
	for _, filter := range []string{"", "&filter=all", "&filter=ended"} {
		whole, _ := list("?limit=100" + filter)
		var paged string
		for before, more := "", true; more; {
			said, page := list("?limit=1" + filter + "&before=" + strings.ReplaceAll(before, " ", "%20"))
			paged += said
			before, more = page.Next, page.Next != ""
			if more != (page.Counts != nil) && len(paged) > 1 && page.Counts != nil {
				t.Errorf("counts on a later page")
			}
		}
		if paged != whole {
			t.Errorf("%s page by page: %s", whole, paged)
		}
	}
	p.refused(shared.CodeInvalidJSON, 400, "GET", shared.PathInbox+"?filter=yours", access, nil)
}

// TestNotesAreForUsers: notes are a conversation like any other, beside one that
// has begun, for users alone.
func TestNotesAreForUsers(t *testing.T) {
	p := start(t, t.TempDir())
	annas, bens := p.login("demo").Access, p.login("lead").Access
	session := p.visit("1")
	p.says(session, "hello")
	header := ask[shared.Inbox](p, "GET", shared.PathInbox, annas, nil).Conversations[0]
	messages := shared.PathWith(shared.PathMessages, string(header.NotesID))
	if page := ask[shared.History](p, "GET", messages, annas, nil); page.Head != 0 || len(page.Messages) != 0 {
		t.Errorf("%+v", page)
	}
	anna, _ := p.open(shared.PathStreamSocket, annas)
	ben, _ := p.open(shared.PathStreamSocket, bens)
	for _, s := range []*socket{anna, ben} {
		if joined := s.join(header.NotesID); joined.Kind != shared.KindNotes || joined.Of != session.SessionID {
			t.Errorf("%+v", joined)
		}
	}
	elsewhere, _ := p.open(shared.PathStreamSocket, bens)
	anna.send(shared.SendMessage{ConversationID: header.NotesID, Content: "rich uncle", ClientMessageID: "n1"}, "")
	if m := next[shared.MessagePosted](ben).Message; m.Seq != 1 || m.Content != "rich uncle" || m.Sender.FirstName != "Anna" {
		t.Errorf("%+v", m)
	}
	if fed := elsewhere.changed(header.NotesID); fed.Of != session.SessionID || fed.Seq != 0 || fed.Kind != shared.KindNotes {
		t.Errorf("%+v", fed)
	}
	if page := ask[shared.Inbox](p, "GET", shared.PathInbox, bens, nil); len(page.Conversations) != 1 || page.Conversations[0].Head != 1 || *page.Conversations[0].Unread != 1 {
		t.Errorf("%+v", page)
	}
	// No door opens for the visitor, nor do notes of nothing exist.
	p.refused(shared.CodeRoomAccessDenied, 403, "GET", messages, session.Token, nil)
	p.refused(shared.CodeRoomAccessDenied, 403, "POST", messages, session.Token, shared.PostMessage{Content: "me too"})
	p.refused(shared.CodeUserHasToLogin, 401, "GET", messages, "", nil)
	p.refused(shared.CodeRoomInvalid, 404, "GET", shared.PathWith(shared.PathMessages, "nowhere-notes"), annas, nil)
	p.refused(shared.CodeRoomInvalid, 404, "GET", shared.PathWith(shared.PathMessages, string(p.rooms(annas)[0].ID)+"-notes"), annas, nil)
	p.refused(shared.CodeRoomInvalid, 404, "GET", shared.PathWith(shared.PathMessages, string(header.NotesID)+"-notes"), annas, nil)
	if code := p.dial(shared.PathWith(shared.PathSocket, string(header.NotesID)), session.Token, nil).closed(); code != shared.CloseForbidden {
		t.Errorf("closed with %d", code)
	}
	_, unknown := p.call("GET", shared.PathWith(shared.PathMessages, "nowhere"), session.Token, nil)
	_, known := p.call("GET", messages, session.Token, nil)
	if string(unknown) != string(known) {
		t.Errorf("a visitor can tell that there are notes: %s is not %s", known, unknown)
	}
	visitor := p.chat(session)
	visitor.send(shared.SendMessage{ConversationID: header.NotesID, Content: "me too"}, "")
	if failed := next[shared.Failed](visitor); failed.Code != shared.CodeRoomAccessDenied {
		t.Errorf("%+v", failed)
	}
	var raw map[string]any
	_, answer := p.call("POST", shared.PathWith(shared.PathInitSession, "demo"), "", shared.InitSession{BrowserSessionID: fmt.Sprintf("browser-%024s", "1")})
	if err := json.Unmarshal(answer, &raw); err != nil || strings.Contains(string(answer), "notes") {
		t.Errorf("%s", answer)
	}
}
