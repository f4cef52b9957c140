package widget

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/frontend/link"
	"parley/frontend/ui"
	"parley/shared"
)

// A stage is a chat on a server, a network and a clock of the test's own.
// Nothing in it runs by itself: what the chat leaves to goroutines waits for
// settle.
type stage struct {
	t    *testing.T
	chat *Chat

	now    time.Time
	timers []*timer
	local  memory
	tab    memory
	typed  string
	online bool
	ids    int
	unread []int
	reload int

	threads  []shared.ConversationID
	dressed  []shared.Site
	greeted  []string
	attended []string

	ui    chan func()
	links []*fakeLink

	// The server.
	session     shared.Session
	sessionErr  error
	sessions    int
	browserIDs  []string
	history     map[int64]shared.History
	historyErr  error
	pages       []int64
	limits      []int
	details     []shared.Details
	detailsErr  error
	ended       int
	endErr      error
	ticketToken string
}

type timer struct {
	at time.Time
	f  func()
}

type memory map[string]string

func (m memory) Get(key string) string { return m[key] }
func (m memory) Set(key, value string) { m[key] = value }
func (m memory) Delete(key string)     { delete(m, key) }

type sent struct {
	command shared.Command
	ref     shared.Ref
}

type fakeLink struct {
	config link.Config
	ctx    context.Context
	online bool
	sent   []sent
	nudged int
	drops  int
}

func (l *fakeLink) Run(ctx context.Context) { <-ctx.Done() }
func (l *fakeLink) Nudge()                  { l.nudged++ }
func (l *fakeLink) Drop()                   { l.drops++ }
func (l *fakeLink) Send(c shared.Command, ref shared.Ref) bool {
	if l.online {
		l.sent = append(l.sent, sent{c, ref})
	}
	return l.online
}

func newStage(t *testing.T) *stage {
	s := &stage{
		t: t, now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.Local), local: memory{}, tab: memory{}, online: true,
		ui: make(chan func(), 100), history: map[int64]shared.History{},
		session: shared.Session{SessionID: "c1", Token: "t1", Created: true, Site: shared.Site{ID: "shop", Name: "Kiln & Clay"},
			Me: visitor, Limits: shared.LimitsFor(shared.RoleVisitor)},
	}
	s.open()
	return s
}

// open is a page load: storage stays, everything else is new.
func (s *stage) newID() string {
	s.ids++
	return fmt.Sprint("id", s.ids)
}

func (s *stage) open() {
	ctx, cancel := context.WithCancel(context.Background())
	s.t.Cleanup(cancel)
	s.timers, s.links, s.typed = nil, nil, ""
	s.chat = NewChat(ctx, "shop", World{
		API: s,
		Link: func(c link.Config) Linker {
			s.links = append(s.links, &fakeLink{config: c})
			return s.links[len(s.links)-1]
		},
		Socket: func(path string) string { return "ws://here" + path },
		UI:     func(f func()) { s.ui <- f },
		Local:  s.local, Tab: s.tab,
		Now: func() time.Time { return s.now },
		After: func(d time.Duration, f func()) func() {
			tm := &timer{s.now.Add(d), f}
			s.timers = append(s.timers, tm)
			return func() { tm.f = nil }
		},
		NewID: s.newID, NewSecret: s.newID,
		Random: func() float64 { return 0.5 },
		Online: func() bool { return s.online }, Reload: func() { s.reload++ },
		Unread: func(n int) { s.unread = append(s.unread, n) },
		Thread: func(id shared.ConversationID) { s.threads = append(s.threads, id) },
		Dress:  func(site shared.Site) { s.dressed = append(s.dressed, site) },
		Greet:  func(lines []string) { s.greeted = append(s.greeted, strings.Join(lines, "|")) },
		Attend: func(id string) { s.attended = append(s.attended, id) },
		Typed:  func() string { return s.typed }, SetTyped: func(text string) { s.typed = text },
		Log: func(error) {},
	})
}

func (s *stage) InitSession(_ context.Context, _ shared.SiteID, browser shared.InitSession) (shared.Session, error) {
	s.sessions++
	s.browserIDs = append(s.browserIDs, browser.BrowserSessionID)
	return s.session, s.sessionErr
}

