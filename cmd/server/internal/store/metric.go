package store

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// sizeWithin bounds how long a scrape waits for the size.
const sizeWithin = 2 * time.Second

// metrics are what an operator sees of the writer.
type metrics struct {
	commit, group prometheus.Histogram
}

func newMetrics() metrics {
	return metrics{
		commit: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "parley_commit_seconds", Help: "Time of a group of writes, from its begin to its commit.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}),
		group: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "parley_commit_writes", Help: "Writes in a group.", Buckets: prometheus.ExponentialBuckets(1, 2, 10),
		}),
	}
}

func (m metrics) committed(writes int, took time.Duration) {
	m.commit.Observe(took.Seconds())
	m.group.Observe(float64(writes))
}

// Collectors are the metrics of the database.
func (db *DB) Collectors() []prometheus.Collector {
	return []prometheus.Collector{
		db.metrics.commit, db.metrics.group,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "parley_commit_queue", Help: "Writes that wait for the next group.",
		}, func() float64 { return float64(len(db.jobs)) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "parley_database_bytes", Help: "Size of the database; 0 when it does not answer.",
		}, db.size),
		collectors.NewDBStatsCollector(db.read.DB.DB, "read"), collectors.NewDBStatsCollector(db.write.DB, "write"),
	}
}

func (db *DB) size() (bytes float64) {
	ctx, cancel := context.WithTimeout(context.Background(), sizeWithin)
	defer cancel()
	if db.read.GetContext(ctx, &bytes, db.read.dialect.size()) != nil {
		return 0
	}
	return bytes
}
