package dashboard

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"parley/frontend/link"
	"parley/frontend/store"
	"parley/shared"
)

// world is a fake of everything around a desk: a server's answers, a clock and
// a network that the test switches.
type world struct {
	*Live
	t        *testing.T
	clock    time.Time
	online   bool
	sent     []sent
	marks    []shared.Mark // sent too, but of no interest elsewhere
	drops    int
	ids      int
	timers   []timer
	works    []func() // answers on their way, in order
	pages    map[string]shared.Inbox
	rooms    shared.Rooms
	history  map[shared.ConversationID]shared.History
	asked    []string
	counts   shared.InboxCounts
	users    shared.Users
	changes  []shared.ChangeConversation
	fail     error // of HTTP calls
	out      int   // times signed out
	replaced int   // times made somebody else's
}

type sent struct {
	shared.Command
	ref shared.Ref
}

type timer struct {
	at time.Time
	f  func()
}

var (
	agent   = shared.Person{ID: "u1", Role: shared.RoleAgent, Username: "demo", FirstName: "Dana", LastName: "Moss"}
	visitor = shared.Person{ID: "v1", Role: shared.RoleVisitor, Username: "visitor-1", FirstName: "Ada"}
	start   = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
)

func newWorld(t *testing.T, m *memory) *world {
	w := &world{t: t, clock: start, pages: map[string]shared.Inbox{}, history: map[shared.ConversationID]shared.History{}}
	w.Live = NewLive(w.wire(m))
	return w
}

func (w *world) wire(m *memory) Wire {
	return Wire{
		Send: func(c shared.Command, ref shared.Ref) bool {
			if mark, ok := c.(shared.Mark); ok && w.online {
				w.marks = append(w.marks, mark)
			} else if w.online {
				w.sent = append(w.sent, sent{c, ref})
			}
			return w.online
		},
		Drop: func() { w.drops++ },
		History: func(_ context.Context, id shared.ConversationID, before int64) (shared.History, error) {
			w.asked = append(w.asked, fmt.Sprint("history ", id, " ", before))
			return w.history[id], w.fail
		},
		Count: func(context.Context) (shared.InboxCounts, error) { return w.counts, w.fail },
		Users: func(context.Context) (shared.Users, error) { return w.users, w.fail },
		Change: func(_ context.Context, id shared.ConversationID, change shared.ChangeConversation) error {
			w.changes = append(w.changes, change)
			return w.fail
		},
		List: func(_ context.Context, _ shared.InboxFilter, before string) (shared.Inbox, error) {
			w.asked = append(w.asked, "list "+before)
			return w.pages[before], w.fail
		},
		ListRooms: func(context.Context) (shared.Rooms, error) { return w.rooms, w.fail },
		End: func(_ context.Context, id shared.ConversationID, who *shared.MemberID) error {
			w.asked = append(w.asked, fmt.Sprint("end ", id, " ", *who))
			return w.fail
		},
		Work: func(work func(context.Context), then func()) {
			w.works = append(w.works, func() { work(w.t.Context()); then() })
		},
		After:     func(d time.Duration, f func()) { w.timers = append(w.timers, timer{w.clock.Add(d), f}) },
		SignedOut: func() { w.out++ },
		Replaced:  func() { w.replaced++; w.Close() },
		Now:       func() time.Time { return w.clock },
		NewID:     func() string { w.ids++; return fmt.Sprint("m", w.ids) },
		Kept:      &Kept{Storage: m},
	}
}

// answers lets the HTTP calls under way return.
func (w *world) answers() {
	for len(w.works) > 0 {
		next := w.works[0]
		w.works = w.works[1:]
		next()
	}
}

