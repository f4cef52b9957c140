package live

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/hub"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

// phone is one socket of somebody who may be called, and what it heard.
type phone struct {
	*peer
	who    auth.Identity
	events <-chan received
}

// calling is a node whose site has calls, and the people of the tests.
type calling struct {
	*node
	in shared.ConversationID
	// visitor has talked to anna; ben is another agent, and other another visitor.
	visitor, other, anna, ben phone
}

func inCalls(t *testing.T, test func(t *testing.T, n *calling)) {
	t.Helper()
	inBubble(t, func(t *testing.T, n *node) {
		n.calls(true)
		n.chat.ICEServers = []shared.ICEServer{{URL: "stun:stun.example"}}
		c := &calling{node: n}
		for _, name := range []string{"anna", "ben"} {
			user := shared.Person{ID: shared.MemberID(name), Username: name, FirstName: strings.ToUpper(name[:1]) + name[1:], Role: shared.RoleAgent}
			if err := n.db.AddUser(t.Context(), store.User{User: shared.User{Person: user}}, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		visitor, who := n.visitor("zoe")
		other, otherWho := n.visitor("yan")
		events, _ := visitor.answering()
		otherEvents, _ := other.answering()
		c.visitor, c.other, c.in = phone{visitor, who, events}, phone{other, otherWho, otherEvents}, who.Conversation
		c.anna, c.ben = c.desk("anna"), c.desk("ben")
		for _, p := range []phone{c.visitor, c.other, c.anna} {
			in := p.who.Conversation
			if in == "" {
				in = c.in
			}
			if _, _, err := n.chat.Post(t.Context(), p.who, shared.SendMessage{ConversationID: in, Content: "hello"}, hub.Origin{}); err != nil {
				t.Fatal(err)
			}
		}
		// Both agents look at the conversation.
		c.anna.write(shared.Join{ConversationID: c.in})
		c.ben.write(shared.Join{ConversationID: c.in})
		c.quiet()
		test(t, c)
	})
}

// calls switches the site's calls.
func (n *node) calls(on bool) {
	n.t.Helper()
	if err := n.db.SetSite(n.t.Context(), store.Site{Site: shared.Site{ID: "site", Name: "site", Look: shared.Look{Calls: on}}}); err != nil {
		n.t.Fatal(err)
	}
}

// desk opens one more tab of an agent.
func (c *calling) desk(name string) phone {
	c.t.Helper()
	who := auth.Identity{Person: shared.Person{ID: shared.MemberID(name), Role: shared.RoleAgent, Username: name, FirstName: strings.ToUpper(name[:1]) + name[1:]}}
	p := c.dial(shared.PathStreamSocket, who)
	events, _ := p.answering()
	return phone{p, who, events}
}

// tab opens one more tab of the visitor.
func (c *calling) tab() phone {
	c.t.Helper()
	p := c.dial("/"+string(c.in), c.visitor.who)
	events, _ := p.answering()
	synctest.Wait()
	return phone{p, c.visitor.who, events}
}

// heard are the frames of calls, and refusals, that have come so far.
func (p phone) heard() (events []shared.Event) {
	synctest.Wait()
	for {
		select {
		case e, open := <-p.events:
			if !open {
				return events
			}
			switch e.event.(type) {
			case shared.CallRinging, shared.CallAccepted, shared.CallSignaled, shared.CallEnded, shared.Failed:
				events = append(events, e.event)
			}
		default:
			return events
		}
	}
}

// quiet forgets what was heard so far.
func (c *calling) quiet() {
	for _, p := range []phone{c.visitor, c.other, c.anna, c.ben} {
		p.heard()
	}
}

// hears expects these frames and no others.
func (p phone) hears(want ...shared.Event) {
	p.n.t.Helper()
	var got []string
	for _, e := range p.heard() {
		got = append(got, brief(e))
	}
	var wanted []string
	for _, e := range want {
		wanted = append(wanted, brief(e))
	}
	if !slices.Equal(got, wanted) {
		p.n.t.Errorf("%s heard\n\t%s, want\n\t%s", p.who.Username, strings.Join(got, "; "), strings.Join(wanted, "; "))
	}
}

// brief is a frame without what the tests do not know.
func brief(e shared.Event) string {
	switch e := e.(type) {
	case shared.CallRinging:
		return fmt.Sprintf("ringing %s %v: %s calls %s, %d servers", e.ID, e.Video, e.Caller.ID, e.Callee.ID, len(e.ICEServers))
	case shared.Failed:
		return "refused " + string(e.Code)
	}
	return fmt.Sprintf("%T %+v", e, e)
}

// logged are the contents of the log's notices.
func (c *calling) logged() (notices []string) {
	c.t.Helper()
	page, err := c.chat.History(c.t.Context(), c.anna.who, c.in, 0, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, m := range page.Messages {
		if m.Kind == shared.KindMuted && m.Sender.ID == shared.System.ID {
			notices = append(notices, m.Content)
		}
	}
	return notices
}

func (c *calling) logs(want ...string) {
	c.t.Helper()
	if got := c.logged(); !slices.Equal(got, want) {
		c.t.Errorf("logged %q, want %q", got, want)
	}
}

func (c *calling) rings(id shared.CallID, caller, callee phone) shared.CallRinging {
	return shared.CallRinging{Call: shared.Call{ID: id, Caller: caller.who.Person, Callee: callee.who.Person}, ICEServers: c.chat.ICEServers}
}

func (c *calling) ended(id shared.CallID, why shared.CallEnd, seconds int) shared.CallEnded {
	return shared.CallEnded{CallID: id, Reason: why, Seconds: seconds}
}

func TestCall(t *testing.T) {
	for _, way := range []string{"the visitor calls", "the agent calls"} {
		t.Run(way, func(t *testing.T) {
			inCalls(t, func(t *testing.T, c *calling) {
				caller, callee, name := c.visitor, c.anna, c.visitor.who.Name()
				if way == "the agent calls" {
					caller, callee, name = c.anna, c.visitor, "Anna"
				}
				caller.write(shared.OfferCall{ConversationID: c.in, CallID: "1"})
				caller.hears(c.rings("1", caller, callee))
				callee.hears(c.rings("1", caller, callee))
				// Before it is accepted nothing is relayed: where somebody is, is
				// nobody's business before they want to talk.
				caller.write(shared.SendSignal{CallID: "1", Signal: shared.Signal{Kind: shared.SignalOffer, SDP: "early"}})
				caller.hears(shared.Failed{Code: shared.CodeNotFound})

				callee.write(shared.AcceptCall{CallID: "1"})
				caller.hears(shared.CallAccepted{CallID: "1"})
				callee.hears(shared.CallAccepted{CallID: "1"})
				offer := shared.Signal{Kind: shared.SignalOffer, SDP: "v=0 offer"}
				answer := shared.Signal{Kind: shared.SignalAnswer, SDP: "v=0 answer"}
				way := shared.Signal{Kind: shared.SignalCandidate, Candidate: "candidate:1", Mid: "0", Line: 1}
				caller.write(shared.SendSignal{CallID: "1", Signal: offer})
				caller.write(shared.SendSignal{CallID: "1", Signal: way})
				callee.hears(shared.CallSignaled{CallID: "1", Signal: offer}, shared.CallSignaled{CallID: "1", Signal: way})
				callee.write(shared.SendSignal{CallID: "1", Signal: answer})
				caller.hears(shared.CallSignaled{CallID: "1", Signal: answer})

				time.Sleep(2*time.Minute + 31*time.Second) // longer than a call is held without heartbeats
				callee.write(shared.HangUp{CallID: "1"})
				caller.hears(c.ended("1", shared.EndHungUp, 151))
				callee.hears(c.ended("1", shared.EndHungUp, 151))
				c.logs(name+" called.", "Call ended after 2:31.")

				// Both hang up at once: the second is told that it is over.
				caller.write(shared.HangUp{CallID: "1"})
				caller.hears(c.ended("1", shared.EndHungUp, 0))
				c.ben.hears()
				c.other.hears()
				c.logs(name+" called.", "Call ended after 2:31.")
			})
		})
	}
}

func TestCallIsDeclined(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		second := c.tab()
		c.anna.write(shared.OfferCall{ConversationID: c.in, CallID: "1", Video: true})
		c.quiet()
		second.heard()
		second.write(shared.DeclineCall{CallID: "1"})
		for _, p := range []phone{c.anna, c.visitor, second} {
			p.hears(c.ended("1", shared.EndDeclined, 0))
		}
		c.logs("Anna started a video call.", "Call declined.")
	})
}

func TestCallIsMissed(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		c.anna.write(shared.OfferCall{ConversationID: c.in, CallID: "1"})
		c.quiet()
		time.Sleep(shared.RingFor - time.Second)
		c.anna.hears()
		time.Sleep(2 * time.Second)
		for _, p := range []phone{c.anna, c.visitor} {
			p.hears(c.ended("1", shared.EndMissed, 0))
		}
		c.visitor.write(shared.AcceptCall{CallID: "1"})
		c.visitor.hears(shared.Failed{Code: shared.CodeNotFound})

		// The caller gives up.
		c.visitor.write(shared.OfferCall{CallID: "2"})
		c.quiet()
		c.visitor.write(shared.HangUp{CallID: "2"})
		for _, p := range []phone{c.anna, c.visitor} {
			p.hears(c.ended("2", shared.EndMissed, 0))
		}
		time.Sleep(2 * shared.RingFor) // and no clock rings after it
		for _, p := range []phone{c.anna, c.visitor, c.ben, c.other} {
			p.hears()
		}
		c.logs("Anna called.", "Missed call.", c.visitor.who.Name()+" called.", "Missed call.")
	})
}

