package shared

import "time"

// MessagePosted carries one message of the log. Kind "new_message". For its
// author it is the acknowledgement, and only then has ClientMessageID.
type MessagePosted struct {
	Message         Message `json:"message"`
	ClientMessageID string  `json:"client_message_id,omitempty"`
}

func (MessagePosted) event() Kind { return "new_message" }

// Place implements Logged.
func (e MessagePosted) Place() (ConversationID, int64) {
	return e.Message.ConversationID, e.Message.Seq
}

// MessageEdited tells that an author has replaced a content. Kind
// "message_edited".
type MessageEdited struct {
	ConversationID ConversationID `json:"conversation_id"`
	MessageID      MessageID      `json:"message_id"`
	Content        string         `json:"content"`
	EditedAt       time.Time      `json:"edited_at"`
	Seq            int64          `json:"seq"`
}

func (MessageEdited) event() Kind { return "message_edited" }

// Place implements Logged.
func (e MessageEdited) Place() (ConversationID, int64) { return e.ConversationID, e.Seq }

// MessageDeleted tells that a message is gone. Kind "message_deleted". Deleted
// for everyone it has a seq; deleted for oneself it has none, and only one's
// own sockets hear of it.
type MessageDeleted struct {
	ConversationID ConversationID `json:"conversation_id"`
	MessageID      MessageID      `json:"message_id"`
	For            DeletedFor     `json:"for"`
	DeletedAt      time.Time      `json:"deleted_at"`
	Seq            int64          `json:"seq,omitempty"`
}

func (MessageDeleted) event() Kind { return "message_deleted" }

// Place implements Logged.
func (e MessageDeleted) Place() (ConversationID, int64) { return e.ConversationID, e.Seq }

// ReactionChanged tells that somebody has put an emoji under a message, or
// taken it away. Kind "reaction_changed".
type ReactionChanged struct {
	ConversationID ConversationID `json:"conversation_id"`
	MessageID      MessageID      `json:"message_id"`
	Emoji          string         `json:"emoji"`
	User           MemberID       `json:"user"`
	On             bool           `json:"on"`
	Seq            int64          `json:"seq"`
}

func (ReactionChanged) event() Kind { return "reaction_changed" }

// Place implements Logged.
func (e ReactionChanged) Place() (ConversationID, int64) { return e.ConversationID, e.Seq }
