package shared

import (
	"strconv"
	"unicode/utf8"
)

// A Command is what a client asks of the server. Names are imperative.
//
//sumtype:decl
type Command interface {
	// Validate judges the command alone; whether it is allowed is the server's
	// business. Its error is always an *Error.
	Validate(Limits) error
	command() Kind // seals the union
}

// commands is the whole client-to-server vocabulary.
var commands = map[Kind]reader[Command]{
	SendMessage{}.command():   read[SendMessage, Command],
	EditMessage{}.command():   read[EditMessage, Command],
	DeleteMessage{}.command(): read[DeleteMessage, Command],
	React{}.command():         read[React, Command],
	SetTyping{}.command():     read[SetTyping, Command],
	Mark{}.command():          read[Mark, Command],
	Join{}.command():          read[Join, Command],
	Leave{}.command():         read[Leave, Command],
	Sync{}.command():          read[Sync, Command],
	Ping{}.command():          read[Ping, Command],
	Pong{}.command():          read[Pong, Command],
	OfferCall{}.command():     read[OfferCall, Command],
	AcceptCall{}.command():    read[AcceptCall, Command],
	DeclineCall{}.command():   read[DeclineCall, Command],
	HangUp{}.command():        read[HangUp, Command],
	SendSignal{}.command():    read[SendSignal, Command],
}

// DecodeCommand is the server's end of the pipe. What it returns without an
// error has the right shape; the caller validates it with the limits of who
// sent it. The ref is returned even with an error, where it could be read.
func DecodeCommand(data []byte) (Command, Ref, error) {
	if c, ref, ok := briefly(data); ok {
		return c, ref, nil
	}
	if c, ok := beat(data); ok {
		return c, "", nil
	}
	return decode(data, commands)
}

// EncodeCommand is the client's end of the pipe.
func EncodeCommand(command Command, ref Ref) []byte {
	return encode(command.command(), ref, command)
}

// SetTyping tells the others that somebody is, or is no longer, typing. Kind
// "typing". It expires after TypingExpires.
type SetTyping struct {
	ConversationID ConversationID `json:"conversation_id,omitempty"`
	IsTyping       bool           `json:"is_typing"`
	Preview        string         `json:"preview,omitempty"`
}

func (SetTyping) command() Kind { return "typing" }

// Validate bounds the preview.
func (c SetTyping) Validate(Limits) error {
	if utf8.RuneCountInString(c.Preview) > MaxPreview {
		return Refuse(CodeMessageTooLong, "a preview has at most "+strconv.Itoa(MaxPreview)+" characters")
	}
	return nil
}

// Mark moves the sender's watermarks forward. Kind "mark". A field that is 0
// or behind what is known changes nothing; one beyond the head counts as the
// head.
type Mark struct {
	ConversationID ConversationID `json:"conversation_id,omitempty"`
	Delivered      int64          `json:"delivered,omitempty"`
	Read           int64          `json:"read,omitempty"`
}

func (Mark) command() Kind { return "mark" }

// Validate refuses negative watermarks.
func (c Mark) Validate(Limits) error {
	if c.Delivered < 0 || c.Read < 0 {
		return Refuse(CodeInvalidJSON, "watermarks are 0 or more")
	}
	return nil
}

// Join subscribes a stream socket to a conversation. Kind "join".
type Join struct {
	ConversationID ConversationID `json:"conversation_id"`
}

func (Join) command() Kind { return "join" }

// Validate wants a conversation.
func (c Join) Validate(Limits) error { return validateConversation(c.ConversationID) }

// Leave ends the subscription of a stream socket. Kind "leave".
type Leave struct {
	ConversationID ConversationID `json:"conversation_id"`
}

func (Leave) command() Kind { return "leave" }

// Validate wants a conversation.
func (c Leave) Validate(Limits) error { return validateConversation(c.ConversationID) }

// Sync asks for every event after From. Kind "sync".
type Sync struct {
	ConversationID ConversationID `json:"conversation_id,omitempty"`
	From           int64          `json:"from"`
}

func (Sync) command() Kind { return "sync" }

// Validate refuses a negative cursor.
func (c Sync) Validate(Limits) error {
	if c.From < 0 {
		return Refuse(CodeInvalidJSON, "from is 0 or more")
	}
	return nil
}

// Ping asks for a pong. Kind "ping".
type Ping struct{}

func (Ping) command() Kind { return "ping" }

// Validate accepts every ping.
func (Ping) Validate(Limits) error { return nil }

// Pong answers a heartbeat. Kind "pong".
type Pong struct {
	N int64 `json:"n"`
}

func (Pong) command() Kind { return "pong" }

// Validate accepts every pong.
func (Pong) Validate(Limits) error { return nil }

func validateConversation(id ConversationID) error {
	if id == "" {
		return Refuse(CodeRoomInvalid, "say which with conversation_id.")
	}
	return nil
}
