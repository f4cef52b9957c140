package widget

import (
	"fmt"
	"strings"
	"testing"

	"parley/frontend/link"
	"parley/frontend/ui"
	"parley/shared"
)

// dressed is a stage of a site with a look of its own, at a conversation that
// has not begun.
func dressed(t *testing.T, change func(*shared.Site)) *stage {
	s := newStage(t)
	site := shared.Site{ID: "shop", Name: "Kiln & Clay", Picture: "/pictures/a", Look: shared.Look{
		Title: "Ask Kiln", Color: "#ffcc00", Greeting: []string{"Hello.", "What can we do?"},
		Texts: shared.Texts{Placeholder: "Ask away", Ended: "That was it."}, MessageCharacters: 160, FirstHistory: 20,
	}}
	if change != nil {
		change(&site)
	}
	s.session.Site = site.Complete()
	s.session.Limits.MessageCharacters = s.session.Site.MessageCharacters
	s.chat.Show(true)
	s.answer(1)
	s.greet(0)
	return s
}

func TestLookOfTheSite(t *testing.T) {
	s := dressed(t, nil)
	html := s.html(closed)
	shows(t, html, ">Ask Kiln<", `src="/pictures/a"`, "widget-known widget-branded", ">Hello.<", ">What can we do?<", `placeholder="Ask away"`, ">Kiln &amp; Clay<")
	if strings.Contains(html, ui.SayGreeting) {
		t.Error("a site with a greeting says ours, too")
	}
	if len(s.dressed) != 1 || s.dressed[0].TextColor != "#000000" || s.chat.Limits.MessageCharacters != 160 {
		t.Errorf("%+v %+v", s.dressed, s.chat.Limits)
	}

	// An admin changes all of it.
	s.receive(shared.SiteChanged{Site: shared.Site{ID: "shop", Name: "Kiln", Look: shared.Look{Greeting: []string{"Moin."}, MessageCharacters: 500}}.Complete()})
	html = s.html(closed)
	shows(t, html, ">Kiln<", ">K<", ">Moin.<", ui.SayWrite, ">"+ui.SayTeam+"<")
	if strings.Contains(html, "widget-branded") || strings.Contains(html, "<img") || s.chat.Limits.MessageCharacters != 500 || len(s.dressed) != 2 {
		t.Errorf("%+v %s", s.chat.Limits, html)
	}

	// A picture that cannot be shown gives way to the initials.
	s = dressed(t, nil)
	broken := (&Root{chat: s.chat, broken: "/pictures/a"})
	shows(t, htmlOf(broken), ">AK<")
}

func TestLookThatChangedWhileAway(t *testing.T) {
	s := begun(t)
	s.state(link.State{Phase: link.Waiting})
	s.session.Site.Title = "Ask Eva"
	s.session.Site.Texts.Ended = "Eva has gone home."
	s.greet(0)
	s.pass(reviewWithin)
	s.answer(1)
	if s.chat.Title() != "Ask Eva" || s.dressed[len(s.dressed)-1].Texts.Ended != "Eva has gone home." {
		t.Errorf("%q, dressed %+v", s.chat.Title(), s.dressed)
	}
	asked := s.sessions

	// Gone again before it was asked: that socket's question is void.
	s.state(link.State{Phase: link.Waiting})
	s.state(link.State{Phase: link.Online})
	s.chat.halt()
	s.chat.life++
	s.pass(reviewWithin)
	if s.sessions != asked {
		t.Error("asked for a socket that is no more")
	}
}

func TestEndedInTheWordsOfTheSite(t *testing.T) {
	s := dressed(t, nil)
	s.receive(posted(1, anna, "x"), shared.ConversationChanged{Seq: 2, Conversation: shared.Conversation{ID: "c1", Status: shared.StatusEnded, EndedBy: &anna}})
	shows(t, s.html(closed), "That was it.", "Anna ended the conversation")
}

