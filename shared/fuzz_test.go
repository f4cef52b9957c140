package shared

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// corpus is the golden files of a union, and what is known to be nasty.
func corpus(t testing.TB, union string) (list [][]byte) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", union+"_*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, data)
	}
	for _, nasty := range []string{
		``, `null`, `[]`, `[[]]`, `[null]`, `{}`, `{"type":null}`, `{"type":""}`, "{\"type\":\"\xff\"}",
		`{"type":"ping","type":"pong","n":1}`, `{"TYPE":"pong","N":1e3}`, `{"type":"pong","n":9223372036854775808}`,
		`{"type":"typing","preview":"\ud800"}`, `{"type":"chat_message","content":"\u0000"}`,
		`{"type":"marked","at":"9999-12-31T23:59:59.999999999-23:59"}`, `{"type":"marked","at":"0000-01-01T00:00:00+23:59"}`,
		`{"type":"ping","heads":{"\u0000":-1}}`, `{"type":"conversation_changed","members":[],"seq":-1}`,
		`{"type":"ping","ref":"` + strings.Repeat("r", MaxRef+1) + `"}`,
	} {
		list = append(list, []byte(nasty))
	}
	return list
}

// What an empty list and none have in common is all the wire keeps of them.
var wireEqual = cmpopts.EquateEmpty()

// A codec is the pair of functions whose property is fuzzed.
type codec[T any] struct {
	decode func([]byte) (T, error)
	encode func(T) []byte
}

// referred is a command and the ref it came with.
type referred struct {
	Command Command
	Ref     Ref
}

var (
	commandCodec = codec[referred]{
		decode: func(data []byte) (r referred, err error) {
			r.Command, r.Ref, err = DecodeCommand(data)
			return r, err
		},
		encode: func(r referred) []byte { return EncodeCommand(r.Command, r.Ref) },
	}
	eventCodec = codec[[]Received]{
		decode: func(data []byte) ([]Received, error) {
			received, err := DecodeEvents(data)
			if len(received) > 0 {
				err = nil // of an array, what can be read counts
			}
			return received, err
		},
		encode: func(received []Received) []byte {
			var frames [][]byte
			for _, r := range received {
				frames = append(frames, EncodeEvent(r.Event, r.Ref))
			}
			return Bundle(frames)
		},
	}
)

// flaw says what is wrong with a codec, shown by one input: what is refused is
// refused in words, and what is read is read alike after it was written.
func (c codec[T]) flaw(data []byte) string {
	value, err := c.decode(data)
	if err != nil {
		if _, ok := err.(*Error); !ok {
			return fmt.Sprintf("%v is no refusal", err)
		}
		return ""
	}
	again, err := c.decode(c.encode(value))
	if err != nil {
		return fmt.Sprintf("what was written cannot be read: %v", err)
	}
	if diff := cmp.Diff(value, again, wireEqual); diff != "" {
		return "not read as written:\n" + diff
	}
	return ""
}

// flawOfCommand adds what holds for commands alone.
func (c codec[T]) flawOfCommand(data []byte) string {
	value, err := c.decode(data)
	r, _ := any(value).(referred)
	if len(r.Ref) > MaxRef {
		return fmt.Sprintf("a ref of %d bytes", len(r.Ref))
	}
	if err == nil {
		if err := r.Command.Validate(LimitsFor(RoleVisitor)); err != nil {
			if _, ok := err.(*Error); !ok {
				return fmt.Sprintf("%v is no refusal", err)
			}
		}
	}
	return c.flaw(data)
}

func FuzzDecodeCommand(f *testing.F) {
	for _, data := range corpus(f, "command") {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if flaw := commandCodec.flawOfCommand(data); flaw != "" {
			t.Fatal(flaw)
		}
	})
}

func FuzzDecodeEvents(f *testing.F) {
	for _, data := range corpus(f, "event") {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if flaw := eventCodec.flaw(data); flaw != "" {
			t.Fatal(flaw)
		}
	})
}

// The control of both: faults planted in a decoder or an encoder are found by
// the corpus alone.
func TestFuzzedPropertyTurnsRed(t *testing.T) {
	for what, planted := range map[string]codec[referred]{
		"a refusal without words": {encode: commandCodec.encode, decode: func(data []byte) (referred, error) {
			r, err := commandCodec.decode(data)
			if err != nil {
				err = errors.New("no")
			}
			return r, err
		}},
		"a ref without bounds": {encode: commandCodec.encode, decode: func(data []byte) (r referred, err error) {
			r, err = commandCodec.decode(data)
			var envelope struct{ Ref Ref }
			if json.Unmarshal(data, &envelope) == nil {
				r.Ref = envelope.Ref
			}
			return r, err
		}},
		"what no encoder writes is accepted": {encode: commandCodec.encode, decode: func(data []byte) (referred, error) {
			if string(data) == "{}" {
				return referred{Command: Ping{}, Ref: "\xff"}, nil
			}
			return commandCodec.decode(data)
		}},
		"a field is not written": {decode: commandCodec.decode, encode: func(r referred) []byte {
			if c, ok := r.Command.(SendMessage); ok {
				c.ReplyTo = nil
				r.Command = c
			}
			return commandCodec.encode(r)
		}},
		"the ref is not written": {decode: commandCodec.decode, encode: func(r referred) []byte {
			r.Ref = ""
			return commandCodec.encode(r)
		}},
	} {
		if !slices.ContainsFunc(corpus(t, "command"), func(data []byte) bool { return planted.flawOfCommand(data) != "" }) {
			t.Errorf("%s: not found", what)
		}
	}
	lossy := codec[[]Received]{decode: eventCodec.decode, encode: func(received []Received) []byte {
		return eventCodec.encode(received[:len(received)/2])
	}}
	if !slices.ContainsFunc(corpus(t, "event"), func(data []byte) bool { return lossy.flaw(data) != "" }) {
		t.Error("an event that is not written: not found")
	}
}
