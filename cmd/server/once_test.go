package main

import (
	"fmt"
	"sync"
	"testing"

	"github.com/coder/websocket"

	"parley/shared"
)

// TestOneIDIsStoredOnce is F3: one client message id is sent 64 times over four
// sockets at once, round after round. Every send is answered, all answers of a
// round are the same message, and the log has one row for each round.
func TestOneIDIsStoredOnce(t *testing.T) {
	rounds := 200
	if long() {
		rounds = 1000
	}
	server := bear(t)
	session := server.visit("1")
	var open [4]*socket
	for i := range open {
		ticket := ask[shared.Ticket](server.program, "POST", shared.PathTicket, session.Token, nil).Ticket
		open[i] = server.dial("/ws/chat/"+string(session.SessionID), ticket, &websocket.DialOptions{Subprotocols: []string{shared.Subprotocol}})
		next[shared.Connected](open[i])
	}
	const sends = 64
	for round := range rounds {
		said := race(open[:], sends, fmt.Sprint("m", round), line("round", round))
		for _, m := range said {
			if m.ID != said[0].ID || m.Seq != int64(round)+1 || m.Content != line("round", round) {
				t.Fatalf("round %d: %+v and %+v", round, said[0], m)
			}
		}
	}
	// The control: without an id each is a message of its own.
	seqs := map[int64]bool{}
	for _, m := range race(open[:], sends, "", line("round", rounds)) {
		seqs[m.Seq] = true
	}
	stored := len(server.log(session.SessionID, session.Token))
	if len(seqs) != sends || stored != rounds+sends {
		t.Fatalf("%d rounds and %d messages without an id have left %d rows", rounds, len(seqs), stored)
	}
	row{
		number: 3, checker: "one id raced over 4 sockets", run: fmt.Sprintf("%d rounds of %d sends, %d rows", rounds, sends, stored-sends),
		control: fmt.Sprintf("without an id: %d sends, %d rows", sends, len(seqs)),
	}.report()
}

// race sends one message many times over all sockets at once, and returns the
// answer to each.
func race(open []*socket, sends int, id, content string) (said []shared.Message) {
	var mu sync.Mutex
	var group sync.WaitGroup
	barrier := make(chan struct{})
	for _, s := range open {
		group.Go(func() {
			<-barrier
			for n := range sends / len(open) {
				s.send(shared.SendMessage{Content: content, ClientMessageID: id}, shared.Ref(fmt.Sprint(n)))
			}
			for range sends / len(open) {
				posted, ref := nextWithRef[shared.MessagePosted](s)
				for ref == "" { // another socket's
					posted, ref = nextWithRef[shared.MessagePosted](s)
				}
				mu.Lock()
				said = append(said, posted.Message)
				mu.Unlock()
			}
		})
	}
	close(barrier)
	group.Wait()
	return said
}

// Of two messages that race under one id, one is stored and the other refused.
func TestOneIDCarriesOneMessage(t *testing.T) {
	const rounds = 50
	p := start(t, t.TempDir(), unlimited)
	session := p.visit("1")
	open := [2]*socket{p.chat(session), p.chat(session)}
	for round := range rounds {
		var outcomes [2]shared.Event
		var group sync.WaitGroup
		for i, s := range open {
			group.Go(func() {
				s.send(shared.SendMessage{Content: fmt.Sprint("content ", i), ClientMessageID: fmt.Sprint("m", round)}, "mine")
				for {
					answer, err := s.receive()
					if err != nil || answer.Ref == "mine" {
						outcomes[i] = answer.Event
						return
					}
				}
			})
		}
		group.Wait()
		var stored, conflicts int
		for i, outcome := range outcomes {
			switch e := outcome.(type) {
			case shared.MessagePosted:
				if stored++; e.Message.Seq != int64(round)+1 || e.Message.Content != fmt.Sprint("content ", i) {
					t.Errorf("round %d: %+v", round, e)
				}
			case shared.Failed:
				if conflicts++; e.Code != shared.CodeConflict {
					t.Errorf("round %d: %+v", round, e)
				}
			}
		}
		if stored != 1 || conflicts != 1 {
			t.Fatalf("round %d: %+v", round, outcomes)
		}
	}
}
