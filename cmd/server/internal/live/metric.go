package live

import (
	"bytes"
	"cmp"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/coder/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"parley/shared"
)

// noisiest is how many sites are named in metrics, which must not grow with the
// number of sites.
const noisiest = 5

// metrics are what an operator sees of the sockets. Every series is made here,
// so that it is there from the start; a frame only looks one up in a small map
// and adds to it.
type metrics struct {
	frames   *prometheus.CounterVec
	received map[reflect.Type]prometheus.Counter // by command
	unread   prometheus.Counter                  // what is no command
	sent     map[shared.Kind]prometheus.Counter
	refused  *prometheus.CounterVec
	closed   *prometheus.CounterVec
	lag      prometheus.Histogram
}

// closeAbnormal is a peer that was cut, or has vanished or broken the protocol,
// without a word.
const closeAbnormal shared.CloseCode = 1006

// closings are the codes that are counted each by itself.
var closings = []shared.CloseCode{
	shared.CloseNormal, 1001, 1002, 1005, closeAbnormal, shared.CloseUndecodable, shared.CloseTooBig, shared.CloseServerFault, shared.CloseRestarting,
	shared.CloseOverloaded, shared.CloseUnauthenticated, shared.CloseForbidden, shared.CloseAbuse, shared.CloseSuperseded,
	shared.CloseRevoked, shared.CloseEpochChanged, shared.CloseTooSlow, shared.CloseTooOld,
}

func newMetrics() *metrics {
	m := &metrics{
		frames: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_frames_total", Help: "Frames that came in and went out, by type.",
		}, []string{"direction", "type"}),
		received: map[reflect.Type]prometheus.Counter{}, sent: map[shared.Kind]prometheus.Counter{},
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_errors_total", Help: "Refusals and failures, by code.", ConstLabels: prometheus.Labels{"door": "socket"},
		}, []string{"code"}),
		closed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_socket_closes_total", Help: "Sockets that ended, by close code, whoever closed; 1006: without a word.",
		}, []string{"code"}),
		lag: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "parley_delivery_lag_seconds", Help: "From the publication of an event, which is right after its commit, until it is written to a socket that was listening; of every eighth event of a log.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}),
	}
	for kind, command := range shared.Commands() {
		m.received[reflect.TypeOf(command)] = m.frames.WithLabelValues("in", string(kind))
	}
	m.unread = m.frames.WithLabelValues("in", "unknown")
	for kind := range shared.Events() {
		m.sent[kind] = m.frames.WithLabelValues("out", string(kind))
	}
	for _, code := range shared.Codes() {
		m.refused.WithLabelValues(string(code))
	}
	for _, code := range closings {
		m.close(code, 0)
	}
	return m
}

// receive counts what came in; nil is no command.
func (m *metrics) receive(command shared.Command) {
	counter, ok := m.received[reflect.TypeOf(command)]
	if !ok {
		counter = m.unread
	}
	counter.Inc()
}

// send counts encoded frames that went out. Their type is the first that stands
// in them, because that is how shared encodes.
func (m *metrics) send(frames [][]byte) {
	for _, frame := range frames {
		rest, _ := bytes.CutPrefix(frame, []byte(`{"type":"`))
		kind, _, _ := bytes.Cut(rest, []byte{'"'})
		if counter, ok := m.sent[shared.Kind(kind)]; ok {
			counter.Inc()
		}
	}
}

// deliver notes how late events were that were published at a time; zero is
// not known.
func (m *metrics) deliver(published time.Time) {
	if !published.IsZero() {
		m.lag.Observe(time.Since(published).Seconds())
	}
}

// close counts the ends of sockets. Codes that peers make up are one series.
func (m *metrics) close(code shared.CloseCode, ends int) {
	name := "other"
	if slices.Contains(closings, code) {
		name = strconv.Itoa(int(code))
	}
	m.closed.WithLabelValues(name).Add(float64(ends))
}

