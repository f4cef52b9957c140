package shared

import "time"

// An Event is what the server tells: what happened, in the past tense.
//
//sumtype:decl
type Event interface {
	event() Kind // seals the union
}

// events is the whole server-to-client vocabulary.
var events = map[Kind]reader[Event]{
	Connected{}.event():           read[Connected, Event],
	MessagePosted{}.event():       read[MessagePosted, Event],
	MessageEdited{}.event():       read[MessageEdited, Event],
	MessageDeleted{}.event():      read[MessageDeleted, Event],
	ReactionChanged{}.event():     read[ReactionChanged, Event],
	TypingChanged{}.event():       read[TypingChanged, Event],
	Marked{}.event():              read[Marked, Event],
	PresenceChanged{}.event():     read[PresenceChanged, Event],
	Joined{}.event():              read[Joined, Event],
	Left{}.event():                read[Left, Event],
	ConversationChanged{}.event(): read[ConversationChanged, Event],
	ConversationRemoved{}.event(): read[ConversationRemoved, Event],
	SiteChanged{}.event():         read[SiteChanged, Event],
	Heartbeat{}.event():           read[Heartbeat, Event],
	Ponged{}.event():              read[Ponged, Event],
	Restarting{}.event():          read[Restarting, Event],
	Failed{}.event():              read[Failed, Event],
	CallRinging{}.event():         read[CallRinging, Event],
	CallAccepted{}.event():        read[CallAccepted, Event],
	CallSignaled{}.event():        read[CallSignaled, Event],
	CallEnded{}.event():           read[CallEnded, Event],
}

// A Received event and the ref of the command it answers, if any.
type Received struct {
	Event
	Ref Ref
}

// DecodeEvents is the client's end of the pipe: one frame, or an array of
// them. Kinds it does not know are skipped, so that a client outlives a newer
// server; an error means that the rest of the frame is lost.
func DecodeEvents(data []byte) ([]Received, error) {
	frames, err := split(data)
	if err != nil {
		return nil, err
	}
	received := make([]Received, 0, len(frames))
	for _, frame := range frames {
		event, ref, err := decode(frame, events)
		if err != nil {
			if AsError(err).Code == CodeUnknownType {
				continue
			}
			return received, err
		}
		received = append(received, Received{Event: event, Ref: ref})
	}
	return received, nil
}

// EncodeEvent is the server's end of the pipe.
func EncodeEvent(event Event, ref Ref) []byte {
	return encode(event.event(), ref, event)
}

// Logged is an event with a place in a conversation's log. Place's seq is 0
// for an event that only tells of the present and has no place.
type Logged interface {
	Event
	Place() (ConversationID, int64)
}

// Connected is the first event on every socket. Kind "connection_established".
type Connected struct {
	Message  string `json:"message"`
	Protocol int    `json:"protocol"`
	// Epoch names the database: after a restore it is another one, and what
	// was cached of the old one is void.
	Epoch            string    `json:"epoch"`
	Now              time.Time `json:"now"`
	Me               Person    `json:"me"`
	HeartbeatSeconds int       `json:"heartbeat_seconds"`
	Limits           Limits    `json:"limits"`
	// Conversation is set on a socket of one conversation.
	Conversation *Conversation `json:"conversation,omitempty"`
}

func (Connected) event() Kind { return "connection_established" }

// ConnectedMessage is the contract's greeting.
const ConnectedMessage = "Connected to chat"

// TypingChanged tells that somebody else types or stopped. Kind "typing".
type TypingChanged struct {
	ConversationID ConversationID `json:"conversation_id"`
	UserID         MemberID       `json:"user_id"`
	Username       string         `json:"username"`
	IsTyping       bool           `json:"is_typing"`
	Preview        string         `json:"preview,omitempty"`
}

func (TypingChanged) event() Kind { return "typing" }

// Marked tells how far somebody has received and read. Kind "marked".
type Marked struct {
	ConversationID ConversationID `json:"conversation_id"`
	Who            MemberID       `json:"who"`
	Delivered      int64          `json:"delivered"`
	Read           int64          `json:"read"`
	At             time.Time      `json:"at"`
}

func (Marked) event() Kind { return "marked" }

// PresenceChanged tells that a member of a conversation came online or went.
// Kind "presence". It may get lost; every header tells it anew.
type PresenceChanged struct {
	ConversationID ConversationID `json:"conversation_id"`
	Who            MemberID       `json:"who"`
	Presence
}

func (PresenceChanged) event() Kind { return "presence" }

// Joined answers a join with the conversation's header. Kind "joined".
type Joined struct {
	Conversation
}

func (Joined) event() Kind { return "joined" }

// Left answers a leave. Kind "left". Without having been asked for it says that
// the room was deleted, or is no longer open to the reader.
type Left struct {
	ConversationID ConversationID `json:"conversation_id"`
	Title          string         `json:"title"`
}

func (Left) event() Kind { return "left" }

// ConversationChanged carries a conversation's header. Kind
// "conversation_changed". With a Seq it is an event of the log: the status, or
// a room's title or settings, changed at that place; it then says when and by
// whom. Without a Seq it feeds the lists of a user's stream, joined or not:
// something newer was said or changed, or a room was made. Its Kind says which
// list it belongs to.
type ConversationChanged struct {
	Seq int64 `json:"seq,omitempty"`
	// At and By are set on an event of the log.
	At *time.Time `json:"at,omitempty"`
	By *Person    `json:"by,omitempty"`
	Conversation
}

func (ConversationChanged) event() Kind { return "conversation_changed" }

// Place implements Logged.
func (e ConversationChanged) Place() (ConversationID, int64) {
	return e.Conversation.ID, e.Seq
}

// ConversationRemoved tells a user's stream, joined or not, that a conversation
// has gone from the lists it feeds: a room was deleted, or is for staff only
// now. Kind "conversation_removed". Those who had joined it get a Left besides.
type ConversationRemoved struct {
	ConversationID ConversationID `json:"conversation_id"`
	Title          string         `json:"title"`
}

func (ConversationRemoved) event() Kind { return "conversation_removed" }

// SiteChanged tells the visitors of a site what an admin has set of it, so that
// an open panel changes with it. Kind "site_changed".
type SiteChanged struct {
	Site Site `json:"site"`
}

func (SiteChanged) event() Kind { return "site_changed" }

// Heartbeat comes every HeartbeatEvery; a client answers it with Pong and
// syncs where a head is beyond what it has. Kind "ping".
type Heartbeat struct {
	N     int64                    `json:"n"`
	Heads map[ConversationID]int64 `json:"heads"`
}

func (Heartbeat) event() Kind { return "ping" }

// Ponged answers a Ping. Kind "pong".
type Ponged struct{}

func (Ponged) event() Kind { return "pong" }

// Restarting says that this server is about to close the socket and when to
// come back. Kind "restarting".
type Restarting struct {
	RetryMS int64 `json:"retry_ms"`
}

func (Restarting) event() Kind { return "restarting" }

// Failed tells that a command was refused. Kind "error".
type Failed struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	// RetryMS says when trying again makes sense; 0: not without a change.
	RetryMS int64 `json:"retry_ms,omitempty"`
	// Fields say what is wrong with single fields of a form, by their JSON name.
	Fields map[string]string `json:"fields,omitempty"`
}

func (Failed) event() Kind { return "error" }

// Fail makes the frame of a refusal.
func Fail(err *Error) Failed {
	return Failed{Code: err.Code, Message: err.Message, RetryMS: err.Retry.Milliseconds(), Fields: err.Fields}
}