func TestFirstHistory(t *testing.T) {
	s := newStage(t)
	s.session.Created = false
	s.session.Site.FirstHistory = 20
	var page shared.History
	for seq := int64(81); seq <= 100; seq++ {
		page.Messages = append(page.Messages, message(seq, visitor, "x"))
	}
	page.Head, s.history[0] = 100, page
	s.chat.Show(true)
	s.answer(1)
	s.greet(100)
	s.answer(1)
	if fmt.Sprint(s.limits) != "[20]" || s.chat.Talk.Log().Complete() {
		t.Errorf("asked for %v, complete %v", s.limits, s.chat.Talk.Log().Complete())
	}
	s.chat.Talk.Older()
	s.answer(1)
	if fmt.Sprint(s.pages) != "[0 81]" || !s.chat.Talk.Log().Complete() {
		t.Errorf("pages %v, complete %v", s.pages, s.chat.Talk.Log().Complete())
	}
}

func TestGreetingOncePerVisit(t *testing.T) {
	s := dressed(t, nil)
	if fmt.Sprint(s.greeted) != "[Hello.|What can we do?]" {
		t.Fatal(s.greeted)
	}
	s.chat.Show(false)
	s.chat.Show(true)
	s.open() // a reload
	s.chat.Show(true)
	s.answer(1)
	if len(s.greeted) != 1 {
		t.Errorf("greeted %d times in a visit", len(s.greeted))
	}
	s.tab = memory{} // the next visit
	s.open()
	s.chat.Show(true)
	s.answer(1)
	if len(s.greeted) != 2 {
		t.Error("not greeted in the next visit")
	}
	s = dressed(t, func(site *shared.Site) { site.Greeting = nil })
	if len(s.greeted) != 0 {
		t.Error("greeted without a greeting")
	}
	s = newStage(t)
	s.session.Created, s.session.Site.Greeting = false, []string{"Hello."}
	s.chat.Show(true)
	s.answer(1)
	if len(s.greeted) != 0 {
		t.Error("who talks already is greeted")
	}
}

func TestThreadIsTold(t *testing.T) {
	s := begun(t)
	if fmt.Sprint(s.threads) != "[c1]" {
		t.Fatal(s.threads)
	}
	s.receive(posted(1, anna, "x"), shared.ConversationChanged{Seq: 2, Conversation: shared.Conversation{ID: "c1", Status: shared.StatusEnded, EndedBy: &anna}})
	s.session.SessionID = "c2"
	s.chat.Anew()
	s.answer(1)
	if fmt.Sprint(s.threads) != "[c1 c2]" {
		t.Error(s.threads)
	}
}

func TestWhoIsThere(t *testing.T) {
	here := func(p shared.Person, online bool) shared.Member {
		return shared.Member{Person: p, Presence: shared.Presence{Online: online}}
	}
	me := here(visitor, true)
	ben := shared.Person{ID: "b", Role: shared.RoleSupervisor, Username: "ben", FirstName: "Ben"}
	cleo := shared.Person{ID: "c", Role: shared.RoleAdmin, Username: "cleo"}
	for want, members := range map[string][]shared.Member{
		ui.SayTeam:                   {me, here(shared.Person{ID: "x", Role: shared.RoleBot, Username: "bot"}, true)},
		ui.SayTeamAway:               {me, here(anna, false)},
		"Anna is online":             {me, here(anna, true), here(ben, false)},
		"Anna and Ben are online":    {me, here(anna, true), here(ben, true)},
		"Anna and 2 more are online": {me, here(anna, true), here(ben, true), here(cleo, true)},
		ui.SayTeamOnline:             {me, here(shared.Person{ID: "a"}, true)},
	} {
		s := newStage(t)
		s.session.Site = s.session.Site.Complete()
		s.chat.Show(true)
		s.answer(1)
		s.greet(0, members...)
		shows(t, s.html(closed), ">"+want+"<")
	}

	// Live, with the name that came with a message.
	s := begun(t)
	s.receive(posted(1, anna, "x"), shared.PresenceChanged{ConversationID: "c1", Who: "a", Presence: shared.Presence{Online: true}})
	shows(t, s.html(closed), ">Anna is online<", "head-online")
	s.receive(shared.PresenceChanged{ConversationID: "c1", Who: "a"})
	shows(t, s.html(closed), ">"+ui.SayTeamAway+"<")
}
