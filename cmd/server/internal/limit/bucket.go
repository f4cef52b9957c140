package limit

import (
	"time"

	"golang.org/x/time/rate"
)

const (
	// mostKeys bounds every table, should somebody invent keys faster than they
	// expire: some 15 MB. Beyond it an arbitrary one is forgiven.
	mostKeys = 1 << 16
	// sweepEvery is how often a table is searched for what has expired.
	sweepEvery = time.Minute
)

// table keeps something about keys until it would say the same as nothing.
type table[K comparable, V any] struct {
	of    map[K]V
	swept time.Time
}

// put keeps a value, after the table was rid of those that expired says are
// worth nothing any more.
func (t *table[K, V]) put(now time.Time, key K, value V, expired func(V) bool) {
	if t.of == nil {
		t.of = map[K]V{}
	}
	if now.Sub(t.swept) >= sweepEvery {
		t.swept = now
		for k, v := range t.of {
			if expired(v) {
				delete(t.of, k)
			}
		}
	}
	if len(t.of) >= mostKeys {
		for k := range t.of {
			delete(t.of, k)
			break
		}
	}
	t.of[key] = value
}

// buckets are token buckets, one for each key. A full one is as good as none.
type buckets[K comparable] struct{ table[K, *rate.Limiter] }

// reserve takes a token of a key, now or when it will be there.
func (b *buckets[K]) reserve(now time.Time, key K, pace pace) *rate.Reservation {
	limiter, ok := b.of[key]
	if !ok {
		limiter = pace.bucket()
		b.put(now, key, limiter, func(l *rate.Limiter) bool { return l.TokensAt(now) >= float64(l.Burst()) })
	}
	return limiter.ReserveN(now, 1)
}

func (p pace) bucket() *rate.Limiter { return rate.NewLimiter(p.perSecond, p.burst) }
