package widget

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"parley/frontend/ui"
	"parley/shared"
)

// questions is a stage of a site that asks before the chat.
func questions(t *testing.T) *stage {
	s := newStage(t)
	s.ask()
	s.chat.Show(true)
	s.answer(1)
	s.greet(0)
	return s
}

func (s *stage) ask() {
	s.session.DetailsWanted = true
	s.session.Site.Fields = []shared.Field{
		{Key: "name", Kind: shared.FieldName, Label: "Your name"},
		{Key: "mail", Kind: shared.FieldEmail, Label: "Your e-mail", Required: true},
	}
}

func TestDetailsStandBeforeTheChat(t *testing.T) {
	s := questions(t)
	html := s.html(closed)
	shows(t, html, `id="field-name"`, `id="field-mail"`, "Your e-mail", ui.SayOptional, ui.SayBeforeFields, `autocomplete="email"`, `aria-required`, ui.SayGreeting)
	if !strings.Contains(html, `class="composer" hidden`) && !strings.Contains(html, `hidden class="composer"`) {
		t.Errorf("the text box is there already:\n%s", html)
	}
	if fmt.Sprint(s.attended) != "[field-name]" {
		t.Error(s.attended)
	}

	// What is wrong stands beside the field, and nothing is lost or sent.
	s.chat.Fill("name", "Zoë")
	s.chat.Fill("mail", "zoe")
	if wrong := s.chat.Tell(); wrong != "mail" || len(s.details) != 0 {
		t.Errorf("%q, sent %v", wrong, s.details)
	}
	shows(t, s.html(closed), `aria-invalid`, `aria-describedby="field-mail-wrong"`, "anna@example.com")
	if !s.chat.Fill("mail", "zoe@") || s.chat.Wrong["mail"] != "" {
		t.Error("the field complains while it is being mended")
	}

	// Through a reload.
	s.open()
	s.chat.Show(true)
	s.answer(1)
	if s.chat.Answers["name"] != "Zoë" || s.chat.Answers["mail"] != "zoe@" || s.attended[len(s.attended)-1] != "field-name" {
		t.Errorf("%v %v", s.chat.Answers, s.attended)
	}
	s.greet(0)

	// The server cannot be reached, then it can; what was written early goes out.
	s.chat.Send("early")
	if sentTexts(s.link()) != "" {
		t.Error("a message went out before the details")
	}
	s.chat.Fill("mail", " zoe@example.com ")
	s.detailsErr = shared.Refuse(shared.CodeUnavailable, "").Because(errors.New("no network"))
	if wrong := s.chat.Tell(); wrong != "" {
		t.Error(wrong)
	}
	s.chat.Tell() // pressed twice
	s.answer(1)
	shows(t, s.html(closed), ui.SayAway, `id="field-mail"`)
	s.detailsErr = nil
	s.chat.Tell()
	s.answer(1)
	if len(s.details) != 2 || s.details[1].Details["name"] != "Zoë" || s.chat.Asks() || s.tab.Get("parley.details.c1") != "" {
		t.Errorf("%v, kept %q", s.details, s.tab.Get("parley.details.c1"))
	}
	if s.attended[len(s.attended)-1] != ui.ComposerInput || !strings.HasSuffix(sentTexts(s.link()), ":early") {
		t.Errorf("%v, sent %q", s.attended, sentTexts(s.link()))
	}
	if html := s.html(closed); strings.Contains(html, "field-") {
		t.Error(html)
	}
}

func TestServerJudgesDetails(t *testing.T) {
	s := questions(t)
	s.chat.Fill("mail", "zoe@example.com")
	e := shared.Refuse(shared.CodeInvalidJSON, "No.")
	e.Fields = map[string]string{"mail": "Not this one."}
	s.detailsErr = e
	s.chat.Tell()
	s.answer(1)
	shows(t, s.html(closed), "Not this one.")
	if s.attended[len(s.attended)-1] != "field-mail" || s.chat.Answers["mail"] == "" {
		t.Error(s.attended, s.chat.Answers)
	}
	s.detailsErr = shared.Refuse(shared.CodeConversationClosed, "")
	s.chat.Tell()
	s.answer(1)
	if s.chat.AskProblem == "" || !s.chat.Asks() {
		t.Error("a refusal is not told")
	}
	s.detailsErr = shared.Refuse(shared.CodeConflict, "") // of another tab
	s.chat.Tell()
	s.answer(1)
	if s.chat.Asks() {
		t.Error("asked twice")
	}
}

// TestWhoIsAsked: whoever has not begun, once, also when a site begins to ask
// while the panel is open.
func TestWhoIsAsked(t *testing.T) {
	s := questions(t)
	s.chat.Send("early")
	s.receive(posted(1, visitor, "from another tab"))
	if s.chat.Asks() {
		t.Error("a conversation that goes on is interrupted")
	}
	if !strings.HasSuffix(sentTexts(s.link()), ":early") {
		t.Error("what waited still waits")
	}

	s = begun(t)
	if s.chat.Asks() {
		t.Error("asked without a field")
	}
	asking := newStage(t)
	asking.ask()
	s.receive(shared.SiteChanged{Site: asking.session.Site})
	if !s.chat.Asks() {
		t.Error("a site that begins to ask does not")
	}
	s.chat.Fill("mail", "zoe@example.com")
	s.chat.Tell()
	s.answer(1)
	s.receive(shared.SiteChanged{Site: shared.Site{ID: "shop"}}, shared.SiteChanged{Site: asking.session.Site})
	if s.chat.Asks() {
		t.Error("asked again")
	}

	s = begun(t)
	s.chat.Send("hello")
	s.receive(confirmed(1, "hello", "id2"), shared.SiteChanged{Site: asking.session.Site})
	if s.chat.Asks() {
		t.Error("who talks is interrupted")
	}
}

func TestBrokenAnswers(t *testing.T) {
	s := newStage(t)
	s.ask()
	s.tab.Set("parley.details.c1", "{broken")
	s.chat.Show(true)
	s.answer(1)
	s.chat.Fill("name", "Zoë")
	if s.chat.Answers["name"] != "Zoë" {
		t.Error(s.chat.Answers)
	}
}
