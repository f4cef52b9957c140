package httpapi

import (
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"parley/shared"
	"parley/web"
)

// shell is the page around an app: what is needed to paint at once, and to load
// the rest. Values are set by html/template; only the markup of the first
// paint, made at build time and free of anybody's text, goes in as it is.
var shell = template.Must(template.New("shell").Parse(`<!doctype html>
<html lang="{{.Language}}" dir="{{.Language.Direction}}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>{{.Title}}</title>
<link rel="icon" href="/favicon.ico" type="image/svg+xml">
{{- if .Manifest}}
<link rel="manifest" href="{{.Manifest}}">
<link rel="apple-touch-icon" href="{{.Touch}}">
<meta name="theme-color" content="` + surfaceLight + `" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="` + surfaceDark + `" media="(prefers-color-scheme: dark)">
{{- end}}
<link rel="stylesheet" href="{{.Style}}">
<link rel="preload" as="fetch" type="application/wasm" href="{{.WASM}}" crossorigin>
<script async src="{{.Boot}}" data-wasm="{{.WASM}}" data-prefix="{{.Prefix}}" data-version="{{.Version}}" data-parent="{{.Parent}}"{{with .Worker}} data-worker="{{.}}"{{end}}{{with .Icon}} data-icon="{{.}}"{{end}}{{with .Preview}} data-preview="{{.}}"{{end}}></script>
</head><body>{{.Markup}}</body></html>
`))

// A page is one app's shell; write fills in what was built.
type page struct {
	App, Title, Prefix string
	Parent             string // the origin of the page around the frame
	// Of an app that can be installed; Touch is its icon on Apple's devices, Icon
	// that of its notifications.
	Manifest, Worker, Touch, Icon string
	// Calls lets the page use microphone and camera.
	Calls bool
	// Preview is the panel's style sheet, for the desk to show how a site looks.
	Preview string

	Style, WASM, Boot, Version string
	Markup                     template.HTML
	Language                   shared.Language
}

// write serves a shell. Only ancestors may frame it, and only the Trusted Types
// policies named may make a script's URL.
func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, p page, ancestors, policies string) {
	var socket string
	// 'self' does not cover sockets everywhere. A Host that is no host must not
	// become a part of the policy.
	if _, err := shared.ParseOrigin("http://" + r.Host); err == nil {
		socket = "ws://" + r.Host + " wss://" + r.Host
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "+
		"img-src 'self' data:; connect-src 'self' "+socket+"; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "+
		"form-action 'self'; frame-ancestors "+ancestors+"; require-trusted-types-for 'script'; trusted-types "+policies)
	if p.Calls {
		h.Set("Permissions-Policy", permissions("self"))
	}
	h.Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	p.Style, p.WASM, p.Boot = s.Assets.Path(p.App+".css"), s.Assets.Path(p.App+".wasm"), s.Assets.Path("boot.js")
	p.Language = languageOf(r)
	p.Version, p.Markup = s.Assets.Version(), template.HTML(s.Assets.Shell(p.App, p.Language))
	shell.Execute(w, p)
}

// widget is the visitor's panel. Only pages of the site's origins may frame it;
// the browser enforces that. For a site that does not exist there is nothing to
// protect: the panel opens anywhere, and says so in words instead of staying
// blank.
func (s *Server) widget(w http.ResponseWriter, r *http.Request) error {
	parent, err := shared.ParseOrigin(r.URL.Query().Get("o"))
	if err != nil {
		parent = ""
	}
	site, err := s.Chat.DB.Site(r.Context(), shared.SiteID(r.URL.Query().Get("site")))
	if errors.Is(err, shared.Refuse(shared.CodeNotFound, "")) {
		s.panel(w, r, http.StatusNotFound, parent, "*", false)
		return nil
	}
	if err != nil {
		return err
	}
	if !slices.Contains(site.Origins, parent) {
		parent = "" // nobody to talk to: the browser refuses the frame
	}
	ancestors := "'none'"
	if len(site.Origins) > 0 {
		ancestors = strings.Join(site.Origins, " ")
	}
	s.panel(w, r, http.StatusOK, parent, ancestors, site.Calls)
	return nil
}

func (s *Server) panel(w http.ResponseWriter, r *http.Request, status int, parent, ancestors string, calls bool) {
	s.write(w, r, status, page{App: "widget", Title: "Chat", Prefix: "/widget", Parent: parent, Calls: calls}, ancestors, "'none'")
}

// permissions is the policy that lets some origins use microphone and camera.
func permissions(origins string) string {
	return "camera=(" + origins + "), microphone=(" + origins + ")"
}

// demo is the demo shop, which asks of its browser what a careful customer's
// page may: nothing but the loader runs there, without a policy of its own.
func (s *Server) demo(page *template.Template) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		own := s.Origins.Own[0]
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src "+own+"; frame-src "+own+"; style-src 'unsafe-inline'; "+
			"img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
		w.Header().Set("Permissions-Policy", permissions(`self "`+own+`"`)) // for the frame
		page.Execute(w, map[string]any{"Origin": s.Origins.Own[0], "SiteID": s.DemoSite})
	}
}

func (s *Server) icon(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Write(web.Icon)
}

// asset serves what has its content's hash in its name, and never changes.
func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	asset, ok := s.Assets.Open(chi.URLParam(r, "name"))
	if !ok {
		s.refuse(w, r, shared.Refuse(shared.CodeNotFound, ""))
		return
	}
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	s.send(w, r, asset, "public, max-age=31536000, immutable")
}

func (s *Server) send(w http.ResponseWriter, r *http.Request, asset web.Asset, cache string) {
	h := w.Header()
	h.Set("Content-Type", asset.Type)
	h.Set("Cache-Control", cache)
	h.Add("Vary", "Accept-Encoding")
	body, err := asset.Brotli, error(nil)
	switch {
	case accepts(r, "br"):
		h.Set("Content-Encoding", "br")
	case accepts(r, "gzip"):
		h.Set("Content-Encoding", "gzip")
		body, err = asset.Gzip()
	default:
		body, err = asset.Plain()
	}
	if err != nil {
		h.Del("Content-Encoding")
		s.refuse(w, r, err)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}

// accepts reports whether the client takes an encoding.
func accepts(r *http.Request, encoding string) bool {
	for offer := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(offer), ";")
		if name == encoding {
			q := strings.TrimPrefix(strings.ReplaceAll(quality, " ", ""), "q=")
			weight, err := strconv.ParseFloat(q, 64)
			return err != nil || weight > 0
		}
	}
	return false
}
