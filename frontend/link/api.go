package link

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"parley/shared"
)

// Fetch makes one HTTP request and returns its status and body: NativeFetch,
// or browser.Fetch. An error means that there was no answer.
type Fetch func(ctx context.Context, method, path, bearer string, body []byte) (status int, answer []byte, err error)

// API calls the server over HTTP. Every error is a *shared.Error: the server's
// own, or UNAVAILABLE when it cannot be reached.
type API struct{ Fetch Fetch }

// InitSession gets or creates the chat session of this browser.
func (a API) InitSession(ctx context.Context, site shared.SiteID, browser shared.InitSession) (session shared.Session, err error) {
	path := shared.PathWith(shared.PathInitSession, url.PathEscape(string(site)))
	err = a.post(ctx, path, "", browser, &session)
	return session, err
}

// Login signs a user in.
func (a API) Login(ctx context.Context, login shared.Login) (tokens shared.Tokens, err error) {
	err = a.post(ctx, shared.PathToken, "", login, &tokens)
	return tokens, err
}

// Refresh buys the next pair of tokens; the refresh token is dead then.
func (a API) Refresh(ctx context.Context, refresh string) (tokens shared.Tokens, err error) {
	err = a.post(ctx, shared.PathRefresh, "", shared.Refresh{Refresh: refresh}, &tokens)
	return tokens, err
}

// Logout kills the refresh token and its sockets.
func (a API) Logout(ctx context.Context, refresh string) error {
	return a.post(ctx, shared.PathBlacklist, "", shared.Refresh{Refresh: refresh}, nil)
}

// Ticket buys a socket ticket: one use, 30 s.
func (a API) Ticket(ctx context.Context, token string) (string, error) {
	var ticket shared.Ticket
	err := a.post(ctx, shared.PathTicket, token, nil, &ticket)
	return ticket.Ticket, err
}

// History reads the newest page of a conversation's log, or with beforeSeq the
// page that ends just before it.
func (a API) History(ctx context.Context, token string, id shared.ConversationID, beforeSeq int64) (page shared.History, err error) {
	path := shared.PathWith(shared.PathMessages, url.PathEscape(string(id)))
	if beforeSeq > 0 {
		path += "?before_seq=" + strconv.FormatInt(beforeSeq, 10)
	}
	err = a.call(ctx, "GET", path, token, nil, &page)
	return page, err
}

// Newest reads the newest page of a conversation's log, of limit messages; 0: the
// most.
func (a API) Newest(ctx context.Context, token string, id shared.ConversationID, limit int) (page shared.History, err error) {
	path := shared.PathWith(shared.PathMessages, url.PathEscape(string(id))) + "?limit=" + strconv.Itoa(limit)
	err = a.call(ctx, "GET", path, token, nil, &page)
	return page, err
}

// Details tells what the fields of a site ask before the chat.
func (a API) Details(ctx context.Context, token string, id shared.ConversationID, details shared.Details) error {
	return a.post(ctx, shared.PathWith(shared.PathDetails, url.PathEscape(string(id))), token, details, nil)
}

// End ends a conversation; a nil agent means that the visitor did.
func (a API) End(ctx context.Context, token string, id shared.ConversationID, agent *shared.MemberID) error {
	path := shared.PathWith(shared.PathClose, url.PathEscape(string(id)))
	return a.post(ctx, path, token, shared.CloseConversation{SupportAgentID: agent}, nil)
}

// post sends a body, if any, and reads the answer into it, if wanted.
func (a API) post(ctx context.Context, path, bearer string, body, answer any) error {
	if body == nil {
		return a.call(ctx, "POST", path, bearer, nil, answer)
	}
	data, err := json.Marshal(body)
	if err != nil {
		return shared.Refuse(shared.CodeInvalidJSON, "").Because(err)
	}
	return a.call(ctx, "POST", path, bearer, data, answer)
}

func (a API) call(ctx context.Context, method, path, bearer string, body []byte, answer any) error {
	status, data, err := a.Fetch(ctx, method, path, bearer, body)
	if err != nil {
		return shared.Refuse(shared.CodeUnavailable, "").Because(err)
	}
	if status < 200 || status > 299 {
		return refusal(status, data)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(data, answer); err != nil {
		return shared.Refuse(shared.CodeUnavailable, "").Because(err)
	}
	return nil
}

// refusal is what the server said, or UNAVAILABLE when it was not our server
// that spoke but something in between, such as a proxy's page.
func refusal(status int, data []byte) *shared.Error {
	var body shared.ErrorBody
	if err := json.Unmarshal(data, &body); err != nil || body.Error.Code == "" {
		return shared.Refuse(shared.CodeUnavailable, "").Because(errors.New("HTTP " + strconv.Itoa(status) + " " + clip(data)))
	}
	return &shared.Error{
		Code:    body.Error.Code,
		Message: body.Error.Message,
		Retry:   time.Duration(body.Error.RetryMS) * time.Millisecond,
		Fields:  body.Error.Fields,
	}
}

// clip keeps what the console shows of a strange answer short.
func clip(data []byte) string {
	const most = 80
	return strings.ToValidUTF8(string(data[:min(len(data), most)]), "")
}
