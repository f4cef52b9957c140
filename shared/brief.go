package shared

import (
	"bytes"
	"unicode/utf8"
)

// briefly reads a chat_message as our own clients write most of them: an object
// of texts without escapes, each field once, nothing beside. ok is false for
// whatever else a frame can be, which the general reader judges; that takes ten
// times as long, and most of what a server reads is this.
func briefly(data []byte) (c SendMessage, ref Ref, ok bool) {
	rest, found := bytes.CutPrefix(data, []byte(`{"type":"chat_message"`))
	if !found || !utf8.Valid(data) {
		return c, "", false
	}
	var reply, id, content, said, kind, none []byte
	for len(rest) > 0 && rest[0] == ',' {
		var name, value []byte
		if name, rest, ok = text(rest[1:]); !ok || len(rest) == 0 || rest[0] != ':' {
			return c, "", false
		}
		if value, rest, ok = text(rest[1:]); !ok {
			return c, "", false
		}
		field := &none
		switch string(name) {
		case "ref":
			field = &reply
		case "conversation_id":
			field = &id
		case "content":
			field = &content
		case "client_message_id":
			field = &said
		case "kind":
			field = &kind
		}
		if field == &none || *field != nil {
			return c, "", false
		}
		*field = value
	}
	if string(rest) != "}" || len(reply) > MaxRef {
		return c, "", false
	}
	return SendMessage{
		ConversationID: ConversationID(id), Content: string(content), ClientMessageID: string(said), Kind: MessageKind(kind),
	}, Ref(reply), true
}

// beat reads the answer to a heartbeat as our own clients write it. Sockets that
// do nothing else keep a small stack so.
func beat(data []byte) (c Pong, ok bool) {
	rest, found := bytes.CutPrefix(data, []byte(`{"type":"pong","n":`))
	digits, closed := bytes.CutSuffix(rest, []byte{'}'})
	if !found || !closed || len(digits) > 1 && digits[0] == '0' {
		return c, false
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return c, false
		}
		c.N = c.N*10 + int64(d-'0')
	}
	return c, 0 < len(digits) && len(digits) < 19 // more may be too much for an int64
}

// text takes a JSON string without escapes off data.
func text(data []byte) (value, rest []byte, ok bool) {
	if len(data) == 0 || data[0] != '"' {
		return nil, nil, false
	}
	for i, c := range data[1:] {
		switch {
		case c == '"':
			return data[1 : 1+i], data[2+i:], true
		case c == '\\' || c < ' ':
			return nil, nil, false
		}
	}
	return nil, nil, false
}