// passes lets time pass.
func (w *world) passes(d time.Duration) {
	until := w.clock.Add(d)
	for {
		next := -1
		for i, t := range w.timers {
			if !t.at.After(until) && (next < 0 || t.at.Before(w.timers[next].at)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		due := w.timers[next]
		w.timers = slices.Delete(w.timers, next, next+1)
		w.clock = due.at
		due.f()
	}
	w.clock = until
}

func (w *world) connects(epoch string) {
	w.online = true
	w.SetState(link.State{Phase: link.Online})
	w.tells("", shared.Connected{Epoch: epoch, Me: agent, Limits: shared.LimitsFor(shared.RoleAgent)})
	w.answers()
}

func (w *world) loses() {
	w.online = false
	w.SetState(link.State{Phase: link.Waiting})
}

func (w *world) tells(ref shared.Ref, events ...shared.Event) {
	batch := make([]shared.Received, 0, len(events))
	for _, e := range events {
		batch = append(batch, shared.Received{Event: e, Ref: ref})
	}
	w.Receive(batch)
}

// takes returns what was sent since the last call.
func (w *world) takes() []sent {
	taken := w.sent
	w.sent = nil
	return taken
}

// want checks what was sent since the last look.
func (w *world) want(commands ...shared.Command) {
	w.t.Helper()
	var got []shared.Command
	for _, s := range w.takes() {
		got = append(got, s.Command)
	}
	if !slices.Equal(got, commands) {
		w.t.Fatalf("sent %+v, want %+v", got, commands)
	}
}

func header(id shared.ConversationID, head int64) shared.Conversation {
	person := visitor
	return shared.Conversation{
		ID: id, Kind: shared.KindSupport, Title: "Ada", Status: shared.StatusOpen, Head: head, Visitor: &person,
		CreatedAt: start.Add(-time.Hour),
		Members:   []shared.Member{{Person: visitor}, {Person: agent}},
	}
}

func said(id shared.ConversationID, seq int64, from shared.Person, text string) shared.Message {
	return shared.Message{
		ID: shared.MessageID(seq), ConversationID: id, Seq: seq, Kind: shared.KindMessage, Sender: from,
		Content: text, Timestamp: start.Add(time.Duration(seq) * time.Second),
	}
}

// opens opens a conversation with n messages of the visitor, up to its end.
func (w *world) opens(id shared.ConversationID, n int64) *Talk {
	w.t.Helper()
	page := shared.History{Head: n}
	for seq := range n {
		page.Messages = append(page.Messages, said(id, seq+1, visitor, fmt.Sprint("line ", seq+1)))
	}
	w.history[id] = page
	w.Open(id)
	w.takes()
	w.tells("", shared.Joined{Conversation: header(id, n)})
	w.answers()
	if t := w.Opened(); t == nil || !t.Loaded || t.Applied() != n {
		w.t.Fatalf("not loaded: %+v", t)
	}
	return w.Opened()
}

func TestConnectLoadsTheInbox(t *testing.T) {
	w := newWorld(t, newMemory())
	two := 2
	first := header("a", 5)
	first.Unread = &two
	w.pages[""] = shared.Inbox{Conversations: []shared.Conversation{first}, Next: "p2"}
	w.pages["p2"] = shared.Inbox{Conversations: []shared.Conversation{header("b", 1)}}
	w.connects("e1")
	if !w.Inbox.Loaded || w.Me != agent || w.Inbox.Unread() != 1 {
		t.Fatalf("%+v", w.Inbox)
	}
	w.MoreList()
	w.MoreList() // a second press while the first is under way
	w.answers()
	if len(w.Inbox.Lines()) != 2 || w.Inbox.Next != "" || !slices.Equal(w.asked, []string{"list ", "list p2"}) {
		t.Fatalf("%d lines after %v", len(w.Inbox.Lines()), w.asked)
	}
}

func TestAListThatFailsIsAskedForAgain(t *testing.T) {
	w := newWorld(t, newMemory())
	w.fail = shared.Refuse(shared.CodeUnavailable, "").After(2 * time.Second)
	w.connects("e1")
	if w.Problem == "" || w.Inbox.Loaded {
		t.Fatal("the failure is not told")
	}
	w.fail = nil
	w.passes(askAgain)
	w.answers()
	if w.Problem != "" || !w.Inbox.Loaded {
		t.Fatalf("%q", w.Problem)
	}
}

func TestJoinHistoryEventsInOrder(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	w.history["a"] = shared.History{Messages: []shared.Message{said("a", 1, visitor, "one")}, Head: 1}
	w.Open("a")
	w.want(shared.Join{ConversationID: "a"})
	// Events overtake the history.
	w.tells("", shared.Joined{Conversation: header("a", 1)}, shared.MessagePosted{Message: said("a", 2, visitor, "two")})
	w.answers()
	th := w.Opened()
	if th.Applied() != 2 || th.Log().Chunks()[0].Rows[1].Message.Content != "two" {
		t.Fatalf("applied %d", th.Applied())
	}
	// A hole is asked for once, not with every event behind it.
	w.tells("", shared.MessagePosted{Message: said("a", 4, visitor, "four")}, shared.MessagePosted{Message: said("a", 5, visitor, "five")})
	w.want(shared.Sync{ConversationID: "a", From: 2})
	w.tells("", shared.MessagePosted{Message: said("a", 3, visitor, "three")})
	if th.Applied() != 5 {
		t.Fatalf("applied %d", th.Applied())
	}
	// A heartbeat that knows more.
	w.tells("", shared.Heartbeat{N: 1, Heads: map[shared.ConversationID]int64{"a": 6}})
	w.want(shared.Sync{ConversationID: "a", From: 5})
}

func TestALostSyncIsRepeated(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	w.opens("a", 1)
	w.tells("", shared.MessagePosted{Message: said("a", 3, visitor, "three")})
	w.want(shared.Sync{ConversationID: "a", From: 1})
	w.passes(4 * time.Second)
	w.tells("", shared.Heartbeat{Heads: map[shared.ConversationID]int64{"a": 3}})
	w.want(shared.Sync{ConversationID: "a", From: 1})
}

func TestSayIsSentOneAtATimeAndConfirmed(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 0)
	w.Say(th, "  one  ")
	w.Say(th, "two")
	w.want(shared.SendMessage{ConversationID: "a", Content: "one", ClientMessageID: "m1"})
	w.tells("m1", shared.MessagePosted{Message: said("a", 1, agent, "one"), ClientMessageID: "m1"})
	w.want(shared.SendMessage{ConversationID: "a", Content: "two", ClientMessageID: "m2"})
	w.tells("m2", shared.MessagePosted{Message: said("a", 2, agent, "two"), ClientMessageID: "m2"})
	w.want()
	if len(th.Outbox.Items()) != 0 || w.Kept.Outbox("a") != nil || th.Applied() != 2 {
		t.Fatalf("left over: %+v, kept %+v", th.Outbox.Items(), w.Kept.Outbox("a"))
	}
}

func TestTheOutboxIsResentWithTheSameIDAfterAReconnect(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 1)
	w.Say(th, "hello")
	w.takes()
	w.loses()
	w.Say(th, "offline")
	w.want()
	w.connects("e1")
	w.want(shared.Join{ConversationID: "a"})
	w.tells("", shared.Joined{Conversation: header("a", 3)})
	w.want(
		shared.Sync{ConversationID: "a", From: 1},
		shared.SendMessage{ConversationID: "a", Content: "hello", ClientMessageID: "m1"},
	)
	// It was stored the first time: the answer is the original.
	w.tells("", shared.MessagePosted{Message: said("a", 2, visitor, "meanwhile")},
		shared.MessagePosted{Message: said("a", 3, agent, "hello"), ClientMessageID: "m1"})
	w.want(shared.SendMessage{ConversationID: "a", Content: "offline", ClientMessageID: "m2"})
	if th.Applied() != 3 {
		t.Fatalf("applied %d", th.Applied())
	}
}

