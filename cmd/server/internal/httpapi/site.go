package httpapi

import (
	"errors"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"

	"parley/shared"
)

// withSnippet adds what is to be pasted into the pages of a site.
func (s *Server) withSnippet(site shared.ListedSite) shared.ListedSite {
	site.Snippet = shared.Snippet(s.Origins.Own[0], site.ID)
	return site
}

func (s *Server) sites(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	sites, err := s.Chat.Sites(r.Context(), who)
	if err != nil {
		return err
	}
	for i, site := range sites.Sites {
		sites.Sites[i] = s.withSnippet(site)
	}
	answer(w, http.StatusOK, sites)
	return nil
}

func (s *Server) addSite(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.NewSite
	if err := decode(w, r, &body); err != nil {
		return err
	}
	site, err := s.Chat.AddSite(r.Context(), who, body)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, s.withSnippet(site))
	return nil
}

func (s *Server) setSite(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	var body shared.NewSite
	if err := decode(w, r, &body); err != nil {
		return err
	}
	site, err := s.Chat.SetSite(r.Context(), who, shared.SiteID(chi.URLParam(r, "id")), body)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, s.withSnippet(site))
	return nil
}

// setPicture takes the picture as the body itself, whatever it is called.
func (s *Server) setPicture(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	// One byte more than may be is enough to know that it is too much.
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, shared.MaxPicture+1))
	var tooBig *http.MaxBytesError
	if err != nil && !errors.As(err, &tooBig) {
		return shared.Refuse(shared.CodeInvalidJSON, "the picture did not arrive in full").Because(err)
	}
	if len(content) == 0 {
		return shared.RefuseField("picture", "Choose a picture.")
	}
	site, err := s.Chat.SetPicture(r.Context(), who, shared.SiteID(chi.URLParam(r, "id")), content)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, s.withSnippet(site))
	return nil
}

func (s *Server) removePicture(w http.ResponseWriter, r *http.Request) error {
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	site, err := s.Chat.SetPicture(r.Context(), who, shared.SiteID(chi.URLParam(r, "id")), nil)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, s.withSnippet(site))
	return nil
}

// picture serves a site's picture, which anybody may see. Whatever it turns out
// to be, it is no page of ours.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) error {
	picture, err := s.Chat.DB.Picture(r.Context(), chi.URLParam(r, "name"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", picture.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	w.Write(picture.Content)
	return nil
}
