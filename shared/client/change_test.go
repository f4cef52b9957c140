//go:build !js

package client_test

import (
	"errors"
	"testing"

	"parley/shared"
)

// seen reads the log as somebody sees it, through a client of its own that
// joins from the beginning.
func seen(t *testing.T, s *server, name string, id shared.ConversationID, n int) []shared.Message {
	t.Helper()
	c := signIn(t, s, name)
	if _, err := c.Join(within(t), id, 0); err != nil {
		t.Fatal(err)
	}
	var said []shared.Message
	for m := range c.Receive(within(t)) {
		if said = append(said, m); len(said) == n {
			break
		}
	}
	return said
}

// What a bot changes is changed when the call returns, over a crash too.
func TestChanges(t *testing.T) {
	s := served(t)
	visitor, agent := visit(t, s, "1"), signIn(t, s, "demo")
	id := visitor.Conversation()
	question := say(t, visitor, id, "do you ship to Norway?")
	if _, err := agent.Join(within(t), id, 0); err != nil {
		t.Fatal(err)
	}
	answer, err := agent.Reply(within(t), id, question.ID, "yes, in five day")
	if err != nil || answer.ReplyTo == nil || *answer.ReplyTo != question.ID {
		t.Fatalf("%+v, %v", answer, err)
	}
	secret, slip := say(t, agent, id, "wrong window"), say(t, agent, id, "mine to hide")
	s.crash()
	s.start()
	for what, change := range map[string]func() error{
		"edit":         func() error { return agent.Edit(within(t), id, answer.ID, "yes, in five days") },
		"delete":       func() error { return agent.Delete(within(t), id, secret.ID, shared.ForEveryone) },
		"hide":         func() error { return agent.Delete(within(t), id, slip.ID, shared.ForMe) },
		"react":        func() error { return visitor.React(within(t), id, answer.ID, "👍", true) },
		"react again":  func() error { return visitor.React(within(t), id, answer.ID, "👍", true) },
		"type":         func() error { return agent.Typing(within(t), id, true) },
		"mark":         func() error { return visitor.Mark(within(t), id, answer.Seq, question.Seq) },
		"mark nothing": func() error { return visitor.Mark(within(t), id, 0, 0) },
	} {
		if err := change(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	said := seen(t, s, "lead", id, 3) // the deleted one has only a place
	if got := said[1]; got.Content != "yes, in five days" || got.EditedAt == nil || len(got.Reactions) != 1 || said[2].ID != slip.ID {
		t.Errorf("others see %+v", said)
	}
	if mine := seen(t, s, "demo", id, 2); mine[1].ID != answer.ID {
		t.Errorf("the author sees %+v", mine)
	}
	header, err := signInAndJoin(t, s, "admin", id)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range header.Members {
		if m.ID == visitor.Me().ID && (m.Delivered != answer.Seq || m.Read != question.Seq) {
			t.Errorf("marked %+v", m)
		}
	}
}

func signInAndJoin(t *testing.T, s *server, name string, id shared.ConversationID) (shared.Conversation, error) {
	t.Helper()
	return signIn(t, s, name).Join(within(t), id, 0)
}

func TestChangesAreRefused(t *testing.T) {
	s := served(t)
	visitor, agent := visit(t, s, "1"), signIn(t, s, "demo")
	id := visitor.Conversation()
	theirs := say(t, visitor, id, "mine")
	refused := func(what string, code shared.Code, err error) {
		t.Helper()
		if !errors.Is(err, shared.Refuse(code, "")) {
			t.Errorf("%s: %v, want %s", what, err, code)
		}
	}
	refused("not joined", shared.CodeRoomAccessDenied, agent.Typing(within(t), id, true))
	if _, err := agent.Join(within(t), id, 0); err != nil {
		t.Fatal(err)
	}
	refused("somebody else's words", shared.CodeForbidden, agent.Edit(within(t), id, theirs.ID, "no"))
	refused("somebody else's message", shared.CodeForbidden, agent.Delete(within(t), id, theirs.ID, shared.ForEveryone))
	refused("no such message", shared.CodeNotFound, agent.React(within(t), id, 9999, "👍", true))
	refused("no emoji", shared.CodeInvalidJSON, agent.React(within(t), id, theirs.ID, "yes", true))
	refused("behind the beginning", shared.CodeInvalidJSON, agent.Mark(within(t), id, -1, 0))
	refused("no text", shared.CodeEmptyMessage, agent.Edit(within(t), id, theirs.ID, " "))
	// None of it holds up what follows.
	say(t, agent, id, "still here")
	agent.Close()
	if err := agent.Typing(within(t), id, true); err == nil || agent.Err() != nil {
		t.Errorf("after Close: %v, %v", err, agent.Err())
	}
}
