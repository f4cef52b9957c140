package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"parley/shared"
)

// talk is a visitor and an agent in one conversation, with three messages:
// hers, his, hers.
func talk(t *testing.T, p *program) (session shared.Session, visitor, desk *socket, ids []shared.MessageID) {
	t.Helper()
	session = p.visit("1")
	visitor = p.chat(session)
	for i := range 3 {
		if i == 1 {
			desk, _ = p.open(shared.PathStreamSocket, p.login("demo").Access)
			desk.send(shared.Join{ConversationID: session.SessionID}, "")
			next[shared.Joined](desk)
			desk.send(shared.SendMessage{ConversationID: session.SessionID, Content: "line 2", ClientMessageID: "m2"}, "")
			next[shared.MessagePosted](desk)
			ids = append(ids, next[shared.MessagePosted](visitor).Message.ID)
			continue
		}
		visitor.send(shared.SendMessage{Content: fmt.Sprint("line ", i+1), ClientMessageID: fmt.Sprint("m", i+1)}, "")
		ids = append(ids, next[shared.MessagePosted](visitor).Message.ID)
	}
	next[shared.MessagePosted](desk)
	return session, visitor, desk, ids
}

func TestMessagesChange(t *testing.T) {
	data := t.TempDir()
	p := start(t, data)
	session, visitor, desk, ids := talk(t, p)
	visitor.send(shared.EditMessage{MessageID: ids[0], Content: " line one "}, "e")
	edited, ref := nextWithRef[shared.MessageEdited](visitor)
	if edited.Content != "line one" || edited.Seq != 4 || ref != "e" {
		t.Errorf("edited: %+v ref %q", edited, ref)
	}
	if other := next[shared.MessageEdited](desk); other != edited {
		t.Errorf("the agent saw %+v, the visitor %+v", other, edited)
	}
	visitor.send(shared.EditMessage{MessageID: ids[0], Content: "line one"}, "again")
	if repeat, ref := nextWithRef[shared.MessageEdited](visitor); repeat.Seq != 0 || ref != "again" {
		t.Errorf("an edit that changes nothing: %+v ref %q", repeat, ref)
	}
	desk.send(shared.React{ConversationID: session.SessionID, MessageID: ids[0], Emoji: "👍", On: true}, "")
	if reaction := next[shared.ReactionChanged](visitor); reaction.Seq != 5 || !reaction.On || reaction.Emoji != "👍" {
		t.Errorf("reaction: %+v", reaction)
	}
	visitor.send(shared.DeleteMessage{MessageID: ids[2], For: shared.ForEveryone}, "")
	if deleted := next[shared.MessageDeleted](desk); deleted.Seq != 6 || deleted.For != shared.ForEveryone || deleted.MessageID != ids[2] {
		t.Errorf("deleted: %+v", deleted)
	}
	next[shared.MessageDeleted](visitor) // or it might come after the answer to what follows
	// The sent message is remembered for ever, whatever became of it.
	visitor.send(shared.SendMessage{Content: "line 3", ClientMessageID: "m3"}, "")
	if repeat := next[shared.MessagePosted](visitor); repeat.Message.ID != ids[2] || repeat.Message.Content != "" || repeat.Message.DeletedAt == nil {
		t.Errorf("repeat of a deleted message: %+v", repeat)
	}

	// Deleted for oneself: one's other sockets hear of it, nobody else.
	second := p.chat(session)
	visitor.send(shared.DeleteMessage{MessageID: ids[1]}, "mine")
	for _, s := range []*socket{visitor, second} {
		if gone := next[shared.MessageDeleted](s); gone.For != shared.ForMe || gone.Seq != 0 || gone.MessageID != ids[1] {
			t.Errorf("deleted for me: %+v", gone)
		}
	}
	desk.send(shared.Ping{}, "")
	for {
		received, err := desk.receive()
		if err != nil {
			t.Fatal(err)
		}
		if gone, ok := received.Event.(shared.MessageDeleted); ok && gone.For == shared.ForMe {
			t.Error("the agent heard what the visitor deleted for herself")
		}
		if _, ok := received.Event.(shared.Ponged); ok {
			break
		}
	}

	// After a restart, in history and in a sync, it is all the same.
	p.halt()
	p = start(t, data)
	path := shared.PathWith(shared.PathMessages, string(session.SessionID))
	for token, hidden := range map[string]bool{p.visit("1").Token: true, p.login("demo").Access: false} {
		page := ask[shared.History](p, "GET", path, token, nil)
		if page.Head != 6 || len(page.Messages) != 3 || len(page.Changes) != 0 {
			t.Fatalf("history: %+v", page)
		}
		one, two, three := page.Messages[0], page.Messages[1], page.Messages[2]
		if one.Content != "line one" || one.EditedAt == nil || len(one.Reactions) != 1 || len(one.Reactions[0].Users) != 1 {
			t.Errorf("first: %+v", one)
		}
		if two.Hidden != hidden || (two.Content == "") != hidden {
			t.Errorf("second: %+v", two)
		}
		if three.Content != "" || three.DeletedAt == nil {
			t.Errorf("third: %+v", three)
		}
	}
	visitor = p.chat(p.visit("1"))
	visitor.send(shared.Sync{From: 0}, "")
	for seq := int64(1); seq <= 6; {
		received, err := visitor.receive()
		if err != nil {
			t.Fatal(err)
		}
		if logged, ok := received.Event.(shared.Logged); ok {
			if _, got := logged.Place(); got != seq {
				t.Fatalf("synced seq %d, want %d", got, seq)
			}
			if encoded, _ := json.Marshal(received.Event); strings.Contains(string(encoded), "line 3") {
				t.Errorf("what was taken back is still there: %s", encoded)
			}
			seq++
		}
	}
}

