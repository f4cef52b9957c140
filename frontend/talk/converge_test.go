package talk

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/frontend/store"
	"parley/shared"
)

// The promise of this package: whatever is lost, refused or cannot be read, in
// the end a reader shows the log, and what they said is in it once, in the
// order said.

// network is a server, a reader, and what is on its way between them.
type network struct {
	*stage
	log       []shared.Logged // nil: what the reader's version cannot read
	stored    map[string]int64
	forgetful bool // a planted fault: the server stores a repeat again
	limited   bool // the next message is refused for a while
	down      []shared.Received
	commands  []shared.Command
	said      []string
}

func newNetwork(t *testing.T, forgetful bool) *network {
	n := &network{stage: newStage(t), stored: map[string]int64{}, forgetful: forgetful}
	n.world.Send = func(c shared.Command, _ shared.Ref) bool {
		if n.stage.up {
			n.commands = append(n.commands, c)
		}
		return n.stage.up
	}
	n.world.History = func(_ *Talk, _ int64, then func(shared.History, error)) { then(n.page(), nil) }
	n.Attend(true)
	return n
}

func (n *network) head() int64 { return int64(len(n.log)) }

func (n *network) page() shared.History {
	page := shared.History{Head: n.head()}
	for _, e := range n.log {
		if m, ok := e.(shared.MessagePosted); ok {
			page.Messages = append(page.Messages, m.Message)
		}
	}
	return page
}

func (n *network) tell(e shared.Event, ref string) {
	n.down = append(n.down, shared.Received{Event: e, Ref: shared.Ref(ref)})
}

// commit appends to the log and tells the reader, unless that cannot be read.
func (n *network) commit(by shared.Person, content, id string) {
	seq := n.head() + 1
	if content == "" {
		n.log = append(n.log, nil)
		return
	}
	e := said(seq, by, content)
	n.log = append(n.log, e)
	e.ClientMessageID = id
	n.tell(e, id)
}

// serve is the server at one command.
func (n *network) serve(c shared.Command) {
	switch c := c.(type) {
	case shared.Join:
		n.tell(shared.Joined{Conversation: header(n.head())}, "")
	case shared.Sync:
		for _, e := range n.log[min(c.From, n.head()):] {
			if e != nil {
				n.tell(e, "")
			}
		}
	case shared.SendMessage:
		seq, repeat := n.stored[c.ClientMessageID]
		switch {
		case n.limited:
			n.limited = false
			n.tell(shared.Fail(shared.Refuse(shared.CodeRateLimited, "").After(time.Second)), c.ClientMessageID)
		case repeat && !n.forgetful:
			e := n.log[seq-1].(shared.MessagePosted)
			e.ClientMessageID = c.ClientMessageID
			n.tell(e, c.ClientMessageID)
		default:
			n.stored[c.ClientMessageID] = n.head() + 1
			n.commit(adam, c.Content, c.ClientMessageID)
		}
	}
}

func (n *network) play(do string, times int) {
	for range times {
		switch do {
		case "say":
			text := fmt.Sprint("line ", len(n.said))
			n.said = append(n.said, text)
			n.Say(store.Pending{ClientMessageID: text[5:], Content: text}, nil)
		case "other":
			n.commit(vera, "theirs", "")
		case "unreadable":
			n.commit(vera, "", "")
		case "limit":
			n.limited = true
		case "serve":
			if len(n.commands) > 0 {
				n.serve(n.commands[0])
				n.commands = n.commands[1:]
			}
		case "deliver":
			if len(n.down) > 0 {
				r := n.down[0]
				n.down = n.down[1:]
				n.Receive(r)
			}
		case "drop": // which no socket does, but a server might
			if len(n.down) > 1 {
				if _, said := n.down[1].Event.(shared.MessagePosted); said {
					n.down = slices.Delete(n.down, 1, 2)
				}
			}
		case "swallow": // done, and the answers are lost
			n.play("serve", len(n.commands))
			n.play("cut", 1)
		case "cut":
			n.commands, n.down = nil, nil
			n.loses(0)
		case "connect":
			if !n.stage.up {
				n.connects("e1")
			}
		case "wait":
			n.passes(time.Second)
		case "beat":
			if n.stage.up {
				n.tell(shared.Heartbeat{Heads: map[shared.ConversationID]int64{"c": n.head()}}, "")
			}
		}
	}
}

// settle lets the network work again, until all is told.
func (n *network) settle() {
	for range 60 {
		if n.drops > 0 { // the link does as it is told
			n.drops = 0
			n.play("cut", 1)
		}
		n.play("connect", 1)
		n.play("beat", 1)
		for len(n.commands)+len(n.down) > 0 {
			n.play("serve", len(n.commands))
			n.play("deliver", len(n.down))
		}
		n.play("wait", 5)
	}
}

// check compares what is shown with the log, and the log with what was said.
func (n *network) check() error {
	var shown, stored, mine []string
	for _, chunk := range n.Log().Chunks() {
		for _, row := range chunk.Rows {
			shown = append(shown, fmt.Sprint(row.Seq, row.Message.Content))
		}
	}
	for _, m := range n.page().Messages {
		stored = append(stored, fmt.Sprint(m.Seq, m.Content))
		if m.Sender.ID == adam.ID {
			mine = append(mine, m.Content)
		}
	}
	switch {
	case !slices.Equal(mine, n.said):
		return fmt.Errorf("said %q, stored %q", n.said, mine)
	case !slices.Equal(shown, stored):
		return fmt.Errorf("stored %q, shown %q", stored, shown)
	case n.Waits() || n.Applied() != n.head():
		return fmt.Errorf("waits %v, applied %d of %d", n.Waits(), n.Applied(), n.head())
	}
	return nil
}

type step struct {
	Do    string
	Times int
}

var histories = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
	return step{
		rapid.SampledFrom([]string{
			"say", "say", "say", "other", "other", "unreadable", "limit", "drop", "cut", "swallow", "connect", "connect", "connect", "beat", "wait",
			"serve", "serve", "serve", "serve", "deliver", "deliver", "deliver", "deliver", "deliver", "deliver",
		}).Draw(t, "do"),
		rapid.SampledFrom([]int{1, 1, 2, 5}).Draw(t, "times"),
	}
}), 40, 80)

func converges(t *testing.T, steps []step, forgetful bool) error {
	n := newNetwork(t, forgetful)
	for _, s := range steps {
		n.play(s.Do, s.Times)
	}
	n.settle()
	return n.check()
}

func TestConverges(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		if err := converges(t, histories.Draw(r, "steps"), false); err != nil {
			r.Fatal(err)
		}
	})
}

// A check that cannot fail proves nothing: it must see what a server does that
// stores a repeat again.
func TestConvergenceCheckHasTeeth(t *testing.T) {
	const played = 300
	caught := 0
	for seed := range played {
		if converges(t, histories.Example(seed), true) != nil {
			caught++
		}
	}
	if caught < played/50 {
		t.Errorf("only %d of %d histories show a message stored twice", caught, played)
	}
}