func (s *stage) Ticket(_ context.Context, token string) (string, error) {
	s.ticketToken = token
	return "one use", nil
}

func (s *stage) History(_ context.Context, _ string, _ shared.ConversationID, before int64) (shared.History, error) {
	s.pages = append(s.pages, before)
	return s.history[before], s.historyErr
}

func (s *stage) Newest(_ context.Context, _ string, _ shared.ConversationID, limit int) (shared.History, error) {
	s.limits = append(s.limits, limit)
	s.pages = append(s.pages, 0)
	return s.history[0], s.historyErr
}

func (s *stage) Details(_ context.Context, _ string, _ shared.ConversationID, details shared.Details) error {
	s.details = append(s.details, details)
	return s.detailsErr
}

func (s *stage) End(context.Context, string, shared.ConversationID, *shared.MemberID) error {
	s.ended++
	return s.endErr
}

// answer runs n answers of goroutines the chat has started.
func (s *stage) answer(n int) {
	s.t.Helper()
	for range n {
		select {
		case f := <-s.ui:
			f()
		case <-time.After(5 * time.Second):
			s.t.Fatal("no answer")
		}
	}
}

// pass lets time pass.
func (s *stage) pass(d time.Duration) {
	end := s.now.Add(d)
	for {
		next := slices.IndexFunc(s.timers, func(tm *timer) bool { return tm.f != nil && !tm.at.After(end) })
		if next < 0 {
			break
		}
		for i, tm := range s.timers {
			if tm.f != nil && tm.at.Before(s.timers[next].at) {
				next = i
			}
		}
		tm := s.timers[next]
		s.timers = slices.Delete(s.timers, next, next+1)
		s.now = tm.at
		tm.f()
	}
	s.now = end
}

func (s *stage) link() *fakeLink { return s.links[len(s.links)-1] }

// state and receive are the link speaking.
func (s *stage) state(state link.State) {
	s.t.Helper()
	l := s.link()
	l.online = state.Phase == link.Online
	l.config.State(state)
	s.answer(1)
}

func (s *stage) receive(events ...shared.Event) {
	s.t.Helper()
	var batch []shared.Received
	for _, e := range events {
		batch = append(batch, shared.Received{Event: e})
	}
	s.link().config.Receive(batch)
	s.answer(1)
}

func (s *stage) refuse(ref string, code shared.Code, retry time.Duration) {
	s.t.Helper()
	e := shared.Refuse(code, "")
	e.Retry = retry
	s.link().config.Receive([]shared.Received{{Event: shared.Fail(e), Ref: shared.Ref(ref)}})
	s.answer(1)
}

// greet is a socket opened by the server, at this head.
func (s *stage) greet(head int64, members ...shared.Member) {
	s.t.Helper()
	s.state(link.State{Phase: link.Online})
	s.receive(shared.Connected{Epoch: "e1", Me: visitor, Limits: s.session.Limits, Conversation: &shared.Conversation{
		ID: s.chat.Session.SessionID, Status: shared.StatusOpen, Head: head, Members: members,
	}})
}

// begun is a stage whose visitor has opened the panel and is greeted.
func begun(t *testing.T) *stage {
	s := newStage(t)
	s.chat.Show(true)
	s.answer(1)
	s.greet(0)
	return s
}

var (
	visitor = shared.Person{ID: "v", Role: shared.RoleVisitor, Username: "visitor"}
	anna    = shared.Person{ID: "a", Role: shared.RoleAgent, Username: "anna", FirstName: "Anna"}
)

func message(seq int64, by shared.Person, text string) shared.Message {
	return shared.Message{ID: shared.MessageID(seq), ConversationID: "c1", Seq: seq, Kind: shared.KindMessage, Sender: by, Content: text,
		Timestamp: time.Date(2026, 11, 21, 11, 0, int(seq), 0, time.Local)}
}

func posted(seq int64, by shared.Person, text string) shared.MessagePosted {
	return shared.MessagePosted{Message: message(seq, by, text)}
}

func confirmed(seq int64, text, id string) shared.MessagePosted {
	return shared.MessagePosted{Message: message(seq, visitor, text), ClientMessageID: id}
}

