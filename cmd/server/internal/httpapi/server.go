// Package httpapi is the HTTP side: routes, errors as statuses, headers, the
// shell pages and assets. A handler is three moves: decode, call one method,
// return the error.
package httpapi

import (
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/chat"
	"parley/cmd/server/internal/live"
	"parley/shared"
	"parley/web"
)

// Server answers HTTP. Its fields are static after construction.
type Server struct {
	Chat    *chat.Service
	Auth    *auth.Service
	Live    *live.Server
	Assets  *web.Assets
	Origins Origins
	Proxies Proxies
	Log     *slog.Logger
	// Ready says why the server cannot serve; nil when it can.
	Ready func(context.Context) error
	// Traffic counts requests, Metrics shows everything that is counted.
	Traffic *Traffic
	Metrics http.Handler
	// Exposed says that a proxy nobody has named may be in front, so that
	// anybody may seem to ask from this machine.
	Exposed bool
	// HTTPS says that browsers reach the server by https only.
	HTTPS bool
	// Degraded names what the server does without for now.
	Degraded func() []string
	// DemoSite is the site of the demo shop; empty without --demo.
	DemoSite shared.SiteID
}

// Handler makes the routes of contract §2 and §3.
func (s *Server) Handler() http.Handler {
	r := chi.NewRouter()
	r.Use(s.observe, s.recover, middleware.StripSlashes, middleware.GetHead, s.guard, s.cors)
	r.NotFound(s.handle(func(http.ResponseWriter, *http.Request) error { return shared.Refuse(shared.CodeNotFound, "") }))

	r.Get("/assets/{name}", s.asset)
	r.Get("/widget.js", s.handle(s.loader))
	r.Get("/widget", s.handle(s.widget))
	r.Get(deskPath, s.desk)
	r.Get(deskPath+"/*", s.desk)
	r.Get(workerPath, s.handle(s.worker))
	r.Get(manifestPath, s.handle(s.manifest))
	r.Get("/favicon.ico", s.icon)
	if s.DemoSite != "" {
		r.Get("/demo", s.demo(template.Must(template.New("demo").Parse(web.Demo))))
	}

	r.Post(shared.PathInitSession, s.handle(s.initSession))
	r.Post(shared.PathClose, s.handle(s.closeConversation))
	r.Post(shared.PathToken, s.handle(s.login))
	r.Post(shared.PathRefresh, s.handle(s.refresh))
	r.Post(shared.PathBlacklist, s.handle(s.logout))
	r.Post(shared.PathTicket, s.handle(s.ticket))
	r.Get(shared.PathInbox, s.handle(s.inbox))
	r.Patch(shared.PathConversation, s.handle(s.administer))
	r.Get(shared.PathMessages, s.handle(s.history))
	r.Post(shared.PathMessages, s.handle(s.post))
	r.Get(shared.PathRooms, s.handle(s.rooms))
	r.Post(shared.PathRooms, s.handle(s.addRoom))
	r.Patch(shared.PathRoom, s.handle(s.changeRoom))
	r.Delete(shared.PathRoom, s.handle(s.deleteRoom))
	r.Post(shared.PathDetails, s.handle(s.details))
	r.Get(shared.PathSites, s.handle(s.sites))
	r.Post(shared.PathSites, s.handle(s.addSite))
	r.Put(shared.PathSite, s.handle(s.setSite))
	r.Put(shared.PathSitePicture, s.handle(s.setPicture))
	r.Delete(shared.PathSitePicture, s.handle(s.removePicture))
	r.Get(shared.PathPicture, s.handle(s.picture))
	r.Get(shared.PathUsers, s.handle(s.users))
	r.Post(shared.PathUsers, s.handle(s.addUser))
	r.Patch(shared.PathUser, s.handle(s.changeUser))
	r.Post(shared.PathUserPassword, s.handle(s.setPassword))

	r.Get("/api/v1/openapi.json", description("application/json", web.OpenAPI))
	r.Get("/api/v1/asyncapi.json", description("application/json", web.AsyncAPI))
	r.Get("/api/v1/parley.d.ts", description("text/plain; charset=utf-8", web.TypeScript))

	r.Get(shared.PathSocket, s.handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.ownOrigin(r); err != nil {
			return err
		}
		s.Live.Conversation(w, r, s.Proxies.Client(r), shared.ConversationID(chi.URLParam(r, "conversation_id")))
		return nil
	}))
	r.Get(shared.PathStreamSocket, s.handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.ownOrigin(r); err != nil {
			return err
		}
		s.Live.Stream(w, r, s.Proxies.Client(r))
		return nil
	}))

	r.Get("/healthz", func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	r.Get("/readyz", s.ready)
	r.Get("/metrics", s.handle(s.metrics))
	return r
}

// guard sets what holds for every answer that does not say otherwise: it is no
// page, and nobody else's frame.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if s.HTTPS {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.Set("Permissions-Policy", permissions(""))
		next.ServeHTTP(w, r)
	})
}

// ready tells a balancer whether to come here, and an operator why not.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	err := s.Ready(r.Context())
	if err == nil {
		answer(w, http.StatusOK, shared.Readiness{Status: "ready", Degraded: append([]string{}, s.Degraded()...)})
		return
	}
	s.Log.Error("not ready", "error", err, "request", r.Header.Get(requestID))
	var refusal *shared.Error
	if !errors.As(err, &refusal) {
		refusal = shared.Refuse(shared.CodeUnavailable, "")
	}
	answer(w, http.StatusServiceUnavailable, shared.ErrorBody{Error: shared.Fail(refusal)})
}

// identify reads the bearer token of a request.
func (s *Server) identify(r *http.Request) (auth.Identity, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return auth.Identity{}, shared.Refuse(shared.CodeUserHasToLogin, "")
	}
	who, err := s.Auth.Identify(r.Context(), token)
	who.Address = s.Proxies.Client(r)
	return who, err
}
