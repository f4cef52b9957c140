package dashboard

import (
	"testing"

	"parley/frontend/store"
	"parley/frontend/talk"
	"parley/shared"
)

// silence is media that hears and says nothing.
type silence struct{ closed *int }

func (silence) Begin([]shared.ICEServer, bool, func(shared.Signal), func(bool)) {}
func (silence) Hear(shared.Signal)                                              {}
func (silence) Send(_, _ bool)                                                  {}
func (s silence) Close()                                                        { *s.closed++ }

func TestAgentCallsAndIsCalled(t *testing.T) {
	w, closed, drawn := newWorld(t, newMemory()), 0, 0
	wire := w.wire(newMemory())
	wire.Open = func(_ bool, then func(talk.Media, error)) { then(silence{&closed}, nil) }
	wire.Called = func(store.Call) { drawn++ }
	w.Live = NewLive(wire)
	w.connects("e")
	w.takes()

	// A call rings whichever conversation is open.
	w.tells("", shared.CallRinging{Call: shared.Call{ID: "1", ConversationID: "c", Caller: visitor, Callee: agent}})
	if w.Calls.Phase != store.CallRings || w.Calls.With() != visitor || drawn == 0 {
		t.Fatalf("%+v, drawn %d times", w.Calls.Call, drawn)
	}
	w.Calls.Decline()
	w.want(shared.DeclineCall{CallID: "1"})

	w.Calls.Choose("c", visitor)
	w.Calls.Start(true)
	w.want(shared.OfferCall{ConversationID: "c", CallID: w.Calls.ID, Video: true})
	w.tells(shared.Ref("call "+string(w.Calls.ID)), shared.CallEnded{CallID: w.Calls.ID, Reason: shared.EndOffline})
	if w.Calls.End != shared.EndOffline || closed != 1 {
		t.Errorf("%+v", w.Calls.Call)
	}

	// The end of the desk is the end of the call.
	w.Calls.Choose("c", visitor)
	w.Calls.Start(false)
	w.takes()
	w.Close()
	w.want(shared.HangUp{CallID: w.Calls.ID})
	if closed != 2 {
		t.Error("the microphone is still on")
	}
}