// texts are what the log says, and what is pending in parentheses.
func (s *stage) texts() string {
	var texts []string
	for _, c := range s.chat.Talk.Log().Chunks() {
		for _, r := range c.Rows {
			if r.Message != nil {
				texts = append(texts, r.Message.Content)
			}
		}
	}
	for _, p := range s.chat.Talk.Outbox.Items() {
		mark := ""
		if p.Problem != "" {
			mark = "!"
		}
		texts = append(texts, "("+p.Content+mark+")")
	}
	return strings.Join(texts, " ")
}

func (s *stage) says(want string) {
	s.t.Helper()
	if got := s.texts(); got != want {
		s.t.Errorf("the chat says %q, want %q", got, want)
	}
}

// sentTexts are the messages given to a link, by id.
func sentTexts(l *fakeLink) string {
	var texts []string
	for _, x := range l.sent {
		if m, ok := x.command.(shared.SendMessage); ok {
			texts = append(texts, m.ClientMessageID+":"+m.Content)
		}
	}
	return strings.Join(texts, " ")
}

func sentOf[C shared.Command](l *fakeLink) (commands []C) {
	for _, x := range l.sent {
		if c, ok := x.command.(C); ok {
			commands = append(commands, c)
		}
	}
	return commands
}

func TestNothingHappensUntilShown(t *testing.T) {
	s := newStage(t)
	s.chat.Visible(true)
	s.chat.Wake()
	if s.sessions != 0 || len(s.local) != 0 {
		t.Errorf("before the panel was shown: %d sessions, %v kept", s.sessions, s.local)
	}
	s.chat.Show(true)
	s.chat.Show(true)
	s.answer(1)
	if s.sessions != 1 || len(s.links) != 1 {
		t.Errorf("%d sessions, %d links", s.sessions, len(s.links))
	}
	if id := s.local.Get("parley.browser"); id == "" || id != s.browserIDs[0] {
		t.Errorf("the browser is %q here and %q there", id, s.browserIDs)
	}
	address, err := s.link().config.Address(context.Background())
	if want := "ws://here/ws/chat/c1?token=one+use"; err != nil || address != want || s.ticketToken != "t1" {
		t.Errorf("address %q (%v) with %q, want %q", address, err, s.ticketToken, want)
	}
}

func TestSendAndConfirm(t *testing.T) {
	s := begun(t)
	if len(s.pages) != 0 {
		t.Error("an empty conversation was loaded")
	}
	s.chat.Send("hello")
	s.says("(hello)")
	if got := sentTexts(s.link()); got != "id2:hello" || s.link().sent[0].ref != "id2" {
		t.Error(s.link().sent)
	}
	if !strings.Contains(s.tab.Get("parley.outbox.c1"), "hello") {
		t.Error("a pending message is not kept")
	}
	s.receive(confirmed(1, "hello", "id2"))
	s.says("hello")
	if s.tab.Get("parley.outbox.c1") != "" || s.local.Get("parley.spoke.shop") == "" {
		t.Error(s.tab, s.local)
	}
	s.pass(time.Minute)
	if s.link().drops != 0 {
		t.Error("a confirmed message made the link suspect")
	}
}

func TestWhatWasWrittenBeforeTheSession(t *testing.T) {
	s := newStage(t)
	s.chat.Show(true)
	s.chat.Send("early")
	s.typed = "and a dra"
	s.chat.KeepDraft(s.typed)
	s.says("(early)")
	s.answer(1)
	if !strings.Contains(s.tab.Get("parley.outbox.c1"), "early") || s.tab.Get("parley.draft.c1") != "and a dra" {
		t.Error(s.tab)
	}
	s.greet(0)
	if got := sentTexts(s.link()); got != "id1:early" && got != "id2:early" {
		t.Error(got)
	}
}

