package limit

import "github.com/prometheus/client_golang/prometheus"

// kind is what was too fast.
type kind string

const (
	sends          kind = "message"
	begins         kind = "conversation"
	inits          kind = "session"
	frames         kind = "frame"
	sockets        kind = "socket"
	guessesAccount kind = "sign_in_account"
	guessesAddress kind = "sign_in_address"
)

// newRefusals counts refusals, each kind from the start.
func newRefusals() *prometheus.CounterVec {
	refusals := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "parley_rate_limited_total", Help: "What was refused as too fast or too many, by kind.",
	}, []string{"kind"})
	for _, k := range []kind{sends, begins, inits, frames, sockets, guessesAccount, guessesAddress} {
		refusals.WithLabelValues(string(k))
	}
	return refusals
}

// Describe and Collect make limits a collector of Prometheus's.
func (l *Limits) Describe(into chan<- *prometheus.Desc) { l.refusals.Describe(into) }

// Collect tells the counts.
func (l *Limits) Collect(into chan<- prometheus.Metric) { l.refusals.Collect(into) }

// refuse counts a refusal.
func (l *Limits) refuse(what kind, refusal error) error {
	if refusal != nil {
		l.refusals.WithLabelValues(string(what)).Inc()
	}
	return refusal
}
