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

// handset is a tab that may be in a call, without a network or a browser.
type handset struct {
	t *testing.T
	*Calls
	sent   []string
	opened []func(Media, error) // who waits for a microphone
	clock  []*alarm
	now    time.Time
	rings  int
	deaf   bool // no socket
	media  []*fakeMedia
	ids    int
}

type alarm struct {
	at time.Time
	f  func()
}

// fakeMedia keeps what it is told.
type fakeMedia struct {
	did     []string
	tell    func(shared.Signal)
	changed func(bool)
}

func (m *fakeMedia) Begin(servers []shared.ICEServer, offers bool, tell func(shared.Signal), changed func(bool)) {
	m.did = append(m.did, fmt.Sprintf("begin %d %v", len(servers), offers))
	m.tell, m.changed = tell, changed
}
func (m *fakeMedia) Hear(s shared.Signal) { m.did = append(m.did, "hear "+s.SDP) }
func (m *fakeMedia) Send(sound, picture bool) {
	m.did = append(m.did, fmt.Sprint("send ", sound, picture))
}
func (m *fakeMedia) Close()       { m.did = append(m.did, "close") }
func (m *fakeMedia) closed() bool { return slices.Contains(m.did, "close") }

func newHandset(t *testing.T) *handset {
	h := &handset{t: t, now: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)}
	h.Calls = NewCalls(&CallWorld{
		Send: func(c shared.Command, ref shared.Ref) bool {
			if h.deaf {
				return false
			}
			h.sent = append(h.sent, strings.TrimPrefix(fmt.Sprintf("%T", c), "shared.")+" "+string(ref))
			return true
		},
		Open:  func(_ bool, then func(Media, error)) { h.opened = append(h.opened, then) },
		After: func(d time.Duration, f func()) { h.clock = append(h.clock, &alarm{h.now.Add(d), f}) },
		Now:   func() time.Time { return h.now },
		NewID: func() string { h.ids++; return fmt.Sprint("id", h.ids) },
		Changed: func(ring bool) {
			if ring {
				h.rings++
			}
		},
	})
	h.Connect("me")
	return h
}

// allow gives the microphone to who waits for it.
func (h *handset) allow() *fakeMedia {
	h.t.Helper()
	m := &fakeMedia{}
	h.media = append(h.media, m)
	then := h.opened[0]
	h.opened = h.opened[1:]
	then(m, nil)
	return m
}

// wait lets time pass.
func (h *handset) wait(d time.Duration) {
	end := h.now.Add(d)
	for {
		i := slices.IndexFunc(h.clock, func(a *alarm) bool { return !a.at.After(end) })
		if i < 0 {
			break
		}
		a := h.clock[i]
		h.clock = slices.Delete(h.clock, i, i+1)
		h.now = a.at
		a.f()
	}
	h.now = end
}

func (h *handset) is(phase store.CallPhase, sent ...string) {
	h.t.Helper()
	if h.Phase != phase || !slices.Equal(h.sent, sent) {
		h.t.Errorf("phase %d and sent %q, want %d and %q", h.Phase, h.sent, phase, sent)
	}
	h.sent = nil
}

// hears takes an event, with the ref of a command where it answers one.
func (h *handset) hears(e shared.Event, ref shared.Ref) {
	h.t.Helper()
	if !h.Receive(shared.Received{Event: e, Ref: ref}) {
		h.t.Errorf("%T is not taken", e)
	}
}

var (
	self  = shared.Person{ID: "me", Username: "me"}
	them  = shared.Person{ID: "they", Username: "they"}
	ices  = []shared.ICEServer{{URL: "stun:stun.example"}}
	offer = shared.Signal{Kind: shared.SignalOffer, SDP: "offer"}
)

func ringing(id shared.CallID, caller, callee shared.Person) shared.CallRinging {
	return shared.CallRinging{Call: shared.Call{ID: id, ConversationID: "c", Caller: caller, Callee: callee}, ICEServers: ices}
}

// call brings a handset to where it has called and they have accepted.
func (h *handset) call() *fakeMedia {
	h.t.Helper()
	h.Choose("c", them)
	h.is(store.CallChosen)
	h.Start(true)
	h.is(store.CallAsks)
	m := h.allow()
	h.is(store.CallWaits, "OfferCall call id1")
	h.hears(ringing("id1", self, them), "call id1")
	h.hears(shared.CallAccepted{CallID: "id1"}, "")
	h.is(store.CallJoins)
	return m
}