func TestWhoMayChangeWhat(t *testing.T) {
	p := start(t, t.TempDir())
	session, visitor, desk, ids := talk(t, p)
	lead, _ := p.open(shared.PathStreamSocket, p.login("lead").Access)
	lead.send(shared.Join{ConversationID: session.SessionID}, "")
	next[shared.Joined](lead)
	conversation := session.SessionID
	for name, c := range map[string]struct {
		by      *socket
		command shared.Command
		want    shared.Code
	}{
		"edit another's":              {desk, shared.EditMessage{ConversationID: conversation, MessageID: ids[0], Content: "x"}, shared.CodeForbidden},
		"edit another's, as staff":    {lead, shared.EditMessage{ConversationID: conversation, MessageID: ids[0], Content: "x"}, shared.CodeForbidden},
		"edit an agent's":             {visitor, shared.EditMessage{MessageID: ids[1], Content: "x"}, shared.CodeForbidden},
		"take another's back":         {desk, shared.DeleteMessage{ConversationID: conversation, MessageID: ids[0], For: shared.ForEveryone}, shared.CodeForbidden},
		"take an agent's back":        {visitor, shared.DeleteMessage{MessageID: ids[1], For: shared.ForEveryone}, shared.CodeForbidden},
		"edit nothing":                {visitor, shared.EditMessage{MessageID: 999, Content: "x"}, shared.CodeNotFound},
		"edit without saying what":    {visitor, shared.EditMessage{Content: "x"}, shared.CodeMessageIDRequired},
		"delete without saying what":  {visitor, shared.DeleteMessage{}, shared.CodeMessageIDRequired},
		"react without saying what":   {visitor, shared.React{Emoji: "👍", On: true}, shared.CodeMessageIDRequired},
		"react with a word":           {visitor, shared.React{MessageID: ids[0], Emoji: "yes", On: true}, shared.CodeInvalidJSON},
		"edit to nothing":             {visitor, shared.EditMessage{MessageID: ids[0], Content: " "}, shared.CodeEmptyMessage},
		"delete for the neighbours":   {visitor, shared.DeleteMessage{MessageID: ids[0], For: "neighbours"}, shared.CodeInvalidJSON},
		"edit where one is no member": {lead, shared.EditMessage{ConversationID: "elsewhere", MessageID: ids[0], Content: "x"}, shared.CodeRoomAccessDenied},
	} {
		c.by.send(c.command, shared.Ref("try"))
		for {
			failed, ref := nextWithRef[shared.Failed](c.by)
			if ref != "try" {
				continue
			}
			if failed.Code != c.want {
				t.Errorf("%s: %+v, want %s", name, failed, c.want)
			}
			break
		}
	}
	lead.send(shared.DeleteMessage{ConversationID: conversation, MessageID: ids[0], For: shared.ForEveryone}, "")
	if gone := next[shared.MessageDeleted](visitor); gone.MessageID != ids[0] || gone.Seq != 4 {
		t.Errorf("staff takes back: %+v", gone)
	}
	visitor.send(shared.EditMessage{MessageID: ids[0], Content: "back again"}, "")
	if failed := next[shared.Failed](visitor); failed.Code != shared.CodeNotFound {
		t.Errorf("editing what was taken back: %+v", failed)
	}
	ask[shared.Success](p, "POST", shared.PathWith(shared.PathClose, string(conversation)), session.Token, shared.CloseConversation{})
	visitor.send(shared.React{MessageID: ids[2], Emoji: "👍", On: true}, "")
	if failed := next[shared.Failed](visitor); failed.Code != shared.CodeConversationClosed {
		t.Errorf("after the end: %+v", failed)
	}
}
