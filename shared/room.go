package shared

import (
	"cmp"
	"strings"
)

const (
	// MaxTitle bounds the title of a room, in characters.
	MaxTitle = 80
	// MinMessage is the least that a site or a room may allow as the longest
	// message, in characters: as much as a short message of a telephone has.
	MinMessage = 160
)

// A Room is a room as the list has it: with what its reader has to know before
// joining. The header comes with Joined.
type Room struct {
	ID                ConversationID `json:"id"`
	Title             string         `json:"title"`
	StaffOnly         bool           `json:"staff_only"`
	MessageCharacters int            `json:"message_characters"`
	// Head is the seq of the newest event; 0 while nothing has happened.
	Head int64 `json:"head"`
	// Unread counts as in a Conversation.
	Unread      int      `json:"unread"`
	LastMessage *Message `json:"last_message"`
}

// Rooms is the list of the rooms that its reader may enter, sorted by
// CompareTitles.
type Rooms struct {
	Rooms []Room `json:"rooms"`
}

// NewRoom asks for a room.
type NewRoom struct {
	// Title has 1 to MaxTitle characters after trimming, and no other room has
	// it, whatever its case.
	Title     string `json:"title"`
	StaffOnly bool   `json:"staff_only,omitempty"`
	// MessageCharacters is MaxMessage when it is left out.
	MessageCharacters int `json:"message_characters,omitempty"`
}

// Validate is what both the form and the server say about a new room.
func (r NewRoom) Validate() error {
	f := form{}
	f.title(r.Title)
	f.messageCharacters(r.MessageCharacters)
	return f.refuse()
}

// ChangeRoom asks to change what is set of a room.
type ChangeRoom struct {
	Title             *string `json:"title,omitempty"`
	StaffOnly         *bool   `json:"staff_only,omitempty"`
	MessageCharacters *int    `json:"message_characters,omitempty"`
}

// Validate is what both the form and the server say about a change.
func (r ChangeRoom) Validate() error {
	f := form{}
	if r.Title != nil {
		f.title(*r.Title)
	}
	f.messageCharacters(or(r.MessageCharacters))
	return f.refuse()
}

// CompareTitles orders rooms by title, whatever its case.
func CompareTitles(a, b string) int {
	return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
}

func (f form) title(title string) { f.line("title", "Give the room a title", title, 1, MaxTitle) }
