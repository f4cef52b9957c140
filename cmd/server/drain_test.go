package main

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/shared"
)

// TestDrain is F11: SIGTERM with hundreds of sockets under load. Every socket is
// told when to come back and closed with 1012; what was acknowledged is stored,
// and what was stored is acknowledged; the program exits with 0 in time.
func TestDrain(t *testing.T) {
	const tabs = 5
	visitors := 60
	if long() {
		visitors = 200
	}
	server := bear(t)
	promises := newLedger()
	sessions := make([]shared.Session, visitors)
	listeners := make([]*listener, 0, visitors*tabs)
	for v := range sessions {
		sessions[v] = server.visit(strconv.Itoa(v))
		for tab := range tabs {
			ticket := ask[shared.Ticket](server.program, "POST", shared.PathTicket, sessions[v].Token, nil).Ticket
			l := &listener{writer: fmt.Sprintf("visitor-%d", v), writes: tab == 0, promises: promises}
			l.socket = server.dial("/ws/chat/"+string(sessions[v].SessionID), ticket, &websocket.DialOptions{Subprotocols: []string{shared.Subprotocol}})
			next[shared.Connected](l.socket)
			listeners = append(listeners, l)
		}
	}
	var group sync.WaitGroup
	for _, l := range listeners {
		group.Go(l.run)
	}
	for range 5 * visitors { // well under way
		<-promises.acks
	}
	code, took := server.terminate()
	group.Wait()
	if code != exitDone || took > 30*time.Second {
		t.Errorf("exit %d after %v\n%s", code, took, server.logs)
	}

	server.start()
	logs := map[shared.ConversationID][]shared.Message{}
	stored := 0
	for _, s := range sessions {
		logs[s.SessionID] = server.log(s.SessionID, s.Token)
		stored += len(logs[s.SessionID])
	}
	found := promises.check(logs)
	found.expect(t)
	if stored != found.acked {
		t.Errorf("%d stored, %d acknowledged: running commits were not waited for", stored, found.acked)
	}
	var untold, abrupt int
	for i, l := range listeners {
		if l.told != 1 {
			untold++
		}
		if l.code != shared.CloseRestarting {
			abrupt++
		}
		log := logs[sessions[i/tabs].SessionID]
		if !slices.EqualFunc(l.heard, log[:min(len(l.heard), len(log))], func(a, b shared.Message) bool { return a.ID == b.ID }) {
			t.Errorf("a socket of %s heard another log", l.writer)
		}
	}
	if untold+abrupt > 0 {
		t.Errorf("%d sockets were not told when to come back, %d not closed with 1012", untold, abrupt)
	}
	row{
		number: 11, checker: "drain under load", run: fmt.Sprintf("%d sockets, exit %d after %v", len(listeners), code, took.Round(time.Millisecond)),
		verdict: &found, control: inTheLedger,
	}.report()
}

// listener is one raw socket, which may write: the next message as soon as the
// one before is acknowledged.
type listener struct {
	*socket
	writer   string
	writes   bool
	promises *ledger

	heard []shared.Message
	told  int // restarting frames
	code  shared.CloseCode
}

func (l *listener) run() {
	said := 0
	say := func() {
		frame := shared.EncodeCommand(shared.SendMessage{Content: line(l.writer, said), ClientMessageID: strconv.Itoa(said)}, "")
		_ = l.conn.Write(l.t.Context(), websocket.MessageText, frame) // the reader notices the end
	}
	if l.writes {
		say()
	}
	for {
		received, err := l.receive()
		if err != nil {
			l.code = shared.CloseCode(websocket.CloseStatus(err))
			return
		}
		switch e := received.Event.(type) {
		case shared.MessagePosted:
			l.heard = append(l.heard, e.Message)
			if l.writes {
				l.promises.ack(e.Message)
				said++
				say()
			}
		case shared.Restarting:
			l.told++
		}
	}
}
