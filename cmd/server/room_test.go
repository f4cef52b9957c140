package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"parley/shared"
)

// rooms lists the rooms that somebody may enter.
func (p *program) rooms(access string) []shared.Room {
	p.t.Helper()
	return ask[shared.Rooms](p, "GET", shared.PathRooms, access, nil).Rooms
}

func titles(rooms []shared.Room) (list string) {
	for _, r := range rooms {
		list += r.Title + ","
	}
	return list
}

// join joins a room and reads on to the answer.
func (s *socket) join(id shared.ConversationID) shared.Joined {
	s.t.Helper()
	s.send(shared.Join{ConversationID: id}, "join")
	return next[shared.Joined](s)
}

// expelled reads on until a stream knows that a room is gone: from what it has
// joined, and from its list.
func (s *socket) expelled(id shared.ConversationID, title string) {
	s.t.Helper()
	for left, removed := false, false; !left || !removed; {
		received, err := s.receive()
		if err != nil {
			s.t.Fatalf("left %v, removed %v: %v", left, removed, err)
		}
		switch e := received.Event.(type) {
		case shared.Left:
			left = left || e.ConversationID == id && e.Title == title
		case shared.ConversationRemoved:
			removed = removed || e.ConversationID == id && e.Title == title
		}
	}
}

// changed reads on to the news of one conversation.

func (s *socket) changed(id shared.ConversationID) shared.ConversationChanged {
	s.t.Helper()
	for {
		if e := next[shared.ConversationChanged](s); e.ID == id {
			return e
		}
	}
}