func TestCalling(t *testing.T) {
	h := newHandset(t)
	m := h.call()
	m.tell(offer)
	h.hears(shared.CallSignaled{CallID: "id1", Signal: shared.Signal{Kind: shared.SignalAnswer, SDP: "answer"}}, "")
	h.is(store.CallJoins, "SendSignal ")
	m.changed(true)
	h.wait(90 * time.Second)
	h.is(store.CallTalks)
	h.Mute()
	h.Darken()
	h.Mute()
	if want := []string{"begin 1 true", "hear answer", "send false true", "send false false", "send true false"}; !slices.Equal(m.did, want) || h.Lasted != 90*time.Second {
		t.Errorf("did %q in %v, want %q", m.did, h.Lasted, want)
	}
	h.HangUp()
	h.is(store.CallIsOver, "HangUp call id1")
	if !m.closed() || h.Lasted != 90*time.Second {
		t.Errorf("after %v did %q", h.Lasted, m.did)
	}
	h.hears(shared.CallEnded{CallID: "id1", Reason: shared.EndHungUp, Seconds: 90}, "call id1")
	m.tell(offer) // what comes too late goes nowhere
	m.changed(false)
	h.is(store.CallIsOver)
	h.wait(farewell)
	h.is(store.NoCall)
}

func TestBeingCalled(t *testing.T) {
	h := newHandset(t)
	h.hears(ringing("1", them, self), "")
	h.is(store.CallRings)
	if h.rings != 1 || h.With() != them {
		t.Errorf("rang %d times for %v", h.rings, h.With())
	}
	h.Accept()
	m := h.allow()
	h.is(store.CallJoins, "AcceptCall call 1")
	h.hears(shared.CallAccepted{CallID: "1"}, "call 1")
	h.hears(shared.CallSignaled{CallID: "1", Signal: offer}, "")
	m.changed(true)
	h.hears(shared.CallEnded{CallID: "1", Reason: shared.EndHungUp, Seconds: 61}, "")
	h.is(store.CallIsOver)
	if want := []string{"begin 1 false", "hear offer", "close"}; !slices.Equal(m.did, want) || h.Lasted != 61*time.Second {
		t.Errorf("did %q, want %q", m.did, want)
	}
	h.Dismiss()
	h.is(store.NoCall)

	h.hears(ringing("2", them, self), "")
	h.Decline()
	h.is(store.NoCall, "DeclineCall call 2")
	h.hears(shared.CallEnded{CallID: "2", Reason: shared.EndDeclined}, "call 2")
	h.hears(ringing("3", them, self), "")
	h.hears(shared.CallEnded{CallID: "3", Reason: shared.EndMissed}, "")
	h.is(store.NoCall) // the log says that it was missed
}

// TestOtherTabs: a call is of one tab.
func TestOtherTabs(t *testing.T) {
	h := newHandset(t)
	h.hears(ringing("1", self, them), "") // called from another tab
	h.is(store.NoCall)
	h.hears(shared.CallAccepted{CallID: "1"}, "")
	h.hears(shared.CallSignaled{CallID: "1", Signal: offer}, "")
	h.hears(shared.CallEnded{CallID: "1"}, "")
	h.is(store.NoCall)

	h.hears(ringing("2", them, self), "")
	h.hears(shared.CallAccepted{CallID: "2"}, "") // accepted in another tab
	h.is(store.NoCall)

	// Both accept; the other is first.
	h.hears(ringing("3", them, self), "")
	h.Accept()
	m := h.allow()
	h.is(store.CallJoins, "AcceptCall call 3")
	h.hears(shared.CallAccepted{CallID: "3"}, "")
	h.hears(shared.Failed{Code: shared.CodeConflict}, "call 3")
	h.is(store.NoCall)
	if !m.closed() {
		t.Error("the microphone is still on")
	}
	// The other while the microphone is being allowed.
	h.hears(ringing("4", them, self), "")
	h.Accept()
	h.hears(shared.CallAccepted{CallID: "4"}, "")
	if m := h.allow(); !m.closed() {
		t.Error("the microphone is still on")
	}
	h.is(store.NoCall)
}

