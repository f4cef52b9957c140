package shared

import (
	"strings"
	"testing"
	"time"
)

func TestValidate(t *testing.T) {
	say := func(content string) Command { return SendMessage{Content: content} }
	id := func(id string) Command { return SendMessage{Content: "x", ClientMessageID: id} }
	most := strings.Repeat("x", MaxMessage)
	for _, c := range []struct {
		name    string
		command Command
		code    Code // "" when it is fine
		message string
	}{
		{"a character", say("x"), "", ""},
		{"the most characters", say(most), "", ""},
		{"one more", say(most + "x"), CodeMessageTooLong, "Message too long: shorten it by 1, to at most 5000 characters."},
		{"the most of two bytes", say(strings.Repeat("ü", MaxMessage)), "", ""},
		{"one more of two bytes", say(strings.Repeat("ü", MaxMessage+1)), CodeMessageTooLong, "Message too long: shorten it by 1, to at most 5000 characters."},
		{"the most of four bytes", say(strings.Repeat("👋", MaxMessage)), "", ""},
		{"one more of four bytes", say(strings.Repeat("👋", MaxMessage+1)), CodeMessageTooLong, "Message too long: shorten it by 1, to at most 5000 characters."},
		{"two more", say(most + "xy"), CodeMessageTooLong, "Message too long: shorten it by 2, to at most 5000 characters."},
		{"space around the most", say(" \n" + most + "\t "), "", ""},
		{"nothing", say(""), CodeEmptyMessage, "Empty message: write something first."},
		{"space", say(" \n\t\u00a0\u2003\u3000 "), CodeEmptyMessage, "Empty message: write something first."},
		{"a NUL", say("a\x00b"), CodeInvalidJSON, "Invalid JSON: the text contains a NUL character"},
		{"markup is text", say("<script>alert(1)</script>"), "", ""},

		{"no id", id(""), "", ""},
		{"a UUID", id("9b2f6a5e-0000-4000-8000-123456789abc"), "", ""},
		{"the longest id", id(strings.Repeat("x", MaxRef)), "", ""},
		{"a longer id", id(strings.Repeat("x", MaxRef+1)), CodeInvalidJSON, "Invalid JSON: client_message_id is longer than 64 bytes"},
		{"the first and last of ASCII", id("!~"), "", ""},
		{"an id with a space", id("a b"), CodeInvalidJSON, "Invalid JSON: client_message_id has characters other than printable ASCII"},
		{"an id with DEL", id("a\x7f"), CodeInvalidJSON, "Invalid JSON: client_message_id has characters other than printable ASCII"},
		{"an id with a newline", id("a\n"), CodeInvalidJSON, "Invalid JSON: client_message_id has characters other than printable ASCII"},
		{"an id with an umlaut", id("ü"), CodeInvalidJSON, "Invalid JSON: client_message_id has characters other than printable ASCII"},

		{"an edit", EditMessage{MessageID: 1, Content: "x"}, "", ""},
		{"an edit of nothing", EditMessage{Content: "x"}, CodeMessageIDRequired, "Message ID required: say which with message_id."},
		{"an edit to nothing", EditMessage{MessageID: 1, Content: " "}, CodeEmptyMessage, "Empty message: write something first."},
		{"a deletion", DeleteMessage{MessageID: 1}, "", ""},
		{"a deletion for everyone", DeleteMessage{MessageID: 1, For: ForEveryone}, "", ""},
		{"a deletion of nothing", DeleteMessage{For: ForMe}, CodeMessageIDRequired, "Message ID required: say which with message_id."},
		{"a deletion for some", DeleteMessage{MessageID: 1, For: "some"}, CodeInvalidJSON, `Invalid JSON: for is "me" or "everyone"`},
		{"a reaction", React{MessageID: 1, Emoji: "👍🏽", On: true}, "", ""},
		{"a family", React{MessageID: 1, Emoji: "👩🏽‍👩🏽‍👧🏽‍👦🏽"}, "", ""},
		{"a keycap", React{MessageID: 1, Emoji: "1️⃣"}, "", ""},
		{"a reaction to nothing", React{Emoji: "👍"}, CodeMessageIDRequired, "Message ID required: say which with message_id."},
		{"a reaction without an emoji", React{MessageID: 1}, CodeInvalidJSON, "Invalid JSON: emoji is one emoji"},
		{"a word", React{MessageID: 1, Emoji: "ok"}, CodeInvalidJSON, "Invalid JSON: emoji is one emoji"},
		{"a crowd", React{MessageID: 1, Emoji: strings.Repeat("👍", 17)}, CodeInvalidJSON, "Invalid JSON: emoji is one emoji"},
		{"a preview", SetTyping{Preview: strings.Repeat("ü", MaxPreview)}, "", ""},
		{"a longer preview", SetTyping{Preview: strings.Repeat("ü", MaxPreview+1)}, CodeMessageTooLong, "Message too long: a preview has at most 200 characters"},
		{"a mark", Mark{Delivered: 1, Read: 0}, "", ""},
		{"a negative delivered", Mark{Delivered: -1}, CodeInvalidJSON, "Invalid JSON: watermarks are 0 or more"},
		{"a negative read", Mark{Read: -1}, CodeInvalidJSON, "Invalid JSON: watermarks are 0 or more"},
		{"a sync", Sync{}, "", ""},
		{"a negative sync", Sync{From: -1}, CodeInvalidJSON, "Invalid JSON: from is 0 or more"},
		{"a join", Join{ConversationID: "c"}, "", ""},
		{"a join of nothing", Join{}, CodeRoomInvalid, "That room does not exist: say which with conversation_id."},
		{"a leave", Leave{ConversationID: "c"}, "", ""},
		{"a leave of nothing", Leave{}, CodeRoomInvalid, "That room does not exist: say which with conversation_id."},
		{"a ping", Ping{}, "", ""},
		{"a pong", Pong{}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.command.Validate(LimitsFor(RoleVisitor))
			if c.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			e, ok := err.(*Error)
			if !ok || e.Code != c.code || e.Message != c.message {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSmallerLimits(t *testing.T) {
	limits := Limits{MessageCharacters: 3}
	if err := (SendMessage{Content: "äöü"}).Validate(limits); err != nil {
		t.Error(err)
	}
	if err := (SendMessage{Content: "äöüß"}).Validate(limits); err == nil {
		t.Error("the site's limit is not kept")
	}
}

// The longest message fits a frame, also in characters that take four bytes,
// or six because JSON escapes them.
func TestLongestMessageFitsItsFrame(t *testing.T) {
	for _, character := range []string{"👋", "<", "\x01", "\u2028"} {
		frame := EncodeCommand(SendMessage{
			ConversationID: ConversationID(strings.Repeat("c", 36)), ClientMessageID: strings.Repeat("m", MaxRef),
			Content: strings.Repeat(character, MaxMessage),
		}, Ref(strings.Repeat("r", MaxRef)))
		if len(frame) > MaxVisitorFrame {
			t.Errorf("%q: %d bytes do not fit %d", character, len(frame), MaxVisitorFrame)
		}
	}
	if MaxVisitorFrame > MaxUserFrame {
		t.Error("visitors may send more than users")
	}
}

func TestLimitsFor(t *testing.T) {
	for _, role := range []Role{RoleAgent, RoleSupervisor, RoleAdmin, RoleBot} {
		if got := LimitsFor(role).FrameBytes; got != MaxUserFrame {
			t.Errorf("%s: %d", role, got)
		}
	}
	if got := LimitsFor(RoleVisitor).FrameBytes; got != MaxVisitorFrame {
		t.Errorf("visitor: %d", got)
	}
	if HeartbeatEvery > 30*time.Second {
		t.Error("nginx drops a connection that is silent for 60 s; two heartbeats must fit")
	}
}

func TestRoles(t *testing.T) {
	users := map[Role]bool{}
	for _, r := range UserRoles {
		users[r] = true
	}
	for _, r := range []Role{RoleVisitor, RoleAgent, RoleSupervisor, RoleAdmin, RoleBot, RoleSystem, ""} {
		if r.IsUser() != users[r] {
			t.Errorf("%q signs in: %v", r, r.IsUser())
		}
	}
}

func TestName(t *testing.T) {
	for want, p := range map[string]Person{
		"John Doe": {FirstName: "John", LastName: "Doe", Username: "jd"},
		"John":     {FirstName: "John", Username: "jd"},
		"jd":       {LastName: "Doe", Username: "jd"},
	} {
		if got := p.Name(); got != want {
			t.Errorf("%+v is called %q", p, got)
		}
	}
}