// TestCallToSomebodyWhoIsAway: they will see that they were called.
func TestCallToSomebodyWhoIsAway(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		c.visitor.conn.CloseNow()
		time.Sleep(time.Minute)
		c.anna.write(shared.OfferCall{ConversationID: c.in, CallID: "1"})
		c.anna.hears(c.ended("1", shared.EndOffline, 0))
		c.logs("Anna called.", "Missed call.")
		back := c.tab()
		if c.anna.write(shared.OfferCall{ConversationID: c.in, CallID: "2"}); len(back.heard()) != 1 {
			t.Error("back again, they are not called")
		}
	})
}

// TestCallBeforeAnybodyAnswered: there is nobody yet to ring.
func TestCallBeforeAnybodyAnswered(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		c.other.write(shared.OfferCall{CallID: "1"})
		c.other.hears(c.ended("1", shared.EndOffline, 0))
		// Who looks after it is rung, before who has answered.
		if _, err := c.chat.Administer(t.Context(), c.ben.who, c.in, shared.ChangeConversation{AssigneeID: &c.ben.who.ID}); err != nil {
			t.Fatal(err)
		}
		c.visitor.write(shared.OfferCall{CallID: "2"})
		c.ben.hears(c.rings("2", c.visitor, c.ben))
		c.anna.hears()

		fresh, _ := c.node.visitor("somebody new")
		events, _ := fresh.answering()
		fresh.write(shared.OfferCall{CallID: "3"})
		phone{fresh, c.other.who, events}.hears(shared.Failed{Code: shared.CodeRoomInvalid})
	})
}

