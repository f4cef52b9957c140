package httpapi

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"parley/shared"
)

func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	var body shared.Login
	if err := decode(w, r, &body); err != nil {
		return err
	}
	outcome, err := s.Chat.Limits.SignIn(body.Username, s.Proxies.Client(r))
	if err != nil {
		return err
	}
	tokens, err := s.Auth.Login(r.Context(), body)
	outcome(err)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, tokens)
	return nil
}

func (s *Server) refresh(w http.ResponseWriter, r *http.Request) error {
	var body shared.Refresh
	if err := decode(w, r, &body); err != nil {
		return err
	}
	tokens, revoked, err := s.Auth.Refresh(r.Context(), body.Refresh)
	s.Live.Revoke(revoked)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, tokens)
	return nil
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) error {
	var body shared.Refresh
	if err := decode(w, r, &body); err != nil {
		return err
	}
	session, err := s.Auth.Logout(r.Context(), body.Refresh)
	if err != nil {
		return err
	}
	s.Live.Revoke(session)
	answer(w, http.StatusOK, shared.Success{Success: true})
	return nil
}

func (s *Server) inbox(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	limit, err := number(r, "limit")
	if err != nil {
		return err
	}
	query := r.URL.Query()
	page, err := s.Chat.Inbox(r.Context(), who, shared.InboxFilter(query.Get("filter")), query.Get("before"), int(min(limit, shared.MaxHistory)))
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, page)
	return nil
}

func (s *Server) administer(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.ChangeConversation
	if err := decode(w, r, &body); err != nil {
		return err
	}
	header, err := s.Chat.Administer(r.Context(), who, shared.ConversationID(chi.URLParam(r, "id")), body)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, header)
	return nil
}
