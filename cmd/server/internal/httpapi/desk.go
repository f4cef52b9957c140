package httpapi

import (
	"encoding/json"
	"net/http"
)

// The desk's paths. The worker's is below the page's, and its scope is the page
// itself, which takes a header of its own.
const (
	deskPath     = "/app"
	workerPath   = deskPath + "/worker.js"
	manifestPath = deskPath + "/manifest.webmanifest"
)

// desk is the agents' app; every deep link is the same page.
func (s *Server) desk(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Frame-Options", "DENY")
	w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
	// boot.js has one policy, and it lets through one URL: the worker's.
	s.write(w, r, http.StatusOK, page{
		App: "dashboard", Preview: s.Assets.Path("widget.css"), Title: "Parley", Prefix: deskPath, Worker: workerPath,
		Manifest: manifestPath, Touch: s.Assets.Path("icon-maskable.png"), Icon: s.Assets.Path("icon-192.png"),
		Calls: true,
	}, "'none'", "boot")
}

// worker is the desk's service worker. Its own policy lets it fetch from here,
// and nothing else.
func (s *Server) worker(w http.ResponseWriter, r *http.Request) error {
	script, err := s.Assets.Worker(deskPath)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Service-Worker-Allowed", deskPath)
	h.Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'")
	_, err = w.Write([]byte(script))
	return err
}

// A manifest is what a browser has to know to install the desk.
type manifest struct {
	ID              string         `json:"id"`
	Name            string         `json:"name"`
	ShortName       string         `json:"short_name"`
	Description     string         `json:"description"`
	StartURL        string         `json:"start_url"`
	Scope           string         `json:"scope"`
	Display         string         `json:"display"`
	BackgroundColor string         `json:"background_color"`
	ThemeColor      string         `json:"theme_color"`
	Icons           []manifestIcon `json:"icons"`
}

type manifestIcon struct {
	Source  string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

// The desk's surfaces as --surface has them in web/src/tokens.css: a manifest
// and a meta element know neither OKLCH nor custom properties.
const (
	surfaceLight = "#ffffff"
	surfaceDark  = "#15171b"
)

func (s *Server) manifest(w http.ResponseWriter, r *http.Request) error {
	icon := func(name, size, purpose string) manifestIcon {
		return manifestIcon{s.Assets.Path(name), size, "image/png", purpose}
	}
	h := w.Header()
	h.Set("Content-Type", "application/manifest+json")
	h.Set("Cache-Control", "no-cache")
	return json.NewEncoder(w).Encode(manifest{
		ID: deskPath, Name: "Parley", ShortName: "Parley", Description: "Answer your visitors.",
		StartURL: deskPath, Scope: deskPath, Display: "standalone",
		BackgroundColor: surfaceLight, ThemeColor: surfaceLight,
		Icons: []manifestIcon{
			icon("icon-192.png", "192x192", "any"),
			icon("icon-512.png", "512x512", "any"),
			icon("icon-maskable.png", "512x512", "maskable"),
		},
	})
}
