package shared

import (
	"slices"
	"strings"
	"time"
)

// ConversationID names a conversation; random, never guessable.
type ConversationID string

// MemberID names a visitor or a user.
type MemberID string

// SiteID names a site; public, it stands in the customer's page.
type SiteID string

// MessageID numbers messages across all conversations of one database.
type MessageID int64

// Role says what somebody is.
type Role string

// The roles. Supervisors and admins are staff.
const (
	RoleVisitor    Role = "visitor"
	RoleAgent      Role = "agent"
	RoleSupervisor Role = "supervisor"
	RoleAdmin      Role = "admin"
	RoleBot        Role = "bot"
	RoleSystem     Role = "system"
)

// UserRoles are the roles of people who sign in.
var UserRoles = []Role{RoleAgent, RoleSupervisor, RoleAdmin}

// IsStaff reports whether somebody with this role enters staff rooms, and may
// take back the messages of others.
func (r Role) IsStaff() bool { return r == RoleSupervisor || r == RoleAdmin }

// IsUser reports whether somebody with this role signs in.
func (r Role) IsUser() bool {
	return r == RoleAgent || r == RoleSupervisor || r == RoleAdmin
}

// A Person is how a member is shown to others.
type Person struct {
	ID        MemberID `json:"id"`
	Role      Role     `json:"role"`
	Username  string   `json:"username"`
	FirstName string   `json:"first_name"`
	LastName  string   `json:"last_name"`
}

// System is the sender of notices.
var System = Person{ID: "system", Role: RoleSystem, Username: "system"}

// Name is what to call somebody: the full name if there is one.
func (p Person) Name() string {
	switch {
	case p.FirstName != "" && p.LastName != "":
		return p.FirstName + " " + p.LastName
	case p.FirstName != "":
		return p.FirstName
	}
	return p.Username
}

// ConversationKind says which doors a conversation has.
type ConversationKind string

// The kinds of conversations.
const (
	// KindSupport is a conversation of one visitor with the agents.
	KindSupport ConversationKind = "support"
	// KindRoom is a conversation of the users among themselves.
	KindRoom ConversationKind = "room"
	// KindNotes is what the users say to each other beside a support
	// conversation; its visitor never hears of it.
	KindNotes ConversationKind = "notes"
)

// Status says whether more can be said.
type Status string

// The states of a conversation.
const (
	StatusOpen  Status = "open"
	StatusEnded Status = "ended"
)

// A Conversation is the header of a conversation: all but its log.
type Conversation struct {
	ID        ConversationID   `json:"conversation_id"`
	Kind      ConversationKind `json:"kind"`
	Title     string           `json:"title"`
	SiteID    SiteID           `json:"site_id,omitempty"`
	Status    Status           `json:"status"`
	CreatedAt time.Time        `json:"created_at"`
	EndedAt   *time.Time       `json:"ended_at"`
	EndedBy   *Person          `json:"ended_by"`
	// Head is the seq of the newest event; 0 while nothing was said.
	Head int64 `json:"head"`
	// Of is the support conversation that notes are beside.
	Of ConversationID `json:"of,omitempty"`
	// StaffOnly is true for a room that only supervisors and admins enter.
	StaffOnly bool `json:"staff_only,omitempty"`
	// MessageCharacters is the longest message here: the site or the room may
	// set less than MaxMessage.
	MessageCharacters int `json:"message_characters"`
	// Calls says that the site allows calls here. It is told in the header that
	// answers whoever opens the conversation; elsewhere it is false.
	Calls bool `json:"calls,omitempty"`
	// Visitor is nil for conversations without one.
	Visitor     *Person  `json:"visitor"`
	LastMessage *Message `json:"last_message"`
	// Unread counts messages of others above the reader's own read watermark,
	// notices of entering and leaving aside; whoever reads stops counting at 100.
	// It is nil where one header is sent to several readers.
	Unread  *int     `json:"unread,omitempty"`
	Members []Member `json:"members,omitempty"`
	*Internal
}