func TestReload(t *testing.T) {
	s := begun(t)
	s.chat.Send("one")
	s.receive(confirmed(1, "one", "id2"))
	s.state(link.State{Phase: link.Waiting})
	s.chat.Send("two")
	s.typed = "three"
	s.chat.KeepDraft("three")

	s.open()
	s.history[0] = shared.History{Messages: []shared.Message{message(1, visitor, "one")}, Head: 1}
	s.chat.Show(true)
	if !s.chat.Loading() {
		t.Error("a visitor who has spoken sees no sign of loading")
	}
	s.answer(1)
	s.says("(two)")
	if s.typed != "three" {
		t.Errorf("the draft is %q", s.typed)
	}
	s.greet(1)
	s.answer(1)
	s.says("one (two)")
	if got := sentTexts(s.link()); got != "id3:two" || s.chat.Loading() {
		t.Errorf("resent %q, loading %v", got, s.chat.Loading())
	}
	if s.browserIDs[0] != s.browserIDs[1] {
		t.Error("another browser after a reload")
	}
}

func TestReloadKeepsWhatIsTypedNow(t *testing.T) {
	s := newStage(t)
	s.tab.Set("parley.draft.c1", "old")
	s.chat.Show(true)
	s.typed = "new"
	s.answer(1)
	if s.typed != "new" || s.tab.Get("parley.draft.c1") != "new" {
		t.Errorf("%q, kept %q", s.typed, s.tab.Get("parley.draft.c1"))
	}
}

func TestReconnectResendsInOrder(t *testing.T) {
	s := begun(t)
	s.chat.Send("a")
	s.chat.Send("b")
	s.receive(confirmed(1, "a", "id2"))
	s.state(link.State{Phase: link.Waiting, Err: errors.New("lost")})
	s.chat.Send("c")
	if got := s.chat.Notice().Text; got != ui.SayReconnecting {
		t.Error(got)
	}
	s.state(link.State{Phase: link.Connecting})
	if got := s.chat.Notice().Text; got != ui.SayReconnecting {
		t.Errorf("while it tries: %q", got)
	}
	before := len(s.link().sent)
	s.greet(3) // b was committed, and an answer came
	l := s.link()
	l.sent = l.sent[before:]
	if syncs := sentOf[shared.Sync](l); len(syncs) != 1 || syncs[0].From != 1 {
		t.Error(syncs)
	}
	s.receive(posted(2, visitor, "b"), posted(3, anna, "x"), confirmed(2, "b", "id3"))
	if got := sentTexts(l); got != "id3:b id4:c" {
		t.Error(got)
	}
	s.receive(confirmed(4, "c", "id4"))
	s.says("a b x c")
	if got := s.chat.Notice(); got != (ui.Notice{}) {
		t.Error(got)
	}
}

func TestOffline(t *testing.T) {
	s := begun(t)
	s.online = false
	s.state(link.State{Phase: link.Waiting})
	if got := s.chat.Notice().Text; got != ui.SayOffline {
		t.Error(got)
	}
	s.chat.Wake()
	if s.link().nudged != 1 {
		t.Error("waking does not nudge the link")
	}
}

func TestHoles(t *testing.T) {
	s := begun(t)
	s.receive(posted(1, anna, "a"), posted(3, anna, "c"))
	s.says("a")
	s.receive(posted(4, anna, "d"))
	if syncs := sentOf[shared.Sync](s.link()); len(syncs) != 1 || syncs[0].From != 1 {
		t.Errorf("a hole was asked for %v", syncs)
	}
	s.pass(4 * time.Second)
	s.receive(shared.Heartbeat{N: 1, Heads: map[shared.ConversationID]int64{"c1": 4}})
	if syncs := sentOf[shared.Sync](s.link()); len(syncs) != 2 {
		t.Errorf("a hole that stays was asked for %v", syncs)
	}
	s.receive(posted(2, anna, "b"))
	s.says("a b c d")
}

// What no sync brings, a fresh page does; nothing vanishes meanwhile.
func TestAHoleThatStays(t *testing.T) {
	s := begun(t)
	s.receive(posted(1, anna, "a"), posted(3, anna, "c"))
	s.history[0] = shared.History{Messages: []shared.Message{message(1, anna, "a"), message(3, anna, "c")}, Head: 3}
	s.pass(time.Minute)
	s.says("a")
	s.answer(1)
	s.says("a c")
	if syncs := sentOf[shared.Sync](s.link()); len(syncs) != 3 || !slices.Equal(s.pages, []int64{0}) {
		t.Errorf("%d syncs, pages %v", len(syncs), s.pages)
	}
}

