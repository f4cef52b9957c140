package main

import (
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"parley/cmd/server/internal/postgrestest"
	"parley/cmd/server/internal/redistest"
	"parley/shared"
)

// cluster is two servers of one database and one Redis, all of them private.
type cluster struct {
	redis *redistest.Server
	a, b  *child
}

func gatherNodes(t testing.TB, binary string, flags ...string) *cluster {
	t.Helper()
	database, redis := postgrestest.Fresh(t), redistest.Start(t)
	c := &cluster{redis: redis}
	for _, node := range []**child{&c.a, &c.b} {
		address, data := freeAddress(t), t.TempDir()
		*node = bearBy(t, address, data, append([]string{binary}, nodeArgs(address, data, database, redis.URL(), flags...)...))
	}
	c.await(t, true)
	return c
}

func nodeArgs(address, data, database, redis string, flags ...string) []string {
	return append([]string{"serve", "--demo", "--listen", address, "--data", data, "--database", database, "--redis", redis}, flags...)
}

// await waits until both servers say that Redis is there, or that it is not.
func (c *cluster) await(t testing.TB, there bool) {
	t.Helper()
	for _, node := range []*child{c.a, c.b} {
		node.awaitRedis(there)
	}
}

// awaitRedis waits until a server says that Redis is there, or that it is not;
// either way it is able to serve.
func (p *program) awaitRedis(there bool) {
	p.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; {
		ready := ask[shared.Readiness](p, "GET", "/readyz", "", nil)
		if slices.Contains(ready.Degraded, "redis") != there {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("Redis is there: %v; but after 30 s: %+v\n%s", there, ready, p.logs)
		}
		<-time.After(20 * time.Millisecond)
	}
}

// balance makes a way to servers by which each connection goes to any of them
// that takes it.
func balance(t testing.TB, network string, servers ...string) *program {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			go forward(from, network, servers)
		}
	}()
	return &program{t: t, url: "http://" + listener.Addr().String()}
}

func forward(from net.Conn, network string, servers []string) {
	defer from.Close()
	for _, i := range rand.Perm(len(servers)) {
		to, err := net.Dial(network, servers[i])
		if err != nil {
			continue
		}
		defer to.Close()
		go func() {
			defer to.Close()
			io.Copy(to, from)
		}()
		io.Copy(from, to)
		return
	}
}

// until reads on to the first event of a type that is as it should be.
func until[T shared.Event](s *socket, right func(T) bool) T {
	s.t.Helper()
	for {
		if event := next[T](s); right(event) {
			return event
		}
	}
}

func is[T shared.Event](id shared.ConversationID) func(T) bool {
	return func(e T) bool {
		switch e := any(e).(type) {
		case shared.ConversationChanged:
			return e.ID == id
		case shared.MessagePosted:
			return e.Message.ConversationID == id
		}
		return false
	}
}

