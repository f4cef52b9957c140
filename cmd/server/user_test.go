package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley/shared"
)

func TestUsersAreLookedAfter(t *testing.T) {
	p := start(t, t.TempDir())
	agent, admin := p.login("demo").Access, p.login("admin").Access
	me := p.me(admin)
	find := func(bearer, name string) (found shared.User) {
		t.Helper()
		for _, u := range ask[shared.Users](p, "GET", shared.PathUsers, bearer, nil).Users {
			if u.Username == name {
				found = u
			}
		}
		return found
	}
	change := func(id shared.MemberID) string { return shared.PathWith(shared.PathUser, string(id)) }

	// Made, with a password that is shown once; found by all, with the address by
	// admins only.
	added := ask[shared.UserAdded](p, "POST", shared.PathUsers, admin, shared.NewUser{Username: "dora", Role: shared.RoleAgent, FirstName: " Dora ", Email: "dora@example.com"})
	if added.Password == "" || added.FirstName != "Dora" || added.Role != shared.RoleAgent {
		t.Fatalf("%+v", added)
	}
	if find(admin, "dora").Email != "dora@example.com" || find(agent, "dora").Email != "" || find(agent, "dora").ID != added.ID {
		t.Errorf("%+v %+v", find(admin, "dora"), find(agent, "dora"))
	}
	sign := func(password string) shared.Tokens {
		t.Helper()
		return ask[shared.Tokens](p, "POST", shared.PathToken, "", shared.Login{Username: "dora", Password: password})
	}
	tokens := sign(added.Password)

	// What a form says.
	for name, c := range map[string]struct {
		body   shared.NewUser
		fields string
	}{
		"everything wrong": {shared.NewUser{Username: " ", Role: "king", Email: "nobody", Password: "short", FirstName: "a\nb"}, "email first_name password role username"},
		"spaces":           {shared.NewUser{Username: "dora ", Role: shared.RoleAgent}, "username"},
		"a visitor":        {shared.NewUser{Username: "x", Role: shared.RoleVisitor}, "role"},
		"a novel":          {shared.NewUser{Username: strings.Repeat("x", 65), Role: shared.RoleAgent}, "username"},
	} {
		status, answer := p.call("POST", shared.PathUsers, admin, c.body)
		for field := range strings.FieldsSeq(c.fields) {
			if status != http.StatusBadRequest || !strings.Contains(string(answer), `"`+field+`":"`) {
				t.Errorf("%s: %d %s says nothing of %s", name, status, answer, field)
			}
		}
	}
	p.refused(shared.CodeConflict, 409, "POST", shared.PathUsers, admin, shared.NewUser{Username: "dora", Role: shared.RoleAdmin})

	// Another role takes effect at once: the socket comes back with it.
	stream, hello := p.open(shared.PathStreamSocket, tokens.Access)
	if hello.Me.Role != shared.RoleAgent {
		t.Fatal(hello.Me)
	}
	ticket := ask[shared.Ticket](p, "POST", shared.PathTicket, tokens.Access, nil).Ticket
	supervisor, last := shared.RoleSupervisor, "Diaz"
	if changed := ask[shared.User](p, "PATCH", change(added.ID), admin, shared.ChangeUser{Role: &supervisor, LastName: &last}); changed.Role != supervisor || changed.LastName != last || changed.FirstName != "Dora" {
		t.Errorf("%+v", changed)
	}
	if code := stream.closed(); code != shared.CloseRestarting {
		t.Errorf("closed with %d", code)
	}
	stream = p.dial(shared.PathStreamSocket, ticket, nil)
	if hello := next[shared.Connected](stream); hello.Me.Role != shared.RoleSupervisor {
		t.Errorf("a ticket from before opened a socket as %s", hello.Me.Role)
	}
	if len(p.rooms(tokens.Access)) != 3 {
		t.Error("a supervisor sees no staff room")
	}

	// A new password ends the sign-ins.
	renewed := ask[shared.Password](p, "POST", shared.PathWith(shared.PathUserPassword, string(added.ID)), admin, shared.Password{})
	if code := stream.closed(); code != shared.CloseRevoked {
		t.Errorf("closed with %d", code)
	}
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathToken, "", shared.Login{Username: "dora", Password: added.Password})
	p.refused(shared.CodeUserHasToLogin, 401, "GET", shared.PathRooms, tokens.Access, nil)
	tokens = sign(renewed.Password)
	if given := ask[shared.Password](p, "POST", shared.PathWith(shared.PathUserPassword, string(added.ID)), admin, shared.Password{Password: "correct horse"}); given.Password != "" {
		t.Error("a password that was given is shown")
	}
	tokens = sign("correct horse")

	// Disabled, everything of theirs ends at once.
	stream, _ = p.open(shared.PathStreamSocket, tokens.Access)
	room, _ := p.open(shared.PathWith(shared.PathSocket, string(p.rooms(agent)[0].ID)), tokens.Access)
	ticket = ask[shared.Ticket](p, "POST", shared.PathTicket, tokens.Access, nil).Ticket
	yes, no := true, false
	ask[shared.User](p, "PATCH", change(added.ID), admin, shared.ChangeUser{Disabled: &yes})
	for _, s := range []*socket{stream, room} {
		if code := s.closed(); code != shared.CloseRevoked {
			t.Errorf("closed with %d", code)
		}
	}
	if code := p.dial(shared.PathStreamSocket, ticket, nil).closed(); code != shared.CloseUnauthenticated {
		t.Errorf("a ticket outlived its user: %d", code)
	}
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathRefresh, "", shared.Refresh{Refresh: tokens.Refresh})
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathToken, "", shared.Login{Username: "dora", Password: "correct horse"})
	if !find(admin, "dora").Disabled {
		t.Error("the list does not say so")
	}
	ask[shared.User](p, "PATCH", change(added.ID), admin, shared.ChangeUser{Disabled: &no})
	sign("correct horse")

	// Who may not, and what must not happen by mistake.
	p.refused(shared.CodeForbidden, 403, "PATCH", change(me), admin, shared.ChangeUser{Disabled: &yes})
	p.refused(shared.CodeForbidden, 403, "PATCH", change(me), admin, shared.ChangeUser{Role: &supervisor})
	p.refused(shared.CodeNotFound, 404, "PATCH", change("nobody"), admin, shared.ChangeUser{Disabled: &yes})
	p.refused(shared.CodeNotFound, 404, "POST", shared.PathWith(shared.PathUserPassword, "nobody"), admin, shared.Password{})
	p.refused(shared.CodeInvalidJSON, 400, "POST", shared.PathWith(shared.PathUserPassword, string(added.ID)), admin, shared.Password{Password: "short"})
	for bearer, code := range map[string]shared.Code{"": shared.CodeUserHasToLogin, p.visit("1").Token: shared.CodeForbidden, agent: shared.CodeForbidden, p.login("lead").Access: shared.CodeForbidden} {
		status := map[shared.Code]int{shared.CodeUserHasToLogin: 401, shared.CodeForbidden: 403}[code]
		p.refused(code, status, "POST", shared.PathUsers, bearer, shared.NewUser{Username: "eve", Role: shared.RoleAdmin})
		p.refused(code, status, "PATCH", change(me), bearer, shared.ChangeUser{Disabled: &yes})
		p.refused(code, status, "POST", shared.PathWith(shared.PathUserPassword, string(me)), bearer, shared.Password{})
	}
	p.refused(shared.CodeForbidden, 403, "GET", shared.PathUsers, p.visit("1").Token, nil)
}