func TestTheOutboxSurvivesAReload(t *testing.T) {
	m := newMemory()
	w := newWorld(t, m)
	w.connects("e1")
	w.opens("a", 0)
	w.opens("b", 0)
	w.takes()
	w.loses()
	w.Say(w.talk("a"), "from a")
	w.Say(w.talk("b"), "from b")

	reloaded := newWorld(t, m)
	reloaded.Open("b")
	reloaded.connects("e1")
	var joined []string
	for _, s := range reloaded.takes() {
		joined = append(joined, string(s.Command.(shared.Join).ConversationID))
	}
	slices.Sort(joined)
	if !slices.Equal(joined, []string{"a", "b"}) { // a too, though nobody looks at it
		t.Fatalf("joined %v", joined)
	}
	reloaded.tells("", shared.Joined{Conversation: header("a", 0)})
	reloaded.want(shared.SendMessage{ConversationID: "a", Content: "from a", ClientMessageID: "m1"})
	reloaded.tells("m1", shared.MessagePosted{Message: said("a", 1, agent, "from a"), ClientMessageID: "m1"})
	reloaded.want(shared.Leave{ConversationID: "a"}) // nothing keeps it any more
	reloaded.tells("", shared.Joined{Conversation: header("b", 0)})
	reloaded.want(shared.SendMessage{ConversationID: "b", Content: "from b", ClientMessageID: "m2"})
}

