package link

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"parley/shared"
)

func TestOnlineMeansGreeted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		if w.Send(shared.Ping{}, "") {
			t.Error("sent before the greeting")
		}
		s := w.greet(0)
		if !w.Send(shared.Sync{ConversationID: "c", From: 3}, "r1") {
			t.Fatal("not sent though online")
		}
		if got := s.next(); got != (shared.Sync{ConversationID: "c", From: 3}) {
			t.Errorf("the server got %#v", got)
		}
		s.end(0)
		if got := w.phases(); !slices.Equal(got, []Phase{Connecting, Online, Waiting}) {
			t.Errorf("phases %v", got)
		}
		if w.Send(shared.Ping{}, "") {
			t.Error("sent without a socket")
		}
	})
}

func TestBackoffGrowsAndHealthResetsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t, func(w *world) { w.dialErr = errors.New("refused") })
		at := time.Now()
		for attempt := range 6 {
			want := Backoff(attempt, fixed(0.5))
			if got := w.state(); got.Phase != Waiting || got.RetryAt != at.Add(want) {
				t.Fatalf("attempt %d: %v until %v, want %v", attempt, got.Phase, got.RetryAt.Sub(at), want)
			}
			if attempt == 5 {
				w.mu.Lock()
				w.dialErr = nil
				w.mu.Unlock()
			}
			time.Sleep(want)
			at = at.Add(want)
		}
		w.greet(0)
		time.Sleep(healthyAfter - time.Second)
		w.socket(0).end(0)
		if got := time.Until(w.state().RetryAt); got != 15*time.Second {
			t.Errorf("lost before it was healthy: waits %v, want 15s", got)
		}
		time.Sleep(15 * time.Second)
		w.greet(1)
		time.Sleep(healthyAfter)
		w.socket(1).end(0)
		if got := time.Until(w.state().RetryAt); got != Backoff(0, fixed(0.5)) {
			t.Errorf("lost when healthy: waits %v, want %v", got, Backoff(0, fixed(0.5)))
		}
	})
}

func TestRestartWaitsAsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		s := w.greet(0)
		time.Sleep(healthyAfter)
		s.tell(shared.Restarting{RetryMS: 20_000})
		s.end(shared.CloseRestarting)
		if got := w.state(); got.Phase != Waiting || got.Code != shared.CloseRestarting || time.Until(got.RetryAt) != 20*time.Second {
			t.Fatalf("state %+v", got)
		}
		w.Nudge()
		if n := w.dials(20*time.Second - 1); n != 1 {
			t.Error("a nudge shortened the server's wait")
		}
		if n := w.dials(1); n != 2 {
			t.Error("did not come back")
		}
	})
}

func TestSilenceIsDeath(t *testing.T) {
	for _, mute := range []bool{false, true} {
		t.Run(fmt.Sprintf("mute=%v", mute), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := start(t, func(w *world) { w.prepare = func(s *fakeSocket) { s.mute = mute } })
				s := w.greet(0)
				time.Sleep(deadAfter - time.Second)
				s.tell(shared.Heartbeat{N: 1})
				time.Sleep(deadAfter - time.Second)
				if got := w.state().Phase; got != Online {
					t.Fatalf("phase %v although the server spoke", got)
				}
				time.Sleep(time.Second)
				if mute {
					time.Sleep(farewell)
				}
				got := w.state()
				if got.Phase != Waiting || got.Code != 0 || !errors.Is(got.Err, errSilent) {
					t.Fatalf("state %+v", got)
				}
				if n := w.dials(5 * time.Second); n != 2 {
					t.Error("did not come back")
				}
			})
		})
	}
}

func TestNudgeWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t, func(w *world) { w.random, w.dialErr = 0.9, errors.New("refused") })
		for range 3 { // a tab that is shown again tells it three ways
			w.Nudge()
		}
		time.Sleep(quickWithin)
		synctest.Wait()
		if w.attempts != 2 {
			t.Fatalf("%d attempts within %v of the nudge, want 2", w.attempts, quickWithin)
		}
		time.Sleep(quickWithin)
		synctest.Wait()
		if w.attempts != 2 {
			t.Errorf("%d attempts: one nudge gave more than one quick try", w.attempts)
		}
	})
}

func TestNudgeWhileOnlineAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		s := w.greet(0)
		w.Nudge()
		if got := s.next(); got != (shared.Ping{}) {
			t.Fatalf("asked %#v", got)
		}
		time.Sleep(answerWithin - 1)
		s.tell(shared.Ponged{})
		time.Sleep(answerWithin)
		if got := w.state().Phase; got != Online {
			t.Fatal("dropped though it answered")
		}
		w.Nudge()
		time.Sleep(answerWithin - time.Second)
		w.Nudge() // must not prolong it
		time.Sleep(time.Second)
		if got := w.state(); got.Phase != Waiting || !errors.Is(got.Err, errSilent) {
			t.Errorf("state %+v", got)
		}
	})
}

func TestNudgeWhenStoppedDoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		w.greet(0).end(shared.CloseSuperseded)
		w.Nudge()
		if n := w.dials(time.Hour); n != 1 {
			t.Errorf("%d sockets", n)
		}
	})
}

func TestDropComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		w.Drop() // without a greeting there is nothing to drop
		s := w.greet(0)
		w.Drop()
		if got := w.state(); got.Phase != Waiting || got.Code != 0 || !errors.Is(got.Err, errDropped) {
			t.Errorf("state %+v", got)
		}
		if !s.byClient || s.code != shared.CloseNormal {
			t.Errorf("closed with %d", s.code)
		}
		if n := w.dials(5 * time.Second); n != 2 {
			t.Error("did not come back")
		}
	})
}