func TestCallIsBusy(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		if _, _, err := c.chat.Post(t.Context(), c.anna.who, shared.SendMessage{ConversationID: c.other.who.Conversation, Content: "yes?"}, hub.Origin{}); err != nil {
			t.Fatal(err)
		}
		c.visitor.write(shared.OfferCall{CallID: "1"})
		c.quiet()
		c.anna.write(shared.AcceptCall{CallID: "1"})
		c.quiet()
		for name, p := range map[string]phone{"another visitor": c.other, "another agent": c.ben} {
			in := c.in
			if p.who.Conversation != "" {
				in = ""
			}
			p.write(shared.OfferCall{ConversationID: in, CallID: shared.CallID(name)})
			p.hears(c.ended(shared.CallID(name), shared.EndBusy, 0))
		}
		// And who is in a call calls nobody else, from any tab.
		second := c.tab()
		second.write(shared.OfferCall{CallID: "2"})
		second.hears(shared.Failed{Code: shared.CodeConflict})
		c.anna.hears()
		c.visitor.hears()
		c.logs(c.visitor.who.Name()+" called.", "Ben called.", "Missed call, during another one.")
	})
}

// TestTwoCallEachOther: the first call rings, and who comes second hears it.
func TestTwoCallEachOther(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		c.visitor.write(shared.OfferCall{CallID: "1"})
		synctest.Wait()
		c.anna.write(shared.OfferCall{ConversationID: c.in, CallID: "2"})
		c.anna.hears(c.rings("1", c.visitor, c.anna), shared.Failed{Code: shared.CodeConflict})
		c.visitor.hears(c.rings("1", c.visitor, c.anna))
		c.anna.write(shared.AcceptCall{CallID: "1"})
		c.visitor.hears(shared.CallAccepted{CallID: "1"})
	})
}