func TestRoomsAreMadeChangedAndDeleted(t *testing.T) {
	data := t.TempDir()
	p := start(t, data, "--no-room-notices")
	agent, lead, admin := p.login("demo").Access, p.login("lead").Access, p.login("admin").Access
	if got := titles(p.rooms(agent)); got != "Everybody,Orders and deliveries," {
		t.Errorf("an agent sees %s", got)
	}
	if got := titles(p.rooms(lead)); got != "Everybody,Orders and deliveries,Team leads," {
		t.Errorf("a supervisor sees %s", got)
	}
	desk, _ := p.open(shared.PathStreamSocket, agent)
	staff, _ := p.open(shared.PathStreamSocket, lead)

	made := ask[shared.Room](p, "POST", shared.PathRooms, admin, shared.NewRoom{Title: "  ärger \n"})
	if made.ID == "" || made.Title != "ärger" || made.StaffOnly || made.MessageCharacters != shared.MaxMessage {
		t.Fatalf("%+v", made)
	}
	if told := desk.changed(made.ID); told.Kind != shared.KindRoom || told.Title != "ärger" || told.Seq != 0 {
		t.Errorf("%+v", told)
	}
	if got := titles(p.rooms(agent)); got != "Everybody,Orders and deliveries,ärger," {
		t.Errorf("an agent sees %s", got)
	}
	for name, c := range map[string]struct {
		body any
		code shared.Code
		says string
	}{
		"no title":          {shared.NewRoom{Title: " \t"}, shared.CodeInvalidJSON, "Give the room a title."},
		"a title too long":  {shared.NewRoom{Title: strings.Repeat("ü", 81)}, shared.CodeInvalidJSON, "1 to 80 characters; this has 81."},
		"two lines":         {shared.NewRoom{Title: "a\nb"}, shared.CodeInvalidJSON, "on one line"},
		"a taken title":     {shared.NewRoom{Title: " ÄRGER"}, shared.CodeConflict, "Choose a different one."},
		"no JSON":           {"{", shared.CodeInvalidJSON, "Invalid JSON"},
		"tiny messages":     {shared.NewRoom{Title: "x", MessageCharacters: 159}, shared.CodeInvalidJSON, "160 to 5000"},
		"enormous messages": {shared.NewRoom{Title: "x", MessageCharacters: 5001}, shared.CodeInvalidJSON, "160 to 5000"},
	} {
		_, answer := p.call("POST", shared.PathRooms, admin, c.body)
		if !strings.Contains(string(answer), string(c.code)) || !strings.Contains(string(answer), c.says) {
			t.Errorf("%s: %s", name, answer)
		}
	}

	// Another title, seen by those who have joined and those who have not.
	desk.join(made.ID)
	title := "Würger"
	room := shared.PathWith(shared.PathRoom, string(made.ID))
	if changed := ask[shared.Room](p, "PATCH", room, admin, shared.ChangeRoom{Title: &title}); changed.Title != title {
		t.Errorf("%+v", changed)
	}
	logged := desk.changed(made.ID)
	for logged.Seq == 0 {
		logged = desk.changed(made.ID)
	}
	if logged.Title != title || logged.Seq != 1 || logged.By == nil || logged.By.Username != "admin" || logged.At == nil {
		t.Errorf("%+v", logged)
	}
	for staff.changed(made.ID).Title != title {
	}
	ask[shared.Room](p, "PATCH", room, admin, shared.ChangeRoom{Title: &title}) // nothing to do
	taken := "everybody"
	p.refused(shared.CodeConflict, http.StatusConflict, "PATCH", room, admin, shared.ChangeRoom{Title: &taken})
	if got := titles(p.rooms(agent)); got != "Everybody,Orders and deliveries,Würger," {
		t.Errorf("an agent sees %s", got)
	}

	// For staff only, agents are put out, live and for good.
	staff.join(made.ID)
	yes := true
	ask[shared.Room](p, "PATCH", room, admin, shared.ChangeRoom{StaffOnly: &yes})
	desk.expelled(made.ID, title)
	desk.send(shared.SendMessage{ConversationID: made.ID, Content: "hello?"}, "out")
	if failed, ref := nextWithRef[shared.Failed](desk); failed.Code != shared.CodeRoomAccessDenied || ref != "out" {
		t.Errorf("%+v", failed)
	}
	desk.send(shared.Join{ConversationID: made.ID}, "out")
	if failed := next[shared.Failed](desk); failed.Code != shared.CodeRoomAccessDenied {
		t.Errorf("%+v", failed)
	}
	staff.send(shared.SendMessage{ConversationID: made.ID, Content: "among us"}, "")
	next[shared.MessagePosted](staff)

	// A staff room's news is not for agents; the next room's is.
	no := false
	ask[shared.Room](p, "PATCH", room, admin, shared.ChangeRoom{StaffOnly: &no})
	if told := desk.changed(made.ID); told.StaffOnly {
		t.Errorf("an agent was told of the staff room: %+v", told)
	}

	// Deleted, it is gone for everybody, also for those in it, and for good.
	desk.join(made.ID)
	alone, _ := p.open(shared.PathWith(shared.PathSocket, string(made.ID)), agent)
	ask[shared.Success](p, "DELETE", room, admin, nil)
	desk.expelled(made.ID, title)
	staff.expelled(made.ID, title)
	next[shared.Left](alone)
	if code := alone.closed(); code != shared.CloseForbidden {
		t.Errorf("closed with %d", code)
	}
	staff.send(shared.SendMessage{ConversationID: made.ID, Content: "late"}, "")
	if failed := next[shared.Failed](staff); failed.Code != shared.CodeRoomAccessDenied {
		t.Errorf("%+v", failed)
	}
	p.refused(shared.CodeRoomInvalid, http.StatusNotFound, "GET", shared.PathWith(shared.PathMessages, string(made.ID)), admin, nil)
	p.refused(shared.CodeRoomInvalid, http.StatusNotFound, "DELETE", room, admin, nil)
	p.refused(shared.CodeRoomInvalid, http.StatusNotFound, "PATCH", room, admin, shared.ChangeRoom{Title: &title})
	ask[shared.Room](p, "POST", shared.PathRooms, admin, shared.NewRoom{Title: title}) // its title is free

	desk.conn.CloseNow()
	staff.conn.CloseNow()
	if p.halt(); p.exit != exitDone {
		t.Fatal(p.logs)
	}
	p = start(t, data)
	if got := titles(p.rooms(p.login("admin").Access)); got != "Everybody,Orders and deliveries,Team leads,Würger," {
		t.Errorf("after a restart there is %s", got)
	}
}