func TestUnauthenticated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		w.socket(0).end(shared.CloseUnauthenticated)
		time.Sleep(quickWithin)
		w.socket(1).end(shared.CloseUnauthenticated)
		got := w.state()
		if got.Phase != Stopped || got.After != shared.SignInAgain || got.Code != shared.CloseUnauthenticated {
			t.Errorf("state %+v", got)
		}
		if w.attempts != 2 {
			t.Errorf("%d tickets, want 2", w.attempts)
		}
	})
}

func TestStops(t *testing.T) {
	for code, after := range map[shared.CloseCode]shared.AfterClose{
		shared.CloseNormal:     shared.Stop,
		shared.CloseForbidden:  shared.Stop,
		shared.CloseSuperseded: shared.Stop,
		shared.CloseRevoked:    shared.SignInAgain,
		shared.CloseTooOld:     shared.Reload,
	} {
		t.Run(strconv.Itoa(int(code)), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := start(t)
				w.greet(0).end(code)
				<-w.done
				if got := w.state(); got.Phase != Stopped || got.Code != code || got.After != after {
					t.Errorf("state %+v", got)
				}
			})
		})
	}
}

func TestSignedOutAddressStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t, func(w *world) { w.addrErr = fmt.Errorf("ticket: %w", shared.Refuse(shared.CodeUserHasToLogin, "")) })
		<-w.done
		if got := w.state(); got.Phase != Stopped || got.After != shared.SignInAgain {
			t.Errorf("state %+v", got)
		}
	})
}

func TestTooSlowComesBackAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		w.greet(0).end(shared.CloseTooSlow)
		if n := w.dials(0); n != 2 {
			t.Error("waited")
		}
	})
}

func TestHeartbeatIsAnsweredAndPassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		s := w.greet(0)
		s.tell(shared.Heartbeat{N: 7, Heads: map[shared.ConversationID]int64{"c": 9}})
		if got := s.next(); got != (shared.Pong{N: 7}) {
			t.Errorf("answered %#v", got)
		}
		got := w.received()
		if beat, ok := got[len(got)-1].Event.(shared.Heartbeat); !ok || beat.Heads["c"] != 9 {
			t.Errorf("received %#v", got)
		}
	})
}

// A busy receiver gets what came in the meantime as one batch, in order, and
// what was read before the close is delivered before the end is told.
func TestBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t, func(w *world) { w.gate = make(chan struct{}) })
		s := w.greet(0)
		for seq := range int64(200) {
			s.tell(shared.MessagePosted{Message: shared.Message{ConversationID: "c", Seq: seq + 1}})
		}
		s.end(shared.CloseTooSlow)
		if w.state().Phase != Online {
			t.Error("the end was told before the last events")
		}
		close(w.gate)
		var seqs []int64
		for _, r := range w.received() {
			if posted, ok := r.Event.(shared.MessagePosted); ok {
				seqs = append(seqs, posted.Message.Seq)
			}
		}
		if len(seqs) != 200 || !slices.IsSorted(seqs) {
			t.Errorf("received %v", seqs)
		}
		if n := len(w.batches); n > 3 {
			t.Errorf("%d batches for the greeting and a burst", n)
		}
	})
}

func TestArrayFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		s := w.socket(0)
		s.toClient <- shared.Bundle([][]byte{
			shared.EncodeEvent(shared.Connected{}, ""),
			[]byte(`{"type":"from_the_future"}`),
			shared.EncodeEvent(shared.Ponged{}, "r"),
		})
		if got := w.received(); len(got) != 2 || got[1].Ref != "r" {
			t.Errorf("received %#v", got)
		}
	})
}

func TestUndecodableFrameDropsTheSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		s := w.greet(0)
		s.toClient <- []byte(`{"type":`)
		if got := w.state(); got.Phase != Waiting || shared.AsError(got.Err).Code != shared.CodeInvalidJSON {
			t.Errorf("state %+v", got)
		}
		if n := w.dials(5 * time.Second); n != 2 {
			t.Error("did not come back")
		}
	})
}

func TestWriteFailureDropsTheSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken pipe")
		w := start(t, func(w *world) { w.prepare = func(s *fakeSocket) { s.writeErr = broken } })
		w.greet(0)
		w.Send(shared.Ping{}, "")
		if got := w.state(); got.Phase != Waiting || !errors.Is(got.Err, broken) {
			t.Errorf("state %+v", got)
		}
	})
}

// A peer that takes nothing in: Send says no when its queue is full, and the
// write's deadline ends the socket.
func TestSendNeverBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t, func(w *world) {
			w.prepare = func(s *fakeSocket) { s.fromClient, s.mute = nil, true }
		})
		w.greet(0)
		sent := 0
		for w.Send(shared.Ping{}, "") {
			sent++
			synctest.Wait() // the writer takes the first one
		}
		if sent != sendQueue+1 {
			t.Errorf("%d sent, want %d and the one being written", sent, sendQueue)
		}
		time.Sleep(writeTimeout + farewell)
		if got := w.state().Phase; got != Waiting {
			t.Errorf("phase %v", got)
		}
	})
}

func TestEndOfContextSaysGoodbye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t)
		s := w.greet(0)
		w.stop()
		<-w.done
		if !s.byClient || s.code != shared.CloseNormal {
			t.Errorf("closed with %d", s.code)
		}
		if got := w.phases(); !slices.Equal(got, []Phase{Connecting, Online}) {
			t.Errorf("phases %v: the app's own end is no news to it", got)
		}
	})
}

func TestEndOfContextWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t, func(w *world) { w.dialErr = errors.New("refused") })
		w.stop()
		<-w.done
	})
}
