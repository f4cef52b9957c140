package store

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley/shared"
)

var (
	// noon is local, because days are the reader's.
	noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.Local)
	vera = shared.Person{ID: "v", Role: shared.RoleVisitor, Username: "vera"}
	adam = shared.Person{ID: "a", Role: shared.RoleAgent, Username: "adam"}
	bela = shared.Person{ID: "b", Role: shared.RoleAgent, Username: "bela"}
)

// said is a message of the log.
func said(seq int64, by shared.Person, at time.Time) shared.Message {
	return shared.Message{
		ID: shared.MessageID(seq), ConversationID: "c", Seq: seq, Kind: shared.KindMessage,
		Sender: by, Content: "line " + strconv.FormatInt(seq, 10), Timestamp: at,
	}
}

func posted(seq int64, by shared.Person) shared.MessagePosted {
	return shared.MessagePosted{Message: said(seq, by, noon.Add(time.Duration(seq)*time.Second))}
}

// ended is the change of status at a place in the log.
func ended(seq int64, by shared.Person) shared.ConversationChanged {
	at := noon.Add(time.Duration(seq) * time.Second)
	return shared.ConversationChanged{Seq: seq, Conversation: shared.Conversation{
		ID: "c", Status: shared.StatusEnded, EndedAt: &at, EndedBy: &by, Head: seq,
	}}
}

// page is a page of history with what was said by vera at these seqs.
func page(head int64, from, to int64) (h shared.History) {
	h.Head = head
	for seq := from; seq <= to; seq++ {
		h.Messages = append(h.Messages, posted(seq, vera).Message)
	}
	return h
}

func header(head int64) shared.Conversation {
	return shared.Conversation{
		ID: "c", Kind: shared.KindSupport, Status: shared.StatusOpen, Head: head, Visitor: &vera,
		Members: []shared.Member{{Person: vera}, {Person: adam}},
	}
}

// opened is a conversation that adam has loaded up to head.
func opened(t testing.TB, head int64) *Conversation {
	t.Helper()
	var c Conversation
	if load, sync := c.Begin(header(head), adam); !load || sync {
		t.Fatalf("begin: load %v, sync %v", load, sync)
	}
	c.Load(page(head, 1, head))
	return &c
}

// shows is the log in short: "1 2! 3- 4-E" says that 2 begins a day, 3 and 4
// continue what stands above them, and 4 is an end.
func shows(l *Log) (s string) {
	for _, chunk := range l.Chunks() {
		for _, row := range chunk.Rows {
			s += fmt.Sprint(" ", row.Seq)
			if row.NewDay {
				s += "!"
			}
			if row.Continues {
				s += "-"
			}
			if row.Change != nil {
				s += "E"
			}
		}
	}
	return s
}

func same(t testing.TB, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