// TestOneAdminRemains: two admins who disable each other at one moment do not
// leave the house without any.
func TestOneAdminRemains(t *testing.T) {
	p := start(t, t.TempDir())
	admin := p.login("admin").Access
	me := p.me(admin)
	yes := true
	for round := range 5 {
		other := ask[shared.UserAdded](p, "POST", shared.PathUsers, admin, shared.NewUser{Username: fmt.Sprint("admin", round), Role: shared.RoleAdmin})
		theirs := ask[shared.Tokens](p, "POST", shared.PathToken, "", shared.Login{Username: other.Username, Password: other.Password}).Access
		var group sync.WaitGroup
		group.Go(func() {
			p.call("PATCH", shared.PathWith(shared.PathUser, string(other.ID)), admin, shared.ChangeUser{Disabled: &yes})
		})
		group.Go(func() {
			p.call("PATCH", shared.PathWith(shared.PathUser, string(me)), theirs, shared.ChangeUser{Disabled: &yes})
		})
		group.Wait()
		status, _ := p.call("GET", shared.PathUsers, admin, nil)
		if status != http.StatusOK { // the other was quicker
			admin, me = theirs, other.ID
		}
		left := 0
		for _, u := range p.users(admin) {
			if u.Role == shared.RoleAdmin && !u.Disabled {
				left++
			}
		}
		if left != 1 {
			t.Fatalf("%d admins are left", left)
		}
	}
}

