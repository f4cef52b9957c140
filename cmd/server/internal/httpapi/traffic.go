package httpapi

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"

	"parley/shared"
)

// requestID is the header that names a request, in and out and in the log.
const requestID = "X-Request-Id"

// Traffic is what an operator sees of HTTP, a collector of Prometheus's. A
// route is as it is written in Handler, so that nobody can invent series.
type Traffic struct {
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	refused  *prometheus.CounterVec
}

// NewTraffic makes the metrics of one server.
func NewTraffic() *Traffic {
	t := &Traffic{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_http_requests_total", Help: "Requests, by method, route and status; 101 is a socket that was opened.",
		}, []string{"method", "route", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "parley_http_seconds", Help: "Time to answer a request, by route; without sockets.",
			Buckets: []float64{.001, .005, .01, .05, .1, .5, 1, 5},
		}, []string{"route"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_errors_total", Help: "Refusals and failures, by code.", ConstLabels: prometheus.Labels{"door": "http"},
		}, []string{"code"}),
	}
	for _, code := range shared.Codes() {
		t.refused.WithLabelValues(string(code))
	}
	return t
}

// Describe implements prometheus.Collector.
func (t *Traffic) Describe(into chan<- *prometheus.Desc) {
	t.requests.Describe(into)
	t.took.Describe(into)
	t.refused.Describe(into)
}

// Collect implements prometheus.Collector.
func (t *Traffic) Collect(into chan<- prometheus.Metric) {
	t.requests.Collect(into)
	t.took.Collect(into)
	t.refused.Collect(into)
}

// observe names a request, and counts and logs it once it is answered.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestID)
		if !sane(id) {
			id = rand.Text()
			r.Header.Set(requestID, id)
		}
		w.Header().Set(requestID, id)
		answer, began := middleware.NewWrapResponseWriter(w, r.ProtoMajor), time.Now()
		next.ServeHTTP(answer, r)
		took := time.Since(began)
		route, method, status := chi.RouteContext(r.Context()).RoutePattern(), r.Method, answer.Status()
		if route == "" || route == "/*" {
			route, method = "none", "any"
		}
		if status == 0 {
			status = http.StatusOK
		}
		s.Traffic.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
		if status != http.StatusSwitchingProtocols {
			s.Traffic.took.WithLabelValues(route).Observe(took.Seconds())
		}
		if s.Log.Enabled(context.Background(), slog.LevelDebug) {
			from := "this machine"
			if address := s.Proxies.Client(r); address.IsValid() {
				from = address.String()
			}
			// The path only: a query may hold a token.
			s.Log.Debug("request", "method", r.Method, "path", r.URL.Path, "status", status, "bytes", answer.BytesWritten(),
				"took", took, "address", from, "request", id)
		}
	})
}

// sane reports whether the name that a proxy gave to a request may stand in a
// log.
func sane(id string) bool {
	return id != "" && len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
	})
}

// metrics shows Prometheus what there is to see, if it asks from this machine.
func (s *Server) metrics(w http.ResponseWriter, r *http.Request) error {
	if s.Exposed || !direct(r) {
		return shared.Refuse(shared.CodeForbidden, "metrics are for programs on the server's own machine; an operator who wants them elsewhere sets --metrics-listen.")
	}
	s.Metrics.ServeHTTP(w, r)
	return nil
}
