package httpapi

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"parley/cmd/server/internal/chat"
	"parley/shared"
)

func (s *Server) users(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	users, err := s.Chat.Users(r.Context(), who)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, users)
	return nil
}

func (s *Server) addUser(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.NewUser
	if err := decode(w, r, &body); err != nil {
		return err
	}
	added, err := s.Chat.AddUser(r.Context(), who, body)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, added)
	return nil
}

func (s *Server) changeUser(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.ChangeUser
	if err := decode(w, r, &body); err != nil {
		return err
	}
	user, then, err := s.Chat.ChangeUser(r.Context(), who, shared.MemberID(chi.URLParam(r, "id")), body)
	if err != nil {
		return err
	}
	s.Live.Apply(then, user.ID)
	answer(w, http.StatusOK, user)
	return nil
}

func (s *Server) setPassword(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.Password
	if err := decode(w, r, &body); err != nil {
		return err
	}
	id := shared.MemberID(chi.URLParam(r, "id"))
	password, err := s.Chat.SetPassword(r.Context(), who, id, body)
	if err != nil {
		return err
	}
	s.Live.Apply(chat.EndWithSignIn, id)
	answer(w, http.StatusOK, password)
	return nil
}
