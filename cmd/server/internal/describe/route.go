package describe

import (
	"reflect"
	"strconv"

	"parley/shared"
)

// A route is what the Go types do not say about a path: who may ask what, and
// which refusals to expect.
type route struct {
	method, path, summary string
	who                   []string // the security schemes, any of which is enough; nil: anybody
	query                 []parameter
	request, answer       reflect.Type // nil: no body
	media                 string       // of the answer; JSON unless set
	takes                 string       // the media type of a request that is no JSON
	refuses               []shared.Code
}

type parameter struct {
	name, text string
	schema     *Schema
}

var (
	user   = []string{"user"}
	member = []string{"visitor", "user"}
	// A deployment's own probes look at the status, people at the body.
	health = reflect.TypeFor[map[string]string]()
	count  = &Schema{Type: "integer"}
)

// routes is every path of the API but the sockets, which AsyncAPI describes. A
// test holds it against the server's router. Refusals that follow from the
// rest of the line (no token, a body that is no JSON, the server in trouble)
// are not repeated.
var routes = []route{
	{method: "POST", path: shared.PathInitSession, summary: "Get or create the chat session of this browser. Writes nothing: the conversation is stored with the first message.",
		request: reflect.TypeFor[shared.InitSession](), answer: reflect.TypeFor[shared.Session](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeNotFound, shared.CodeRateLimited}},
	{method: "POST", path: shared.PathClose, summary: "End the conversation.", who: member,
		request: reflect.TypeFor[shared.CloseConversation](), answer: reflect.TypeFor[shared.Success](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeRoomInvalid, shared.CodeRoomAccessDenied, shared.CodeStorageFull}},
	{method: "POST", path: shared.PathToken, summary: "Sign in.",
		request: reflect.TypeFor[shared.Login](), answer: reflect.TypeFor[shared.Tokens](),
		refuses: []shared.Code{shared.CodeUserHasToLogin, shared.CodeRateLimited, shared.CodeStorageFull}},
	{method: "POST", path: shared.PathRefresh, summary: "Trade a refresh token for a new pair. Using a dead one ends the whole sign-in.",
		request: reflect.TypeFor[shared.Refresh](), answer: reflect.TypeFor[shared.Tokens](),
		refuses: []shared.Code{shared.CodeUserHasToLogin, shared.CodeStorageFull}},
	{method: "POST", path: shared.PathBlacklist, summary: "Sign out: the refresh token dies and its sockets close with 4010.",
		request: reflect.TypeFor[shared.Refresh](), answer: reflect.TypeFor[shared.Success](),
		refuses: []shared.Code{shared.CodeStorageFull}},
	{method: "POST", path: shared.PathTicket, summary: "Get a ticket for one socket: one use, 30 s, safe to put in a URL.", who: member,
		answer: reflect.TypeFor[shared.Ticket]()},
	{method: "GET", path: shared.PathInbox, summary: "List the support conversations, newest first.", who: user,
		query: []parameter{
			{"filter", "mine, unassigned or all of the open ones, or those that have ended, by when; absent: everything.", &Schema{Type: "string"}},
			{"before", "The next of another page.", &Schema{Type: "string"}},
			{"limit", "At most so many; default and maximum 100.", count},
		},
		answer: reflect.TypeFor[shared.Inbox](), refuses: []shared.Code{shared.CodeForbidden, shared.CodeNotFound, shared.CodeInvalidJSON}},
	{method: "PATCH", path: shared.PathConversation, summary: "Assign, end or reopen a support conversation. Answers its header, without members.", who: user,
		request: reflect.TypeFor[shared.ChangeConversation](), answer: reflect.TypeFor[shared.Conversation](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeNotFound, shared.CodeRoomInvalid, shared.CodeRoomAccessDenied, shared.CodeConflict, shared.CodeStorageFull}},
	{method: "GET", path: shared.PathMessages, summary: "Read a page of the log, newest last.", who: member,
		query: []parameter{
			{"before_seq", "Only what is before this seq; 0 or absent: the newest.", count},
			{"limit", "At most so many messages; default and maximum " + strconv.Itoa(shared.MaxHistory) + ".", count},
		},
		answer: reflect.TypeFor[shared.History](), refuses: []shared.Code{shared.CodeInvalidJSON, shared.CodeRoomInvalid, shared.CodeRoomAccessDenied}},
	{method: "POST", path: shared.PathMessages, summary: "Say something, as a chat_message frame does. Answers the stored message.", who: member,
		request: reflect.TypeFor[shared.PostMessage](), answer: reflect.TypeFor[shared.Message](),
		refuses: []shared.Code{shared.CodeEmptyMessage, shared.CodeNotFound, shared.CodeRoomInvalid, shared.CodeRoomAccessDenied,
			shared.CodeConflict, shared.CodeConversationClosed, shared.CodeRateLimited, shared.CodeStorageFull}},
	{method: "GET", path: shared.PathRooms, summary: "List the rooms one may enter, by title; staff rooms only for staff.", who: user,
		answer: reflect.TypeFor[shared.Rooms](), refuses: []shared.Code{shared.CodeForbidden}},
	{method: "POST", path: shared.PathRooms, summary: "Make a room. For admins.", who: user,
		request: reflect.TypeFor[shared.NewRoom](), answer: reflect.TypeFor[shared.Room](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeConflict, shared.CodeStorageFull}},
	{method: "PATCH", path: shared.PathRoom, summary: "Rename a room, or change what is set of it. For admins.", who: user,
		request: reflect.TypeFor[shared.ChangeRoom](), answer: reflect.TypeFor[shared.Room](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeRoomInvalid, shared.CodeConflict, shared.CodeStorageFull}},
	{method: "DELETE", path: shared.PathRoom, summary: "Delete a room and what was said there. For admins.", who: user,
		answer: reflect.TypeFor[shared.Success](), refuses: []shared.Code{shared.CodeForbidden, shared.CodeRoomInvalid, shared.CodeStorageFull}},
	{method: "POST", path: shared.PathDetails, summary: "Tell what the site asks before the chat, once per conversation.", who: []string{"visitor"},
		request: reflect.TypeFor[shared.Details](), answer: reflect.TypeFor[shared.Success](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeNotFound, shared.CodeRoomInvalid, shared.CodeRoomAccessDenied,
			shared.CodeConflict, shared.CodeConversationClosed, shared.CodeStorageFull}},
	{method: "GET", path: shared.PathSites, summary: "List the sites, by name. For admins.", who: user,
		answer: reflect.TypeFor[shared.Sites](), refuses: []shared.Code{shared.CodeForbidden}},
	{method: "POST", path: shared.PathSites, summary: "Make a site. For admins.", who: user,
		request: reflect.TypeFor[shared.NewSite](), answer: reflect.TypeFor[shared.ListedSite](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeStorageFull}},
	{method: "PUT", path: shared.PathSite, summary: "Replace what is set of a site, but for its picture; open panels change with it. For admins.", who: user,
		request: reflect.TypeFor[shared.NewSite](), answer: reflect.TypeFor[shared.ListedSite](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeNotFound, shared.CodeStorageFull}},
	{method: "PUT", path: shared.PathSitePicture, summary: "Give a site a picture, a PNG, JPEG or WebP of up to 100 KiB and 1024 × 1024 pixels. For admins.", who: user,
		takes: "image/*", answer: reflect.TypeFor[shared.ListedSite](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeNotFound, shared.CodeInvalidJSON, shared.CodeStorageFull}},
	{method: "DELETE", path: shared.PathSitePicture, summary: "Take the picture from a site. For admins.", who: user,
		answer: reflect.TypeFor[shared.ListedSite](), refuses: []shared.Code{shared.CodeForbidden, shared.CodeNotFound, shared.CodeStorageFull}},
	{method: "GET", path: shared.PathPicture, summary: "The picture of a site.", answer: reflect.TypeFor[string](), media: "image/*",
		refuses: []shared.Code{shared.CodeNotFound}},
	{method: "GET", path: shared.PathUsers, summary: "List those who sign in, by username; their addresses only for admins.", who: user,
		answer: reflect.TypeFor[shared.Users](), refuses: []shared.Code{shared.CodeForbidden}},
	{method: "POST", path: shared.PathUsers, summary: "Make a user. For admins.", who: user,
		request: reflect.TypeFor[shared.NewUser](), answer: reflect.TypeFor[shared.UserAdded](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeConflict, shared.CodeStorageFull}},
	{method: "PATCH", path: shared.PathUser, summary: "Change, disable or enable a user. For admins.", who: user,
		request: reflect.TypeFor[shared.ChangeUser](), answer: reflect.TypeFor[shared.User](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeNotFound, shared.CodeStorageFull}},
	{method: "POST", path: shared.PathUserPassword, summary: "Give a user a new password and end their sign-ins. Answers it if it was generated. For admins.", who: user,
		request: reflect.TypeFor[shared.Password](), answer: reflect.TypeFor[shared.Password](),
		refuses: []shared.Code{shared.CodeForbidden, shared.CodeNotFound, shared.CodeStorageFull}},
	{method: "GET", path: "/api/v1/openapi.json", summary: "This document.", answer: reflect.TypeFor[map[string]any]()},
	{method: "GET", path: "/api/v1/asyncapi.json", summary: "The description of the sockets, AsyncAPI 3.", answer: reflect.TypeFor[map[string]any]()},
	{method: "GET", path: "/api/v1/parley.d.ts", summary: "The types of both as TypeScript declarations.", answer: reflect.TypeFor[string](), media: "text/plain"},
	{method: "GET", path: "/healthz", summary: "Whether the process is alive.", answer: health},
	{method: "GET", path: "/readyz", summary: "Whether it is able to serve, and what it does without for now.", answer: reflect.TypeFor[shared.Readiness]()},
	{method: "GET", path: "/metrics", summary: "Metrics for Prometheus, to programs on the server's own machine.", answer: reflect.TypeFor[string](), media: "text/plain",
		refuses: []shared.Code{shared.CodeForbidden}},
}

// codes are all refusals of a route, those of its line and those that follow.
func (r route) codes() []shared.Code {
	codes := append([]shared.Code{shared.CodeInternal, shared.CodeUnavailable}, r.refuses...)
	if r.who != nil {
		codes = append(codes, shared.CodeUserHasToLogin)
	}
	if r.request != nil {
		codes = append(codes, shared.CodeInvalidJSON, shared.CodeMessageTooLong)
	}
	return codes
}
