package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"parley/shared"
)

// ledger is what clients were promised: every message that was acknowledged,
// and what every reader was given. The server knows nothing of it.
type ledger struct {
	mu    sync.Mutex
	acked []shared.Message            // guarded by mu
	heard map[string][]shared.Message // guarded by mu; per reader of one conversation
	acks  chan struct{}               // one for each ack, while somebody counts
}

func newLedger() *ledger {
	return &ledger{heard: map[string][]shared.Message{}, acks: make(chan struct{})}
}

func (l *ledger) ack(m shared.Message) {
	l.mu.Lock()
	l.acked = append(l.acked, m)
	l.mu.Unlock()
	select {
	case l.acks <- struct{}{}:
	default:
	}
}

// await returns when n more messages are acknowledged, or ctx has ended.
func (l *ledger) await(ctx context.Context, n int) {
	for range n {
		select {
		case <-l.acks:
		case <-ctx.Done():
			return
		}
	}
}

// sofar is what was acknowledged until now, for a look at what goes on changing.
func (l *ledger) sofar() *ledger {
	l.mu.Lock()
	defer l.mu.Unlock()
	return &ledger{acked: slices.Clone(l.acked)}
}

// drain forgets who was not waited for.
func (l *ledger) drain() {
	for {
		select {
		case <-l.acks:
		default:
			return
		}
	}
}

func (l *ledger) hear(reader string, m shared.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard[reader] = append(l.heard[reader], m)
}

// line is what a writer says: who it is and a number that rises by one, so
// that the log itself shows what is doubled or out of order.
func line(writer string, n int) string { return fmt.Sprintf("%s %d", writer, n) }

// verdict is what a checker found, in counts, with the first case in words.
type verdict struct {
	acked, lost, duplicated, reordered, holes int
	// misheard counts readers that were not given the log as it is.
	misheard int
	first    string
}

func (v *verdict) found(count *int, format string, args ...any) {
	*count++
	if v.first == "" {
		v.first = fmt.Sprintf(format, args...)
	}
}

func (v verdict) String() string {
	return fmt.Sprintf("acked %d, lost %d, duplicated %d, reordered %d, holes %d, misheard %d",
		v.acked, v.lost, v.duplicated, v.reordered, v.holes, v.misheard)
}

// check compares the ledger with the logs as they are at the end.
func (l *ledger) check(logs map[shared.ConversationID][]shared.Message) (v verdict) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v.acked = len(l.acked)
	for id, log := range logs {
		said := map[string]bool{}
		last := map[string]int{}
		for i, m := range log {
			if m.Seq != int64(i)+1 {
				v.found(&v.holes, "conversation %s has seq %d in place %d", id, m.Seq, i+1)
			}
			if said[m.Content] {
				v.found(&v.duplicated, "%q is there twice, again as seq %d", m.Content, m.Seq)
				continue
			}
			said[m.Content] = true
			var writer string
			var n int
			if _, err := fmt.Sscanf(m.Content, "%s %d", &writer, &n); err != nil {
				v.found(&v.duplicated, "nobody said %q", m.Content)
			} else if before, ok := last[writer]; ok && n < before {
				v.found(&v.reordered, "%q comes after number %d", m.Content, before)
			} else {
				last[writer] = n
			}
		}
	}
	l.lose(&v, logs)
	for reader, heard := range l.heard {
		log := logs[heard[0].ConversationID]
		if !slices.EqualFunc(heard, log, func(a, b shared.Message) bool { return a.ID == b.ID && a.Content == b.Content }) {
			v.found(&v.misheard, "%s was given %d messages, the log has %d or others", reader, len(heard), len(log))
		}
	}
	return v
}

// survived compares the ledger with the logs as a crash has left them: what is
// acknowledged by now has to be there.
func (l *ledger) survived(logs map[shared.ConversationID][]shared.Message) (v verdict) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v.acked = len(l.acked)
	l.lose(&v, logs)
	return v
}