// closeBy is the code that a failed read tells of.
func closeBy(err error) shared.CloseCode {
	switch code := websocket.CloseStatus(err); {
	case code != -1:
		return shared.CloseCode(code)
	case errors.Is(err, websocket.ErrMessageTooBig):
		return shared.CloseTooBig
	}
	return closeAbnormal
}

var (
	socketsGauge = prometheus.NewDesc("parley_sockets", "Open sockets, by what they are of and whose they are.", []string{"kind", "of"}, nil)
	signInsGauge = prometheus.NewDesc("parley_sessions", "Sign-ins and visitors with an open socket.", []string{"of"}, nil)
	siteSockets  = prometheus.NewDesc("parley_noisiest_site_sockets", "Open sockets of visitors of the sites that send most now.", []string{"site"}, nil)
	siteFrames   = prometheus.NewDesc("parley_noisiest_site_frames", "Frames that came in over those sockets since they were opened.", []string{"site"}, nil)
)

// Describe and Collect make the server a collector of Prometheus's.
func (s *Server) Describe(into chan<- *prometheus.Desc) {
	for _, of := range []*prometheus.Desc{socketsGauge, signInsGauge, siteSockets, siteFrames} {
		into <- of
	}
	for _, of := range []prometheus.Collector{s.metrics.frames, s.metrics.refused, s.metrics.closed, s.metrics.lag} {
		of.Describe(into)
	}
}

// Collect looks at every open socket, which takes a millisecond for 10,000.
func (s *Server) Collect(into chan<- prometheus.Metric) {
	type place struct{ kind, of string }
	sockets := map[place]int{}
	for _, kind := range []string{"conversation", "stream"} {
		sockets[place{kind, "user"}] = 0
	}
	sockets[place{"conversation", "visitor"}] = 0
	signIns := map[string]map[string]struct{}{"user": {}, "visitor": {}}
	type noise struct {
		site            shared.SiteID
		sockets, frames int64
	}
	noises := map[shared.SiteID]*noise{}
	for _, session := range s.list() {
		at := place{kind: "conversation", of: "visitor"}
		if session.only == "" {
			at.kind = "stream"
		}
		key := string(session.who.ID)
		if session.who.Role != shared.RoleVisitor {
			at.of, key = "user", session.who.Session
		}
		sockets[at]++
		signIns[at.of][key] = struct{}{}
		if session.who.Site != "" {
			n := noises[session.who.Site]
			if n == nil {
				n = &noise{site: session.who.Site}
				noises[session.who.Site] = n
			}
			n.sockets++
			n.frames += session.frames.Load()
		}
	}
	gauge := func(of *prometheus.Desc, value int64, labels ...string) {
		into <- prometheus.MustNewConstMetric(of, prometheus.GaugeValue, float64(value), labels...)
	}
	for at, n := range sockets {
		gauge(socketsGauge, int64(n), at.kind, at.of)
	}
	for of, who := range signIns {
		gauge(signInsGauge, int64(len(who)), of)
	}
	loudest := make([]*noise, 0, len(noises))
	for _, n := range noises {
		loudest = append(loudest, n)
	}
	slices.SortFunc(loudest, func(a, b *noise) int { return cmp.Or(cmp.Compare(b.frames, a.frames), cmp.Compare(a.site, b.site)) })
	for _, n := range loudest[:min(noisiest, len(loudest))] {
		gauge(siteSockets, n.sockets, string(n.site))
		gauge(siteFrames, n.frames, string(n.site))
	}
	for _, of := range []prometheus.Collector{s.metrics.frames, s.metrics.refused, s.metrics.closed, s.metrics.lag} {
		of.Collect(into)
	}
}

// closeOnce counts a socket's end by the first reason there was.
func (l line) closeOnce(code shared.CloseCode) {
	if l.code.CompareAndSwap(0, int32(code)) {
		l.metrics.close(code, 1)
	}
}