// TestBothCall: the call that rings first is the one, and nobody has to accept.
func TestBothCall(t *testing.T) {
	h := newHandset(t)
	h.Choose("c", them)
	h.Start(false)
	h.allow()
	h.hears(ringing("theirs", them, self), "")
	h.is(store.CallJoins, "OfferCall call id1", "AcceptCall call theirs")
	h.hears(shared.Failed{Code: shared.CodeConflict}, "call id1")
	h.hears(shared.CallAccepted{CallID: "theirs"}, "call theirs")
	h.is(store.CallJoins)

	// And while the microphone is still being asked for.
	h = newHandset(t)
	h.Choose("c", them)
	h.Start(false)
	h.hears(ringing("theirs", them, self), "")
	h.is(store.CallAsks)
	h.allow()
	h.is(store.CallJoins, "AcceptCall call theirs")

	// A call from elsewhere does not get into one.
	h.hears(shared.CallRinging{Call: shared.Call{ID: "x", ConversationID: "other", Caller: them, Callee: self}}, "")
	h.is(store.CallJoins)
}

func TestCallsFail(t *testing.T) {
	t.Run("no microphone", func(t *testing.T) {
		h := newHandset(t)
		h.Choose("c", them)
		h.Start(false)
		h.opened[0](nil, errors.New("denied"))
		if h.is(store.CallIsOver); !h.Denied {
			t.Error("it is not said")
		}
		// One that rings goes on ringing, for other tabs and another try.
		h.opened = nil
		h.hears(ringing("1", them, self), "")
		h.Accept()
		h.opened[0](nil, errors.New("denied"))
		if h.is(store.CallRings); !h.Denied {
			t.Error("it is not said")
		}
		h.opened = nil
		h.Accept()
		h.allow()
		h.is(store.CallJoins, "AcceptCall call 1")
	})
	t.Run("refused", func(t *testing.T) {
		h := newHandset(t)
		h.Choose("c", them)
		h.Start(false)
		m := h.allow()
		h.hears(shared.Failed{Code: shared.CodeForbidden, Message: "no"}, "call id1")
		if h.Phase != store.CallIsOver || h.Problem.Message != "no" || !m.closed() {
			t.Errorf("%+v %q", h.Call, m.did)
		}
		if h.Receive(shared.Received{Event: shared.Failed{}, Ref: "m1"}) {
			t.Error("took a refusal of something else")
		}
	})
	t.Run("offline", func(t *testing.T) {
		h := newHandset(t)
		h.Choose("c", them)
		h.Start(false)
		h.allow()
		h.hears(shared.CallEnded{CallID: "id1", Reason: shared.EndOffline}, "call id1")
		if h.Phase != store.CallIsOver || h.End != shared.EndOffline {
			t.Errorf("%+v", h.Call)
		}
	})
	t.Run("no socket", func(t *testing.T) {
		h := newHandset(t)
		h.deaf = true
		h.Choose("c", them)
		h.Start(false)
		if m := h.allow(); h.End != shared.EndLost || !m.closed() {
			t.Errorf("%+v", h.Call)
		}
	})
	t.Run("the socket is lost", func(t *testing.T) {
		h := newHandset(t)
		m := h.call()
		m.changed(true)
		if h.Lost(); h.End != shared.EndLost || !m.closed() {
			t.Errorf("%+v", h.Call)
		}
		h.hears(ringing("1", them, self), "")
		h.Lost()
		h.is(store.NoCall)
	})
	t.Run("no way to each other", func(t *testing.T) {
		h := newHandset(t)
		m := h.call()
		h.wait(joinWithin)
		h.is(store.CallIsOver, "HangUp call id1")
		if h.End != shared.EndLost || !m.closed() {
			t.Errorf("%+v", h.Call)
		}
	})
	t.Run("the way is lost", func(t *testing.T) {
		h := newHandset(t)
		m := h.call()
		m.changed(true)
		h.wait(5 * time.Second)
		m.changed(false)
		h.is(store.CallIsOver, "HangUp call id1")
		if h.Lasted != 5*time.Second {
			t.Errorf("%+v", h.Call)
		}
	})
	t.Run("given up", func(t *testing.T) {
		h := newHandset(t)
		h.Choose("c", them)
		h.Dismiss()
		h.is(store.NoCall)
		h.Choose("c", them)
		h.Start(false)
		h.HangUp() // before there is a microphone
		h.is(store.NoCall)
		if m := h.allow(); !m.closed() {
			t.Error("the microphone is still on")
		}
		h.Choose("c", them)
		h.Start(false)
		h.allow()
		h.HangUp()
		h.is(store.NoCall, "OfferCall call id1", "HangUp call id1")
	})
}