// TestDoorsOfRooms tries every door with everybody who may not go through.
func TestDoorsOfRooms(t *testing.T) {
	p := start(t, t.TempDir())
	agent, lead, admin := p.login("demo").Access, p.login("lead").Access, p.login("admin").Access
	visitor := p.visit("1")
	var open, closed shared.ConversationID
	for _, r := range p.rooms(lead) {
		if r.StaffOnly {
			closed = r.ID
		} else {
			open = r.ID
		}
	}
	if open == "" || closed == "" {
		t.Fatal("no rooms")
	}
	messages := func(id shared.ConversationID) string { return shared.PathWith(shared.PathMessages, string(id)) }
	room := shared.PathWith(shared.PathRoom, string(open))
	title := "x"
	const unknown shared.ConversationID = "nowhere"

	for _, c := range []struct {
		who, bearer string
		id          shared.ConversationID
		code        shared.Code
		status      int
		close       shared.CloseCode
	}{
		{"anonymous", "", open, shared.CodeUserHasToLogin, 401, shared.CloseUnauthenticated},
		{"anonymous", "", closed, shared.CodeUserHasToLogin, 401, shared.CloseUnauthenticated},
		{"anonymous", "", unknown, shared.CodeUserHasToLogin, 401, shared.CloseUnauthenticated},
		{"visitor", visitor.Token, open, shared.CodeRoomAccessDenied, 403, shared.CloseForbidden},
		{"visitor", visitor.Token, closed, shared.CodeRoomAccessDenied, 403, shared.CloseForbidden},
		{"visitor", visitor.Token, unknown, shared.CodeRoomAccessDenied, 403, shared.CloseForbidden},
		{"agent", agent, closed, shared.CodeRoomAccessDenied, 403, shared.CloseForbidden},
		{"agent", agent, unknown, shared.CodeRoomInvalid, 404, shared.CloseForbidden},
		{"admin", admin, unknown, shared.CodeRoomInvalid, 404, shared.CloseForbidden},
	} {
		p.refused(c.code, c.status, "GET", messages(c.id), c.bearer, nil)
		p.refused(c.code, c.status, "POST", messages(c.id), c.bearer, shared.PostMessage{Content: "hello"})
		if code := p.dial(shared.PathWith(shared.PathSocket, string(c.id)), c.bearer, nil).closed(); code != c.close {
			t.Errorf("the socket of %s into %s closed with %d", c.who, c.id, code)
		}
		if c.who != "agent" && c.who != "admin" {
			continue
		}
		stream, _ := p.open(shared.PathStreamSocket, c.bearer)
		for _, command := range []shared.Command{
			shared.Join{ConversationID: c.id}, shared.Sync{ConversationID: c.id},
			shared.SendMessage{ConversationID: c.id, Content: "x"}, shared.SetTyping{ConversationID: c.id, IsTyping: true},
			shared.Mark{ConversationID: c.id, Read: 1}, shared.Leave{ConversationID: c.id},
		} {
			stream.send(command, "r")
			failed, ref := nextWithRef[shared.Failed](stream)
			want := shared.CodeRoomAccessDenied // not joined
			if _, join := command.(shared.Join); join {
				want = c.code
			}
			if failed.Code != want || ref != "r" || failed.Message == "" {
				t.Errorf("%T by %s into %s: %+v", command, c.who, c.id, failed)
			}
		}
	}

	// The list, and what is done to rooms.
	p.refused(shared.CodeUserHasToLogin, 401, "GET", shared.PathRooms, "", nil)
	p.refused(shared.CodeForbidden, 403, "GET", shared.PathRooms, visitor.Token, nil)
	for _, bearer := range []string{"", visitor.Token, agent, lead} {
		code, status := shared.CodeForbidden, 403
		if bearer == "" {
			code, status = shared.CodeUserHasToLogin, 401
		}
		p.refused(code, status, "POST", shared.PathRooms, bearer, shared.NewRoom{Title: "mine"})
		p.refused(code, status, "PATCH", room, bearer, shared.ChangeRoom{Title: &title})
		p.refused(code, status, "DELETE", room, bearer, nil)
	}

	// A room is no chat to be ended, and what has not been joined is not heard,
	// nor spoken in.
	p.refused(shared.CodeForbidden, 403, "POST", shared.PathWith(shared.PathClose, string(open)), agent, shared.CloseConversation{})
	p.refused(shared.CodeRoomAccessDenied, 403, "POST", messages(open), agent, shared.PostMessage{Content: "hello"})
	p.refused(shared.CodeRoomAccessDenied, 403, "POST", messages(closed), lead, shared.PostMessage{Content: "hello", Kind: shared.KindAlert})
	defer func() {
		member, _ := p.open(shared.PathStreamSocket, agent)
		member.send(shared.Join{ConversationID: open}, "")
		next[shared.Joined](member)
		if said := ask[shared.Message](p, "POST", messages(open), agent, shared.PostMessage{Content: "hello"}); said.Content != "hello" {
			t.Errorf("a member said %+v", said)
		}
	}()
	stream, _ := p.open(shared.PathStreamSocket, agent)
	stream.send(shared.SendMessage{ConversationID: open, Content: "x"}, "r")
	if failed := next[shared.Failed](stream); failed.Code != shared.CodeRoomAccessDenied || !strings.Contains(failed.Message, "join it first") {
		t.Errorf("%+v", failed)
	}
}