func TestRefusals(t *testing.T) {
	s := begun(t)
	s.chat.Send("a")
	s.refuse("id2", shared.CodeForbidden, 0)
	s.says("(a!)")
	p, _ := s.chat.Talk.Outbox.Find("id2")
	if p.Problem != "You may not do that." {
		t.Errorf("the author reads %q", p.Problem)
	}
	s.chat.Talk.Retry("id2")
	s.says("(a)")
	if got := sentTexts(s.link()); got != "id2:a id2:a" {
		t.Error(got)
	}
	s.refuse("id2", shared.CodeForbidden, 0)
	s.chat.Talk.Discard("id2")
	s.says("")
	if s.tab.Get("parley.outbox.c1") != "" {
		t.Error("a discarded message is kept")
	}
	s.refuse("nobody's", shared.CodeForbidden, 0)
}

func TestRateLimitHoldsTheOrder(t *testing.T) {
	s := begun(t)
	s.chat.Send("a")
	s.chat.Send("b")
	s.refuse("id2", shared.CodeRateLimited, 3*time.Second)
	s.chat.Send("c")
	s.says("(a) (b) (c)")
	s.link().sent = nil
	s.pass(2 * time.Second)
	if got := sentTexts(s.link()); got != "" {
		t.Errorf("too early: %q", got)
	}
	s.pass(2 * time.Second)
	s.receive(confirmed(1, "a", "id2"), confirmed(2, "b", "id3"))
	if got := sentTexts(s.link()); got != "id2:a id3:b id4:c" {
		t.Error(got)
	}
}

func TestNoConfirmationDropsTheLink(t *testing.T) {
	s := begun(t)
	s.chat.Send("a")
	s.pass(6 * time.Second)
	s.chat.Send("b")
	s.pass(3 * time.Second)
	if s.link().drops != 0 {
		t.Error("dropped after 9 s")
	}
	s.receive(confirmed(1, "a", "id2"))
	s.pass(9 * time.Second)
	if s.link().drops != 0 {
		t.Error("b has still time")
	}
	s.pass(time.Second)
	if s.link().drops != 1 {
		t.Errorf("%d drops after 10 s without a word", s.link().drops)
	}
	s.says("a (b)")
}

func TestUnreadableMessageIsNotSentAgain(t *testing.T) {
	s := begun(t)
	s.chat.Send("huge")
	s.chat.Send("next")
	s.state(link.State{Phase: link.Waiting, Code: shared.CloseTooBig})
	s.says("(huge!) (next)")
	s.link().sent = nil
	s.greet(0)
	if got := sentTexts(s.link()); got != "id3:next" {
		t.Error(got)
	}
}

func TestReadOnlyWhatIsLookedAt(t *testing.T) {
	s := begun(t)
	s.chat.Visible(false)
	s.receive(posted(1, anna, "a"), posted(2, anna, "b"))
	marked := func(what string, want ...shared.Mark) {
		t.Helper()
		s.pass(time.Minute)
		if marks := sentOf[shared.Mark](s.link()); !slices.Equal(marks, want) {
			t.Errorf("%s: %v, want %v", what, marks, want)
		}
	}
	delivered, read := shared.Mark{ConversationID: "c1", Delivered: 2}, shared.Mark{ConversationID: "c1", Delivered: 2, Read: 2}
	marked("in a hidden tab", delivered)
	if !slices.Equal(s.unread, []int{2}) {
		t.Errorf("unread %v", s.unread)
	}
	s.chat.AtEnd(false)
	s.chat.Visible(true)
	marked("further up", delivered)
	s.chat.AtEnd(true)
	marked("looked at", delivered, read)
	if !slices.Equal(s.unread, []int{2, 0}) {
		t.Errorf("unread %v", s.unread)
	}
	s.receive(shared.TypingChanged{UserID: "a", Username: "anna", IsTyping: true})
	marked("said twice", delivered, read)
	s.receive(shared.Marked{ConversationID: "c1", Who: visitor.ID, Read: 2})
	s.chat.Show(false)
	s.receive(posted(3, anna, "c"))
	if !slices.Equal(s.unread, []int{2, 0, 1}) {
		t.Error(s.unread)
	}
}