// TestFirstTabToAccept: the call rings in all tabs, and one of them gets it.
func TestFirstTabToAccept(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		second := c.desk("anna")
		c.visitor.write(shared.OfferCall{CallID: "1"})
		c.quiet()
		second.hears(c.rings("1", c.visitor, c.anna))
		second.write(shared.AcceptCall{CallID: "1"})
		second.hears(shared.CallAccepted{CallID: "1"})
		c.anna.hears(shared.CallAccepted{CallID: "1"})
		c.visitor.hears(shared.CallAccepted{CallID: "1"})
		c.anna.write(shared.AcceptCall{CallID: "1"})
		c.anna.hears(shared.Failed{Code: shared.CodeConflict})

		// The other tab may close; the one with the call may not.
		c.anna.conn.CloseNow()
		time.Sleep(time.Minute)
		c.visitor.hears()
		second.conn.CloseNow()
		c.visitor.hears(c.ended("1", shared.EndLost, 60))
		c.logs(c.visitor.who.Name()+" called.", "Call ended after 1:00.")
	})
}

// TestCallAndItsSockets: a call ends with either of its sockets, whether that is
// closed, as by a reload, or dies without a word.
func TestCallAndItsSockets(t *testing.T) {
	for name, end := range map[string]func(*peer){
		"closed":  func(p *peer) { p.conn.CloseNow() },
		"swallow": func(p *peer) { p.fate.Store(swallows) },
		"stuck":   func(p *peer) { p.fate.Store(stuck) },
	} {
		for _, when := range []string{"ringing", "answered"} {
			for _, whose := range []string{"caller", "callee"} {
				if when == "ringing" && whose == "callee" {
					continue // another tab may answer; else it is missed
				}
				t.Run(name+" "+when+" "+whose, func(t *testing.T) {
					inCalls(t, func(t *testing.T, c *calling) {
						c.anna.write(shared.OfferCall{ConversationID: c.in, CallID: "1"})
						c.quiet()
						why, notice := shared.EndMissed, "Missed call."
						if when == "answered" {
							c.visitor.write(shared.AcceptCall{CallID: "1"})
							c.quiet()
							why, notice = shared.EndLost, "Call ended after "
						}
						dies, hears := c.anna, c.visitor
						if whose == "callee" {
							dies, hears = c.visitor, c.anna
						}
						end(dies.peer)
						died := time.Now()
						var heard []shared.Event
						for heard == nil && time.Since(died) < time.Hour {
							time.Sleep(time.Second)
							heard = hears.heard()
						}
						if over, ok := heard[0].(shared.CallEnded); !ok || over.Reason != why || len(heard) != 1 {
							t.Errorf("heard %+v", heard)
						}
						if took := time.Since(died); took > deadWithin+closeWithin {
							t.Errorf("after %v", took)
						}
						if log := c.logged(); len(log) != 2 || !strings.HasPrefix(log[1], notice) {
							t.Errorf("logged %q", log)
						}
					})
				})
			}
		}
	}
}

// TestCallsEndWithTheirNodes: what a server left behind is over in time.
func TestCallsEndWithTheirNodes(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		// As a node leaves them that died: without their sockets.
		for _, id := range []shared.CallID{"1", "2"} {
			in, who := c.in, c.anna.who
			if id == "2" {
				in, who = "", c.other.who
				in = who.Conversation
				if _, _, err := c.chat.Post(t.Context(), c.ben.who, shared.SendMessage{ConversationID: in, Content: "yes?"}, hub.Origin{}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := c.chat.OfferCall(t.Context(), who, shared.OfferCall{ConversationID: in, CallID: id}, hub.Origin{}); err != nil {
				t.Fatal(err)
			}
		}
		c.chat.AcceptCall(t.Context(), c.visitor.who, "1", hub.Origin{})
		c.quiet()
		if err := c.chat.Resume(t.Context()); err != nil { // the one that comes after
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		c.visitor.hears(c.ended("1", shared.EndLost, 90))
		c.other.hears(c.ended("2", shared.EndMissed, 0))
		c.logs("Anna called.", "Call ended after 1:30.")
		if open, err := c.db.OpenCalls(t.Context(), ""); err != nil || len(open) != 0 {
			t.Errorf("still open: %+v %v", open, err)
		}
	})
}

func TestConversationEndsDuringCall(t *testing.T) {
	for _, way := range []string{"ended", "administered"} {
		t.Run(way, func(t *testing.T) {
			inCalls(t, func(t *testing.T, c *calling) {
				c.visitor.write(shared.OfferCall{CallID: "1"})
				c.quiet()
				c.anna.write(shared.AcceptCall{CallID: "1"})
				c.quiet()
				time.Sleep(time.Hour)
				err := c.chat.End(t.Context(), c.ben.who, c.in)
				if way == "administered" {
					_, err = c.chat.Administer(t.Context(), c.ben.who, c.in, shared.ChangeConversation{Status: shared.StatusEnded})
				}
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range []phone{c.anna, c.visitor} {
					p.hears(c.ended("1", shared.EndClosed, 3600))
				}
				c.ben.hears()
				c.logs(c.visitor.who.Name()+" called.", "Call ended after 1:00:00.")
				c.anna.write(shared.OfferCall{ConversationID: c.in, CallID: "2"})
				c.anna.hears(shared.Failed{Code: shared.CodeConversationClosed})
			})
		})
	}
}

func TestCallsAreForbidden(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		if header, err := c.chat.Open(t.Context(), c.anna.who, c.in); err != nil || !header.Calls {
			t.Errorf("the header does not say that there are calls: %v", err)
		}
		c.calls(false)
		if header, err := c.chat.Open(t.Context(), c.visitor.who, c.in); err != nil || header.Calls {
			t.Errorf("the header says that there are calls: %v", err)
		}
		c.anna.write(shared.OfferCall{ConversationID: c.in, CallID: "1"})
		c.anna.hears(shared.Failed{Code: shared.CodeForbidden})
		c.visitor.write(shared.OfferCall{CallID: "2"})
		c.visitor.hears(shared.Failed{Code: shared.CodeForbidden})
		c.anna.hears()
		c.logs()
	})
}

