package dashboard

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/link"
	"parley/frontend/store"
	"parley/frontend/talk"
	"parley/frontend/ui"
	"parley/shared"
)

var (
	tag       = regexp.MustCompile(`<[a-z0-9]+( [^<>]*)>`)
	attribute = regexp.MustCompile(` [a-z-]+(="[^"]*")?`)
	space     = regexp.MustCompile(`(>)\s+|\s+(<)`)
)

// markup is what is drawn, without the white space that only files have, and
// with its attributes in order.
func markup(ui app.UI) string {
	html := space.ReplaceAllString(app.HTMLString(ui), "$1$2")
	return tag.ReplaceAllStringFunc(html, func(tag string) string {
		attributes := attribute.FindAllString(tag, -1)
		slices.Sort(attributes)
		return tag[:strings.IndexByte(tag, ' ')] + strings.Join(attributes, "") + ">"
	})
}

func drawn(t *testing.T, html string, want ...string) {
	t.Helper()
	for _, w := range want {
		if not, ok := strings.CutPrefix(w, "not "); ok {
			if strings.Contains(html, not) {
				t.Errorf("drawn though it should not be: %s\n%s", not, html)
			}
		} else if !strings.Contains(html, w) {
			t.Errorf("not drawn: %s\n%s", w, html)
		}
	}
}

// deskOf is a desk that draws a world.
func deskOf(w *world) *Desk {
	return &Desk{base: "/app", live: w.Live, kept: w.Kept, now: w.clock, online: true}
}

// busy is a connected world with an unread, an own and an ended conversation.
func busy(t *testing.T) *world {
	w := newWorld(t, newMemory())
	line := func(id shared.ConversationID, unread int, from shared.Person, text string) shared.Conversation {
		c := header(id, 2)
		last := said(id, 2, from, text)
		c.LastMessage, c.Unread = &last, &unread
		return c
	}
	ended := line("c", 0, visitor, "Thanks")
	ended.Status = shared.StatusEnded
	w.pages[""] = shared.Inbox{Conversations: []shared.Conversation{
		line("a", 3, visitor, "Is anybody\nthere?"), line("b", 0, agent, "Yes"), ended,
	}, Next: "more"}
	w.Inbox.Show(shared.InboxEverything)
	w.connects("e1")
	return w
}

func TestShellIsTheDeskThatWaits(t *testing.T) {
	drawn(t, Shell(), `id="desk"`, "skeleton", `id="boot-failed"`, `role="alert"`, " hidden", `id="boot-retry"`, sayBootFailed)
}

func TestSignInPage(t *testing.T) {
	drawn(t, markup(newSignIn(signIn{}, nil, nil)),
		`<label class="label" for="name">Name</label>`, `autocomplete="username"`,
		`<label class="label" for="password">Password</label>`, `autocomplete="current-password"`, `type="password"`,
		`<p class="sign-in-problem" id="sign-in-problem" role="alert"></p>`, "not aria-invalid", "not sign-in-why")
	wrong := newSignIn(signIn{Why: saySignedOut}, nil, nil)
	wrong.problem = "That name or password is not right."
	drawn(t, markup(wrong),
		saySignedOut, `role="alert">That name or password is not right.</p>`, `aria-invalid`, `aria-describedby="sign-in-problem"`)
	trying := newSignIn(signIn{}, nil, nil)
	trying.trying = true
	drawn(t, markup(trying), saySigningIn, "sign-in-trying")
}

func TestTheDeskOfNobodyIsTheSignInPage(t *testing.T) {
	e := app.NewTestEngine()
	d := &Desk{}
	if err := e.Load(d); err != nil {
		t.Fatal(err)
	}
	e.ConsumeAll()
	if err := app.Match(&signIn{}, d, 0); err != nil {
		t.Fatal(err)
	}
}

func TestAnInboxThatLoads(t *testing.T) {
	w := newWorld(t, newMemory())
	drawn(t, markup(deskOf(w).desk()), "skeleton-lines", sayLoadingList, sayChoose, "not "+sayEmpty)
}

func TestAnEmptyInboxTeaches(t *testing.T) {
	w := newWorld(t, newMemory())
	w.connects("e1")
	d := deskOf(w)
	drawn(t, markup(d.desk()), sayEmpty, "widget.js", "not skeleton", "not "+sayChoose)
	d.demo = demoThere
	drawn(t, markup(d.desk()), `href="/demo"`, sayEmptyDemo, "not widget.js")
}

