package httpapi

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"parley/shared"
)

func (s *Server) rooms(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	rooms, err := s.Chat.Rooms(r.Context(), who)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, rooms)
	return nil
}

func (s *Server) addRoom(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.NewRoom
	if err := decode(w, r, &body); err != nil {
		return err
	}
	room, err := s.Chat.AddRoom(r.Context(), who, body)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, room)
	return nil
}

func (s *Server) changeRoom(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.ChangeRoom
	if err := decode(w, r, &body); err != nil {
		return err
	}
	room, err := s.Chat.ChangeRoom(r.Context(), who, shared.ConversationID(chi.URLParam(r, "id")), body)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, room)
	return nil
}

func (s *Server) deleteRoom(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	if err := s.Chat.DeleteRoom(r.Context(), who, shared.ConversationID(chi.URLParam(r, "id"))); err != nil {
		return err
	}
	answer(w, http.StatusOK, shared.Success{Success: true})
	return nil
}
