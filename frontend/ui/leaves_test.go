package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/link"
	"parley/shared"
)

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"": "·", "  ": "·", "💬": "·", "anna": "A", "Anna Berg": "AB", "Ana María de la Cruz": "AC",
		"jean-luc picard": "JP", "Ägir": "Ä", "李 明": "李明", "42 Shop": "4S",
	} {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestAvatarHasOneOfTheColours(t *testing.T) {
	for _, id := range []shared.MemberID{"", "a", "b", "0195f3c1-7a7e-7bbb-8e2b-1f1d9c0c7c2d"} {
		if h := hue(string(id)); h < 0 || h >= hues {
			t.Errorf("hue(%q) = %d", id, h)
		}
	}
	if hue("a") != hue("a") {
		t.Error("a colour does not stay")
	}
}

func TestIcons(t *testing.T) {
	for name, path := range icons {
		if path == "" || strings.IndexByte("Mm", path[0]) < 0 {
			t.Errorf("%s does not begin somewhere: %q", name, path)
		}
		has(t, app.HTMLString(Icon(name)), `viewBox="0 0 24 24"`, "icon-"+name)
	}
}

func TestConnectionAndBanner(t *testing.T) {
	for _, c := range []struct {
		state  link.State
		online bool
		want   Notice
	}{
		{link.State{Phase: link.Connecting}, true, Notice{}},
		{link.State{Phase: link.Online}, true, Notice{}},
		{link.State{Phase: link.Waiting}, true, Notice{Text: SayReconnecting}},
		{link.State{Phase: link.Waiting}, false, Notice{Text: SayOffline}},
		{link.State{Phase: link.Stopped, Code: shared.CloseSuperseded}, true, Notice{Text: SaySuperseded, Action: SayContinueHere}},
		{link.State{Phase: link.Stopped, Code: shared.CloseForbidden}, true, Notice{Text: SayForbidden, Bad: true}},
		{link.State{Phase: link.Stopped}, true, Notice{Text: SayStopped, Bad: true, Action: SayTryAgain}},
	} {
		if got := Connection(c.state, c.online); got != c.want {
			t.Errorf("%+v, online %v: %+v, want %+v", c.state, c.online, got, c.want)
		}
	}
	quiet := app.HTMLString(Banner(Notice{}, nil))
	has(t, quiet, `role="status"`)
	if strings.Contains(quiet, "banner-on") {
		t.Error("a banner that says nothing is seen")
	}
	has(t, app.HTMLString(Banner(Notice{Text: "a", Bad: true, Action: "b"}, nil)), "banner-on", "banner-bad", "<button", ">a<", ">b<")
}

func TestUnread(t *testing.T) {
	for n, want := range map[int]string{-1: "", 0: "", 1: "1", 9: "9", 10: "10", 99: "99", 100: "99+"} {
		if got := Unread(n); got != want {
			t.Errorf("Unread(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestOneLine(t *testing.T) {
	if got := OneLine(" a\n\n b\tc "); got != "a b c" {
		t.Error(got)
	}
	if got := OneLine(strings.Repeat("ä", 500)); len([]rune(got)) != 81 || !strings.HasSuffix(got, "ä…") {
		t.Error(got)
	}
}

func TestSends(t *testing.T) {
	for _, c := range []struct {
		key         keypress
		desk, phone bool
	}{
		{keypress{key: "Enter"}, true, false},
		{keypress{key: "Enter", shift: true}, false, false},
		{keypress{key: "Enter", alt: true}, false, false},
		{keypress{key: "Enter", ctrl: true}, true, true},
		{keypress{key: "Enter", composing: true}, false, false},
		{keypress{key: "Enter", ctrl: true, composing: true}, false, false},
		{keypress{key: "a"}, false, false},
		{keypress{key: "a", ctrl: true}, false, false},
	} {
		if got := sends(c.key, false); got != c.desk {
			t.Errorf("%+v sends: %v", c.key, got)
		}
		if got := sends(c.key, true); got != c.phone {
			t.Errorf("%+v sends on a touch keyboard: %v", c.key, got)
		}
	}
}

func TestJudgeMessage(t *testing.T) {
	limits := shared.Limits{MessageCharacters: 5}
	for text, want := range map[string]string{
		"hello": "", "  hello  ": "", "öäüöä": "",
		"hello!": "Message too long: shorten it by 1, to at most 5 characters.",
	} {
		if ok, problem := judgeMessage(text, limits); problem != want || ok != (want == "") {
			t.Errorf("%q: %v %q, want %q", text, ok, problem, want)
		}
	}
	if ok, problem := judgeMessage(" \n ", limits); ok || problem != "" {
		t.Errorf("nothing typed: %v %q", ok, problem)
	}
}

func TestComposerCounts(t *testing.T) {
	c := &Composer{Limits: shared.Limits{MessageCharacters: 300}}
	if c.judge(strings.Repeat("x", 100)) || c.counter() != "" {
		t.Error("far from the limit something is drawn")
	}
	if !c.judge(strings.Repeat("x", 290)) || c.counter() != "10 left" || c.countClass() != "composer-count" {
		t.Error(c.counter())
	}
	if !c.judge(strings.Repeat("x", 312)) || c.counter() != "12 too many" || c.countClass() == "composer-count" {
		t.Error(c.counter())
	}
	if !c.judge("") || c.counter() != "" || c.judge("") {
		t.Error("the counter stays")
	}
	c.problem = "too long"
	if !c.judge("x") || c.problem != "" {
		t.Error("a problem outlives the next key")
	}
}

func TestTypingClock(t *testing.T) {
	var clock typingClock
	at := noon
	for i, step := range []struct {
		after  time.Duration
		typing bool
		due    bool
	}{
		{0, false, false},
		{0, true, true},
		{time.Second, true, false},
		{2 * time.Second, true, true}, // 3 s after the last
		{time.Second, false, true},
		{0, false, false},
		{0, true, true},
	} {
		at = at.Add(step.after)
		if got := clock.due(step.typing, at); got != step.due {
			t.Errorf("step %d: %v", i, got)
		}
	}
}

func TestComposerStates(t *testing.T) {
	open := app.HTMLString(NewComposer(Composer{}, browser.Draft{}, ComposerHandlers{}))
	has(t, open, `id="composer"`, `id="composer-input"`, `aria-label="Message"`, `aria-label="Send message"`, `type="submit"`, `role="alert"`)
	if strings.Contains(open, "hidden=") || strings.Contains(open, " hidden>") {
		t.Error("the text box is hidden")
	}
	over := app.HTMLString(NewComposer(Composer{Closed: SayEndedHere, Action: SayStartNew}, browser.Draft{}, ComposerHandlers{}))
	has(t, over, SayEndedHere, SayStartNew, "hidden", `id="composer-input"`)

	wrong := NewComposer(Composer{}, browser.Draft{}, ComposerHandlers{})
	wrong.problem = "Message too long: shorten it by 1, to at most 5000 characters."
	has(t, app.HTMLString(wrong), "aria-invalid", wrong.problem, `aria-describedby="composer-problem"`)
}
