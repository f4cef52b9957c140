package talk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/frontend/store"
	"parley/shared"
)

// A stage is a talk with a clock, a socket and a server of the test's own.
type stage struct {
	*Talk
	t      *testing.T
	clock  time.Time
	timers []timer
	up     bool // the socket takes frames
	sent   []string
	drops  int
	kept   string
	full   bool
	pages  []int64 // asked for and not answered
	answer func(shared.History, error)
}

type timer struct {
	at time.Time
	f  func()
}

var (
	vera = shared.Person{ID: "v", Role: shared.RoleVisitor}
	adam = shared.Person{ID: "a", Role: shared.RoleAgent}
	noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
)

// newStage is a talk of adam's with vera.
func newStage(t *testing.T) *stage {
	s := &stage{t: t, clock: noon}
	s.Talk = New("c", &World{
		Send: s.send,
		Drop: func() { s.drops++ },
		History: func(_ *Talk, before int64, then func(shared.History, error)) {
			s.pages, s.answer = append(s.pages, before), then
		},
		After: func(d time.Duration, f func()) { s.timers = append(s.timers, timer{s.clock.Add(d), f}) },
		Now:   func() time.Time { return s.clock },
		Keep: func(t *Talk) {
			var texts []string
			for _, p := range t.Outbox.Items() {
				texts = append(texts, p.Content)
			}
			s.kept = strings.Join(texts, " ")
		},
		Full: func() bool { return s.full },
	})
	return s
}

// send writes a frame down in short.
func (s *stage) send(command shared.Command, ref shared.Ref) bool {
	if !s.up {
		return false
	}
	short := fmt.Sprintf("%T", command)
	switch c := command.(type) {
	case shared.SendMessage:
		short = "say " + c.Content
		if string(ref) != c.ClientMessageID {
			s.t.Errorf("message %s has ref %s", c.ClientMessageID, ref)
		}
	case shared.Sync:
		short = fmt.Sprint("sync ", c.From)
	case shared.Mark:
		short = fmt.Sprintf("mark %d %d", c.Delivered, c.Read)
	case shared.SetTyping:
		short = fmt.Sprint("typing ", c.IsTyping)
	}
	s.sent = append(s.sent, strings.TrimPrefix(short, "shared."))
	return true
}

// wants checks what was sent since the last look, and takes it.
func (s *stage) wants(frames ...string) {
	s.t.Helper()
	if !slices.Equal(s.sent, frames) {
		s.t.Fatalf("sent %q, want %q", s.sent, frames)
	}
	s.sent = nil
}

