package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parley/shared"
)

// The promise of this package: whatever a network does to the events, and
// whenever history and headers are read, a client that has caught up shows
// what a fresh load shows.

// A reducer is what the promise is about; the test has a second, naive one.
type reducer interface {
	Begin(header shared.Conversation, me shared.Person) (load, sync bool)
	Load(shared.History)
	Apply(shared.Event, time.Time) (missing bool)
	Applied() int64
	Ready() bool // a page of history was applied
	Shows() string
}

type real struct{ *Conversation }

func (r real) Ready() bool { return r.Loaded }

func (r real) Shows() string {
	head, last := r.Header, int64(0)
	if head.LastMessage != nil {
		last = head.LastMessage.Seq
	}
	ended := head.EndedAt != nil && head.EndedBy != nil
	return fmt.Sprintf("%s | %s ended %v last %d head %d | typing %v", shows(r.Log())+content(r.Log()), head.Status, ended, last, head.Head, r.Typing())
}

// content is what the messages that were changed look like.
func content(l *Log) (s string) {
	for row := range l.after(0) {
		if m := row.Message; m != nil && (m.EditedAt != nil || m.DeletedAt != nil || len(m.Reactions) > 0) {
			s += fmt.Sprintf(" %d=%q%v%v", m.Seq, m.Content, m.DeletedAt != nil, m.Reactions)
		}
	}
	return s
}

// naive believes what comes: it has no gap check.
type naive struct{ real }

func (n naive) Apply(e shared.Event, now time.Time) bool {
	if logged, ok := e.(shared.Logged); ok && n.Loaded {
		if _, seq := logged.Place(); seq > n.applied {
			n.applied = seq - 1 // whatever is in between
		}
	}
	n.real.Apply(e, now)
	return false
}

// step is one thing that happens, to the server, the network or the client.
type step struct {
	Do string
	N  int // which one, or how many
}

// A scenario is a log and what happens while it is written.
type scenario struct {
	Log   []shared.Logged
	Steps []step
}

var scenarios = rapid.Custom(func(t *rapid.T) (s scenario) {
	at := noon
	people := []shared.Person{vera, adam, bela}
	// Left to itself, rapid draws short lists, in which little can go wrong.
	size := rapid.SampledFrom([]int64{0, 20, 80, 80})
	for seq := range size.Draw(t, "events") {
		seq++
		at = at.Add(time.Duration(rapid.SampledFrom([]int{1, 1, 60, 400, 50_000}).Draw(t, "pause")) * time.Second)
		by := rapid.SampledFrom(people).Draw(t, "by")
		if rapid.IntRange(0, 9).Draw(t, "what") == 0 {
			change := ended(seq, by)
			change.EndedAt = &at
			if rapid.Bool().Draw(t, "again") {
				change.Status = shared.StatusOpen
			}
			s.Log = append(s.Log, change)
			continue
		}
		if change := drawChange(t, s.Log, seq, by, at); change != nil {
			s.Log = append(s.Log, change)
			continue
		}
		m := said(seq, by, at)
		s.Log = append(s.Log, shared.MessagePosted{Message: m})
	}
	do := rapid.SampledFrom([]string{
		"commit", "commit", "commit", "commit", "deliver", "deliver", "deliver", "deliver", "deliver", "deliver",
		"drop", "drop", "drop", "repeat", "repeat", "swap", "swap", "type", "beat",
		"connect", "header", "page", "arrive", "arrive", "reload",
	})
	n := rapid.SampledFrom([]int{0, 1, 3, 9})
	for range size.Draw(t, "steps") {
		s.Steps = append(s.Steps, step{Do: do.Draw(t, "do"), N: n.Draw(t, "n")})
	}
	return s
})

// drawChange sometimes changes a message that was said before.
func drawChange(t *rapid.T, log []shared.Logged, seq int64, by shared.Person, at time.Time) shared.Logged {
	var said []shared.MessageID
	for _, e := range log {
		switch e := e.(type) {
		case shared.MessagePosted:
			said = append(said, e.Message.ID)
		case shared.MessageDeleted: // and there is an end of it
			said = slices.DeleteFunc(said, func(id shared.MessageID) bool { return id == e.MessageID })
		}
	}
	what := rapid.IntRange(0, 9).Draw(t, "change")
	if len(said) == 0 || what > 3 {
		return nil
	}
	id := rapid.SampledFrom(said).Draw(t, "message")
	switch what {
	case 0:
		return shared.MessageEdited{ConversationID: "c", MessageID: id, Content: fmt.Sprint("edit ", seq), EditedAt: at, Seq: seq}
	case 1:
		return shared.MessageDeleted{ConversationID: "c", MessageID: id, For: shared.ForEveryone, DeletedAt: at, Seq: seq}
	}
	return shared.ReactionChanged{ConversationID: "c", MessageID: id, Emoji: "👍", User: by.ID, On: what == 2, Seq: seq}
}