func TestSeveralRoomsSideBySide(t *testing.T) {
	p := start(t, t.TempDir(), "--no-room-notices")
	anna, _ := p.open(shared.PathStreamSocket, p.login("demo").Access)
	access := p.login("lead").Access
	ben, _ := p.open(shared.PathStreamSocket, access)
	rooms := p.rooms(access)[:2]
	for _, r := range rooms {
		anna.join(r.ID)
		if joined := ben.join(r.ID); joined.Kind != shared.KindRoom || joined.Title != r.Title || len(joined.Members) != 2 || *joined.Unread != 0 {
			t.Errorf("%+v", joined)
		}
	}
	for i := range 3 {
		for _, r := range rooms {
			anna.send(shared.SendMessage{ConversationID: r.ID, Content: fmt.Sprint(r.Title, i)}, "")
		}
	}
	heads := map[shared.ConversationID]int64{}
	for range 6 {
		m := next[shared.MessagePosted](ben).Message
		if heads[m.ConversationID]++; m.Seq != heads[m.ConversationID] || m.Sender.FirstName != "Anna" {
			t.Errorf("%+v", m)
		}
	}
	// Unread is per member and lives on.
	ben.send(shared.Mark{ConversationID: rooms[0].ID, Read: 2}, "")
	next[shared.Marked](ben)
	got := p.rooms(access)
	if got[0].Unread != 1 || got[1].Unread != 3 || got[0].LastMessage == nil || got[0].Head != 3 {
		t.Errorf("%+v", got)
	}
	ben.send(shared.Leave{ConversationID: rooms[0].ID}, "l")
	if left, ref := nextWithRef[shared.Left](ben); left.ConversationID != rooms[0].ID || ref != "l" {
		t.Errorf("%+v", left)
	}
	anna.send(shared.SendMessage{ConversationID: rooms[0].ID, Content: "unheard"}, "")
	anna.send(shared.SendMessage{ConversationID: rooms[1].ID, Content: "heard"}, "")
	if m := next[shared.MessagePosted](ben).Message; m.Content != "heard" {
		t.Errorf("%+v", m)
	}
	// Rooms are not conversations with visitors.
	if page := ask[shared.Inbox](p, "GET", shared.PathInbox, access, nil); len(page.Conversations) != 0 {
		t.Errorf("%+v", page)
	}
}

func TestStaffWarnRooms(t *testing.T) {
	p := start(t, t.TempDir(), "--no-room-notices")
	access := p.login("lead").Access
	lead, _ := p.open(shared.PathStreamSocket, access)
	desk, _ := p.open(shared.PathStreamSocket, p.login("demo").Access)
	visitor := p.chat(p.visit("1"))
	id := p.rooms(access)[0].ID
	lead.join(id)
	desk.join(id)
	for _, kind := range []shared.MessageKind{shared.KindWarning, shared.KindAlert, shared.KindMessage} {
		lead.send(shared.SendMessage{ConversationID: id, Content: "mind the step", Kind: kind, ClientMessageID: string(kind)}, "")
		if m := next[shared.MessagePosted](desk).Message; m.Kind != kind || m.Sender.FirstName != "Ben" {
			t.Errorf("%+v", m)
		}
	}
	lead.send(shared.SendMessage{ConversationID: id, Content: "mind the step", Kind: shared.KindAlert, ClientMessageID: string(shared.KindWarning)}, "")
	if failed := next[shared.Failed](lead); failed.Code != shared.CodeConflict {
		t.Errorf("another kind is another message: %+v", failed)
	}
	for name, c := range map[string]struct {
		s    *socket
		kind shared.MessageKind
		in   shared.ConversationID
		want shared.Code
	}{
		"an agent":          {desk, shared.KindWarning, id, shared.CodeForbidden},
		"a visitor":         {visitor, shared.KindAlert, "", shared.CodeForbidden},
		"a false notice":    {lead, shared.KindEnter, id, shared.CodeInvalidJSON},
		"another false one": {desk, shared.KindMuted, id, shared.CodeInvalidJSON},
	} {
		c.s.send(shared.SendMessage{ConversationID: c.in, Content: "boo", Kind: c.kind}, "")
		if failed := next[shared.Failed](c.s); failed.Code != c.want || failed.Message == "" {
			t.Errorf("%s: %+v", name, failed)
		}
	}
}