func TestTyping(t *testing.T) {
	s := begun(t)
	s.chat.Typing(true)
	if got := sentOf[shared.SetTyping](s.link()); len(got) != 0 {
		t.Error("typing in a conversation that is not there")
	}
	s.receive(posted(1, anna, "a"))
	s.chat.Typing(true)
	if got := sentOf[shared.SetTyping](s.link()); len(got) != 1 {
		t.Error(got)
	}
	s.chat.Talk.Header.Members = []shared.Member{{Person: anna}}
	s.receive(shared.TypingChanged{UserID: "a", Username: "anna", IsTyping: true})
	if got := s.chat.TypingNames(); !slices.Equal(got, []string{"Anna"}) {
		t.Error(got)
	}
	s.pass(shared.TypingExpires)
	if got := s.chat.TypingNames(); len(got) != 0 {
		t.Errorf("still typing: %v", got)
	}
}

func TestOlderPages(t *testing.T) {
	s := newStage(t)
	var all []shared.Message
	for seq := int64(1); seq <= 400; seq++ {
		all = append(all, message(seq, anna, fmt.Sprint(seq)))
	}
	s.history[0] = shared.History{Messages: all[100:], Head: 400}
	s.history[101] = shared.History{Messages: all[:100], Head: 400}
	s.chat.Show(true)
	s.answer(1)
	s.greet(400)
	s.answer(1)
	s.historyErr = shared.Refuse(shared.CodeUnavailable, "")
	s.chat.Talk.Older()
	s.chat.Talk.Older()
	s.answer(1)
	if s.chat.PageProblem() == "" || s.chat.Loading() {
		t.Error("a page that does not come says nothing")
	}
	s.historyErr = nil
	s.chat.Talk.Older()
	s.answer(1)
	if s.chat.PageProblem() != "" || s.chat.Talk.Log().Oldest() != 1 || !slices.Equal(s.pages, []int64{0, 101, 101}) {
		t.Errorf("%q, from %d, pages %v", s.chat.PageProblem(), s.chat.Talk.Log().Oldest(), s.pages)
	}
	s.chat.Talk.Older()
	if len(s.pages) != 3 {
		t.Error("asked for what is before the first message")
	}
}

func TestPageOfAnotherPastIsVoid(t *testing.T) {
	s := newStage(t)
	s.history[0] = shared.History{Messages: []shared.Message{message(7, anna, "old past")}, Head: 7}
	s.chat.Show(true)
	s.answer(1)
	s.greet(7)
	late := <-s.ui // the page is there, but not yet looked at
	s.history[0] = shared.History{Messages: []shared.Message{message(1, anna, "new past")}, Head: 1}
	s.state(link.State{Phase: link.Waiting, Code: shared.CloseEpochChanged})
	late()
	s.says("")
	s.greet(1)
	s.answer(1)
	s.says("new past")
}

func TestEpochChanged(t *testing.T) {
	s := begun(t)
	s.receive(posted(1, anna, "a"))
	s.chat.Send("mine")
	s.history[0] = shared.History{Messages: []shared.Message{message(1, anna, "restored")}, Head: 1}
	s.state(link.State{Phase: link.Waiting})
	s.state(link.State{Phase: link.Online})
	s.receive(shared.Connected{Epoch: "e2", Me: visitor, Limits: s.session.Limits, Conversation: &shared.Conversation{ID: "c1", Head: 1}})
	s.answer(1)
	s.says("restored (mine)")
}

func TestEndAndAnew(t *testing.T) {
	s := begun(t)
	if s.chat.CanEnd() {
		t.Error("nothing was said, and it can be ended")
	}
	s.chat.Send("a")
	s.receive(confirmed(1, "a", "id2"))
	s.endErr = shared.Refuse(shared.CodeUnavailable, "")
	s.chat.End()
	s.answer(1)
	if got := s.chat.Notice().Text; got != ui.SayCannotEnd || s.chat.Ended() {
		t.Error(got)
	}
	s.endErr = nil
	s.chat.End()
	s.answer(1)
	s.receive(shared.ConversationChanged{Seq: 2, Conversation: shared.Conversation{ID: "c1", Status: shared.StatusEnded, EndedBy: &visitor}})
	if !s.chat.Ended() || s.chat.CanEnd() || s.chat.Notice() != (ui.Notice{}) || s.ended != 2 {
		t.Error("it did not end")
	}
	s.says("a") // still readable
	old := s.links[0]
	s.chat.Send("too late")
	s.refuse("id3", shared.CodeConversationClosed, 0)

	s.session.SessionID, s.session.Token = "c2", "t2"
	s.chat.Anew()
	s.says("(too late)")
	s.answer(1)
	s.greet(0)
	if got := sentTexts(s.link()); got != "id3:too late" || s.link() == old || s.chat.Number != 1 {
		t.Error(got)
	}
	if s.browserIDs[0] != s.browserIDs[1] {
		t.Error("another browser")
	}
	old.config.Receive([]shared.Received{{Event: posted(3, anna, "ghost")}})
	s.answer(1)
	s.says("(too late)")
}

