package hub

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley/shared"
)

// pair is the hubs of two nodes and what is between them.
type pair struct {
	t       *testing.T
	a, b    *Hub
	cut     bool                     // what a relays is lost
	missing []shared.ConversationID  // in b
	online  map[*Hub]map[string]bool // who is where
}

func newPair(t *testing.T) *pair {
	p := &pair{t: t, a: New(), b: New(), online: map[*Hub]map[string]bool{}}
	for _, n := range []struct{ here, there *Hub }{{p.a, p.b}, {p.b, p.a}} {
		p.online[n.here] = map[string]bool{}
		n.here.Join(Nodes{
			Relay: func(relayed []byte) {
				if p.cut && n.here == p.a {
					return
				}
				if err := n.there.Hear(relayed); err != nil {
					t.Error(err)
				}
			},
			Missing: func(id shared.ConversationID) {
				if n.here == p.b {
					p.missing = append(p.missing, id)
				}
			},
			Here:      func(who string, is bool) { p.online[n.here][who] = is },
			Elsewhere: func(who string) bool { return p.online[n.there][who] },
		})
	}
	return p
}

func listen(h *Hub, who shared.MemberID, socket string) *Subscription {
	s := h.Subscribe("c", who, socket, func() {})
	s.Move(0, 0)
	return s
}

func TestPublicationsCrossNodes(t *testing.T) {
	p := newPair(t)
	bob, ann, origin := listen(p.b, "bob", "s2"), listen(p.b, "ann", "s3"), listen(p.a, "ann", "s1")
	p.a.Publish(message(1))
	if got := text(bob.Take(9)); strings.Contains(got, "mine") || !strings.Contains(got, "line 1") {
		t.Error("a reader elsewhere got", got)
	}
	if got := text(ann.Take(9)); !strings.Contains(got, "mine") || strings.Contains(got, `"ref"`) {
		t.Error("the author elsewhere got", got)
	}
	if got := text(origin.Take(9)); !strings.Contains(got, `"ref":"r"`) {
		t.Error("the socket it came from got", got)
	}
	p.a.Publish(typing("ann", true))
	if bob, ann := text(bob.Take(9)), text(ann.Take(9)); !strings.Contains(bob, "typing") || ann != "" {
		t.Error(bob, ann)
	}
	only := typing("ann", true)
	only.Others, only.Only = false, true
	p.a.Publish(only)
	if bob, ann := text(bob.Take(9)), text(ann.Take(9)); bob != "" || !strings.Contains(ann, "typing") {
		t.Error(bob, ann)
	}
	p.a.Publish(Publication{To: "c", Event: shared.Left{ConversationID: "c"}, Ends: true, Except: []shared.MemberID{"ann"}})
	if !bob.Take(9).Over || ann.Take(9).Over {
		t.Error("ended for the wrong ones")
	}
	for _, nonsense := range []string{"", "{}", "x\n\n", "{}\n{}"} {
		if p.b.Hear([]byte(nonsense)) == nil {
			t.Errorf("took %q", nonsense)
		}
	}
}

// What hints have left out is found, and comes from the store.
func TestGapsAreFilled(t *testing.T) {
	p := newPair(t)
	bob := listen(p.b, "bob", "s2")
	lose := func(seqs ...int64) {
		p.cut = true
		for _, seq := range seqs {
			p.a.Publish(message(seq))
		}
		p.cut = false
	}
	fill := func(seqs ...int64) {
		for _, seq := range seqs {
			m := message(seq)
			m.Origin = Origin{}
			p.b.Fill(m, seq, shared.EncodeEvent(m.Event, ""))
		}
	}
	p.a.Publish(message(1))
	lose(2, 3)
	p.a.Publish(message(4))
	expect(t, bob, 1)
	if !slices.Contains(p.missing, "c") {
		t.Fatal("the gap was not noticed")
	}
	if after, missing := p.b.Gap("c", 0); after != 1 || !missing {
		t.Fatal(after, missing)
	}
	fill(2, 3, 4)
	expect(t, bob, 2, 3, 4)
	if _, missing := p.b.Gap("c", 4); missing {
		t.Error("what was filled is missing")
	}

	// What was said last: only the store knows.
	lose(5)
	if after, missing := p.b.Gap("c", 5); after != 4 || !missing {
		t.Error(after, missing)
	}
	fill(5)
	expect(t, bob, 5)

	// Too big for a hint.
	big := message(6)
	m := big.Event.(shared.MessagePosted)
	m.Message.Content = strings.Repeat("x", maxRelayed)
	big.Event = m
	p.missing = nil
	p.a.Publish(big)
	expect(t, bob)
	if len(p.missing) == 0 {
		t.Error("an event without its content is not missing")
	}

	// Far more than the ring has.
	for seq := int64(7); seq < 7+3*RingSize; seq++ {
		lose(seq)
	}
	head := int64(6 + 3*RingSize)
	if after, missing := p.b.Gap("c", head); after != head-RingSize || !missing {
		t.Error(after, missing)
	}
	if taken := bob.Take(9); !taken.Missing || taken.From != 5 || taken.Until != head-RingSize {
		t.Errorf("%+v", taken)
	}
	if _, missing := p.b.Gap("unheard of", 3); missing {
		t.Error("missing where nobody listens")
	}
}

// A writer's own publication may come after the store's: the answer with its ref
// is not lost.
func TestTheAnswerIsNotOvertaken(t *testing.T) {
	p := newPair(t)
	ann := listen(p.a, "ann", "s1")
	m := message(1)
	m.Origin = Origin{}
	p.a.Fill(m, 1, shared.EncodeEvent(m.Event, ""))
	expect(t, ann, 1)
	p.a.Publish(message(1))
	if got := text(ann.Take(9)); !strings.Contains(got, `"ref":"r"`) {
		t.Error("got", got)
	}
}

func TestPresenceCrossesNodes(t *testing.T) {
	p := newPair(t)
	bob := listen(p.b, "bob", "s2")
	p.b.Watch(bob, []shared.Member{{Person: shared.Person{ID: "bob"}}})
	p.a.Arrive("ann")
	ann := listen(p.a, "ann", "s1")
	p.a.Watch(ann, []shared.Member{{Person: shared.Person{ID: "ann"}}})
	if got := text(bob.Take(9)); !strings.Contains(got, `"who":"ann","online":true`) {
		t.Error("a new member on another node: ", got)
	}
	p.online[p.a]["ann"] = false
	at := time.Unix(1e9, 0)
	p.b.Moved("ann", at)
	if got := text(bob.Take(9)); !strings.Contains(got, `"who":"ann","online":false,"last_seen_at":"2001-09-09T01:46:40Z"`) {
		t.Error("gone from another node: ", got)
	}
	p.b.Moved("ann", at)
	p.b.Moved("nobody", at)
	p.online[p.a]["ann"] = true
	p.b.Arrive("ann")
	if got := text(bob.Take(9)); !strings.Contains(got, `"online":true`) {
		t.Error("back here: ", got)
	}
	p.online[p.a]["ann"] = false
	p.b.Moved("ann", at)
	if got := text(bob.Take(9)); got != "" {
		t.Error("gone there, but here: ", got)
	}
	members := []shared.Member{{Person: shared.Person{ID: "carl"}}}
	if p.b.Online("carl") {
		t.Error("who is nowhere is online")
	}
	p.online[p.a]["carl"] = true
	if !p.b.Online("carl") || !p.b.Online("ann") {
		t.Error("who is on one of the nodes is not online")
	}
	p.b.Watch(bob, members)
	if !members[0].Online {
		t.Error("who is on another node is not there")
	}
}