// TestRoomSetsTheLongestMessage: the limit is the room's, whoever writes.
func TestRoomSetsTheLongestMessage(t *testing.T) {
	p := start(t, t.TempDir(), "--no-room-notices")
	admin := p.login("admin").Access
	made := ask[shared.Room](p, "POST", shared.PathRooms, admin, shared.NewRoom{Title: "Short", MessageCharacters: 160})
	s, _ := p.open(shared.PathStreamSocket, admin)
	if joined := s.join(made.ID); joined.MessageCharacters != 160 {
		t.Errorf("%+v", joined)
	}
	s.send(shared.SendMessage{ConversationID: made.ID, Content: strings.Repeat("ü", 161)}, "")
	if failed := next[shared.Failed](s); failed.Code != shared.CodeMessageTooLong || !strings.Contains(failed.Message, "shorten it by 1, to at most 160") {
		t.Errorf("%+v", failed)
	}
	s.send(shared.SendMessage{ConversationID: made.ID, Content: strings.Repeat("ü", 160)}, "")
	posted := next[shared.MessagePosted](s)
	s.send(shared.EditMessage{ConversationID: made.ID, MessageID: posted.Message.ID, Content: strings.Repeat("ü", 161)}, "")
	if failed := next[shared.Failed](s); failed.Code != shared.CodeMessageTooLong {
		t.Errorf("%+v", failed)
	}
}

// TestRoomsTellWhoComesAndGoes covers what needs no waiting; what happens after a
// lost connection is tested with a clock, in live.
func TestRoomsTellWhoComesAndGoes(t *testing.T) {
	data := t.TempDir()
	p := start(t, data)
	lead := p.login("lead").Access
	id := p.rooms(lead)[0].ID
	ben, _ := p.open(shared.PathStreamSocket, lead)
	ben.join(id)
	if m := next[shared.MessagePosted](ben).Message; m.Kind != shared.KindEnter || m.Sender != shared.System || m.Content != "Ben Okafor has entered." ||
		m.Subject == nil || m.Subject.Username != "lead" || m.Seq != 1 {
		t.Errorf("%+v", m)
	}
	access := p.login("demo").Access
	first, _ := p.open(shared.PathStreamSocket, access)
	second, _ := p.open(shared.PathStreamSocket, access)
	first.join(id)
	second.join(id)
	if m := next[shared.MessagePosted](ben).Message; m.Kind != shared.KindEnter || m.Subject.Username != "demo" || m.Seq != 2 {
		t.Errorf("%+v", m)
	}
	// One of two sockets is no leaving; the last is.
	first.send(shared.Leave{ConversationID: id}, "")
	next[shared.Left](first)
	first.join(id)
	first.send(shared.Leave{ConversationID: id}, "")
	next[shared.Left](first)
	second.send(shared.Leave{ConversationID: id}, "")
	if m := next[shared.MessagePosted](ben).Message; m.Kind != shared.KindLeave || m.Subject.Username != "demo" || m.Seq != 3 {
		t.Errorf("%+v", m)
	}
	// Nobody has something to read because somebody came.
	if r := p.rooms(lead)[0]; r.Unread != 0 || r.Head != 3 {
		t.Errorf("%+v", r)
	}
	// After a restart Ben is still in, by the log.
	for _, s := range []*socket{ben, first, second} {
		s.conn.CloseNow()
	}
	p.halt()
	p = start(t, data)
	ben, _ = p.open(shared.PathStreamSocket, p.login("lead").Access)
	if joined := ben.join(id); joined.Head != 3 {
		t.Errorf("%+v", joined)
	}
	ben.send(shared.SendMessage{ConversationID: id, Content: "back"}, "")
	if m := next[shared.MessagePosted](ben).Message; m.Seq != 4 || m.Kind != shared.KindMessage {
		t.Errorf("%+v", m)
	}
}
