package shared

import (
	"encoding/json"
	"strings"
)

// The HTTP paths that both tiers name (contract §2).
const (
	PathToken        = "/api/token"
	PathRefresh      = "/api/token/refresh"
	PathBlacklist    = "/api/token/blacklist"
	PathTicket       = "/api/v1/socket-ticket"
	PathInbox        = "/api/v1/conversations"
	PathConversation = "/api/v1/conversations/{id}"
	PathMessages     = "/api/v1/conversations/{id}/messages"
	PathRooms        = "/api/v1/rooms"
	PathRoom         = "/api/v1/rooms/{id}"
	PathUsers        = "/api/v1/users"
	PathUser         = "/api/v1/users/{id}"
	PathUserPassword = "/api/v1/users/{id}/password"
	PathDetails      = "/api/v1/conversations/{id}/details"
	PathSites        = "/api/v1/sites"
	PathSite         = "/api/v1/sites/{id}"
	PathSitePicture  = "/api/v1/sites/{id}/picture"
	PathPicture      = "/pictures/{name}"
	PathInitSession  = "/platform_connections/widget/chat/{site_id}/init_session"
	PathClose        = "/close_chat_thread/{session_id}"
	PathSocket       = "/ws/chat/{conversation_id}"
	PathStreamSocket = "/chat/stream"
)

// PathWith fills the one placeholder of a path.
func PathWith(path string, value string) string {
	start, end := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
	if start < 0 || end < start {
		return path
	}
	return path[:start] + value + path[end+1:]
}

// ErrorBody is the body of every HTTP refusal.
type ErrorBody struct {
	Error Failed `json:"error"`
}

// InitSession asks for the chat session of this browser.
type InitSession struct {
	// BrowserSessionID is a random UUID the widget keeps to itself.
	BrowserSessionID string `json:"browser_session_id"`
	// Page and Language are of the page around the widget, for the agents: see
	// Visit.
	Page     string `json:"page,omitempty"`
	Language string `json:"language,omitempty"`
}

// Session is a visitor's chat session.
type Session struct {
	SessionID ConversationID `json:"session_id"`
	Token     string         `json:"token"`
	// Created is true as long as nothing was said or filled in in this session.
	Created bool `json:"created"`
	// DetailsWanted says that the fields of the site are still to be asked.
	DetailsWanted bool   `json:"details_wanted"`
	Site          Site   `json:"site"`
	Me            Person `json:"me"`
	Limits        Limits `json:"limits"`
}

// CloseConversation ends a conversation; a nil agent means that the visitor
// ended it.
type CloseConversation struct {
	SupportAgentID *MemberID `json:"support_agent_id"`
}

// Success is the body of a request that has nothing else to say.
type Success struct {
	Success bool `json:"success"`
}

// Login is a name and a password.
type Login struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// Tokens are a user's access and refresh tokens.
type Tokens struct {
	// Access is a JWT, good for 10 minutes.
	Access string `json:"access"`
	// Refresh buys the next pair, once.
	Refresh string `json:"refresh"`
}

// Refresh carries a refresh token.
type Refresh struct {
	Refresh string `json:"refresh"`
}

// Ticket opens one socket within 30 s.
type Ticket struct {
	Ticket string `json:"ticket"`
}

// History is a page of a conversation's log, newest last.
type History struct {
	Messages []Message `json:"messages"`
	// Changes are the status changes within the page's seqs, as they went over
	// the wire: each decodes with DecodeEvents.
	Changes []json.RawMessage `json:"changes"`
	// Head is the seq of the conversation's newest event when the page was read.
	Head int64 `json:"head"`
}

// PostMessage is a chat_message over HTTP.
type PostMessage struct {
	Content         string     `json:"content"`
	ClientMessageID string     `json:"client_message_id,omitempty"`
	ReplyTo         *MessageID `json:"reply_to,omitempty"`
	// Kind is as in a chat_message frame.
	Kind MessageKind `json:"kind,omitempty"`
}

// InboxFilter says which support conversations to list.
type InboxFilter string

// The lists of the desk. All but the first two are of open conversations.
const (
	// InboxEverything is what is listed without a filter: open and ended ones.
	InboxEverything InboxFilter = ""
	// InboxEnded is sorted by when they ended.
	InboxEnded      InboxFilter = "ended"
	InboxMine       InboxFilter = "mine"
	InboxUnassigned InboxFilter = "unassigned"
	InboxAll        InboxFilter = "all"
)

// Validate refuses what is no filter.
func (f InboxFilter) Validate() error {
	switch f {
	case InboxEverything, InboxEnded, InboxMine, InboxUnassigned, InboxAll:
		return nil
	}
	return RefuseField("filter", "filter is mine, unassigned, all or ended; without one, everything is listed.")
}

// Inbox is the agents' list of conversations, newest first.
type Inbox struct {
	Conversations []Conversation `json:"conversations"`
	// Next is the "before" of the next page; empty at the end.
	Next string `json:"next,omitempty"`
	// Counts come with the first page. They change when the feed tells of another
	// status or assignee, or of a conversation not heard of before: ask again then,
	// with limit=1.
	Counts *InboxCounts `json:"counts,omitempty"`
}

// InboxCounts is how many conversations each list has for its reader; 1000 is
// that many or more.
type InboxCounts struct {
	Mine       int `json:"mine"`
	Unassigned int `json:"unassigned"`
	All        int `json:"all"`
	Ended      int `json:"ended"`
}

// ChangeConversation asks to assign, end or reopen a support conversation; what
// is left out stays. All of it happens or nothing.
type ChangeConversation struct {
	// AssigneeID is who is to look after it; empty: nobody.
	AssigneeID *MemberID `json:"assignee_id,omitempty"`
	// ExpectAssigneeID is who looks after it as far as the asker knows; empty or
	// left out: nobody. Where it is somebody else the answer is CONFLICT, which
	// names them: of two who take a conversation at one moment, one wins.
	ExpectAssigneeID *MemberID `json:"expect_assignee_id,omitempty"`
	Status           Status    `json:"status,omitempty"`
}

// Validate refuses what is no status.
func (c ChangeConversation) Validate() error {
	if c.Status != "" && c.Status != StatusOpen && c.Status != StatusEnded {
		return RefuseField("status", "status is open or ended.")
	}
	return nil
}

// Readiness is the answer of a server that is able to serve. What is degraded
// goes on, more slowly, without what is named: "redis".
type Readiness struct {
	Status   string   `json:"status"`
	Degraded []string `json:"degraded"`
}
