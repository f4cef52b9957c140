package auth

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"parley/shared"
)

// metrics are what an operator sees of who signs in.
type metrics struct {
	right, wrong, failed prometheus.Counter
	all                  *prometheus.CounterVec
}

func newMetrics() metrics {
	all := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "parley_sign_ins_total", Help: "Passwords that were tried, by outcome; those that were not looked at are in parley_rate_limited_total.",
	}, []string{"outcome"})
	return metrics{right: all.WithLabelValues("right"), wrong: all.WithLabelValues("wrong"), failed: all.WithLabelValues("failed"), all: all}
}

// tried counts a sign-in by its outcome.
func (m metrics) tried(err error) {
	switch {
	case err == nil:
		m.right.Inc()
	case errors.Is(err, shared.Refuse(shared.CodeUserHasToLogin, "")):
		m.wrong.Inc()
	default:
		m.failed.Inc()
	}
}

// Collectors are the metrics of who signs in.
func (s *Service) Collectors() []prometheus.Collector {
	return []prometheus.Collector{s.metrics.all, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "parley_password_hashes_waiting", Help: "Passwords that are being hashed, or wait for it; there is place for 32.",
	}, func() float64 { return float64(s.hasher.line.Load()) })}
}