func TestARefusalFailsTheBubbleWithItsSentence(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 0)
	w.Say(th, "too late")
	w.Say(th, "next")
	w.takes()
	closed := shared.Refuse(shared.CodeConversationClosed, "")
	w.tells("m1", shared.Fail(closed))
	if p, _ := th.Outbox.Find("m1"); p.Problem != closed.Message {
		t.Fatalf("%+v", p)
	}
	w.want(shared.SendMessage{ConversationID: "a", Content: "next", ClientMessageID: "m2"})
	th.Retry("m1")
	w.want() // m2 is on its way
	w.tells("m2", shared.MessagePosted{Message: said("a", 1, agent, "next"), ClientMessageID: "m2"})
	w.want(shared.SendMessage{ConversationID: "a", Content: "too late", ClientMessageID: "m1"})
	w.tells("m1", shared.Fail(closed))
	th.Discard("m1")
	if len(th.Outbox.Items()) != 0 || w.Kept.Outbox("a") != nil {
		t.Fatal("not discarded")
	}
}

func TestARefusalForAWhileIsSentAgain(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 0)
	w.Say(th, "fast")
	w.takes()
	w.tells("m1", shared.Fail(shared.Refuse(shared.CodeRateLimited, "").After(800*time.Millisecond)))
	if p, _ := th.Outbox.Find("m1"); p.Problem != "" {
		t.Fatal("shown as failed")
	}
	w.passes(799 * time.Millisecond)
	w.want()
	w.passes(time.Millisecond)
	w.want(shared.SendMessage{ConversationID: "a", Content: "fast", ClientMessageID: "m1"})
}

func TestNoAnswerForTenSecondsDropsTheSocket(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 0)
	w.Say(th, "one")
	w.passes(9 * time.Second)
	w.tells("m1", shared.MessagePosted{Message: said("a", 1, agent, "one"), ClientMessageID: "m1"})
	w.Say(th, "two")
	w.passes(9 * time.Second)
	if w.drops != 0 {
		t.Fatal("an answered message dropped the socket")
	}
	w.passes(time.Second)
	if w.drops != 1 {
		t.Fatalf("%d drops", w.drops)
	}
	w.loses()
	w.passes(time.Minute) // nothing is expected of no socket
	if w.drops != 1 {
		t.Fatalf("%d drops", w.drops)
	}
}

func TestAFrameTooBigIsNotResent(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 0)
	w.Say(th, "huge")
	w.takes()
	w.online = false
	w.SetState(link.State{Phase: link.Waiting, Code: shared.CloseTooBig})
	if p, _ := th.Outbox.Find("m1"); p.Problem == "" {
		t.Fatal("it waits to kill the next socket")
	}
}

