package shared

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden examples")

// One example of each kind. They are the wire format in full: a field that no
// example shows can change unseen.
var (
	exampleTime    = time.Date(2026, 11, 21, 10, 30, 0, 0, time.UTC)
	exampleDetail  = Detail{Key: "email", Kind: FieldEmail, Label: "Your e-mail", Value: "zoe@example.com"}
	exampleVisit   = Visit{Page: "https://shop.example/mugs", Browser: "Mozilla/5.0", Language: "de"}
	exampleReply   = MessageID(120)
	exampleUnread  = 2
	exampleVisitor = Person{ID: "v-1", Role: RoleVisitor, Username: "visitor-7f3a"}
	exampleAgent   = Person{ID: "u-1", Role: RoleAgent, Username: "johndoe", FirstName: "John", LastName: "Doe"}
	exampleMessage = Message{
		ID: 123, ConversationID: "9f3c", Seq: 42, Kind: KindMessage, Sender: exampleAgent,
		Content: "Hello wörld <b>&</b> 👋", Subject: &exampleAgent, Timestamp: exampleTime, SeenAt: &exampleTime, EditedAt: &exampleTime,
		DeletedAt: &exampleTime, Hidden: true, ReplyTo: &exampleReply, Reactions: []Reaction{{Emoji: "👍", Users: []MemberID{"v-1"}}},
	}
	exampleConversation = Conversation{
		ID: "9f3c", Kind: KindSupport, Title: "visitor-7f3a", SiteID: "s-1", Status: StatusEnded,
		CreatedAt: exampleTime, EndedAt: &exampleTime, EndedBy: &exampleAgent, Head: 43,
		Of: "8e2b", Internal: &Internal{Assignee: &exampleAgent, NotesID: "9f3c-notes", Details: []Detail{exampleDetail}, Visit: &exampleVisit}, StaffOnly: true, MessageCharacters: 160, Calls: true, Visitor: &exampleVisitor, LastMessage: &exampleMessage, Unread: &exampleUnread,
		Members: []Member{{Person: exampleVisitor, Delivered: 43, Read: 42, Presence: Presence{Online: true, LastSeenAt: &exampleTime}}},
	}

	exampleSite = Site{ID: "s-1", Name: "Kiln & Clay", Picture: "/pictures/5f1c", Look: Look{
		Title: "Ask us", Color: "#0a6b5e", TextColor: "#ffffff", Launcher: Launcher{Side: SideLeft, Text: "Questions?"},
		Greeting: []string{"Hello!"}, Texts: Texts{Placeholder: "Write to us", BeforeFields: "Who are you?", Ended: "Goodbye!"},
		Fields:            []Field{{Key: "email", Kind: FieldEmail, Label: "Your e-mail", Required: true}},
		MessageCharacters: 160, FirstHistory: 50, Calls: true,
	}}

	// What a signal says is of one kind; the example shows the fields of all.
	exampleSignal = Signal{Kind: SignalOffer, SDP: "v=0\r\n", Candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", Mid: "0", Line: 1}

	exampleCommands = []Command{
		SendMessage{ConversationID: "9f3c", Content: "Hello wörld <b>&</b> 👋", ClientMessageID: "0b5f-1", ReplyTo: &exampleReply, Kind: KindWarning},
		EditMessage{ConversationID: "9f3c", MessageID: 123, Content: "Hello world"},
		DeleteMessage{ConversationID: "9f3c", MessageID: 123, For: ForEveryone},
		React{ConversationID: "9f3c", MessageID: 123, Emoji: "👍", On: true},
		SetTyping{ConversationID: "9f3c", IsTyping: true, Preview: "Hel"},
		Mark{ConversationID: "9f3c", Delivered: 43, Read: 42},
		Join{ConversationID: "9f3c"},
		Leave{ConversationID: "9f3c"},
		Sync{ConversationID: "9f3c", From: 41},
		Ping{},
		Pong{N: 3},
		OfferCall{ConversationID: "9f3c", CallID: "c-1", Video: true},
		AcceptCall{CallID: "c-1"},
		DeclineCall{CallID: "c-1"},
		HangUp{CallID: "c-1"},
		SendSignal{CallID: "c-1", Signal: exampleSignal},
	}
	exampleEvents = []Event{
		Connected{
			Message: ConnectedMessage, Protocol: Protocol, Epoch: "e-1", Now: exampleTime, Me: exampleVisitor,
			HeartbeatSeconds: 25, Limits: LimitsFor(RoleVisitor), Conversation: &exampleConversation,
		},
		MessagePosted{Message: exampleMessage, ClientMessageID: "0b5f-1"},
		MessageEdited{ConversationID: "9f3c", MessageID: 123, Content: "Hello world", EditedAt: exampleTime, Seq: 44},
		MessageDeleted{ConversationID: "9f3c", MessageID: 123, For: ForEveryone, DeletedAt: exampleTime, Seq: 45},
		ReactionChanged{ConversationID: "9f3c", MessageID: 123, Emoji: "👍", User: "v-1", On: true, Seq: 46},
		PresenceChanged{ConversationID: "9f3c", Who: "u-1", Presence: Presence{Online: true, LastSeenAt: &exampleTime}},
		TypingChanged{ConversationID: "9f3c", UserID: "v-1", Username: "visitor-7f3a", IsTyping: true, Preview: "Hel"},
		Marked{ConversationID: "9f3c", Who: "v-1", Delivered: 43, Read: 42, At: exampleTime},
		Joined{Conversation: exampleConversation},
		Left{ConversationID: "9f3c", Title: "visitor-7f3a"},
		ConversationChanged{Seq: 43, At: &exampleTime, By: &exampleAgent, Conversation: exampleConversation},
		ConversationRemoved{ConversationID: "9f3c", Title: "Workshop"},
		SiteChanged{Site: exampleSite},
		Heartbeat{N: 3, Heads: map[ConversationID]int64{"9f3c": 43, "a001": 0}},
		Ponged{},
		Restarting{RetryMS: 4200},
		Failed{Code: CodeRateLimited, Message: sentences[CodeRateLimited], RetryMS: 1500, Fields: map[string]string{"title": "Give the room a title."}},
		CallRinging{
			Call:       Call{ID: "c-1", ConversationID: "9f3c", Video: true, Caller: exampleVisitor, Callee: exampleAgent},
			ICEServers: []ICEServer{{URL: "turn:turn.example:3478", Username: "parley", Credential: "secret"}},
		},
		CallAccepted{CallID: "c-1"},
		CallSignaled{CallID: "c-1", Signal: exampleSignal},
		CallEnded{CallID: "c-1", Reason: EndHungUp, Seconds: 151},
	}
)

func TestGoldenCommands(t *testing.T) {
	golden(t, "command", commands, exampleCommands, Command.command, EncodeCommand)
}

func TestGoldenEvents(t *testing.T) {
	golden(t, "event", events, exampleEvents, Event.event, EncodeEvent)
}

// golden walks the table of a union: each kind has one example, which is
// written as the file says and read back as it was.
func golden[U any](t *testing.T, union string, table map[Kind]reader[U], examples []U, kind func(U) Kind, encode func(U, Ref) []byte) {
	const ref = Ref("r-1")
	shown := map[Kind]U{}
	for _, example := range examples {
		shown[kind(example)] = example
	}
	if len(shown) != len(examples) {
		t.Errorf("%d examples for %d kinds", len(examples), len(shown))
	}
	for kind := range table {
		t.Run(string(kind), func(t *testing.T) {
			example, ok := shown[kind]
			if !ok {
				t.Fatalf("the %s %q has no example: add one to example%ss", union, kind, union)
			}
			frame := encode(example, ref)
			var written bytes.Buffer
			if err := json.Indent(&written, frame, "", "  "); err != nil {
				t.Fatal(err)
			}
			written.WriteByte('\n')

			file := filepath.Join("testdata", union+"_"+string(kind)+".json")
			if *update {
				if err := os.WriteFile(file, written.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v; -update writes it", err)
			}
			if diff := cmp.Diff(string(want), written.String()); diff != "" {
				t.Errorf("the wire format has changed (-was +is):\n%s", diff)
			}
			back, backRef, err := decode(want, table)
			if err != nil || backRef != ref {
				t.Fatalf("ref %q, %v", backRef, err)
			}
			if diff := cmp.Diff(example, back); diff != "" {
				t.Errorf("read back (-example +file):\n%s", diff)
			}
		})
	}
	files, err := filepath.Glob(filepath.Join("testdata", union+"_*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(table) {
		t.Errorf("%d golden files for %d kinds: %v", len(files), len(table), files)
	}
}

// Every example sets every field, or the golden files would not notice when
// one is renamed.
func TestExamplesAreFull(t *testing.T) {
	for _, example := range exampleCommands {
		full(t, reflect.TypeOf(example).Name(), reflect.ValueOf(example))
	}
	for _, example := range exampleEvents {
		full(t, reflect.TypeOf(example).Name(), reflect.ValueOf(example))
	}
}

func full(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	switch {
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for field, value := range v.Fields() {
			// A visitor's name is not known; the agent's example has one.
			if name := field.Name; name != "FirstName" && name != "LastName" {
				full(t, path+"."+name, value)
			}
		}
	case v.IsZero():
		t.Errorf("%s is not set in its example", path)
	case v.Kind() == reflect.Pointer:
		full(t, path, v.Elem())
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			full(t, path, v.Index(i))
		}
	}
}
