//go:build !js

package client_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/shared"
	"parley/shared/client"
)

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func visit(t *testing.T, s *server, browser string) *client.Client {
	t.Helper()
	c, err := client.Visit(within(t), s.url, "demo", "browser-of-somebody-"+browser)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func signIn(t *testing.T, s *server, name string) *client.Client {
	t.Helper()
	c, err := client.SignIn(within(t), s.url, name, "parley-demo")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func say(t *testing.T, c *client.Client, id shared.ConversationID, text string) shared.Message {
	t.Helper()
	m, err := c.Send(within(t), id, text)
	if err != nil || m.Content != text || m.ConversationID != id || m.Sender.ID != c.Me().ID {
		t.Fatalf("said %q: %+v, %v", text, m, err)
	}
	return m
}

// hear receives n messages and wants them to be the next of their log.
func hear(t *testing.T, c *client.Client, after int64, n int) (said []shared.Message) {
	t.Helper()
	for m := range c.Receive(within(t)) {
		said = append(said, m)
		if m.Seq != after+int64(len(said)) {
			t.Fatalf("received seq %d after %d others from %d on", m.Seq, len(said)-1, after)
		}
		if len(said) == n {
			return said
		}
	}
	t.Fatalf("received %d of %d: %v", len(said), n, c.Err())
	return nil
}

// Both sides write as fast as they can while the server is killed again and
// again: all is stored once, and both hear the same.
func TestNothingIsLostOrDoubledByCrashes(t *testing.T) {
	const each, crashes = 150, 3
	s := served(t, unlimited)
	visitor, agent := visit(t, s, "1"), signIn(t, s, "demo")
	id := visitor.Conversation()
	first := say(t, visitor, id, "first")
	if _, err := agent.Join(within(t), id, 0); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	due := make(chan struct{}, 2*each)
	for name, c := range map[string]*client.Client{"visitor": visitor, "agent": agent} {
		group.Go(func() {
			for n := range each {
				m, err := c.Send(within(t), id, fmt.Sprint(name, " ", n))
				if err != nil || m.Seq <= first.Seq {
					t.Errorf("%s %d: %+v, %v", name, n, m, err)
				}
				due <- struct{}{}
			}
		})
	}
	for range crashes {
		for range 2 * each / (crashes + 1) {
			<-due
		}
		s.crash()
		s.start()
		visitor.Nudge()
		agent.Nudge()
	}
	group.Wait()
	var heard [2][]shared.Message
	for i, c := range []*client.Client{visitor, agent} {
		heard[i] = hear(t, c, 0, 2*each+1)
	}
	count := map[string]int{}
	for i, m := range heard[0] {
		if other := heard[1][i]; other.ID != m.ID || other.Content != m.Content {
			t.Fatalf("the visitor heard %+v, the agent %+v", m, other)
		}
		if name, n, ok := strings.Cut(m.Content, " "); ok {
			if n != fmt.Sprint(count[name]) {
				t.Fatalf("%s follows %s %d", m.Content, name, count[name]-1)
			}
			count[name]++
		}
	}
	if count["visitor"] != each || count["agent"] != each {
		t.Fatal(count)
	}
}

// Whoever does not receive for a while costs no memory, and gets it all later.
func TestWhoListensLateHearsAll(t *testing.T) {
	const many, writers = 2500, 4
	s := served(t, unlimited)
	visitor := visit(t, s, "1")
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for n := range many / writers {
				if _, err := visitor.Send(within(t), visitor.Conversation(), fmt.Sprint(w, " ", n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	hear(t, visitor, 0, many)
	say(t, visitor, visitor.Conversation(), "and on")
	hear(t, visitor, many, 1)
	agent := signIn(t, s, "demo")
	if _, err := agent.Join(within(t), visitor.Conversation(), many-10); err != nil {
		t.Fatal(err)
	}
	hear(t, agent, many-10, 11)
}

// A visitor who sends fifteen lines at once, five more than the server takes at
// once, waits a little, and all are stored, once.
func TestTooFastIsOnlySlower(t *testing.T) {
	const lines = 15
	s := served(t)
	visitor := visit(t, s, "1")
	var group sync.WaitGroup
	for n := range lines {
		group.Go(func() { say(t, visitor, visitor.Conversation(), fmt.Sprint("line ", n)) })
	}
	group.Wait()
	heard := map[string]bool{}
	for _, m := range hear(t, visitor, 0, lines) {
		heard[m.Content] = true
	}
	say(t, visitor, visitor.Conversation(), "the end")
	hear(t, visitor, lines, 1)
	if len(heard) != lines {
		t.Error(heard)
	}
}

// A bot with more conversations than it may join at once joins them all: were
// it taken for a flood, it would be sent away for half a minute, again and again.
func TestManyConversationsAreNoFlood(t *testing.T) {
	const many = 80
	s := served(t)
	bot := signIn(t, s, "demo")
	var group sync.WaitGroup
	for n := range many {
		v := visit(t, s, fmt.Sprint(n))
		id := v.Conversation()
		say(t, v, id, "hello")
		v.Close()
		group.Go(func() {
			if _, err := bot.Join(within(t), id, 0); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestInboxTellsWhatIsSaidSinceSignIn(t *testing.T) {
	s := served(t)
	silent, known := visit(t, s, "1"), visit(t, s, "2")
	say(t, silent, silent.Conversation(), "long ago")
	for n := range 3 {
		say(t, known, known.Conversation(), fmt.Sprint("before ", n))
	}
	bot := signIn(t, s, "demo")
	news := make(chan client.News)
	go func() {
		defer close(news)
		for n := range bot.Inbox(t.Context()) {
			news <- n
		}
	}()
	say(t, known, known.Conversation(), "now")
	if n := <-news; n.ID != known.Conversation() || n.Since != 3 || n.Head != 4 {
		t.Fatalf("%+v", n)
	}
	// What is said while the feed is away is told when it is back, too.
	s.crash()
	s.start()
	fresh := visit(t, s, "3")
	say(t, fresh, fresh.Conversation(), "anybody?")
	bot.Nudge()
	if n := <-news; n.ID != fresh.Conversation() || n.Since != 0 || n.Head != 1 {
		t.Fatalf("%+v", n)
	}
	bot.Close()
	if n, ok := <-news; ok {
		t.Fatalf("then %+v", n)
	}
}

func TestRefusalsReachTheCaller(t *testing.T) {
	s := served(t)
	if _, err := client.SignIn(within(t), s.url, "demo", "wrong password"); !errors.Is(err, shared.Refuse(shared.CodeUserHasToLogin, "")) {
		t.Errorf("wrong password: %v", err)
	}
	if _, err := client.Visit(within(t), s.url, "nowhere", "browser-of-somebody"); !errors.Is(err, shared.Refuse(shared.CodeNotFound, "")) {
		t.Errorf("no such site: %v", err)
	}
	visitor, agent := visit(t, s, "1"), signIn(t, s, "demo")
	id := visitor.Conversation()
	say(t, visitor, id, "hello")
	for what, want := range map[string]struct {
		got  func() error
		code shared.Code
	}{
		"nothing":         {func() error { _, err := visitor.Send(within(t), id, " \n"); return err }, shared.CodeEmptyMessage},
		"too much":        {func() error { _, err := visitor.Send(within(t), id, strings.Repeat("x", 5001)); return err }, shared.CodeMessageTooLong},
		"not joined":      {func() error { _, err := agent.Send(within(t), id, "hi"); return err }, shared.CodeRoomAccessDenied},
		"no such room":    {func() error { _, err := agent.Join(within(t), "nowhere", 0); return err }, shared.CodeRoomInvalid},
		"somebody else's": {func() error { _, err := visitor.Join(within(t), "nowhere", 0); return err }, shared.CodeRoomAccessDenied},
	} {
		if err := want.got(); !errors.Is(err, shared.Refuse(want.code, "")) {
			t.Errorf("%s: %v, want %s", what, err, want.code)
		}
	}
	// A refusal does not stop what follows it.
	say(t, visitor, id, "still here")
	agent.Close()
	if _, err := agent.Send(within(t), id, "hi"); err == nil || agent.Err() != nil {
		t.Errorf("after Close: %v, %v", err, agent.Err())
	}
}

// A cursor into a database that is no more says nothing about the new one.
func TestAnotherDatabaseEndsTheClient(t *testing.T) {
	s := served(t)
	bot := signIn(t, s, "demo")
	s.crash()
	if err := os.RemoveAll(s.data); err != nil {
		t.Fatal(err)
	}
	s.start()
	bot.Nudge()
	for m := range bot.Receive(within(t)) {
		t.Fatalf("received %+v", m)
	}
	if err := bot.Err(); err == nil || !strings.Contains(err.Error(), "another database") {
		t.Fatal(err)
	}
}

// The README shows the bot that Example runs.
func TestReadmeShowsTheExample(t *testing.T) {
	example, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, bot, _ := strings.Cut(string(example), "\nfunc echo(")
	bot, _, _ = strings.Cut("func echo("+bot, "\n}\n")
	if !strings.Contains(string(readme), bot) {
		t.Errorf("README.md does not show\n%s\n}", bot)
	}
}