// passes lets time pass.
func (s *stage) passes(d time.Duration) {
	until := s.clock.Add(d)
	for {
		next := -1
		for i, t := range s.timers {
			if !t.at.After(until) && (next < 0 || t.at.Before(s.timers[next].at)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		due := s.timers[next]
		s.timers = slices.Delete(s.timers, next, next+1)
		s.clock = due.at
		due.f()
	}
	s.clock = until
}

func (s *stage) connects(epoch string) {
	s.up = true
	s.Connect(shared.Connected{Epoch: epoch, Me: adam})
}

func (s *stage) loses(code shared.CloseCode) {
	s.up = false
	s.Lost(code)
}

func (s *stage) hears(events ...shared.Event) {
	for _, e := range events {
		s.Receive(shared.Received{Event: e})
	}
}

func (s *stage) joined(head int64) {
	s.hears(shared.Joined{Conversation: header(head)})
}

// denies refuses what has a ref.
func (s *stage) denies(ref string, code shared.Code, retry time.Duration) {
	s.t.Helper()
	if !s.Receive(shared.Received{Event: shared.Fail(shared.Refuse(code, "").After(retry)), Ref: shared.Ref(ref)}) {
		s.t.Errorf("nobody wants the refusal of %q", ref)
	}
}

// loads answers the page that was asked for, with these seqs of vera's.
func (s *stage) loads(head int64, seqs ...int64) {
	page := shared.History{Head: head}
	for _, seq := range seqs {
		page.Messages = append(page.Messages, said(seq, vera, fmt.Sprint(seq)).Message)
	}
	s.answer(page, nil)
}

// opened is a talk that is joined and loaded up to head.
func opened(t *testing.T, head int64) *stage {
	t.Helper()
	s := newStage(t)
	s.Attend(true)
	s.connects("e1")
	s.joined(head)
	s.loads(head)
	s.wants("Join")
	return s
}

func (s *stage) says(id, text string) {
	s.Say(store.Pending{ClientMessageID: id, Content: text}, nil)
}

func header(head int64, members ...shared.Member) shared.Conversation {
	return shared.Conversation{ID: "c", Status: shared.StatusOpen, Head: head, Members: members}
}

func said(seq int64, by shared.Person, text string) shared.MessagePosted {
	return shared.MessagePosted{Message: shared.Message{
		ID: shared.MessageID(seq), ConversationID: "c", Seq: seq, Sender: by, Content: text, Timestamp: noon,
	}}
}

// own is a message of adam's, back from the server.
func own(seq int64, id, text string) shared.MessagePosted {
	e := said(seq, adam, text)
	e.ClientMessageID = id
	return e
}

func TestJoinsLoadsAndCatchesUp(t *testing.T) {
	s := newStage(t)
	s.Attend(true)
	s.wants()
	s.connects("e1")
	s.Push()
	s.wants("Join") // once
	s.joined(1)
	s.hears(said(2, vera, "overtakes the history"))
	s.loads(1, 1)
	s.wants()
	if s.Applied() != 2 {
		t.Fatalf("applied %d", s.Applied())
	}
	s.hears(said(4, vera, "4"), said(5, vera, "5")) // a hole is asked for once
	s.wants("sync 2")
	s.hears(said(3, vera, "3"))
	if s.Applied() != 5 {
		t.Fatalf("applied %d", s.Applied())
	}
	s.passes(time.Minute)
	s.wants()
	s.hears(shared.Heartbeat{Heads: map[shared.ConversationID]int64{"c": 6}})
	s.wants("sync 5")
	s.loses(0)
	s.connects("e1")
	s.joined(6)
	s.wants("Join", "sync 5") // the new socket owes no answer to the old one's
	s.loses(0)
	s.connects("e1")
	s.joined(3) // only the server can tell whose past is right
	s.wants("Join", "sync 5")
}

func TestAHoleThatStaysIsLoadedAfresh(t *testing.T) {
	s := opened(t, 2)
	s.hears(said(4, vera, "4")) // and 3 is what this client cannot read
	s.passes(syncAgain - time.Millisecond)
	s.wants("sync 2")
	if s.pages = nil; s.Log().Oldest() != 0 {
		t.Fatal("something is shown")
	}
	s.passes(time.Minute)
	s.wants("sync 2", "sync 2")
	if !slices.Equal(s.pages, []int64{0}) || !s.Loaded {
		t.Fatalf("pages %v, loaded %v", s.pages, s.Loaded)
	}
	s.hears(said(5, vera, "5")) // meanwhile
	s.loads(4, 1, 2, 4)
	if s.Applied() != 5 || s.Loading {
		t.Fatalf("applied %d", s.Applied())
	}
	// A page that does not come is asked for again, and not by syncs.
	s.hears(said(7, vera, "7"))
	s.passes(3 * syncAgain)
	s.wants("sync 5", "sync 5", "sync 5")
	s.answer(shared.History{}, shared.Refuse(shared.CodeUnavailable, ""))
	s.passes(askAgain)
	s.wants()
	s.loads(7, 7)
	if s.Applied() != 7 || len(s.pages) != 3 || s.Problem != nil {
		t.Fatalf("applied %d after pages %v", s.Applied(), s.pages)
	}
	// Progress is not fruitless, however slow.
	s.hears(said(20, vera, "20"))
	for seq := int64(8); seq < 20; seq++ {
		s.passes(syncAgain)
		s.hears(said(seq, vera, "slow"))
	}
	if len(s.pages) != 3 || s.Applied() != 20 {
		t.Fatalf("applied %d after pages %v", s.Applied(), s.pages)
	}
}

func TestARefusedSyncIsNotFruitless(t *testing.T) {
	s := opened(t, 1)
	s.hears(said(3, vera, "3"))
	for range 2 * mostSyncs {
		s.wants("sync 1")
		s.denies("sync c", shared.CodeRateLimited, time.Minute)
		s.passes(time.Minute)
	}
	s.wants("sync 1")
	if len(s.pages) != 1 {
		t.Fatalf("loaded afresh: %v", s.pages)
	}
}

func TestOneAtATime(t *testing.T) {
	s := opened(t, 0)
	s.says("m1", "one")
	s.says("m2", "two")
	s.says("m3", "three")
	if s.wants("say one"); s.kept != "one two three" {
		t.Fatalf("kept %q", s.kept)
	}
	s.hears(own(1, "m1", "one"))
	if s.wants("say two"); s.kept != "two three" {
		t.Fatalf("kept %q", s.kept)
	}
	s.loses(0)
	s.says("m4", "four")
	s.connects("e1")
	s.joined(2) // it was stored, and the answer was lost
	s.wants("Join", "sync 1", "say two")
	s.hears(own(2, "m2", "two"), own(2, "m2", "two"))
	s.wants("say three")
	s.denies("m3", shared.CodeForbidden, 0)
	s.wants("say four") // a refusal does not hold up what follows
	if p, _ := s.Outbox.Find("m3"); p.Problem == "" {
		t.Fatal("the author does not know")
	}
	s.Retry("m3")
	s.wants()
	s.hears(own(3, "m4", "four"))
	s.wants("say three")
	s.denies("m3", shared.CodeForbidden, 0)
	if s.Discard("m3"); s.kept != "" || s.Waits() {
		t.Fatalf("kept %q", s.kept)
	}
}

func TestAHoldKeepsTheOrder(t *testing.T) {
	s := opened(t, 0)
	s.says("m1", "one")
	s.says("m2", "two")
	s.wants("say one")
	s.denies("m1", shared.CodeRateLimited, time.Second)
	s.says("m3", "three")
	s.passes(time.Second - 1)
	s.wants()
	s.passes(1)
	s.wants("say one")
	s.hears(own(1, "m1", "one"))
	s.wants("say two")
	// A new socket does not wait for the old one's hold, nor is it disturbed.
	s.denies("m2", shared.CodeStorageFull, time.Second)
	s.loses(0)
	s.connects("e1")
	s.joined(1)
	s.wants("Join", "say two")
	s.passes(5 * time.Second)
	s.wants()
}

func TestNoAnswerDropsTheSocket(t *testing.T) {
	s := opened(t, 0)
	s.says("m1", "one")
	s.says("m2", "two")
	s.passes(9 * time.Second)
	s.hears(own(1, "m1", "one"))
	if s.passes(9 * time.Second); s.drops != 0 {
		t.Fatal("dropped though it answers")
	}
	if s.passes(time.Second); s.drops != 1 {
		t.Fatalf("%d drops", s.drops)
	}
	s.loses(0)
	if s.passes(time.Minute); s.drops != 1 {
		t.Fatal("what is gone was dropped")
	}
}

func TestWhatCannotBeReadIsNotSentAgain(t *testing.T) {
	for _, code := range []shared.CloseCode{shared.CloseTooBig, shared.CloseUndecodable} {
		s := opened(t, 0)
		s.says("m1", "huge")
		s.says("m2", "next")
		s.loses(code)
		s.connects("e1")
		s.joined(0)
		s.wants("say huge", "Join", "say next")
	}
}

func TestThenIsTold(t *testing.T) {
	s := opened(t, 0)
	var got []string
	then := func(m shared.Message, err error) { got = append(got, fmt.Sprint(m.Seq, " ", err != nil)) }
	for i := range 4 {
		s.Say(store.Pending{ClientMessageID: fmt.Sprint("m", i), Content: "x"}, then)
	}
	s.hears(own(1, "m0", "x"))
	s.denies("m1", shared.CodeForbidden, 0)
	s.Discard("m2") // on its way, and its author is gone
	s.hears(own(2, "m2", "x"))
	s.Close(errors.New("closed"))
	if want := []string{"1 false", "0 true", "0 true"}; !slices.Equal(got, want) || len(s.Outbox.Items()) != 0 {
		t.Errorf("told %q, want %q; left %v", got, want, s.Outbox.Items())
	}
}

func TestAnotherEpoch(t *testing.T) {
	s := opened(t, 3)
	s.says("m1", "mine")
	s.Older()
	late := s.answer
	s.loses(shared.CloseEpochChanged)
	if s.Loaded {
		t.Fatal("still shown")
	}
	late(shared.History{Head: 3}, nil)
	s.connects("e2")
	s.joined(1)
	s.loads(1, 1)
	s.loses(0)
	s.connects("e3") // nobody closed with a code
	if s.Loaded || s.kept != "mine" {
		t.Fatalf("loaded %v, kept %q", s.Loaded, s.kept)
	}
}

func TestLeftWhenNobodyWantsIt(t *testing.T) {
	s := opened(t, 0)
	s.says("m1", "last words")
	s.Type(true)
	s.Attend(false)
	s.wants("say last words", "typing true", "typing false")
	s.hears(own(1, "m1", "last words"))
	s.wants("Leave")
	s.Attend(true)
	s.Attend(false)
	s.joined(1) // left before the answer came
	s.wants("Join", "Leave")
	s.loses(0)
	s.connects("e1")
	s.wants()
	s.says("m2", "one more thing")
	s.wants("Join") // whatever waits to be sent brings it back
}

func TestJoinRefused(t *testing.T) {
	s := newStage(t)
	s.Attend(true)
	s.connects("e1")
	s.denies("join c", shared.CodeUnavailable, 0)
	if s.Problem == nil || s.Final {
		t.Fatalf("%v, final %v", s.Problem, s.Final)
	}
	s.passes(askAgain)
	s.wants("Join", "Join")
	s.denies("join c", shared.CodeRoomInvalid, 0)
	s.passes(time.Hour)
	s.wants()
	if !s.Final {
		t.Fatal("not for good")
	}
	s.Again()
	s.wants("Join")
}

func TestAPageThatDoesNotCome(t *testing.T) {
	s := newStage(t)
	s.Attend(true)
	s.connects("e1")
	s.joined(500)
	s.answer(shared.History{}, shared.Refuse(shared.CodeUnavailable, "").After(time.Minute))
	s.passes(time.Minute - 1)
	if len(s.pages) != 1 || s.Problem == nil {
		t.Fatalf("pages %v, %v", s.pages, s.Problem)
	}
	s.passes(1)
	var all []int64
	for seq := range int64(shared.MaxHistory) {
		all = append(all, seq+201)
	}
	s.loads(500, all...)
	if s.Problem != nil || !s.Loaded {
		t.Fatal(s.Problem)
	}
	s.Older()
	s.Older() // under way
	s.answer(shared.History{}, shared.Refuse(shared.CodeUnavailable, ""))
	if s.passes(time.Hour); s.Problem == nil || s.Final { // the reader may ask again
		t.Fatal(s.Problem)
	}
	s.Again()
	s.loads(500, 1)
	s.Older()
	if want := []int64{0, 0, 201, 201}; !slices.Equal(s.pages, want) || s.Problem != nil {
		t.Errorf("pages %v, want %v", s.pages, want)
	}
	refused := newStage(t)
	refused.Attend(true)
	refused.connects("e1")
	refused.joined(1)
	refused.answer(shared.History{}, shared.Refuse(shared.CodeForbidden, ""))
	if refused.passes(time.Hour); !refused.Final || len(refused.pages) != 1 {
		t.Errorf("pages %v", refused.pages)
	}
}

func TestAFullReaderIsBroughtEverythingLater(t *testing.T) {
	s := opened(t, 1)
	s.full = true
	s.says("m1", "mine")
	s.hears(said(2, vera, "2"), own(3, "m1", "mine"), said(4, vera, "4"))
	s.passes(time.Minute)
	if s.wants("say mine"); s.Applied() != 1 || s.Waits() {
		t.Fatalf("applied %d, waits %v", s.Applied(), s.Waits())
	}
	s.full = false
	s.Resume()
	s.Resume()
	s.wants("sync 1")
}

func TestMarks(t *testing.T) {
	s := newStage(t)
	s.Attend(true)
	s.connects("e1")
	s.joined(3)
	s.Look(true)
	s.wants("Join") // nothing is shown yet
	s.loads(3, 1, 2, 3)
	s.Look(false)
	s.wants("mark 3 0")
	s.hears(said(4, vera, "4"))
	s.Look(false)
	s.Look(true)
	s.Look(true)
	s.wants()
	s.passes(markEvery)
	s.wants("mark 4 4")
	s.passes(time.Minute)
	s.Look(true)
	s.wants() // no news
	// What was answered is marked too: the server is told what is above it.
	s.hears(said(5, vera, "5"), said(6, adam, "6"))
	s.Look(true)
	s.wants("mark 6 6")
	// Another tab was quicker.
	s.passes(time.Minute)
	s.hears(said(7, vera, "7"), shared.Marked{ConversationID: "c", Who: "a", Delivered: 7, Read: 7})
	s.Look(true)
	s.wants()
	// What a refusal or a lost socket swallowed is told again; the header says
	// what the server knows.
	s.hears(said(8, vera, "8"))
	s.Look(true)
	s.wants("mark 8 8")
	s.denies("mark c", shared.CodeRateLimited, 3*time.Second)
	s.passes(3 * time.Second)
	s.wants("mark 8 8")
	s.loses(0)
	s.connects("e1")
	s.hears(shared.Joined{Conversation: header(8, shared.Member{Person: adam, Delivered: 8, Read: 7})})
	s.Look(false)
	s.wants("Join")
	s.passes(time.Minute)
	s.Look(true)
	s.wants("mark 8 8")
}

func TestDo(t *testing.T) {
	s := newStage(t)
	s.connects("e1")
	var got []string
	do := func(name string, command shared.Command) (cancel func()) {
		return s.Do(command, func(err error) { got = append(got, fmt.Sprint(name, " ", err == nil)) })
	}
	do("edit", shared.EditMessage{ConversationID: "c", MessageID: 1})
	do("mark", shared.Mark{ConversationID: "c", Read: 2})
	s.wants("Join") // it needs the conversation
	s.joined(0)
	s.loads(0)
	s.wants("EditMessage", "mark 0 2", "Ping")
	s.loses(0)
	s.connects("e1")
	s.joined(0)
	s.wants("Join", "EditMessage", "mark 0 2", "Ping")
	s.denies("do 1 c", shared.CodeRateLimited, time.Second)
	s.passes(time.Second)
	s.wants("EditMessage")
	if s.Receive(shared.Received{Event: shared.Ponged{}}) || s.Receive(shared.Received{Event: shared.Ponged{}, Ref: "do 2 d"}) {
		t.Error("somebody else's answer is taken")
	}
	s.Receive(shared.Received{Event: shared.Ponged{}, Ref: "do 2 c"})
	s.Receive(shared.Received{Event: shared.MessageEdited{ConversationID: "c", MessageID: 1, Seq: 1}, Ref: "do 1 c"})
	s.wants("Leave") // all is done, and nobody wanted more
	do("react", shared.React{ConversationID: "c", MessageID: 1})
	s.joined(1)
	s.denies("do 3 c", shared.CodeNotFound, 0)
	cancelled := do("nobody waits", shared.React{ConversationID: "c", MessageID: 1})
	cancelled()
	s.Receive(shared.Received{Event: shared.ReactionChanged{ConversationID: "c", MessageID: 1}, Ref: "do 4 c"})
	do("never answered", shared.React{ConversationID: "c", MessageID: 1})
	s.joined(1)
	if s.passes(ackWithin); s.drops != 1 {
		t.Errorf("%d drops", s.drops)
	}
	s.Close(errors.New("closed"))
	if want := []string{"mark true", "edit true", "react false", "never answered false"}; !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

func TestALinkThatTakesNoMoreIsTriedAgain(t *testing.T) {
	s := opened(t, 1)
	s.up = false // the queue is full: the socket is there
	s.says("m1", "one")
	s.hears(said(3, vera, "3"))
	s.up = true
	s.passes(stallAgain)
	s.wants("sync 1", "say one")
}

func TestConcerned(t *testing.T) {
	talks := map[shared.ConversationID]string{"a": "a", "b": "b"}
	for want, events := range map[string][]shared.Event{
		"a": {
			shared.MessagePosted{Message: shared.Message{ConversationID: "a"}}, shared.MessageDeleted{ConversationID: "a"},
			shared.ConversationChanged{Conversation: shared.Conversation{ID: "a"}}, shared.Joined{Conversation: shared.Conversation{ID: "a"}},
			shared.TypingChanged{ConversationID: "a"}, shared.Marked{ConversationID: "a"},
			shared.Heartbeat{Heads: map[shared.ConversationID]int64{"a": 1, "x": 1}},
		},
		"ab": {shared.Failed{}, shared.Ponged{}},
		"":   {shared.Connected{}, shared.Restarting{}, shared.Marked{ConversationID: "x"}},
	} {
		for _, e := range events {
			got := slices.Sorted(Concerned(e, talks))
			if strings.Join(got, "") != want {
				t.Errorf("%T is for %q, want %q", e, got, want)
			}
		}
	}
}
