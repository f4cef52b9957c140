package hub

import (
	"fmt"
	"strings"
	"testing"

	"parley/shared"
)

func message(seq int64) Publication {
	m := shared.Message{ConversationID: "c", Seq: seq, Content: fmt.Sprint("line ", seq)}
	return Publication{
		To: "c", Author: "ann", Event: shared.MessagePosted{Message: m},
		Own: shared.MessagePosted{Message: m, ClientMessageID: "mine"}, Origin: Origin{Socket: "s1", Ref: "r"},
	}
}

func typing(who shared.MemberID, on bool) Publication {
	return Publication{To: "c", Author: who, Others: true, Key: "typing " + string(who), Event: shared.TypingChanged{UserID: who, IsTyping: on}}
}

// text joins what was taken.
func text(taken Taken) string {
	var b strings.Builder
	for _, f := range taken.Frames {
		b.Write(f)
		b.WriteByte('\n')
	}
	return b.String()
}

// seqs decodes the seqs of what was taken.
func seqs(t *testing.T, taken Taken) (list []int64) {
	t.Helper()
	for _, f := range taken.Frames {
		events, err := shared.DecodeEvents(f)
		if err != nil {
			t.Fatal(err)
		}
		_, seq := events[0].Event.(shared.Logged).Place()
		list = append(list, seq)
	}
	return list
}

func expect(t *testing.T, s *Subscription, want ...int64) {
	t.Helper()
	if got := seqs(t, s.Take(100)); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("took %v, want %v", got, want)
	}
}

func TestReadersGetEventsBySeq(t *testing.T) {
	h := New()
	woken := 0
	s := h.Subscribe("c", "bob", "s2", func() { woken++ })
	h.Publish(message(1))
	expect(t, s) // not moved yet: the greeting comes first
	s.Move(0, 0)
	expect(t, s, 1)
	h.Publish(message(3)) // two writers race after their commits
	expect(t, s)
	h.Publish(message(2))
	expect(t, s, 2, 3)
	s.Move(1, 3) // a sync
	if taken := s.Take(100); !taken.Missing || taken.From != 1 {
		t.Errorf("what was before the move comes from the store: %+v", taken)
	}
	if woken == 0 {
		t.Error("never woken")
	}
}

func TestFarBehindReadsTheStore(t *testing.T) {
	h := New()
	s := h.Subscribe("c", "bob", "s2", func() {})
	s.Move(0, 0)
	for seq := int64(1); seq <= 3*RingSize; seq++ {
		h.Publish(message(seq))
	}
	taken := s.Take(1000)
	if !taken.Missing || taken.From != 0 || len(taken.Frames) != 0 {
		t.Fatalf("%+v", taken)
	}
	s.Advance(0, 2*RingSize)
	if got := seqs(t, s.Take(10)); len(got) != 10 || got[0] != 2*RingSize+1 {
		t.Errorf("after the store: %v", got)
	}
	s.Move(5, 0) // moved back while the store was read
	s.Advance(2*RingSize+10, 3*RingSize)
	if taken := s.Take(1); !taken.Missing || taken.From != 5 {
		t.Errorf("a stale advance won: %+v", taken)
	}
}

func TestVariantsForTheAuthor(t *testing.T) {
	h := New()
	subscriptions := map[string]*Subscription{}
	for socket, reader := range map[string]shared.MemberID{"s1": "ann", "s1b": "ann", "s2": "bob"} {
		subscriptions[socket] = h.Subscribe("c", reader, socket, func() {})
		subscriptions[socket].Move(0, 0)
	}
	h.Publish(message(1))
	for socket, want := range map[string][2]bool{"s1": {true, true}, "s1b": {true, false}, "s2": {false, false}} {
		got := text(subscriptions[socket].Take(10))
		if strings.Contains(got, `"client_message_id":"mine"`) != want[0] || strings.Contains(got, `"ref":"r"`) != want[1] {
			t.Errorf("%s got %s", socket, got)
		}
	}
}

// Somebody who joins between a commit and its publication knows the head before
// the others do. That must not cost the author the ref of their answer.
func TestWhoJoinsTakesNobodysRef(t *testing.T) {
	h := New()
	ann := h.Subscribe("c", "ann", "s1", func() {})
	ann.Move(0, 0)
	bob := h.Subscribe("c", "bob", "s2", func() {})
	bob.Move(0, 1)
	if taken := ann.Take(10); taken.Missing || len(taken.Frames) != 0 {
		t.Errorf("before the publication: %+v", taken)
	}
	h.Publish(message(1))
	if got := text(ann.Take(10)); !strings.Contains(got, `"ref":"r"`) {
		t.Errorf("the author got %q", got)
	}
	if taken := bob.Take(10); !taken.Missing || taken.From != 0 || taken.Until != 1 {
		t.Errorf("who joined got %+v", taken)
	}
}

func TestNewestNoteWins(t *testing.T) {
	h := New()
	ann, bob := h.Subscribe("c", "ann", "s1", func() {}), h.Subscribe("c", "bob", "s2", func() {})
	for i := range 100 {
		h.Publish(typing("ann", i%2 == 0))
	}
	if got := bob.Take(10); len(got.Frames) != 1 || !strings.Contains(text(got), `"is_typing":false`) {
		t.Errorf("bob got %s", text(got))
	}
	if got := ann.Take(10); len(got.Frames) != 0 {
		t.Errorf("ann got her own typing: %s", text(got))
	}
	h.Publish(Publication{To: "c", Author: "ann", Only: true, Key: "k", Event: shared.Marked{Who: "ann"}})
	if len(ann.Take(10).Frames) != 1 || len(bob.Take(10).Frames) != 0 {
		t.Error("a note for the author alone went elsewhere")
	}
}

func TestTooManyNotes(t *testing.T) {
	h := New()
	s := h.Subscribe(Inbox, "bob", "s", func() {})
	for i := range maxNotes + 1 {
		h.Publish(Publication{To: Inbox, Key: fmt.Sprint(i), Event: shared.ConversationChanged{}})
	}
	if taken := s.Take(10); !taken.Behind || len(taken.Frames) != maxNotes {
		t.Errorf("behind %v with %d notes", taken.Behind, len(taken.Frames))
	}
}

func TestNobodyListens(t *testing.T) {
	h := New()
	h.Publish(message(1))
	s := h.Subscribe("c", "bob", "s", func() { t.Error("woken after the end") })
	h.Unsubscribe(s)
	h.Publish(message(2))
	if len(h.topics) != 0 {
		t.Error("a topic without readers stays")
	}
}