// TestThirdParties: whoever is no side of a call learns nothing of it, not even
// that it is there, and changes nothing of it.
func TestThirdParties(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		c.visitor.write(shared.OfferCall{CallID: "1"})
		c.quiet()
		for _, answered := range []bool{false, true} {
			for _, third := range []phone{c.ben, c.other} {
				for _, command := range []shared.Command{
					shared.AcceptCall{CallID: "1"}, shared.DeclineCall{CallID: "1"}, shared.HangUp{CallID: "1"},
					shared.SendSignal{CallID: "1", Signal: shared.Signal{Kind: shared.SignalOffer, SDP: "v=0"}},
					shared.AcceptCall{CallID: "no call"},
				} {
					third.write(command)
					third.hears(shared.Failed{Code: shared.CodeNotFound})
				}
			}
			c.anna.hears()
			c.visitor.hears()
			if !answered {
				c.visitor.write(shared.AcceptCall{CallID: "1"}) // nor does a caller answer for the callee
				c.visitor.hears(shared.Failed{Code: shared.CodeNotFound})
				c.anna.write(shared.AcceptCall{CallID: "1"})
				c.quiet()
			}
		}
		c.other.write(shared.OfferCall{ConversationID: c.in, CallID: "2"})
		c.other.hears(shared.Failed{Code: shared.CodeRoomAccessDenied})
		c.ben.write(shared.Join{ConversationID: hub.Personal("anna")}) // a topic, but no conversation
		c.ben.hears(shared.Failed{Code: shared.CodeRoomInvalid})
		c.anna.write(shared.HangUp{CallID: "1"})
		c.visitor.hears(c.ended("1", shared.EndHungUp, 0))
		// An id is used once.
		c.ben.write(shared.OfferCall{ConversationID: c.in, CallID: "1"})
		c.ben.hears(shared.Failed{Code: shared.CodeConflict})
	})
}

// TestOversizedSDP: what is too long is refused and the call goes on; what is
// longer than any frame closes the socket, and with it the call.
func TestOversizedSDP(t *testing.T) {
	inCalls(t, func(t *testing.T, c *calling) {
		c.visitor.write(shared.OfferCall{CallID: "1"})
		c.quiet()
		c.anna.write(shared.AcceptCall{CallID: "1"})
		c.quiet()
		sdp := func(n int) shared.SendSignal {
			return shared.SendSignal{CallID: "1", Signal: shared.Signal{Kind: shared.SignalOffer, SDP: strings.Repeat("v", n)}}
		}
		c.visitor.write(sdp(shared.MaxSDP + 1))
		c.visitor.hears(shared.Failed{Code: shared.CodeMessageTooLong})
		c.visitor.write(sdp(shared.MaxSDP))
		c.anna.hears(shared.CallSignaled{CallID: "1", Signal: sdp(shared.MaxSDP).Signal})
		c.visitor.write(sdp(shared.MaxVisitorFrame))
		c.anna.hears(c.ended("1", shared.EndLost, 0))
	})
}