// lose counts what was acknowledged and is not there. Callers hold mu.
func (l *ledger) lose(v *verdict, logs map[shared.ConversationID][]shared.Message) {
	type place struct {
		id  shared.ConversationID
		seq int64
	}
	there := map[place]shared.Message{}
	for id, log := range logs {
		for _, m := range log {
			there[place{id, m.Seq}] = m
		}
	}
	for _, m := range l.acked {
		if s := there[place{m.ConversationID, m.Seq}]; s.ID != m.ID || s.Content != m.Content {
			v.found(&v.lost, "%q was acknowledged as seq %d and is not there", m.Content, m.Seq)
		}
	}
}

// expect fails the test when anything was found.
func (v verdict) expect(t *testing.T) {
	t.Helper()
	if v.lost+v.duplicated+v.reordered+v.holes+v.misheard > 0 {
		t.Errorf("%s; first: %s", v, v.first)
	}
}

// inTheLedger is the control of the checkers that cannot break the program
// itself.
const inTheLedger = "each kind, planted in the ledger, is found"

// A checker that has never been red proves nothing: each fault is planted in
// what it sees, and has to be found.
func TestTheCheckerTurnsRed(t *testing.T) {
	const id = "c"
	good := func() (*ledger, []shared.Message) {
		l := newLedger()
		var log []shared.Message
		for n := range 10 {
			m := shared.Message{ID: shared.MessageID(n + 7), ConversationID: id, Seq: int64(n + 1), Content: line([]string{"a", "b"}[n%2], n/2)}
			log = append(log, m)
			l.ack(m)
			l.hear("reader", m)
		}
		return l, log
	}
	renumber := func(log []shared.Message) []shared.Message {
		for i := range log {
			log[i].Seq = int64(i) + 1
		}
		return log
	}
	type messages = []shared.Message
	lost := func(v verdict) int { return v.lost }
	duplicated := func(v verdict) int { return v.duplicated }
	misheard := func(v verdict) int { return v.misheard }
	for what, c := range map[string]struct {
		plant func(*ledger, messages) messages
		found func(verdict) int
	}{
		"the newest is lost": {func(_ *ledger, log messages) messages { return log[:9] }, lost},
		"one is lost without a hole": {func(_ *ledger, log messages) messages {
			return renumber(slices.Delete(log, 4, 5))
		}, lost},
		"another is in its place": {func(_ *ledger, log messages) messages {
			log[4].Content = line("c", 0)
			return log
		}, lost},
		"doubled": {func(_ *ledger, log messages) messages {
			return append(log, shared.Message{ID: 99, Seq: 11, Content: log[9].Content})
		}, duplicated},
		"invented": {func(_ *ledger, log messages) messages {
			return append(log, shared.Message{ID: 99, Seq: 11, Content: "?"})
		}, duplicated},
		"reordered": {func(_ *ledger, log messages) messages {
			log[2], log[4] = log[4], log[2]
			return renumber(log)
		}, func(v verdict) int { return v.reordered }},
		"a hole": {func(_ *ledger, log messages) messages {
			return slices.Delete(log, 4, 5)
		}, func(v verdict) int { return v.holes }},
		"a reader missed one": {func(l *ledger, log messages) messages {
			l.heard["reader"] = slices.Delete(l.heard["reader"], 4, 5)
			return log
		}, misheard},
		"a reader heard one twice": {func(l *ledger, log messages) messages {
			l.hear("reader", log[9])
			return log
		}, misheard},
	} {
		l, log := good()
		if v := l.check(map[shared.ConversationID][]shared.Message{id: slices.Clone(log)}); v.first != "" || v.acked != 10 {
			t.Fatalf("red without a fault: %s %s", v, v.first)
		}
		broken := map[shared.ConversationID][]shared.Message{id: c.plant(l, log)}
		v := l.check(broken)
		if survived := l.survived(broken); c.found(v) == 0 || v.first == "" || survived.lost != v.lost {
			t.Errorf("%s: not found in %s", what, v)
		}
	}
}