// TestTwoServersAreOne: a visitor on one server and users on the other notice
// nothing of there being two.
func TestTwoServersAreOne(t *testing.T) {
	// Both in this process, for the race detector.
	database, redis := postgrestest.Fresh(t), redistest.Start(t)
	a := start(t, t.TempDir(), "--database", database, "--redis", redis.URL())
	b := start(t, t.TempDir(), "--database", database, "--redis", redis.URL())
	a.awaitRedis(true)
	b.awaitRedis(true)
	session := a.visit("1")
	id := session.SessionID
	visitor := a.chat(session)
	demo, lead, admin := b.login("demo"), a.login("lead"), a.login("admin")
	agent, _ := b.open(shared.PathStreamSocket, demo.Access)
	leads, _ := a.open(shared.PathStreamSocket, lead.Access)

	// The log, the inbox, presence, typing, marks.
	say := func(s *socket, in shared.ConversationID, text string) shared.Message {
		t.Helper()
		s.send(shared.SendMessage{ConversationID: in, Content: text}, "")
		return until(s, func(e shared.MessagePosted) bool { return e.Message.Content == text }).Message
	}
	hears := func(s *socket, text string) shared.Message {
		t.Helper()
		return until(s, func(e shared.MessagePosted) bool { return e.Message.Content == text }).Message
	}
	say(visitor, id, "hello")
	until(agent, is[shared.ConversationChanged](id))
	agent.send(shared.Join{ConversationID: id}, "")
	joined := next[shared.Joined](agent)
	if i := slices.IndexFunc(joined.Members, func(m shared.Member) bool { return m.ID == session.Me.ID }); i < 0 || !joined.Members[i].Online {
		until(agent, func(e shared.PresenceChanged) bool { return e.Who == session.Me.ID && e.Online })
	}
	said := say(agent, id, "how can I help?")
	hears(visitor, "how can I help?")
	say(visitor, id, "like this")
	hears(agent, "like this")
	agent.send(shared.SetTyping{ConversationID: id, IsTyping: true}, "")
	if typing := next[shared.TypingChanged](visitor); !typing.IsTyping || typing.Username != "Anna Berg" {
		t.Errorf("%+v", typing)
	}
	agent.send(shared.Mark{ConversationID: id, Read: 3}, "")
	until(visitor, func(e shared.Marked) bool { return e.Read == 3 })
	visitor.send(shared.React{MessageID: said.ID, Emoji: "👍", On: true}, "")
	next[shared.ReactionChanged](agent)
	agent.send(shared.EditMessage{ConversationID: id, MessageID: said.ID, Content: "what is it?"}, "")
	if edited := next[shared.MessageEdited](visitor); edited.Content != "what is it?" {
		t.Errorf("%+v", edited)
	}
	agent.send(shared.DeleteMessage{ConversationID: id, MessageID: said.ID, For: shared.ForEveryone}, "")
	next[shared.MessageDeleted](visitor)

	// Notes, and who looks after it.
	notes := joined.Internal.NotesID
	for _, s := range []*socket{agent, leads} {
		s.send(shared.Join{ConversationID: notes}, "")
		next[shared.Joined](s)
	}
	say(leads, notes, "be nice")
	hears(agent, "be nice")
	assignee := joined.Members[slices.IndexFunc(joined.Members, func(m shared.Member) bool { return m.Role == shared.RoleAgent })].ID
	ask[shared.Conversation](a, "PATCH", shared.PathWith(shared.PathConversation, string(id)), lead.Access, shared.ChangeConversation{AssigneeID: &assignee})
	until(agent, func(e shared.ConversationChanged) bool {
		return e.ID == id && e.Internal != nil && e.Internal.Assignee != nil
	})

	// A call rings on the other server.
	agent.send(shared.OfferCall{ConversationID: id, CallID: "call"}, "")
	next[shared.CallRinging](visitor)
	visitor.send(shared.AcceptCall{CallID: "call"}, "")
	next[shared.CallAccepted](agent)
	agent.send(shared.SendSignal{CallID: "call", Signal: shared.Signal{Kind: shared.SignalOffer, SDP: "v=0"}}, "")
	next[shared.CallSignaled](visitor)
	visitor.send(shared.HangUp{CallID: "call"}, "")
	next[shared.CallEnded](agent)

	// A ticket of one server opens a socket of the other, and no second one.
	ticket := ask[shared.Ticket](a, "POST", shared.PathTicket, session.Token, nil).Ticket
	first := b.dial(shared.PathWith(shared.PathSocket, string(id)), ticket, nil)
	next[shared.Connected](first)
	for _, p := range []*program{a, b} {
		if code := p.dial(shared.PathWith(shared.PathSocket, string(id)), ticket, nil).closed(); code != shared.CloseUnauthenticated {
			t.Errorf("a used ticket: %d", code)
		}
	}
	// A tab that comes back on the other server supersedes its older socket.
	tab := func(p *program) *socket {
		t.Helper()
		ticket := ask[shared.Ticket](p, "POST", shared.PathTicket, session.Token, nil).Ticket
		s := p.dial(shared.PathWith(shared.PathSocket, string(id)), ticket+"&"+shared.TabParameter+"=one", nil)
		next[shared.Connected](s)
		return s
	}
	older := tab(a)
	newer := tab(b)
	if code := older.closed(); code != shared.CloseSuperseded {
		t.Errorf("the older socket of a tab: %d", code)
	}
	say(newer, id, "back again")

	// Rooms: made, entered, renamed, deleted.
	room := ask[shared.Room](a, "POST", shared.PathRooms, admin.Access, shared.NewRoom{Title: "Two"})
	until(agent, is[shared.ConversationChanged](room.ID))
	leads.send(shared.Join{ConversationID: room.ID}, "")
	next[shared.Joined](leads)
	agent.send(shared.Join{ConversationID: room.ID}, "")
	next[shared.Joined](agent)
	entered := func(kind shared.MessageKind, name string) {
		t.Helper()
		until(leads, func(e shared.MessagePosted) bool { return e.Message.Kind == kind && e.Message.Subject.Username == name })
	}
	entered(shared.KindEnter, "demo")
	second, _ := a.open(shared.PathStreamSocket, demo.Access) // demo on the other server, too
	second.send(shared.Join{ConversationID: room.ID}, "")
	next[shared.Joined](second)
	title := "Three"
	ask[shared.Room](a, "PATCH", shared.PathWith(shared.PathRoom, string(room.ID)), admin.Access, shared.ChangeRoom{Title: &title})
	until(agent, func(e shared.ConversationChanged) bool { return e.Title == title })
	hears(second, say(agent, room.ID, "hello, room").Content)
	ask[shared.Success](a, "DELETE", shared.PathWith(shared.PathRoom, string(room.ID)), admin.Access, nil)
	// In whichever order: they come from two topics.
	for left, removed := false, false; !left || !removed; {
		switch e := next[shared.Event](agent).(type) {
		case shared.Left:
			left = e.ConversationID == room.ID
		case shared.ConversationRemoved:
			removed = e.ConversationID == room.ID
		}
	}

	// How a site looks.
	ask[shared.ListedSite](b, "PUT", shared.PathWith(shared.PathSite, "demo"), admin.Access,
		shared.NewSite{Name: "Another name", Origins: []string{"https://shop.example"}})
	next[shared.SiteChanged](visitor)

	// A sign-in that ends, a role that changes, a user who is disabled.
	if status, _ := a.call("POST", shared.PathBlacklist, "", shared.Refresh{Refresh: demo.Refresh}); status != http.StatusOK {
		t.Error("logout:", status)
	}
	if code := agent.closed(); code != shared.CloseRevoked {
		t.Errorf("after the logout on the other server: %d", code)
	}
	change := func(change shared.ChangeUser) {
		t.Helper()
		ask[shared.User](a, "PATCH", shared.PathWith(shared.PathUser, string(assignee)), admin.Access, change)
	}
	again, _ := b.open(shared.PathStreamSocket, b.login("demo").Access)
	role, disabled := shared.RoleSupervisor, true
	change(shared.ChangeUser{Role: &role})
	next[shared.Restarting](again)
	again, _ = b.open(shared.PathStreamSocket, b.login("demo").Access)
	change(shared.ChangeUser{Disabled: &disabled})
	if code := again.closed(); code != shared.CloseRevoked {
		t.Errorf("after the user was disabled on the other server: %d", code)
	}
}

