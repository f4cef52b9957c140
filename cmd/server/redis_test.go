package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/shared"
)

// unpolled are the faults of the controls: nobody asks the database what the
// hints have left out.
var unpolled = []fault{
	{"internal/chat/reconcile.go", "pollEvery = 2 * time.Second", "pollEvery = 2 * time.Hour"},
	{"internal/chat/reconcile.go", "pollDown  = time.Second", "pollDown  = time.Hour"},
}

// TestRedisKilledUnderLoad is F6: visitors on one server and users on the other
// talk while Redis is killed, started again and its listeners are cut off, again
// and again. Nobody misses anything, whenever it was said, and both servers are
// ready throughout.
func TestRedisKilledUnderLoad(t *testing.T) {
	cycles, cuts := 2, 5
	if long() {
		cycles, cuts = 10, 20
	}
	c := gatherNodes(t, built(t), unlimited)
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(cycles)*time.Minute)
	defer cancel()
	crowd := gatherBy(ctx, c.a, c.a.program, c.b.program)
	var slowest time.Duration
	for cycle := range cycles {
		crowd.promises.await(ctx, 200)
		c.redis.Kill()
		c.await(t, false)
		for n := range 3 {
			slowest = max(slowest, c.crossing(t, fmt.Sprint(cycle, n)))
		}
		crowd.promises.await(ctx, 200)
		c.redis.Start()
		c.await(t, true)
		for range cuts {
			crowd.promises.await(ctx, 50)
			c.redis.Cut()
		}
	}
	c.redis.Kill() // what is said last is heard without it
	c.await(t, false)
	found := crowd.promises.check(crowd.finish(ctx))
	found.expect(t)

	deaf := deafened(t)
	row{
		number: 6, checker: "Redis killed under load, two servers", run: fmt.Sprintf("%d kills, %d cuts, without it heard on the other server within %v", cycles+1, cycles*cuts, slowest.Round(time.Millisecond)),
		verdict: &found, control: deaf,
	}.report()
}

// crossing says something on one server and returns how long it took to be heard
// on the other.
func (c *cluster) crossing(t *testing.T, name string) time.Duration {
	t.Helper()
	session := c.a.visit("crossing" + name)
	mouth, ear := c.a.chat(session), c.b.chat(session)
	ear.patience = 30 * time.Second
	began := time.Now()
	mouth.send(shared.SendMessage{Content: "hello"}, "")
	next[shared.MessagePosted](ear)
	return time.Since(began)
}

// deafened is the control of F6 and F28: with the polls off nothing crosses
// while Redis is away, neither a message nor the end of a sign-in.
func deafened(t *testing.T) string {
	t.Helper()
	c := gatherNodes(t, plant(t, unpolled...), unlimited)
	session := c.a.visit("deaf")
	mouth, ear := c.a.chat(session), c.b.chat(session)
	tokens := c.b.login("demo")
	open, _ := c.b.open(shared.PathStreamSocket, tokens.Access)
	c.redis.Kill()
	c.await(t, false)
	mouth.send(shared.SendMessage{Content: "hello"}, "")
	next[shared.MessagePosted](mouth)
	ask[shared.Success](c.a.program, "POST", shared.PathBlacklist, "", shared.Refresh{Refresh: tokens.Refresh})
	const waited = 6 * time.Second
	ear.patience, open.patience = waited, waited
	for _, s := range []*socket{ear, open} {
		for {
			received, err := s.receive()
			if websocket.CloseStatus(err) != -1 {
				t.Errorf("the checker is green where nobody polls: closed with %v", err)
			}
			if err != nil {
				break
			}
			if _, heard := received.Event.(shared.MessagePosted); heard {
				t.Error("the checker is green where nobody polls: the message was heard")
			}
		}
	}
	return fmt.Sprintf("no polls: nothing crossed in %v", waited)
}

// TestRevocationElsewhere is F28: who is signed out on one server loses their
// sockets on the other, by a hint or, without Redis, by a poll.
func TestRevocationElsewhere(t *testing.T) {
	c := gatherNodes(t, built(t))
	var took [2]time.Duration
	for i := range took {
		tokens := c.b.login("demo")
		open, _ := c.b.open(shared.PathStreamSocket, tokens.Access)
		if i == 1 {
			c.redis.Kill()
			c.await(t, false)
		}
		began := time.Now()
		ask[shared.Success](c.a.program, "POST", shared.PathBlacklist, "", shared.Refresh{Refresh: tokens.Refresh})
		if code := open.closed(); code != shared.CloseRevoked {
			t.Errorf("closed with %d", code)
		}
		took[i] = time.Since(began)
	}
	row{
		number: 28, checker: "revoked on another server",
		run:     fmt.Sprintf("after %v, without Redis after %v", took[0].Round(time.Millisecond), took[1].Round(time.Millisecond)),
		control: "that of F6: not in 6s",
	}.report()
}