// Internal is what only users know of a support conversation. It is nil, and
// its fields are left out, in everything a visitor reads: their own header, and
// the events of its log, which tell of the status alone. The feed has it always.
type Internal struct {
	// Assignee is who looks after the conversation; nil: nobody. Changes of it are
	// events of the log of the notes, where it is the only field set.
	Assignee *Person `json:"assignee"`
	// NotesID names the notes beside the conversation. They can be joined like
	// any other conversation, also before anything was written there.
	NotesID ConversationID `json:"notes_id,omitempty"`
	// Details is what the visitor has told before the chat.
	Details []Detail `json:"details,omitempty"`
	// Visit is where they came from.
	Visit *Visit `json:"visit,omitempty"`
}

// Public is the header without what visitors must not know.
func (c Conversation) Public() Conversation {
	c.Internal = nil
	return c
}

// A Member is somebody in a conversation and how far they have got.
type Member struct {
	Person
	Delivered int64 `json:"delivered"`
	Read      int64 `json:"read"`
	// Presence is told in the header that answers whoever opens the
	// conversation; elsewhere it is zero.
	Presence
}

// Presence says whether somebody is there: in this conversation or elsewhere,
// with at least one socket that answers.
type Presence struct {
	Online bool `json:"online"`
	// LastSeenAt is when the last socket of somebody who is away was closed;
	// nil when they are online or nobody remembers.
	LastSeenAt *time.Time `json:"last_seen_at"`
}

// MessageKind tells messages from notices.
type MessageKind string

// The kinds of messages. All but the first are notices.
const (
	// KindMessage is something a member said.
	KindMessage MessageKind = "message"
	// KindWarning and KindAlert are said by staff to a room, and stand out.
	KindWarning MessageKind = "warning"
	KindAlert   MessageKind = "alert"
	// KindMuted is a quiet notice of the system.
	KindMuted MessageKind = "muted"
	// KindEnter and KindLeave tell a room of who comes and goes.
	KindEnter MessageKind = "enter"
	KindLeave MessageKind = "leave"
)

// CountsUnread reports whether a message of this kind makes a conversation
// unread: who comes and goes does not.
func (k MessageKind) CountsUnread() bool { return k != KindEnter && k != KindLeave }

// A Message is one thing said.
type Message struct {
	ID             MessageID      `json:"id"`
	ConversationID ConversationID `json:"conversation_id"`
	Seq            int64          `json:"seq"`
	Kind           MessageKind    `json:"kind"`
	Sender         Person         `json:"sender"`
	Content        string         `json:"content"`
	// Subject is whom a notice is about, such as who entered; Content says the
	// same in English.
	Subject   *Person    `json:"subject,omitempty"`
	Timestamp time.Time  `json:"timestamp"`
	SeenAt    *time.Time `json:"seen_at"`
	EditedAt  *time.Time `json:"edited_at"`
	// DeletedAt is set on what is left of a message that was taken back: its
	// place, without content.
	DeletedAt *time.Time `json:"deleted_at"`
	// Hidden is true for a message that its reader has deleted for themselves;
	// it has no content either.
	Hidden    bool       `json:"hidden,omitempty"`
	ReplyTo   *MessageID `json:"reply_to"`
	Reactions []Reaction `json:"reactions"`
}

// A Reaction is one emoji under a message and who put it there.
type Reaction struct {
	Emoji string     `json:"emoji"`
	Users []MemberID `json:"users"`
}

// React puts somebody under an emoji, or takes them away; an emoji without
// anybody goes. Emojis and people stay sorted, so that all readers see the same
// whatever order they heard it in.
func (m *Message) React(emoji string, who MemberID, on bool) {
	m.Reactions = slices.Clone(m.Reactions) // others may hold the old one
	at, found := slices.BinarySearchFunc(m.Reactions, emoji, func(r Reaction, emoji string) int { return strings.Compare(r.Emoji, emoji) })
	if !found {
		m.Reactions = slices.Insert(m.Reactions, at, Reaction{Emoji: emoji})
	}
	users := slices.Clone(m.Reactions[at].Users)
	i, there := slices.BinarySearch(users, who)
	switch {
	case on && !there:
		users = slices.Insert(users, i, who)
	case !on && there:
		users = slices.Delete(users, i, i+1)
	}
	if m.Reactions[at].Users = users; len(users) == 0 {
		m.Reactions = slices.Delete(m.Reactions, at, at+1)
	}
}
