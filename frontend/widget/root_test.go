package widget

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/link"
	"parley/frontend/ui"
	"parley/shared"
)

func TestShell(t *testing.T) {
	shell := Shell()
	for _, want := range []string{
		`role="dialog"`, `aria-labelledby="title"`, `id="title"`, `id="composer"`, `id="composer-input"`, `id="close"`,
		`id="boot-failed"`, `id="boot-retry"`, ui.SayGreeting, ui.SayChat,
	} {
		if !strings.Contains(shell, want) {
			t.Errorf("no %s in\n%s", want, shell)
		}
	}
	for _, ban := range []string{" style=", "<script", "onclick", "hidden=", "disabled="} {
		if strings.Contains(shell, ban) {
			t.Errorf("%s in\n%s", ban, shell)
		}
	}
	if failed := regexp.MustCompile(`<div[^>]*id="boot-failed"[^>]*>`).FindString(shell); !strings.Contains(failed, "hidden") {
		t.Errorf("the failure is seen at once: %s", failed)
	}
}

var attribute = regexp.MustCompile(` [a-z-]+(="[^"]*")?`)

// plain is markup with the attributes of each tag in order.
func plain(html string) string {
	return regexp.MustCompile(`<[^>]+>`).ReplaceAllStringFunc(html, func(tag string) string {
		attributes := attribute.FindAllString(tag, -1)
		slices.Sort(attributes)
		name, _, _ := strings.Cut(strings.Trim(tag, "<>"), " ")
		return name + strings.Join(attributes, "")
	})
}

// TestTakeOver proves that nothing flashes: what replaces the shell looks like
// it, but for the failure nobody saw.
func TestTakeOver(t *testing.T) {
	shell, _, found := strings.Cut(plain(Shell()), "div class=\"boot-failed\"")
	if !found {
		t.Fatal("no failure in the shell")
	}
	root := plain(app.HTMLString(New(browser.Draft{})))
	if root, _ = strings.CutSuffix(root, "/div"); strings.TrimSpace(root) != strings.TrimSpace(shell) {
		t.Errorf("the shell\n%s\nbecomes\n%s", shell, root)
	}
}

// html is the panel as a stage's chat looks now.
func (s *stage) html(m menu) string { return htmlOf(&Root{chat: s.chat, menu: m}) }

var spaces = regexp.MustCompile(`>\n\s*|\n\s*<`)

// htmlOf is a panel without the spaces between tags and texts.
func htmlOf(r *Root) string {
	return spaces.ReplaceAllStringFunc(app.HTMLString(r), strings.TrimSpace)
}

func shows(t *testing.T, html string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in\n%s", want, html)
		}
	}
}

func TestPanelStates(t *testing.T) {
	s := begun(t)
	html := s.html(closed)
	shows(t, html, "Kiln &amp; Clay", ">KC<", `aria-label="Conversation with Kiln & Clay"`, ui.SayGreeting)
	if button := regexp.MustCompile(`<button[^>]*menu-button[^>]*>`).FindString(html); !strings.Contains(button, "hidden") {
		t.Error("nothing was said, and there is something to end")
	}

	s.chat.Send("hello")
	shows(t, s.html(closed), "row-pending", ui.SaySending)
	s.receive(confirmed(1, "hello", "id2"), posted(2, anna, "Hi, **Anna** here"))
	html = s.html(opened)
	shows(t, html, "hello", "<strong>Anna</strong>", ui.SayEnd, `id="end"`)
	shows(t, s.html(asking), ui.SayEndQuestion, `id="end-yes"`, `id="end-no"`)

	s.receive(shared.TypingChanged{UserID: "a", Username: "anna", IsTyping: true})
	shows(t, s.html(closed), "Anna is typing")

	s.state(link.State{Phase: link.Waiting})
	shows(t, s.html(closed), ui.SayReconnecting)
	s.greet(2)

	s.receive(shared.ConversationChanged{Seq: 3, Conversation: shared.Conversation{ID: "c1", Status: shared.StatusEnded, EndedBy: &anna}})
	html = s.html(opened)
	shows(t, html, "Anna ended the conversation", ui.SayEndedHere, ui.SayStartNew, "hello")
	if strings.Contains(html, `id="end"`) {
		t.Error("what has ended can be ended")
	}
}

// TestSiteNameIsText keeps a site's name from becoming markup. It is never in
// what the server renders; here it is to show that text nodes hold it.
func TestSiteNameIsText(t *testing.T) {
	s := newStage(t)
	s.session.Site.Name = `<img src=x onerror=alert(1)>`
	s.chat.Show(true)
	s.answer(1)
	if strings.Contains(strings.ReplaceAll(s.html(closed), `aria-label="Conversation with <img`, ""), "<img") {
		t.Error(s.html(closed))
	}
}

func TestManyMessages(t *testing.T) {
	s := newStage(t)
	var page shared.History
	for seq := int64(1); seq <= 300; seq++ {
		m := message(seq, visitor, "x")
		m.Timestamp = m.Timestamp.Add(time.Duration(seq) * time.Hour)
		page.Messages = append(page.Messages, m)
	}
	page.Head, s.history[0] = 300, page
	s.chat.Show(true)
	s.answer(1)
	s.greet(300)
	s.answer(1)
	html := s.html(closed)
	if n := strings.Count(html, "<article"); n != 300 {
		t.Errorf("%d articles", n)
	}
	if n := strings.Count(html, `class="day"`); n < 12 || n > 14 {
		t.Errorf("%d days", n)
	}
}

func TestHandlersReachTheChat(t *testing.T) {
	s := begun(t)
	r := &Root{chat: s.chat}
	r.menu = opened
	r.escape(app.Context{})
	if r.menu != closed {
		t.Error("Escape leaves the menu open")
	}
	r.host("hidden")
	if s.chat.shown {
		t.Error("hidden, and still shown")
	}
	r.host("shown")
	if !s.chat.shown {
		t.Error("shown, and still hidden")
	}
	r.host("a word of a newer loader")
}
