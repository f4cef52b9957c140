package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley/shared"
)

// TestNotesNeverReachTheVisitor is a test of non-interference: what a visitor
// sees, byte for byte but for ids and times, is the same whether the users write
// notes about them and pass them around, or not.
func TestNotesNeverReachTheVisitor(t *testing.T) {
	nothing := func(*socket, shared.Conversation, func(shared.ChangeConversation)) {}
	quiet := visitorSees(t, nothing)
	if len(quiet) < 15 {
		t.Fatalf("the visitor has seen too little to prove anything: %q", quiet)
	}
	count := 0
	busy := visitorSees(t, func(desk *socket, c shared.Conversation, change func(shared.ChangeConversation)) {
		if count++; count == 1 {
			desk.join(c.NotesID)
		}
		me := c.Members[0].ID
		for _, m := range c.Members {
			if m.Role.IsUser() {
				me = m.ID
			}
		}
		desk.send(shared.SetTyping{ConversationID: c.NotesID, IsTyping: true, Preview: "secret"}, "")
		desk.send(shared.SendMessage{ConversationID: c.NotesID, Content: "secret"}, "")
		note := next[shared.MessagePosted](desk).Message
		for note.ConversationID != c.NotesID {
			note = next[shared.MessagePosted](desk).Message
		}
		desk.send(shared.EditMessage{ConversationID: c.NotesID, MessageID: note.ID, Content: "more secret"}, "")
		next[shared.MessageEdited](desk)
		desk.send(shared.React{ConversationID: c.NotesID, MessageID: note.ID, Emoji: "👍", On: true}, "")
		next[shared.ReactionChanged](desk)
		desk.send(shared.Mark{ConversationID: c.NotesID, Read: note.Seq}, "")
		next[shared.Marked](desk)
		nobody := shared.MemberID("")
		change(shared.ChangeConversation{AssigneeID: &me})
		change(shared.ChangeConversation{AssigneeID: &nobody, ExpectAssigneeID: &me})
		desk.send(shared.DeleteMessage{ConversationID: c.NotesID, MessageID: note.ID, For: shared.ForEveryone}, "")
		next[shared.MessageDeleted](desk)
	})
	if count != 5 {
		t.Errorf("notes were written %d times", count)
	}
	if diff := cmp.Diff(quiet, busy); diff != "" {
		t.Errorf("the visitor can tell (-without +with notes):\n%s", diff)
	}

	// The controls: leaks that the comparison has to see.
	for name, leak := range map[string]shared.Command{
		"a typing":   shared.SetTyping{IsTyping: true},
		"a mark":     shared.Mark{Read: 1},
		"a message":  shared.SendMessage{Content: "secret"},
		"a reaction": shared.React{MessageID: 1, Emoji: "👍", On: true},
	} {
		leaked := false
		seen := visitorSees(t, func(desk *socket, c shared.Conversation, _ func(shared.ChangeConversation)) {
			if leaked {
				return
			}
			leaked = true
			switch l := leak.(type) {
			case shared.SetTyping:
				l.ConversationID, leak = c.ID, l
			}
			frame := strings.Replace(string(shared.EncodeCommand(leak, "")), `{`, fmt.Sprintf(`{"conversation_id":%q,`, c.ID), 1)
			desk.sendRaw(1, []byte(frame))
			desk.send(shared.Ping{}, "")
			next[shared.Ponged](desk) // by now it was handled
		})
		if cmp.Equal(quiet, seen) {
			t.Errorf("%s leaked and was not noticed", name)
		}
	}
}