// TestWithoutRedis: what the logs do not tell crosses, too, while Redis is away:
// lists, watermarks, rooms, looks, tickets. A server that starts without it
// finds it later.
func TestWithoutRedis(t *testing.T) {
	c := gatherNodes(t, built(t))
	a, b := c.a.program, c.b.program
	session := a.visit("1")
	visitor := a.chat(session)
	agent, _ := b.open(shared.PathStreamSocket, b.login("demo").Access)
	lead, admin := a.login("lead"), a.login("admin")
	c.redis.Kill()
	c.await(t, false)

	visitor.send(shared.SendMessage{Content: "hello"}, "")
	until(agent, is[shared.ConversationChanged](session.SessionID))
	agent.send(shared.Join{ConversationID: session.SessionID}, "")
	joined := next[shared.Joined](agent)
	agent.send(shared.Mark{ConversationID: session.SessionID, Read: 1}, "")
	until(visitor, func(e shared.Marked) bool { return e.Read == 1 })
	assignee := joined.Members[slices.IndexFunc(joined.Members, func(m shared.Member) bool { return m.Role == shared.RoleAgent })].ID
	ask[shared.Conversation](a, "PATCH", shared.PathWith(shared.PathConversation, string(session.SessionID)), lead.Access, shared.ChangeConversation{AssigneeID: &assignee})
	until(agent, func(e shared.ConversationChanged) bool {
		return e.ID == session.SessionID && e.Internal != nil && e.Internal.Assignee != nil
	})
	room := ask[shared.Room](a, "POST", shared.PathRooms, admin.Access, shared.NewRoom{Title: "Two"})
	until(agent, is[shared.ConversationChanged](room.ID))
	agent.send(shared.Join{ConversationID: room.ID}, "")
	next[shared.Joined](agent)
	ask[shared.Success](a, "DELETE", shared.PathWith(shared.PathRoom, string(room.ID)), admin.Access, nil)
	until(agent, func(e shared.Left) bool { return e.ConversationID == room.ID })
	ask[shared.ListedSite](b, "PUT", shared.PathWith(shared.PathSite, "demo"), admin.Access,
		shared.NewSite{Name: "Another name", Origins: []string{"https://shop.example"}})
	until(visitor, func(e shared.SiteChanged) bool { return e.Site.Name == "Another name" })
	path := shared.PathWith(shared.PathSocket, string(session.SessionID))
	ticket := ask[shared.Ticket](a, "POST", shared.PathTicket, session.Token, nil).Ticket
	next[shared.Connected](b.dial(path, ticket, nil))
	for _, p := range []*program{a, b} {
		if code := p.dial(path, ticket, nil).closed(); code != shared.CloseUnauthenticated {
			t.Errorf("a used ticket: %d", code)
		}
	}

	c.b.kill()
	c.b.start() // without Redis
	if ready := ask[shared.Readiness](b, "GET", "/readyz", "", nil); !slices.Contains(ready.Degraded, "redis") {
		t.Errorf("started without Redis: %+v", ready)
	}
	b.reaches(`parley_degraded{part="redis"}`, 1)
	c.redis.Start()
	c.await(t, true)
	b.reaches(`parley_degraded{part="redis"}`, 0)
	agent, _ = b.open(shared.PathStreamSocket, b.login("demo").Access)
	agent.send(shared.Join{ConversationID: session.SessionID}, "")
	next[shared.Joined](agent)
	visitor.send(shared.SetTyping{IsTyping: true}, "")
	next[shared.TypingChanged](agent)
}

// TestRollingRestart is F11 for two servers: each is restarted in turn, as an
// administrator does, while a crowd talks by way of a balancer to whichever is
// there.
func TestRollingRestart(t *testing.T) {
	rounds := 3
	if long() {
		rounds = 10
	}
	c := gatherNodes(t, built(t), unlimited)
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rounds)*time.Minute)
	defer cancel()
	balancer := balance(t, "tcp", c.a.address, c.b.address)
	crowd := gatherBy(ctx, c.a, balancer, balancer)
	var longest time.Duration
	for range rounds {
		for _, node := range []*child{c.a, c.b} {
			crowd.promises.await(ctx, 100)
			began := time.Now()
			if code, took := node.terminate(); code != exitDone || took > 30*time.Second {
				t.Fatalf("exit %d after %v\n%s", code, took, node.logs)
			}
			crowd.promises.await(ctx, 1)
			longest = max(longest, time.Since(began))
			crowd.promises.await(ctx, 99) // everybody is on the other one
			node.start()
			node.awaitRedis(true)
		}
	}
	found := crowd.promises.check(crowd.finish(ctx))
	found.expect(t)
	row{
		number: 11, checker: "rolling restart of two servers", run: strconv.Itoa(2*rounds) + " restarts, something was acknowledged again within " + longest.Round(time.Millisecond).String(),
		verdict: &found, control: inTheLedger,
	}.report()
}