func (p *program) users(access string) []shared.User {
	p.t.Helper()
	return ask[shared.Users](p, "GET", shared.PathUsers, access, nil).Users
}

// TestDisabledLetGo: who is disabled at the desk looks after nothing any more, who
// is disabled beside the server from its next start; what has ended stays theirs.
func TestDisabledLetGo(t *testing.T) {
	p := start(t, t.TempDir())
	admin, bens := p.login("admin").Access, p.login("lead").Access
	added := ask[shared.UserAdded](p, "POST", shared.PathUsers, admin, shared.NewUser{Username: "dora", Role: shared.RoleAgent, FirstName: "Dora"})
	yes, no := true, false
	mine, ended := p.visit("1"), p.visit("2")
	for _, session := range []shared.Session{mine, ended} {
		p.says(session, "hello")
		administer(p, bens, session.SessionID, shared.ChangeConversation{AssigneeID: &added.ID})
	}
	administer(p, bens, ended.SessionID, shared.ChangeConversation{Status: shared.StatusEnded})
	lookedAfter := func() string {
		t.Helper()
		var names []string
		for _, c := range ask[shared.Inbox](p, "GET", shared.PathInbox, bens, nil).Conversations {
			if c.Assignee != nil {
				names = append(names, string(c.Status)+" by "+c.Assignee.FirstName)
			}
		}
		slices.Sort(names)
		return strings.Join(names, ", ")
	}
	if got := lookedAfter(); got != "ended by Dora, open by Dora" {
		t.Fatal(got)
	}

	// The desks hear of it, and the notes tell by whom.
	desk, _ := p.open(shared.PathStreamSocket, bens)
	desk.send(shared.Join{ConversationID: mine.SessionID}, "")
	notes := next[shared.Joined](desk).NotesID
	desk.send(shared.Join{ConversationID: notes}, "")
	next[shared.Joined](desk)
	change := shared.PathWith(shared.PathUser, string(added.ID))
	ask[shared.User](p, "PATCH", change, admin, shared.ChangeUser{Disabled: &yes})
	for logged, fed := false, false; !logged || !fed; {
		switch e := next[shared.ConversationChanged](desk); e.ID {
		case notes:
			logged = true
			if e.Assignee != nil || e.By.FirstName != "Chiara" {
				t.Errorf("%+v", e)
			}
		case mine.SessionID:
			fed = true
			if e.Assignee != nil {
				t.Errorf("%+v", e)
			}
		}
	}
	if got := lookedAfter(); got != "ended by Dora" {
		t.Error(got)
	}

	ask[shared.User](p, "PATCH", change, admin, shared.ChangeUser{Disabled: &no})
	administer(p, bens, mine.SessionID, shared.ChangeConversation{AssigneeID: &added.ID})
	if code, _, errs := run(t, "", storing(t, "user", "disable", "dora", "--data", p.data)...); code != exitDone {
		t.Fatal(errs)
	}
	data := p.data
	desk.conn.CloseNow()
	p.halt()
	p = start(t, data)
	if got := lookedAfter(); got != "ended by Dora" {
		t.Error(got)
	}
}
