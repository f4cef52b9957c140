package httpapi

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"parley/cmd/server/internal/hub"
	"parley/shared"
)

func (s *Server) initSession(w http.ResponseWriter, r *http.Request) error {
	if err := s.ownOrigin(r); err != nil {
		return err
	}
	var body shared.InitSession
	if err := decode(w, r, &body); err != nil {
		return err
	}
	session, err := s.Chat.InitSession(r.Context(), s.Proxies.Client(r), shared.SiteID(chi.URLParam(r, "site_id")), body.BrowserSessionID, visit(r, body))
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, session)
	return nil
}

// visit is where a visitor comes from, by what the page and the browser say.
func visit(r *http.Request, body shared.InitSession) shared.Visit {
	language := body.Language
	if language == "" {
		language, _, _ = strings.Cut(r.Header.Get("Accept-Language"), ",")
		language, _, _ = strings.Cut(strings.TrimSpace(language), ";")
	}
	return shared.Visit{Page: body.Page, Browser: r.UserAgent(), Language: language}
}

func (s *Server) details(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.Details
	if err := decode(w, r, &body); err != nil {
		return err
	}
	if err := s.Chat.SetDetails(r.Context(), who, shared.ConversationID(chi.URLParam(r, "id")), body); err != nil {
		return err
	}
	answer(w, http.StatusOK, shared.Success{Success: true})
	return nil
}

// closeConversation ends a conversation in the name of whoever's token it is;
// the body only says which side the caller believes to be.
func (s *Server) closeConversation(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.CloseConversation
	if err := decode(w, r, &body); err != nil {
		return err
	}
	if body.SupportAgentID != nil && *body.SupportAgentID != who.ID {
		return shared.Refuse(shared.CodeForbidden, "support_agent_id is somebody else's.")
	}
	if err := s.Chat.End(r.Context(), who, shared.ConversationID(chi.URLParam(r, "session_id"))); err != nil {
		return err
	}
	answer(w, http.StatusOK, shared.Success{Success: true})
	return nil
}

func (s *Server) ticket(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	ticket, err := s.Auth.Ticket(r.Context(), who)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, shared.Ticket{Ticket: ticket})
	return nil
}

func (s *Server) history(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	before, err := number(r, "before_seq")
	if err != nil {
		return err
	}
	limit, err := number(r, "limit")
	if err != nil {
		return err
	}
	page, err := s.Chat.History(r.Context(), who, shared.ConversationID(chi.URLParam(r, "id")), before, int(min(limit, shared.MaxHistory)))
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, page)
	return nil
}

func (s *Server) post(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.PostMessage
	if err := decode(w, r, &body); err != nil {
		return err
	}
	event, _, err := s.Chat.Post(r.Context(), who, shared.SendMessage{
		ConversationID: shared.ConversationID(chi.URLParam(r, "id")),
		Content:        body.Content, ClientMessageID: body.ClientMessageID, ReplyTo: body.ReplyTo, Kind: body.Kind,
	}, hub.Origin{})
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, event.Message)
	return nil
}

// number reads a query parameter that is 0 or more; absent is 0.
func number(r *http.Request, name string) (int64, error) {
	value := r.URL.Query().Get(name)
	if value == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 {
		return 0, shared.Refuse(shared.CodeInvalidJSON, name+" is a number, 0 or more")
	}
	return n, nil
}
