package httpapi

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"

	"parley/shared"
)

// Origins says which pages may call the API from a browser. An origin is
// compared whole: scheme, host and port.
type Origins struct {
	// Own are the server's own public origin and its aliases.
	Own []string
	// Further come from --allowed-origin.
	Further []string
	// OfSite reports whether an origin belongs to any site.
	OfSite func(ctx context.Context, origin string) (bool, error)
}

// Loopback lists the names under which a loopback origin is also reached; the
// origin itself comes first.
func Loopback(origin string) []string {
	aliases := []string{origin}
	u, err := url.Parse(origin)
	if err != nil || !IsLoopback(u.Hostname()) {
		return aliases
	}
	for _, host := range []string{"127.0.0.1", "localhost", "::1"} {
		alias := u.Scheme + "://" + net.JoinHostPort(host, u.Port())
		if !slices.Contains(aliases, alias) {
			aliases = append(aliases, alias)
		}
	}
	return aliases
}

// IsLoopback reports whether a host name means this machine.
func IsLoopback(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	return host == "localhost"
}

func (o Origins) allow(ctx context.Context, origin string) (bool, error) {
	if slices.Contains(o.Own, origin) || slices.Contains(o.Further, origin) {
		return true, nil
	}
	return o.OfSite(ctx, origin)
}

// ownOrigin refuses a browser's request from a page we do not know. Programs
// that are no browser send no Origin: their token decides.
func (s *Server) ownOrigin(r *http.Request) error {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	allowed, err := s.Origins.allow(r.Context(), origin)
	if err != nil || allowed {
		return err
	}
	return shared.Refuse(shared.CodeForbidden, "pages of "+origin+" are not allowed here. Add it to the site's origins, or with --allowed-origin.")
}

// cors lets pages of allowed origins read the API's answers.
func (s *Server) cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		if origin == "" || slices.Contains(s.Origins.Own, origin) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Add("Vary", "Origin")
		if allowed, err := s.Origins.allow(r.Context(), origin); err == nil && allowed {
			h := w.Header()
			h.Set("Access-Control-Allow-Origin", origin)
			h.Set("Access-Control-Expose-Headers", "Retry-After")
			if r.Method == http.MethodOptions {
				h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
				h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
				h.Set("Access-Control-Max-Age", "600")
				w.WriteHeader(http.StatusNoContent)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