// visitorSees plays a visit, with meanwhile in all its pauses, and returns all
// that the visitor was sent.
func visitorSees(t *testing.T, meanwhile func(desk *socket, c shared.Conversation, change func(shared.ChangeConversation))) (seen []string) {
	p := start(t, t.TempDir(), unlimited)
	session := p.visit("1")
	access := p.login("demo").Access
	var bytes strings.Builder
	say := func(what string) { bytes.WriteString(what + "\n") }
	visitor := p.dial("/ws/chat/"+string(session.SessionID), session.Token, nil)
	// until reads on to an answer of the visitor's own, or to a kind.
	until := func(kind shared.Kind) {
		t.Helper()
		for {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			_, frame, err := visitor.conn.Read(ctx)
			cancel()
			if err != nil {
				t.Fatalf("waiting for %s: %v", kind, err)
			}
			say(string(frame))
			var is struct{ Type shared.Kind }
			json.Unmarshal(frame, &is)
			if is.Type == kind {
				return
			}
		}
	}
	// quiet reads all that is on its way.
	quiet := func() {
		t.Helper()
		visitor.send(shared.Ping{}, "")
		until("pong")
	}
	fetch := func(method, path string, body any) {
		_, answer := p.call(method, path, session.Token, body)
		say(string(answer))
	}
	until("connection_established")
	visitor.send(shared.SendMessage{Content: "Hello", ClientMessageID: "m1"}, "r1")
	until("new_message")

	desk, _ := p.open(shared.PathStreamSocket, access)
	desk.send(shared.Join{ConversationID: session.SessionID}, "")
	joined := next[shared.Joined](desk)
	pause := func() {
		t.Helper()
		meanwhile(desk, joined.Conversation, func(c shared.ChangeConversation) { administer(p, access, session.SessionID, c) })
		quiet()
	}
	pause()
	desk.send(shared.SendMessage{ConversationID: session.SessionID, Content: "Hi"}, "")
	until("new_message")
	pause()
	visitor.send(shared.Mark{Read: 2}, "")
	until("marked")
	visitor.send(shared.React{MessageID: 1, Emoji: "👍", On: true}, "")
	until("reaction_changed")
	pause()
	fetch("GET", shared.PathWith(shared.PathMessages, string(session.SessionID)), nil)
	administer(p, access, session.SessionID, shared.ChangeConversation{Status: shared.StatusEnded})
	until("conversation_changed")
	pause()
	administer(p, access, session.SessionID, shared.ChangeConversation{Status: shared.StatusOpen})
	until("conversation_changed")
	pause()
	visitor.send(shared.Sync{}, "")
	until("conversation_changed")
	until("conversation_changed") // the last of the log
	quiet()
	fetch("GET", shared.PathWith(shared.PathMessages, string(session.SessionID)), nil)
	fetch("POST", shared.PathWith(shared.PathInitSession, "demo"), shared.InitSession{BrowserSessionID: fmt.Sprintf("browser-%024s", "1")})
	visitor.conn.CloseNow()
	visitor = p.dial("/ws/chat/"+string(session.SessionID), session.Token, nil)
	until("connection_established")
	visitor.conn.CloseNow()
	desk.conn.CloseNow()
	return strings.Split(normal(bytes.String()), "\n")
}

var (
	unlike = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|Visitor [0-9A-F]{4}|"(?:id|message_id|reply_to)":[0-9]+|"token":"[^"]+"|"epoch":"[^"]+"`)
	// Members are in the order of their ids, which is another one in each run.
	membership = regexp.MustCompile(`"members":\[[^]]*\]`)
	times      = regexp.MustCompile(`"20[0-9]{2}-[^"]+Z"`)
)

// normal replaces what differs from run to run: each id by the number of ids
// before it, each time by a word.
func normal(text string) string {
	ids := map[string]string{}
	text = unlike.ReplaceAllStringFunc(text, func(id string) string {
		if ids[id] == "" {
			ids[id] = fmt.Sprintf("#%d", len(ids))
		}
		return ids[id]
	})
	text = membership.ReplaceAllStringFunc(text, func(list string) string {
		var members []json.RawMessage
		if err := json.Unmarshal([]byte(list[len(`"members":`):]), &members); err != nil {
			panic(err)
		}
		slices.SortFunc(members, func(a, b json.RawMessage) int { // by all but the id
			_, restA, _ := strings.Cut(string(a), ",")
			_, restB, _ := strings.Cut(string(b), ",")
			return strings.Compare(restA, restB)
		})
		return fmt.Sprintf("members %s", members)
	})
	return times.ReplaceAllString(text, `"then"`)
}
