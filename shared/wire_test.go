package shared

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeCommandRefuses(t *testing.T) {
	ref64, ref65 := strings.Repeat("r", MaxRef), strings.Repeat("r", MaxRef+1)
	for _, c := range []struct {
		name, frame string
		code        Code
		message     string
		ref         Ref
	}{
		{"nothing", ``, CodeInvalidJSON, "Invalid JSON", ""},
		{"no JSON", `hello`, CodeInvalidJSON, "Invalid JSON", ""},
		{"half of it", `{"type":"ping"`, CodeInvalidJSON, "Invalid JSON", ""},
		{"two objects", `{"type":"ping"}{"type":"ping"}`, CodeInvalidJSON, "Invalid JSON", ""},
		{"an array", `[{"type":"ping"}]`, CodeInvalidJSON, "Invalid JSON", ""},
		{"a string", `"ping"`, CodeInvalidJSON, "Invalid JSON", ""},
		{"not UTF-8", "{\"type\":\"ping\xff\"}", CodeInvalidJSON, "Invalid JSON: the frame is not UTF-8", ""},
		{"null", `null`, CodeUnknownType, `Unknown message type: the frame has no "type"`, ""},
		{"no type", `{"ref":"r"}`, CodeUnknownType, `Unknown message type: the frame has no "type"`, "r"},
		{"a type of another type", `{"type":1}`, CodeInvalidJSON, "Invalid JSON", ""},
		{"an unknown type", `{"type":"dance","ref":"r"}`, CodeUnknownType, `Unknown message type: "dance"`, "r"},
		{"an event", `{"type":"new_message"}`, CodeUnknownType, `Unknown message type: "new_message"`, ""},
		{"a long type", `{"type":"` + strings.Repeat("ü", 500) + `"}`, CodeUnknownType, `Unknown message type: "` + strings.Repeat("ü", 17) + `…"`, ""},
		{"a field of another type", `{"type":"mark","ref":"r","read":"many"}`, CodeInvalidJSON, "Invalid JSON: a field of mark has the wrong type", "r"},
		{"a number that is none", `{"type":"mark","read":1.5}`, CodeInvalidJSON, "Invalid JSON: a field of mark has the wrong type", ""},
		{"the longest ref", `{"type":"dance","ref":"` + ref64 + `"}`, CodeUnknownType, `Unknown message type: "dance"`, Ref(ref64)},
		{"a longer ref", `{"type":"ping","ref":"` + ref65 + `"}`, CodeInvalidJSON, "Invalid JSON: ref is longer than 64 bytes", ""},
		{"a ref of too many bytes", `{"type":"ping","ref":"` + strings.Repeat("ü", 33) + `"}`, CodeInvalidJSON, "Invalid JSON: ref is longer than 64 bytes", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			command, ref, err := DecodeCommand([]byte(c.frame))
			if err == nil {
				t.Fatalf("taken as %#v", command)
			}
			if e := AsError(err); e.Code != c.code || e.Message != c.message || ref != c.ref {
				t.Errorf("ref %q, %s %q", ref, e.Code, e.Message)
			}
		})
	}
}

func TestDecodeCommandTolerates(t *testing.T) {
	for name, frame := range map[string]string{
		"unknown fields":  `{"type":"sync","from":3,"conversation_id":"c","colour":{"r":[1]}}`,
		"null fields":     `{"type":"sync","from":3,"conversation_id":"c","ref":null}`,
		"space and order": " \n{ \"from\": 3,\t\"conversation_id\":\"c\", \"type\":\"sync\" }\r\n",
		"escapes":         `{"type":"\u0073ync","from":3,"conversation_id":"\u0063"}`,
	} {
		command, _, err := DecodeCommand([]byte(frame))
		if want := (Sync{ConversationID: "c", From: 3}); command != want || err != nil {
			t.Errorf("%s: %#v, %v", name, command, err)
		}
	}
}

func TestEncodeSplices(t *testing.T) {
	for want, got := range map[string][]byte{
		`{"type":"ping"}`:                                 EncodeCommand(Ping{}, ""),
		`{"type":"ping","ref":"a\"b"}`:                    EncodeCommand(Ping{}, `a"b`),
		`{"type":"pong","n":0}`:                           EncodeCommand(Pong{}, ""),
		`{"type":"join","ref":"1","conversation_id":"c"}`: EncodeCommand(Join{ConversationID: "c"}, "1"),
		`{"type":"pong","ref":"1"}`:                       EncodeEvent(Ponged{}, "1"),
	} {
		if string(got) != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestDecodeEvents(t *testing.T) {
	pong, restart := EncodeEvent(Ponged{}, "1"), EncodeEvent(Restarting{RetryMS: 5}, "")
	future := []byte(`{"type":"from_the_future","seq":"?"}`)
	all := []Received{{Event: Ponged{}, Ref: "1"}, {Event: Restarting{RetryMS: 5}}}
	for _, c := range []struct {
		name  string
		frame []byte
		want  []Received
		fails bool
	}{
		{"one", pong, all[:1], false},
		{"an array", Bundle([][]byte{pong, restart}), all, false},
		{"an array with space", append([]byte(" \n"), Bundle([][]byte{pong, restart})...), all, false},
		{"an empty array", []byte(`[]`), []Received{}, false},
		{"a newer server", future, []Received{}, false},
		{"a newer server in between", Bundle([][]byte{pong, future, restart}), all, false},
		{"no type", []byte(`{"n":1}`), []Received{}, false},
		{"broken", []byte(`{"type":`), []Received{}, true},
		{"a broken array", []byte(`[{"type":"pong"},`), nil, true},
		{"a broken field in between", Bundle([][]byte{pong, []byte(`{"type":"restarting","retry_ms":"soon"}`), restart}), all[:1], true},
		{"an array in an array", Bundle([][]byte{pong, Bundle([][]byte{restart, restart})}), all[:1], true},
		{"nothing", nil, []Received{}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := DecodeEvents(c.frame)
			if (err != nil) != c.fails {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBundle(t *testing.T) {
	a, b := []byte(`{"a":1}`), []byte(`{"b":2}`)
	if got := string(Bundle([][]byte{a})); got != `{"a":1}` {
		t.Errorf("one frame became %s", got)
	}
	if got := string(Bundle([][]byte{a, b})); got != `[{"a":1},{"b":2}]` {
		t.Errorf("two frames became %s", got)
	}
}

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		Logged
		seq int64
	}{
		{MessagePosted{Message: Message{ConversationID: "c", Seq: 7}}, 7},
		{ConversationChanged{Seq: 8, Conversation: Conversation{ID: "c"}}, 8},
		{ConversationChanged{Conversation: Conversation{ID: "c", Head: 9}}, 0},
	} {
		if id, seq := c.Place(); id != "c" || seq != c.seq {
			t.Errorf("%T is at %s %d", c.Logged, id, seq)
		}
	}
}

func TestPathWith(t *testing.T) {
	for path, want := range map[string]string{
		PathMessages: "/api/v1/conversations/x/messages",
		PathSocket:   "/ws/chat/x",
		PathToken:    PathToken,
	} {
		if got := PathWith(path, "x"); got != want {
			t.Errorf("%s became %s", path, got)
		}
	}
}
