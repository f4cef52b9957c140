package widget

import (
	"slices"
	"testing"
	"time"

	"parley/frontend/link"
	"parley/frontend/store"
	"parley/frontend/talk"
	"parley/shared"
)

// deaf is media that hears and says nothing.
type deaf struct{ closed *int }

func (deaf) Begin([]shared.ICEServer, bool, func(shared.Signal), func(bool)) {}
func (deaf) Hear(shared.Signal)                                              {}
func (deaf) Send(_, _ bool)                                                  {}
func (d deaf) Close()                                                        { *d.closed++ }

// calling is a stage whose site has calls, with what the panel was told.
func calling(t *testing.T) (s *stage, rang, closed *int) {
	s = newStage(t)
	rang, closed = new(int), new(int)
	s.session.Site.Calls = true
	s.chat.Open = func(_ bool, then func(talk.Media, error)) { then(deaf{closed}, nil) }
	s.chat.Called = func(_ store.Call, ring bool) {
		if ring {
			*rang++
		}
	}
	s.chat.Show(true)
	s.answer(1)
	s.greet(0)
	return s, rang, closed
}

func TestWhomTheVisitorCalls(t *testing.T) {
	s, _, _ := calling(t)
	callable := func(want bool) {
		t.Helper()
		if _, ok := s.chat.Callee(); ok != want {
			t.Errorf("somebody to call: %v", ok)
		}
	}
	callable(false) // nothing was said
	s.greet(1, shared.Member{Person: visitor})
	callable(false) // nobody has come
	s.greet(1, shared.Member{Person: visitor}, shared.Member{Person: anna})
	callable(true)
	s.receive(shared.SiteChanged{Site: shared.Site{ID: "shop"}})
	callable(false)
	s.chat.Call()
	if s.chat.Calls.Phase != store.NoCall {
		t.Error("a call where there are none")
	}
	s.receive(shared.SiteChanged{Site: shared.Site{ID: "shop", Look: shared.Look{Calls: true}}})
	callable(true)
	s.receive(shared.ConversationChanged{Seq: 2, Conversation: shared.Conversation{ID: "c1", Status: shared.StatusEnded}})
	s.answer(len(s.ui))
	s.chat.Talk.Header.Status = shared.StatusEnded
	callable(false)
}

func TestVisitorCalls(t *testing.T) {
	s, _, closed := calling(t)
	s.greet(1, shared.Member{Person: visitor}, shared.Member{Person: anna})
	s.chat.Call()
	s.chat.Calls.Start(false)
	if got := sentOf[shared.OfferCall](s.link()); len(got) != 1 || got[0].ConversationID != "c1" || s.chat.Calls.With() != anna {
		t.Fatalf("sent %+v", got)
	}
	// Its refusal is no message's.
	s.refuse("call "+string(s.chat.Calls.ID), shared.CodeForbidden, 0)
	if s.chat.Calls.Problem == nil || *closed != 1 || len(s.chat.Talk.Outbox.Items()) != 0 {
		t.Errorf("%+v", s.chat.Calls.Call)
	}
}

func TestVisitorIsCalled(t *testing.T) {
	s, rang, closed := calling(t)
	s.greet(1, shared.Member{Person: visitor}, shared.Member{Person: anna})
	ring := func() {
		s.receive(shared.CallRinging{Call: shared.Call{ID: "1", ConversationID: "c1", Caller: anna, Callee: visitor}})
	}
	ring()
	if *rang != 1 || s.chat.Calls.Phase != store.CallRings {
		t.Errorf("rang %d times: %+v", *rang, s.chat.Calls.Call)
	}
	s.chat.Calls.Accept()
	if got := sentOf[shared.AcceptCall](s.link()); !slices.Equal(got, []shared.AcceptCall{{CallID: "1"}}) {
		t.Errorf("sent %+v", got)
	}
	s.state(link.State{Phase: link.Waiting})
	if s.chat.Calls.End != shared.EndLost || *closed != 1 {
		t.Errorf("without its socket: %+v", s.chat.Calls.Call)
	}
	s.pass(time.Minute)
	if s.chat.Calls.Phase != store.CallIsOver {
		t.Errorf("a minute later it is not said any more: %+v", s.chat.Calls.Call)
	}
	s.chat.Calls.Dismiss()
	if s.chat.Calls.Phase != store.NoCall {
		t.Errorf("read: %+v", s.chat.Calls.Call)
	}
}