func TestAnInboxThatFails(t *testing.T) {
	w := newWorld(t, newMemory())
	w.fail = shared.Refuse(shared.CodeUnavailable, "")
	w.connects("e1")
	drawn(t, markup(deskOf(w).desk()), shared.Refuse(shared.CodeUnavailable, "").Message, ui.SayTryAgain)
}

func TestABusyInbox(t *testing.T) {
	w := busy(t)
	d := deskOf(w)
	html := markup(d.desk())
	drawn(t, html,
		`<div aria-label="Conversations" class="inbox" role="main">`, "1 unread", sayLoadMore, `href="/app/c/a"`,
		`<bdi class="isolated" dir="auto">Is anybody there?</bdi>`,
		`<span class="count">3</span><span class="said">unread messages</span>`,
		`<span class="line-own">You:</span><bdi class="isolated" dir="auto">Yes</bdi>`,
		`<span class="line-tag">Ended</span>`, `not aria-current="page" class="line-link"`)
	if strings.Count(html, "line-unread") != 1 || strings.Count(html, "line-ended") != 1 {
		t.Error("the wrong lines are unread or ended")
	}
	d.here = "b"
	w.Open("b")
	drawn(t, markup(d.list()), `aria-current="page"`)
}

func TestALineOfSomebodyWithoutAName(t *testing.T) {
	c := header("a", 0)
	c.Visitor = &shared.Person{ID: "v"}
	drawn(t, markup(lineOf(&store.Line{Conversation: c}, "me", "", "/c/", start)), ui.SayVisitorFallback, sayNothingYet)
}

func TestAConversationThatLoads(t *testing.T) {
	w := busy(t)
	d := deskOf(w)
	d.here = "a"
	w.Open("a")
	drawn(t, markup(d.desk()), "desk-open", "head-name", "skeleton-bubbles", `aria-busy`, "composer-input")
	w.Open("x")
	drawn(t, markup(d.desk()), "head-wait", "skeleton-bubbles")
}

func TestAnOpenConversation(t *testing.T) {
	w := busy(t)
	d := deskOf(w)
	d.here = "a"
	th := w.opens("a", 2)
	w.tells("", shared.TypingChanged{ConversationID: "a", UserID: visitor.ID, Username: "Ada", IsTyping: true})
	w.Say(th, "on its way")
	html := markup(d.desk())
	drawn(t, html, sayStarted(""), "line 2", "Ada is typing", "on its way", "row-pending", ui.SayEnd, sayWith("Ada"), `not class="skip" hidden`, "not question-text")
	w.AskEnd(th, true)
	drawn(t, markup(d.desk()), ui.SayEndQuestion, ui.SayEndYes, ui.SayEndNo)
	w.EndIt(th)
	drawn(t, markup(d.desk()), sayEnding)
}

func TestAConversationThatEnded(t *testing.T) {
	w := busy(t)
	d := deskOf(w)
	d.here = "a"
	w.opens("a", 2)
	ended, at := header("a", 3), start.Add(-10*time.Minute)
	ended.Status, ended.EndedAt, ended.EndedBy = shared.StatusEnded, &at, &visitor
	w.tells("", shared.ConversationChanged{Seq: 3, Conversation: ended})
	drawn(t, markup(d.desk()),
		sayEndedBy("Ada", ui.Clock(at)), sayClosedBy("Ada"), `<form class="composer-form" hidden id="composer">`, "not "+ui.SayEnd+"</span>")
	if got := closed(&Talk{Talk: &talk.Talk{Conversation: store.Conversation{Header: shared.Conversation{Status: shared.StatusEnded, EndedBy: &agent}}}}, agent.ID); got != sayClosedByYou {
		t.Error(got)
	}
}

func TestAPageThatIsNotThere(t *testing.T) {
	d := deskOf(busy(t))
	for path, nowhere := range map[string]bool{
		"/app": false, "/app/": false, "/app/c/x": false, "/app/rooms": false, "/app/rooms/x": false, "/app/admin/sites/x": false,
		"/app/unknown": true, "/app/c": true, "/app/c/x/y": true, "/app/room": true,
	} {
		d.at = placeIn(path, "/app")
		if d.at.nowhere != nowhere {
			t.Errorf("%s is nowhere: %v", path, d.at.nowhere)
		}
		if nowhere {
			drawn(t, markup(d.desk()), sayNoPage, sayNoPageMore, sayBack, "desk-open", "not "+sayChoose)
		}
	}
}

