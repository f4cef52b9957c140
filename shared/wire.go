package shared

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Kind is the "type" of a frame.
type Kind string

// Ref is a client's own mark on a command, echoed on its answer; ≤ MaxRef bytes.
type Ref string

// reader decodes the frame of one kind into its Go type.
type reader[U any] func(data []byte) (U, error)

// read is the one generic reader: every variant T of a union U decodes alike.
func read[T, U any](data []byte) (U, error) {
	var value T
	err := json.Unmarshal(data, &value)
	union, _ := any(value).(U)
	return union, err
}

// decode reads one frame whose kind is in known.
func decode[U any](data []byte, known map[Kind]reader[U]) (union U, ref Ref, err error) {
	var envelope struct {
		Type *Kind `json:"type"`
		Ref  Ref   `json:"ref"`
	}
	if !utf8.Valid(data) {
		return union, "", Refuse(CodeInvalidJSON, "the frame is not UTF-8")
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		return union, "", Refuse(CodeInvalidJSON, "").Because(err)
	}
	if len(envelope.Ref) > MaxRef {
		return union, "", Refuse(CodeInvalidJSON, "ref is longer than "+strconv.Itoa(MaxRef)+" bytes")
	}
	if envelope.Type == nil {
		return union, envelope.Ref, Refuse(CodeUnknownType, `the frame has no "type"`)
	}
	readKind, ok := known[*envelope.Type]
	if !ok {
		return union, envelope.Ref, Refuse(CodeUnknownType, strconv.Quote(clip(string(*envelope.Type))))
	}
	union, err = readKind(data)
	if err != nil {
		return union, envelope.Ref, Refuse(CodeInvalidJSON, "a field of "+string(*envelope.Type)+" has the wrong type").Because(err)
	}
	return union, envelope.Ref, nil
}

// clip keeps what an error repeats of its input short.
func clip(s string) string {
	const most = 32
	if len(s) <= most {
		return s
	}
	for i := range s {
		if i > most {
			return s[:i] + "…"
		}
	}
	return s
}

// encode writes kind and ref before the value's own fields.
func encode(kind Kind, ref Ref, value any) []byte {
	if quick, ok := value.(appender); ok {
		return quick.appendTo(opening(make([]byte, 0, quick.size()), kind, ref))
	}
	body := marshal(value)
	frame := make([]byte, 0, len(body)+len(kind)+len(ref)+24)
	frame = opening(frame, kind, ref)
	if len(body) > len(`{}`) {
		frame = append(frame, ',')
	}
	return append(frame, body[1:]...)
}

// opening appends the beginning of a frame.
func opening(frame []byte, kind Kind, ref Ref) []byte {
	frame = append(frame, `{"type":"`...)
	frame = append(frame, kind...)
	frame = append(frame, '"')
	if ref != "" {
		frame = appendString(append(frame, `,"ref":`...), string(ref))
	}
	return frame
}

// marshal is for what always can be encoded: the unions hold only strings,
// numbers, times and structs of them.
func marshal(value any) []byte {
	body, err := json.Marshal(value)
	if err != nil {
		panic("shared: " + err.Error())
	}
	return body
}

// split returns the frames in data: those of an array, or data itself.
func split(data []byte) ([]json.RawMessage, error) {
	if data = bytes.TrimLeft(data, " \t\r\n"); len(data) == 0 || data[0] != '[' {
		return []json.RawMessage{data}, nil
	}
	var frames []json.RawMessage
	if err := json.Unmarshal(data, &frames); err != nil {
		return nil, Refuse(CodeInvalidJSON, "").Because(err)
	}
	return frames, nil
}

// Bundle puts encoded frames into one array frame, for clients that offered
// [Subprotocol]. One frame stays as it is.
func Bundle(frames [][]byte) []byte {
	if len(frames) == 1 {
		return frames[0]
	}
	return append(append([]byte{'['}, bytes.Join(frames, []byte{','})...), ']')
}
