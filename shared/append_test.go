package shared

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

// reflected is what encoding/json makes of a new_message.
func reflected(e MessagePosted, ref Ref) string {
	type plain MessagePosted // without the methods
	return string(encode(e.event(), ref, plain(e)))
}

// filled has something in every field.
func filled() MessagePosted {
	at, id := time.Date(2026, 11, 21, 12, 0, 0, 123_000_000, time.UTC), MessageID(41)
	person := Person{ID: "u1", Role: RoleAgent, Username: "anna", FirstName: "Anna", LastName: "Öz"}
	return MessagePosted{ClientMessageID: "m1", Message: Message{
		ID: 42, ConversationID: "c1", Seq: 7, Kind: KindEnter, Sender: person, Content: "hello", Subject: &person, Timestamp: at,
		SeenAt: &at, EditedAt: &at, DeletedAt: &at, Hidden: true, ReplyTo: &id, Reactions: []Reaction{{Emoji: "👍", Users: []MemberID{"u1"}}},
	}}
}

// withoutEach checks an event without one field after the other, of those of its
// structs that are named.
func withoutEach[E any](t *testing.T, full func() E, check func(what string, e E), structs ...func(*E) any) {
	t.Helper()
	for _, of := range structs {
		fields := full()
		for i := range reflect.TypeOf(of(&fields)).Elem().NumField() {
			e := full()
			field := reflect.ValueOf(of(&e)).Elem().Field(i)
			name := reflect.TypeOf(of(&e)).Elem().Field(i).Name
			if field.IsZero() {
				t.Errorf("%s: nothing tests it", name)
			}
			field.SetZero()
			check("without "+name, e)
		}
	}
}

// TestAppendedIsWhatJSONSays leaves out each field in turn, so that one that is
// added to the type and forgotten here shows.
func TestAppendedIsWhatJSONSays(t *testing.T) {
	check := func(what string, e MessagePosted) {
		t.Helper()
		for _, ref := range []Ref{"", "r1", `"<`} {
			if got, want := string(EncodeEvent(e, ref)), reflected(e, ref); got != want {
				t.Errorf("%s:\n got %s\nwant %s", what, got, want)
			}
		}
	}
	check("full", filled())
	check("empty", MessagePosted{})
	withoutEach(t, filled, check, func(e *MessagePosted) any { return e },
		func(e *MessagePosted) any { return &e.Message }, func(e *MessagePosted) any { return &e.Message.Sender })
	e := filled()
	e.Message.Reactions = []Reaction{}
	check("no reactions", e)
}

// TestAppendedHeaderIsWhatJSONSays is the same for a conversation.
func TestAppendedHeaderIsWhatJSONSays(t *testing.T) {
	full := func() ConversationChanged {
		message := filled().Message
		at, person, unread := message.Timestamp, message.Sender, 3
		return ConversationChanged{Seq: 5, At: &at, By: &person, Conversation: Conversation{
			ID: "c1", Kind: KindSupport, Title: `A "title"`, SiteID: "s1", Status: StatusOpen, CreatedAt: at, EndedAt: &at, EndedBy: &person, Head: 9,
			Of: "c0", StaffOnly: true, MessageCharacters: 500, Calls: true, Visitor: &person, LastMessage: &message, Unread: &unread,
			Members:  []Member{{Person: person, Delivered: 4, Read: 2}},
			Internal: &Internal{Assignee: &person, NotesID: "n1", Details: []Detail{{Value: "Anna"}}, Visit: &Visit{}},
		}}
	}
	check := func(what string, e ConversationChanged) {
		t.Helper()
		type plain ConversationChanged // without the methods
		for _, ref := range []Ref{"", "r1"} {
			if got, want := string(EncodeEvent(e, ref)), string(encode(e.event(), ref, plain(e))); got != want {
				t.Errorf("%s:\n got %s\nwant %s", what, got, want)
			}
		}
	}
	check("full", full())
	check("empty", ConversationChanged{})
	withoutEach(t, full, check, func(e *ConversationChanged) any { return e },
		func(e *ConversationChanged) any { return &e.Conversation }, func(e *ConversationChanged) any { return e.Internal })
}

func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "hello", "Grüße, مرحبا 👋", `a "quote" \`, "<b>&</b>", "\x00\n\x7f", "\u2028\u2029", "\xff\xfe half \xe2\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(appendString(nil, s)); got != string(want) {
			t.Fatalf("%q: got %s, want %s", s, got, want)
		}
	})
}

// BenchmarkEncodeHeader is what the lists of the desk cost each message.
func BenchmarkEncodeHeader(b *testing.B) {
	message := filled().Message
	message.Reactions = []Reaction{}
	e := ConversationChanged{Conversation: Conversation{
		ID: "c1", Kind: KindSupport, Title: "Visitor 1", SiteID: "s1", Status: StatusOpen, CreatedAt: message.Timestamp, Head: 9,
		MessageCharacters: 5000, Visitor: &message.Sender, LastMessage: &message, Internal: &Internal{NotesID: "n1"},
	}}
	type plain ConversationChanged
	b.Run("appended", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			EncodeEvent(e, "")
		}
	})
	b.Run("reflected", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			encode(e.event(), "", plain(e))
		}
	})
}

// BenchmarkEncode compares a message written field by field with what
// encoding/json takes for it, in one run.
func BenchmarkEncode(b *testing.B) {
	e := filled()
	e.Message.Reactions = []Reaction{}
	b.Run("appended", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			EncodeEvent(e, "")
		}
	})
	b.Run("reflected", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			reflected(e, "")
		}
	})
}
