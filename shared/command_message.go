package shared

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// SendMessage says something. Kind "chat_message".
type SendMessage struct {
	// ConversationID may be left out on a socket of one conversation.
	ConversationID ConversationID `json:"conversation_id,omitempty"`
	Content        string         `json:"content"`
	// ClientMessageID is made once per message by its author and kept through
	// every retry, so that the message is stored once. ≤ MaxRef bytes.
	ClientMessageID string     `json:"client_message_id,omitempty"`
	ReplyTo         *MessageID `json:"reply_to,omitempty"`
	// Kind is KindMessage when it is left out; staff may send KindWarning and
	// KindAlert to a room.
	Kind MessageKind `json:"kind,omitempty"`
}

func (SendMessage) command() Kind { return "chat_message" }

// NewClientMessageID makes a client message id of something said now out of
// something random. It begins with the time, so that the database finds what is
// new beside what is new.
func NewClientMessageID(now time.Time, random string) string {
	const digits = 11 // of milliseconds in hex: until the year 2527
	at := strconv.FormatInt(now.UnixMilli(), 16)
	return strings.Repeat("0", max(0, digits-len(at))) + at + "-" + random
}

// Validate is what both the composer and the server say about a message.
func (c SendMessage) Validate(limits Limits) error {
	if err := validateClientMessageID(c.ClientMessageID); err != nil {
		return err
	}
	if c.Kind != "" && c.Kind != KindMessage && !c.IsNotice() {
		return Refuse(CodeInvalidJSON, `kind is "message", "warning" or "alert"`)
	}
	return validateContent(c.Content, limits)
}

// IsNotice reports whether this is a notice, which staff send to rooms.
func (c SendMessage) IsNotice() bool { return c.Kind == KindWarning || c.Kind == KindAlert }

// EditMessage replaces the content of one's own message. Kind "edit_message".
type EditMessage struct {
	ConversationID ConversationID `json:"conversation_id,omitempty"`
	MessageID      MessageID      `json:"message_id"`
	Content        string         `json:"content"`
}

func (EditMessage) command() Kind { return "edit_message" }

// Validate wants a message and a content that could have been sent.
func (c EditMessage) Validate(limits Limits) error {
	if err := validateMessage(c.MessageID); err != nil {
		return err
	}
	return validateContent(c.Content, limits)
}

// DeletedFor says who no longer sees a message.
type DeletedFor string

// Who a message is deleted for.
const (
	ForMe       DeletedFor = "me"
	ForEveryone DeletedFor = "everyone"
)

// DeleteMessage hides a message from oneself, or takes it back from everybody.
// Kind "delete_message".
type DeleteMessage struct {
	ConversationID ConversationID `json:"conversation_id,omitempty"`
	MessageID      MessageID      `json:"message_id"`
	// For is ForMe when it is left out.
	For DeletedFor `json:"for,omitempty"`
}

func (DeleteMessage) command() Kind { return "delete_message" }

// Validate wants a message.
func (c DeleteMessage) Validate(Limits) error {
	if c.For != "" && c.For != ForMe && c.For != ForEveryone {
		return Refuse(CodeInvalidJSON, `for is "me" or "everyone"`)
	}
	return validateMessage(c.MessageID)
}

// React puts an emoji under a message, or takes it away. Kind "react".
type React struct {
	ConversationID ConversationID `json:"conversation_id,omitempty"`
	MessageID      MessageID      `json:"message_id"`
	Emoji          string         `json:"emoji"`
	On             bool           `json:"on"`
}

func (React) command() Kind { return "react" }

// Validate wants a message and one emoji. What an emoji is changes every year:
// anything short without letters and spaces will do.
func (c React) Validate(Limits) error {
	if err := validateMessage(c.MessageID); err != nil {
		return err
	}
	if c.Emoji == "" || len(c.Emoji) > MaxEmoji || !utf8.ValidString(c.Emoji) ||
		strings.ContainsFunc(c.Emoji, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return Refuse(CodeInvalidJSON, "emoji is one emoji")
	}
	return nil
}

func validateMessage(id MessageID) error {
	if id == 0 {
		return Refuse(CodeMessageIDRequired, "say which with message_id.")
	}
	return nil
}

func validateClientMessageID(id string) error {
	if len(id) > MaxRef {
		return Refuse(CodeInvalidJSON, "client_message_id is longer than "+strconv.Itoa(MaxRef)+" bytes")
	}
	for i := range len(id) {
		if id[i] < '!' || id[i] > '~' {
			return Refuse(CodeInvalidJSON, "client_message_id has characters other than printable ASCII")
		}
	}
	return nil
}

// Trim is what is stored and counted of a message's content.
func Trim(content string) string { return strings.TrimSpace(content) }

func validateContent(content string, limits Limits) error {
	content = Trim(content)
	if content == "" {
		return Refuse(CodeEmptyMessage, "write something first.")
	}
	if over := utf8.RuneCountInString(content) - limits.MessageCharacters; over > 0 {
		return Refuse(CodeMessageTooLong, "shorten it by "+strconv.Itoa(over)+", to at most "+strconv.Itoa(limits.MessageCharacters)+" characters.")
	}
	if strings.ContainsRune(content, 0) {
		// PostgreSQL cannot store it, and nobody can see it.
		return Refuse(CodeInvalidJSON, "the text contains a NUL character")
	}
	return nil
}
