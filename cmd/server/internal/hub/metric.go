package hub

import "github.com/prometheus/client_golang/prometheus"

var (
	topicsGauge  = prometheus.NewDesc("parley_topics", "Conversations and feeds that somebody listens to.", nil, nil)
	presentGauge = prometheus.NewDesc("parley_people_present", "Users and visitors who are shown as online.", nil, nil)
)

// Describe and Collect make the hub a collector of Prometheus's.
func (h *Hub) Describe(into chan<- *prometheus.Desc) {
	into <- topicsGauge
	into <- presentGauge
}

// Collect counts.
func (h *Hub) Collect(into chan<- prometheus.Metric) {
	h.mu.RLock()
	topics := len(h.topics)
	h.mu.RUnlock()
	h.presence.mu.Lock()
	online := 0
	for _, p := range h.presence.people {
		if p.online() {
			online++
		}
	}
	h.presence.mu.Unlock()
	into <- prometheus.MustNewConstMetric(topicsGauge, prometheus.GaugeValue, float64(topics))
	into <- prometheus.MustNewConstMetric(presentGauge, prometheus.GaugeValue, float64(online))
}