func TestAConversationThatIsNotThere(t *testing.T) {
	w := busy(t)
	d := deskOf(w)
	d.here = "x"
	w.Open("x")
	w.tells("join x", shared.Fail(shared.Refuse(shared.CodeRoomInvalid, "")))
	drawn(t, markup(d.desk()), sayNowhere, sayBack, "not <textarea", `class="skip" hidden`, "not head-wait", "not "+ui.SayTryAgain)
	w.tells("join x", shared.Fail(shared.Refuse(shared.CodeUnavailable, "")))
	w.Opened().Final = false
	drawn(t, markup(d.desk()), ui.SayTryAgain)
}

func TestTheBarSaysWhoAndWhetherConnected(t *testing.T) {
	drawn(t, markup(newBar(bar{}, nil, nil)), "account-wait")
	drawn(t, markup(newBar(bar{Person: agent, Online: true}, nil, nil)), "Dana Moss", sayConnected, "not "+saySignOut)
	open := newBar(bar{Person: agent}, nil, nil)
	open.open = true
	drawn(t, markup(open), sayNotConnected, saySignOut, "demo · Agent")
}

func TestTheConnectionIsTold(t *testing.T) {
	w := busy(t)
	d := deskOf(w)
	for _, c := range []struct {
		state  link.State
		online bool
		want   ui.Notice
	}{
		{link.State{Phase: link.Online}, true, ui.Notice{}},
		{link.State{Phase: link.Connecting}, true, ui.Notice{}},
		{link.State{Phase: link.Waiting}, true, ui.Notice{Text: ui.SayReconnecting}},
		{link.State{Phase: link.Waiting}, false, ui.Notice{Text: ui.SayOffline}},
		{link.State{Phase: link.Stopped, Code: shared.CloseForbidden}, true, ui.Notice{Text: sayRefused, Bad: true, Action: ui.SayTryAgain}},
		{link.State{Phase: link.Stopped, Code: shared.CloseSuperseded}, true, ui.Notice{Text: sayReplaced, Action: ui.SayContinueHere}},
	} {
		w.State, d.online = c.state, c.online
		if got := d.notice(); got != c.want {
			t.Errorf("%+v: %+v, want %+v", c.state, got, c.want)
		}
	}
}

func TestConversationInPath(t *testing.T) {
	for path, want := range map[string]shared.ConversationID{
		"/app/": "", "/app": "", "/app/c/": "", "/app/c/a1": "a1", "/app/c/a1/b": "", "/app/x/a1": "", "/c/a1": "a1",
	} {
		if got := conversationIn(path, "/app"); got != want {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestShortcuts(t *testing.T) {
	alt := browser.Mod{Alt: true, Editing: true}
	for _, c := range []struct {
		key  string
		mod  browser.Mod
		want shortcut
	}{
		{"j", alt, nextConversation},
		{"∆", alt, nextConversation},
		{"K", alt, previousConversation},
		{"j", browser.Mod{}, noShortcut},
		{"j", browser.Mod{Alt: true, Ctrl: true}, noShortcut}, // AltGr
		{"Escape", browser.Mod{Editing: true}, stepBack},
		{"Escape", browser.Mod{Shift: true}, noShortcut},
	} {
		if got := shortcutOf(c.key, c.mod); got != c.want {
			t.Errorf("%s %+v: %d", c.key, c.mod, got)
		}
	}
}

func TestNeighbours(t *testing.T) {
	lines := busy(t).Inbox.Lines()
	first, last := lines[0].ID, lines[2].ID
	for _, c := range []struct {
		open shared.ConversationID
		next bool
		want shared.ConversationID
	}{
		{"", true, first}, {"", false, last}, {first, true, lines[1].ID}, {first, false, ""}, {last, true, ""}, {last, false, lines[1].ID},
	} {
		if got := neighbour(lines, c.open, c.next); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	if neighbour(nil, "", true) != "" {
		t.Error("a neighbour in an empty list")
	}
}

func TestTitle(t *testing.T) {
	if sayTitle(0) != "Parley" || sayTitle(2) != "(2) Parley" {
		t.Fatal(sayTitle(2))
	}
}