// TestDeadServer: when a server dies, its people go offline for those on the
// others, and rooms are told that they have left; when they come back, or had
// come to another server, they are there.
func TestDeadServer(t *testing.T) {
	c := gatherNodes(t, built(t))
	a, b := c.a.program, c.b.program
	session := a.visit("1")
	visitor := a.chat(session)
	visitor.send(shared.SendMessage{Content: "hello"}, "")
	next[shared.MessagePosted](visitor)
	agent, me := b.open(shared.PathStreamSocket, b.login("demo").Access)
	lead, _ := b.open(shared.PathStreamSocket, b.login("lead").Access)
	watcher, _ := a.open(shared.PathStreamSocket, a.login("admin").Access)
	room := ask[shared.Rooms](a, "GET", shared.PathRooms, a.login("admin").Access, nil).Rooms[0].ID
	for _, s := range []*socket{watcher, agent, lead} {
		s.send(shared.Join{ConversationID: room}, "")
		next[shared.Joined](s)
	}
	agent.send(shared.Join{ConversationID: session.SessionID}, "")
	next[shared.Joined](agent)
	until(visitor, func(e shared.PresenceChanged) bool { return e.Who == me.Me.ID && e.Online })
	for _, name := range []string{"demo", "lead"} {
		until(watcher, func(e shared.MessagePosted) bool {
			return e.Message.Kind == shared.KindEnter && e.Message.Subject.Username == name
		})
	}

	c.b.kill()
	moved, _ := a.open(shared.PathStreamSocket, a.login("lead").Access) // lead goes on elsewhere
	moved.send(shared.Join{ConversationID: room}, "")
	next[shared.Joined](moved)
	visitor.patience, watcher.patience, moved.patience = time.Minute, time.Minute, time.Minute
	gone := until(visitor, func(e shared.PresenceChanged) bool { return e.Who == me.Me.ID && !e.Online })
	if gone.LastSeenAt == nil {
		t.Error("nobody knows when they were there last")
	}
	for _, s := range []*socket{watcher, moved} {
		left := until(s, func(e shared.MessagePosted) bool { return e.Message.Kind == shared.KindLeave })
		if left.Message.Subject.Username != "demo" {
			t.Errorf("%s has left", left.Message.Subject.Username)
		}
	}

	c.b.start()
	c.b.awaitRedis(true)
	agent, _ = b.open(shared.PathStreamSocket, b.login("demo").Access)
	until(visitor, func(e shared.PresenceChanged) bool { return e.Who == me.Me.ID && e.Online })
}
