package live

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/hub"
	"parley/shared"
)

// TestSlowReaders: over a pipe a frame leaves when the peer reads it. One that
// takes its time is left in peace, one that takes too long is told 4012 as soon
// as it reads again, and one that never does is cut.
func TestSlowReaders(t *testing.T) {
	for name, c := range map[string]struct {
		stalls time.Duration
		code   shared.CloseCode // 0: stays open; -1: cut
	}{
		"a moment":       {writeWithin - time.Second, 0},
		"too long":       {writeWithin + time.Second, shared.CloseTooSlow},
		"to the last":    {writeWithin + closeWithin - time.Second, shared.CloseTooSlow},
		"longer than us": {writeWithin + closeWithin + time.Second, -1},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, n *node) {
				slow, who := n.visitor("anna")
				if _, _, err := slow.conn.Read(t.Context()); err != nil { // the greeting
					t.Fatal(err)
				}
				const said = 3
				for range said {
					if _, _, err := n.chat.Post(t.Context(), who, shared.SendMessage{ConversationID: who.Conversation, Content: "hello"}, hub.Origin{}); err != nil {
						t.Fatal(err)
					}
				}
				time.Sleep(c.stalls)
				synctest.Wait()
				if open := n.live.Sessions(); (open == 0) != (c.code < 0) {
					t.Fatalf("%d sockets are open after %v", open, c.stalls)
				}
				heard, code := 0, websocket.StatusCode(0)
				for code == 0 && (c.code != 0 || heard < said) {
					ctx, cancel := context.WithTimeout(t.Context(), time.Second)
					_, frame, err := slow.conn.Read(ctx)
					cancel()
					if err != nil {
						code = websocket.CloseStatus(err)
						continue
					}
					events, err := shared.DecodeEvents(frame)
					if err != nil {
						t.Fatal(err)
					}
					heard += len(events)
				}
				if shared.CloseCode(code) != c.code {
					t.Errorf("heard %d, closed with %d, want %d", heard, code, c.code)
				}
			})
		})
	}
}

// Readers that have stalled keep nobody else waiting, though there are more of them
// than writers.
func TestStalledReadersHoldUpNobody(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		say := func(who auth.Identity) {
			t.Helper()
			if _, _, err := n.chat.Post(t.Context(), who, shared.SendMessage{ConversationID: who.Conversation, Content: "hello"}, hub.Origin{}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 2*n.live.writers.most + 1 {
			slow, who := n.visitor(fmt.Sprint("slow", i))
			if _, _, err := slow.conn.Read(t.Context()); err != nil { // the greeting
				t.Fatal(err)
			}
			say(who)
		}
		began := time.Now()
		quick, who := n.visitor("quick")
		events, _ := quick.read()
		<-events // the greeting
		say(who)
		if event := (<-events).event; time.Since(began) > 0 {
			t.Errorf("%T was heard after %v", event, time.Since(began))
		}
	})
}

// A reader that is further behind with what has no place in the log than the
// hub keeps for it is told 4012 too.
func TestReaderWithTooManyNotes(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		slow, who := n.visitor("anna")
		if _, _, err := slow.conn.Read(t.Context()); err != nil { // the greeting
			t.Fatal(err)
		}
		for range 2000 {
			n.live.hub.Publish(hub.Publication{To: who.Conversation, Event: shared.TypingChanged{ConversationID: who.Conversation}})
			synctest.Wait() // the first is on its way
		}
		if _, ended := slow.read(); shared.CloseCode(<-ended) != shared.CloseTooSlow {
			t.Error("not closed as too slow")
		}
	})
}