func TestSwitchingLeavesAndComingBackSyncs(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	w.opens("a", 2)
	w.Open("b")
	w.want(shared.Leave{ConversationID: "a"}, shared.Join{ConversationID: "b"})
	w.tells("", shared.Left{ConversationID: "a"})
	asked := len(w.asked)
	w.Open("a")
	if th := w.Opened(); !th.Loaded || th.Applied() != 2 {
		t.Fatal("not there at once")
	}
	w.takes()
	w.tells("", shared.Joined{Conversation: header("a", 4)})
	w.want(shared.Sync{ConversationID: "a", From: 2})
	if len(w.asked) != asked {
		t.Fatalf("loaded again: %v", w.asked[asked:])
	}
	// b's answer comes after it was left.
	w.tells("", shared.Joined{Conversation: header("b", 1)})
	if s := w.takes(); len(s) != 1 || s[0].Command != (shared.Leave{ConversationID: "b"}) {
		t.Fatalf("%+v", s)
	}
}

func TestEndedIsToldByTheLog(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 1)
	listed, last := header("a", 1), said("a", 1, visitor, "line 1")
	listed.LastMessage = &last
	w.tells("", shared.ConversationChanged{Conversation: listed})
	w.AskEnd(th, true)
	w.EndIt(th)
	w.EndIt(th)
	w.answers()
	if w.asked[len(w.asked)-1] != "end a u1" || w.asked[len(w.asked)-2] == "end a u1" {
		t.Fatalf("%v", w.asked)
	}
	ended := header("a", 2)
	at := start.Add(time.Minute)
	ended.Status, ended.EndedAt, ended.EndedBy = shared.StatusEnded, &at, &agent
	w.tells("", shared.ConversationChanged{Seq: 2, Conversation: ended})
	line, _ := w.Inbox.Find("a")
	if line.LastMessage == nil {
		t.Fatal("the list forgot what was said last")
	}
	if !th.Ended() || th.Asking || th.Header.EndedBy.ID != agent.ID || line.Status != shared.StatusEnded {
		t.Fatalf("%+v", th.Header)
	}
}

func TestEndingThatFailsSaysSo(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 1)
	w.fail = shared.Refuse(shared.CodeUnavailable, "")
	w.AskEnd(th, true)
	w.EndIt(th)
	w.answers()
	if th.EndProblem == "" || th.Ending || !th.Asking {
		t.Fatalf("%+v", th)
	}
}

func TestReadIsMarkedOnlyWhenSeen(t *testing.T) {
	w := newWorld(t, newMemory())
	marked := func(want ...shared.Mark) {
		t.Helper()
		if !slices.Equal(w.marks, want) {
			t.Fatalf("marked %+v, want %+v", w.marks, want)
		}
		w.marks = nil
	}
	one := 1
	listed := header("a", 1)
	listed.Unread = &one
	w.pages[""] = shared.Inbox{Conversations: []shared.Conversation{listed}}
	w.connects("e1")
	w.SetVisible(false)
	th := w.opens("a", 1)
	marked(shared.Mark{ConversationID: "a", Delivered: 1}) // nobody sees it
	w.passes(2 * time.Second)
	w.SetVisible(true)
	marked(shared.Mark{ConversationID: "a", Delivered: 1, Read: 1})
	if w.Inbox.Unread() != 0 {
		t.Fatal("still unread in the list")
	}
	// What comes now is read at once, marked every two seconds at most, and never
	// shown as unread in between.
	for seq := int64(2); seq <= 4; seq++ {
		changed := header("a", seq)
		last := said("a", seq, visitor, "more")
		changed.LastMessage = &last
		w.tells("", shared.MessagePosted{Message: last}, shared.ConversationChanged{Conversation: changed})
		if w.Inbox.Unread() != 0 {
			t.Fatal("unread while it is read")
		}
	}
	marked()
	w.passes(2 * time.Second)
	marked(shared.Mark{ConversationID: "a", Delivered: 4, Read: 4})
	// An answer within that time does not swallow the mark.
	w.tells("", shared.MessagePosted{Message: said("a", 5, visitor, "and?")}, shared.MessagePosted{Message: said("a", 6, agent, "yes")})
	w.passes(2 * time.Second)
	marked(shared.Mark{ConversationID: "a", Delivered: 6, Read: 6})
	w.SetAtEnd(th, false)
	w.tells("", shared.MessagePosted{Message: said("a", 7, visitor, "below")})
	w.passes(time.Minute)
	marked(shared.Mark{ConversationID: "a", Delivered: 7})
}