// world plays a scenario.
type world struct {
	log    []shared.Logged
	head   int // how much of the log is committed
	make   func() reducer
	client reducer

	wire    []shared.Event        // on its way over the socket
	pages   []shared.History      // on their way over HTTP
	headers []shared.Conversation // read by the server, not sent yet
}

// header is what the server says of the log's first head events.
func (w *world) header(head int) shared.Conversation {
	c := header(int64(head))
	for _, e := range w.log[:head] {
		switch e := e.(type) {
		case shared.MessagePosted:
			m := w.message(head, e.Message)
			c.LastMessage = &m
		case shared.ConversationChanged:
			c.Status, c.EndedAt, c.EndedBy = e.Status, e.EndedAt, e.EndedBy
		}
	}
	return c
}

func (w *world) page(head int) (h shared.History) {
	h.Head = int64(head)
	for _, e := range w.log[:head] {
		switch e := e.(type) {
		case shared.MessagePosted:
			h.Messages = append(h.Messages, w.message(head, e.Message))
		case shared.ConversationChanged:
			h.Changes = append(h.Changes, shared.EncodeEvent(e, ""))
		}
	}
	return h
}

// message is a message after the log's first head events.
func (w *world) message(head int, m shared.Message) shared.Message {
	for _, e := range w.log[:head] {
		switch e := e.(type) {
		case shared.MessageEdited:
			if e.MessageID == m.ID {
				m.Content, m.EditedAt = e.Content, &e.EditedAt
			}
		case shared.MessageDeleted:
			if e.MessageID == m.ID {
				m.Content, m.DeletedAt, m.Reactions = "", &e.DeletedAt, []shared.Reaction{}
			}
		case shared.ReactionChanged:
			if e.MessageID == m.ID {
				m.React(e.Emoji, e.User, e.On)
			}
		}
	}
	return m
}

func (w *world) begin(header shared.Conversation) {
	load, sync := w.client.Begin(header, adam)
	if load {
		w.pages = append(w.pages, w.page(w.head))
	}
	if sync {
		w.sync()
	}
}

// sync sends all events after the cursor; messages are read from the database,
// as they are by now.
func (w *world) sync() {
	for _, e := range w.log[min(int(w.client.Applied()), w.head):w.head] {
		if posted, ok := e.(shared.MessagePosted); ok {
			posted.Message = w.message(w.head, posted.Message)
			e = posted
		}
		w.wire = append(w.wire, e)
	}
}

func (w *world) apply(e shared.Event) {
	if w.client.Apply(e, noon) {
		w.sync()
	}
}

func (w *world) beat() shared.Heartbeat {
	return shared.Heartbeat{Heads: map[shared.ConversationID]int64{"c": int64(w.head)}}
}

func (w *world) play(s step) {
	switch s.Do {
	case "commit":
		for range min(s.N, len(w.log)-w.head) {
			w.wire = append(w.wire, w.log[w.head])
			w.head++
		}
	case "deliver":
		for range min(s.N, len(w.wire)) {
			e := w.wire[0]
			w.wire = w.wire[1:]
			w.apply(e)
		}
	case "drop":
		if s.N < len(w.wire) {
			w.wire = slices.Delete(w.wire, s.N, s.N+1)
		}
	case "repeat":
		if s.N < len(w.wire) {
			w.wire = append(w.wire, w.wire[s.N])
		}
	case "swap":
		if s.N < len(w.wire) {
			w.wire[0], w.wire[s.N] = w.wire[s.N], w.wire[0]
		}
	case "connect": // what was on the old socket is lost
		w.wire = nil
		w.begin(w.header(w.head))
	case "header": // read now, sent with the next one
		w.headers = append(w.headers, w.header(w.head))
		if len(w.headers) > 1 {
			w.begin(w.headers[0])
			w.headers = w.headers[1:]
		}
	case "page": // asked for twice
		if !w.client.Ready() {
			w.pages = append(w.pages, w.page(w.head))
		}
	case "arrive":
		if len(w.pages) > 0 {
			w.client.Load(w.pages[0])
			w.pages = w.pages[1:]
		}
	case "beat":
		w.apply(w.beat())
	case "reload":
		if s.N > 0 { // rare, because it repairs everything
			return
		}
		w.client = w.make()
		w.wire, w.pages = nil, nil
		w.begin(w.header(w.head))
	case "type": // lost and late like the rest
		w.wire = append(w.wire, shared.TypingChanged{ConversationID: "c", UserID: bela.ID, Username: "bela", IsTyping: s.N%2 == 0})
	}
}

