package shared

import (
	"reflect"
	"testing"
)

var brief = []string{
	`{"type":"chat_message","ref":"r","conversation_id":"c","content":"Grüße, مرحبا 👋","client_message_id":"m","kind":"alert"}`,
	`{"type":"chat_message","content":"hello"}`,
	`{"type":"chat_message"}`,
	`{"type":"chat_message","ref":"","content":"","client_message_id":""}`,
}

// TestBriefly says which frames are read without the general reader, and that
// those which only look like them are left to it.
func TestBriefly(t *testing.T) {
	for _, frame := range brief {
		if _, _, ok := briefly([]byte(frame)); !ok {
			t.Errorf("not read: %s", frame)
		}
	}
	for _, frame := range []string{
		``, `{`, `{"type":"chat_message"`, `{"type":"chat_message",}`, `{"type":"chat_message"} `, `{"type":"chat_message"}}`,
		`{"type":"chat_message","content"}`, `{"type":"chat_message","content":1}`, `{"type":"chat_message","content":null}`,
		`{"type":"chat_message","content":"a\nb"}`, "{\"type\":\"chat_message\",\"content\":\"a\nb\"}", `{"type":"chat_message","content":"a`,
		`{"type":"chat_message","content":"a","content":"b"}`, `{"type":"chat_message","content":"","content":"b"}`,
		`{"type":"chat_message","Content":"a"}`, `{"type":"chat_message","type":"ping"}`, `{"type":"chat_message","reply_to":4}`,
		`{"type":"chat_message" ,"content":"a"}`, `{"type":"ping"}`, "{\"type\":\"chat_message\",\"content\":\"\xff\"}",
		`{"type":"chat_message","ref":"01234567890123456789012345678901234567890123456789012345678901234"}`,
	} {
		if c, ref, ok := briefly([]byte(frame)); ok {
			t.Errorf("read: %s as %+v, %q", frame, c, ref)
		}
	}
}

// FuzzBriefly holds what is read so against the general reader.
func FuzzBriefly(f *testing.F) {
	for _, frame := range brief {
		f.Add([]byte(frame))
	}
	for _, data := range corpus(f, "command") {
		f.Add(data)
	}
	for _, frame := range []string{`{"type":"pong","n":0}`, `{"type":"pong","n":123456789012345678}`} {
		f.Add([]byte(frame))
		if _, ok := beat([]byte(frame)); !ok {
			f.Errorf("not read: %s", frame)
		}
	}
	for _, frame := range []string{`{"type":"pong","n":}`, `{"type":"pong","n":01}`, `{"type":"pong","n":1.5}`, `{"type":"pong","n":-1}`, `{"type":"pong","n":1`, `{"type":"pong","n":9223372036854775808}`} {
		if _, ok := beat([]byte(frame)); ok {
			f.Errorf("read: %s", frame)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got Command
		c, ref, ok := briefly(data)
		got = c
		if pong, isBeat := beat(data); isBeat {
			got, ok = pong, true
		}
		if !ok {
			return
		}
		want, wantRef, err := decode(data, commands)
		if err != nil || ref != wantRef || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: got %+v, %q; want %+v, %q, %v", data, got, ref, want, wantRef, err)
		}
	})
}

// BenchmarkDecode compares the two readers in one run.
func BenchmarkDecode(b *testing.B) {
	b.Run("briefly", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			DecodeCommand([]byte(brief[0]))
		}
	})
	b.Run("generally", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			decode([]byte(brief[0]), commands)
		}
	})
}