func TestTypingBothWays(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 0)
	typing := shared.SetTyping{ConversationID: "a", IsTyping: true}
	th.Type(true)
	w.want(typing)
	th.Type(false)
	th.Type(false)
	w.want(shared.SetTyping{ConversationID: "a"})

	w.tells("", shared.TypingChanged{ConversationID: "a", UserID: visitor.ID, Username: "Ada", IsTyping: true})
	if !slices.Equal(th.Typing(), []string{"Ada"}) {
		t.Fatal(th.Typing())
	}
	w.passes(shared.TypingExpires)
	if len(th.Typing()) != 0 {
		t.Fatal("types for ever")
	}
}

func TestAConversationThatIsNotOurs(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	w.Open("x")
	ref := w.takes()[0].ref
	no := shared.Refuse(shared.CodeRoomInvalid, "")
	w.tells(ref, shared.Fail(no))
	if th := w.Opened(); th.Problem == nil || th.Problem.Message != no.Message || !th.Final {
		t.Fatalf("%+v", th)
	}
}

func TestAHistoryThatFailsIsTriedAgain(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	w.fail = shared.Refuse(shared.CodeUnavailable, "")
	w.Open("a")
	w.tells("", shared.Joined{Conversation: header("a", 0)})
	w.answers()
	th := w.Opened()
	if th.Problem == nil || th.Final {
		t.Fatalf("%+v", th)
	}
	asked := len(w.asked)
	w.passes(askAgain)
	w.answers()
	if len(w.asked) != asked+1 || th.Problem == nil { // by itself
		t.Fatalf("asked %v, %v", w.asked, th.Problem)
	}
	w.fail = nil
	th.Again()
	w.answers()
	if th.Problem != nil || !th.Loaded {
		t.Fatalf("%q", th.Problem)
	}
}

func TestOlderPages(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	page := shared.History{Head: 700}
	for seq := int64(401); seq <= 700; seq++ {
		page.Messages = append(page.Messages, said("a", seq, visitor, "new"))
	}
	w.history["a"] = page
	w.Open("a")
	w.tells("", shared.Joined{Conversation: header("a", 700)})
	w.answers()
	th := w.Opened()
	w.fail = shared.Refuse(shared.CodeUnavailable, "")
	th.Older()
	th.Older()
	w.answers()
	if th.Problem == nil || th.Loading {
		t.Fatalf("%+v", th)
	}
	w.fail = nil
	older := shared.History{Head: 700}
	for seq := int64(101); seq <= 400; seq++ {
		older.Messages = append(older.Messages, said("a", seq, visitor, "old"))
	}
	w.history["a"] = older
	th.Older()
	w.answers()
	if th.Log().Oldest() != 101 || th.Problem != nil {
		t.Fatalf("oldest %d", th.Log().Oldest())
	}
	if got := w.asked[len(w.asked)-1]; got != "history a 401" {
		t.Fatal(got)
	}
}