// settle lets the network work again, until nothing is on its way; what is
// still missing then, heartbeats must show.
func (w *world) settle() {
	w.play(step{Do: "commit", N: len(w.log)})
	for range 4 {
		if !w.client.Ready() {
			w.pages = append(w.pages, w.page(w.head))
		}
		for len(w.pages) > 0 {
			w.play(step{Do: "arrive"})
		}
		for len(w.wire) > 0 {
			w.play(step{Do: "deliver", N: 1})
		}
		w.play(step{Do: "beat"})
	}
	w.apply(shared.TypingChanged{ConversationID: "c", UserID: bela.ID})
}

// converges plays a scenario and compares with a fresh load.
func converges(s scenario, make func() reducer) error {
	w := world{log: s.Log, make: make, client: make()}
	w.begin(w.header(0))
	for _, step := range s.Steps {
		w.play(step)
	}
	w.settle()

	fresh := make()
	fresh.Begin(w.header(w.head), adam)
	fresh.Load(w.page(w.head))
	if diff := cmp.Diff(fresh.Shows(), w.client.Shows()); diff != "" {
		return fmt.Errorf("a fresh load shows something else (-fresh +caught up):\n%s", diff)
	}
	return nil
}

func newReal() reducer  { return real{&Conversation{}} }
func newNaive() reducer { return naive{real{&Conversation{}}} }

func TestConverges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if err := converges(scenarios.Draw(t, "scenario"), newReal); err != nil {
			t.Fatal(err)
		}
	})
}

// A check that cannot fail proves nothing: it must find the naive reducer out.
func TestConvergenceCheckHasTeeth(t *testing.T) {
	const scenariosPlayed = 200
	caught := 0
	for seed := range scenariosPlayed {
		s := scenarios.Example(seed)
		if err := converges(s, newReal); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		if converges(s, newNaive) != nil {
			caught++
		}
	}
	if caught < scenariosPlayed/10 {
		t.Errorf("only %d of %d scenarios show that a reducer without gap check is wrong", caught, scenariosPlayed)
	}
	t.Logf("%d of %d scenarios find the naive reducer out", caught, scenariosPlayed)
}

// An outbox through faults: whatever is lost, every message is stored once and
// the outbox is empty in the end.
func TestOutboxConverges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &Conversation{}
		c.Begin(header(0), adam)
		c.Load(shared.History{})
		stored := map[string]int64{} // the server's unique index
		var log []shared.MessagePosted
		var said int

		// send is the server taking a command in; what it answers may be lost.
		send := func(m shared.SendMessage, lost bool) {
			seq, repeated := stored[m.ClientMessageID]
			if !repeated {
				seq = int64(len(log) + 1)
				stored[m.ClientMessageID] = seq
				log = append(log, posted(seq, adam))
			}
			if !lost {
				own := log[seq-1]
				own.ClientMessageID = m.ClientMessageID
				c.Apply(own, noon)
			}
		}
		resend := func(lost func() bool) {
			for _, p := range c.Outbox.Items() {
				send(p.Command("c"), lost())
			}
		}
		lost := func() bool { return rapid.Bool().Draw(t, "lost") }
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"say", "say", "connect", "reload"}).Draw(t, "do") {
			case "say":
				said++
				c.Outbox.Add(Pending{ClientMessageID: fmt.Sprint("m", said), Content: "x"})
				if !lost() { // the command itself
					items := c.Outbox.Items()
					send(items[len(items)-1].Command("c"), lost())
				}
			case "connect":
				resend(lost)
			case "reload":
				kept, _ := json.Marshal(c.Outbox.Items())
				var items []Pending
				_ = json.Unmarshal(kept, &items)
				c = &Conversation{}
				c.Outbox.Restore(items)
				h := shared.History{Head: int64(len(log))}
				for _, m := range log {
					h.Messages = append(h.Messages, m.Message)
				}
				c.Begin(header(h.Head), adam)
				c.Load(h)
			}
		}
		resend(func() bool { return false })
		for _, m := range log[c.Applied():] { // the sync
			c.Apply(m, noon)
		}
		if left := c.Outbox.Items(); len(left) > 0 || len(log) != said || c.Applied() != int64(said) {
			t.Fatalf("said %d, stored %d, shown %d, still waiting %v", said, len(log), c.Applied(), left)
		}
	})
}