func TestNoSession(t *testing.T) {
	s := newStage(t)
	s.sessionErr = shared.Refuse(shared.CodeNotFound, "")
	s.chat.Show(true)
	s.answer(1)
	if got := s.chat.Notice(); got.Text != ui.SayUnknownSite || got.Action == "" {
		t.Error(got)
	}
	s.pass(time.Hour)
	if s.sessions != 1 {
		t.Error("a site that is not there is asked for again and again")
	}
	s.chat.Again()
	s.answer(1)
	if s.sessions != 2 {
		t.Error("try again did not")
	}

	s = newStage(t)
	s.sessionErr = shared.Refuse(shared.CodeUnavailable, "")
	s.chat.Show(true)
	s.answer(1)
	s.chat.Send("kept")
	s.answer(1)
	if got := s.chat.Notice(); got.Text != ui.SayAway || got.Action == "" {
		t.Error(got)
	}
	s.online = false
	if got := s.chat.Notice(); got.Text != ui.SayOffline {
		t.Error(got)
	}
	s.online, s.sessionErr = true, nil
	s.chat.Wake()
	s.answer(1)
	s.greet(0)
	s.says("(kept)")
	if got := sentTexts(s.link()); !strings.HasSuffix(got, ":kept") {
		t.Error(got)
	}

	s = newStage(t)
	s.sessionErr = shared.Refuse(shared.CodeUnavailable, "")
	s.chat.Show(true)
	s.answer(1)
	s.sessionErr = nil
	s.pass(time.Minute)
	s.answer(1)
	if len(s.links) != 1 {
		t.Error("the chat did not try again by itself")
	}
}

func TestCloses(t *testing.T) {
	stopped := func(s *stage, code shared.CloseCode) {
		s.t.Helper()
		s.state(link.State{Phase: link.Stopped, Code: code, After: code.After()})
	}
	s := begun(t)
	stopped(s, shared.CloseSuperseded)
	if got := s.chat.Notice(); got.Text != ui.SaySuperseded || got.Action != ui.SayContinueHere {
		t.Error(got)
	}
	s.chat.Send("pending")
	s.chat.Again()
	s.greet(0)
	if got := sentTexts(s.link()); len(s.links) != 2 || s.sessions != 1 || got != "id2:pending" {
		t.Errorf("%d links, %d sessions, %q", len(s.links), s.sessions, got)
	}

	s = begun(t)
	stopped(s, shared.CloseForbidden)
	if got := s.chat.Notice(); got.Text != ui.SayForbidden {
		t.Error(got)
	}

	s = begun(t)
	stopped(s, shared.CloseTooOld)
	if s.reload != 1 {
		t.Error("an old page was not reloaded")
	}

	s = begun(t)
	s.session.Token = "t2"
	stopped(s, shared.CloseUnauthenticated)
	s.answer(1)
	if s.sessions != 2 || s.chat.Session.Token != "t2" || len(s.links) != 2 {
		t.Errorf("%d sessions, token %q", s.sessions, s.chat.Session.Token)
	}
	stopped(s, shared.CloseUnauthenticated)
	if s.sessions != 2 {
		t.Error("refused at once again, and asked again at once")
	}
	s.chat.Again()
	s.answer(1)
	if s.sessions != 3 {
		t.Error("the visitor may not try")
	}
}

func TestBrokenStorage(t *testing.T) {
	s := newStage(t)
	s.tab.Set("parley.outbox.c1", "{broken")
	s.chat.Show(true)
	s.answer(1)
	s.says("")
}