func TestAnotherEpochStartsAfreshButKeepsWhatWasSaid(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 3)
	w.Say(th, "mine")
	w.takes()
	w.loses()
	w.history["a"] = shared.History{Messages: []shared.Message{said("a", 1, visitor, "restored")}, Head: 1}
	w.connects("e2")
	w.tells("", shared.Joined{Conversation: header("a", 1)})
	w.answers()
	if th.Applied() != 1 || len(th.Outbox.Items()) != 1 {
		t.Fatalf("applied %d, outbox %+v", th.Applied(), th.Outbox.Items())
	}
}

func TestWhatWasCachedIsVoidWhenTheServerSaysSo(t *testing.T) {
	w := newWorld(t, newMemory())
	w.pages[""] = shared.Inbox{Conversations: []shared.Conversation{header("a", 3)}}
	w.connects("e1")
	th := w.opens("a", 3)
	w.SetState(link.State{Phase: link.Waiting, Code: shared.CloseEpochChanged})
	if th.Loaded || w.Inbox.Loaded {
		t.Fatal("still shown")
	}
}

// Another tab signs somebody else in: what was kept is neither shown to them nor
// sent in their name.
func TestAnotherUserGetsNothingOfTheLast(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	th := w.opens("a", 3)
	w.loses()
	w.Say(th, "in my name")
	w.Kept.SetDraft("a", "for Ada's eyes")
	w.online = true
	w.tells("", shared.Connected{Epoch: "e1", Me: shared.Person{ID: "u2"}}, shared.Joined{Conversation: header("a", 3)})
	w.answers()
	w.want()
	if w.replaced != 1 || w.Kept.Draft("a") != "" || w.Kept.Outbox("a") != nil {
		t.Fatalf("replaced %d times, draft %q, outbox %v", w.replaced, w.Kept.Draft("a"), w.Kept.Outbox("a"))
	}
}

func TestSignedOutIsTold(t *testing.T) {
	w := newWorld(t, newMemory())
	w.fail = errSignedOut
	w.connects("e1")
	if w.out != 1 {
		t.Fatal("the sign-in page does not come")
	}
	w.fail = nil
	th := w.opens("a", 1)
	w.Say(th, "hello")
	w.takes()
	w.Close()
	w.fail = errSignedOut
	w.LoadList()
	w.answers()
	w.passes(time.Minute)
	w.want()
	if w.out != 1 || w.drops != 0 {
		t.Fatal("a desk that was left still speaks")
	}
}

func TestManyTalksAreLetGo(t *testing.T) {
	w := newWorld(t, newMemory())
	w.Say(w.talk("c0"), "never sent")
	for i := range 3 * mostTalks {
		w.Open(shared.ConversationID(fmt.Sprint("c", i)))
	}
	if len(w.talks) != mostTalks || w.talks["c0"] == nil || w.Opened() == nil {
		t.Fatalf("%d talks", len(w.talks))
	}
}

func TestKept(t *testing.T) {
	m := newMemory()
	k := &Kept{Storage: m}
	k.Own("u1")
	k.SetDraft("a", "half a thou")
	var outbox store.Outbox
	outbox.Add(store.Pending{ClientMessageID: "m1", Content: "hi", At: start})
	k.SetOutbox("b", &outbox)
	if !slices.Equal(k.Waiting(), []shared.ConversationID{"b"}) {
		t.Fatal(k.Waiting())
	}
	if !k.Own("u1") { // signing in again loses nothing
		t.Fatal("not theirs any more")
	}
	if k.Draft("a") != "half a thou" || len(k.Outbox("b")) != 1 {
		t.Fatal("lost")
	}
	k.SetOutbox("b", &store.Outbox{})
	k.SetDraft("a", "")
	if len(m.kept) != 1 {
		t.Fatalf("left behind: %v", m.kept)
	}
	k.SetDraft("a", "secret")
	k.Own("u2")
	if k.Draft("a") != "" {
		t.Fatal("one user's draft is shown to another")
	}
	k.SetDraft("a", "mine")
	k.Wipe()
	if len(m.kept) != 0 {
		t.Fatalf("left behind: %v", m.kept)
	}
}
