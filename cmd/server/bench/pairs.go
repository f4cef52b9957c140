package main

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// pairs measures conversations of two at saturation: every sender has one
// message in flight, and each goes to two sockets.
func pairs(b *bench) error {
	for d := range b.databases() {
		var rate, cpu []turn
		var limitRate, limitCPU float64
		err := b.turns(func() error {
			return d.fresh(func(source string) error {
				t, err := b.limit(cmp.Or(source, inSQLite))
				if err == nil {
					t.databases = d.pids()
					limitRate, limitCPU, err = b.saturate(t, "")
				}
				return err
			})
		}, func() error {
			return d.fresh(func(source string) error {
				t, err := b.parley("", source)
				if err != nil {
					return err
				}
				t.databases = d.pids()
				parleyRate, parleyCPU, err := b.saturate(t, "pairs-"+d.name)
				rate, cpu = append(rate, turn{parleyRate, limitRate}), append(cpu, turn{parleyCPU, limitCPU})
				return err
			})
		})
		if err != nil {
			return err
		}
		b.report.add(measure{Name: fmt.Sprintf("%s: durable messages, %d senders", d.name, b.sizes.Senders), Unit: "per second and core", Turns: rate, Of: ofRatio, More: true, Must: 0.70, Goal: 0.90})
		b.report.add(measure{Name: d.name + ": CPU at saturation, database included", Unit: "ms per 1,000 messages", Turns: cpu, Of: ofRatio, Must: 1.5, Goal: 1.15})
	}
	return nil
}

// saturate returns messages per second, and milliseconds of CPU per 1,000 of
// them. It stops the target.
func (b *bench) saturate(t target, name string) (rate, cpu float64, err error) {
	defer t.stop()
	all, err := openAll(t, b.sizes.Senders, 1)
	if err != nil {
		return 0, 0, err
	}
	defer b.hangUp(all)
	var stop atomic.Bool
	var done, heard atomic.Int64
	var talking sync.WaitGroup
	errs := make(chan error, len(all))
	for _, pair := range all {
		pair[1].follow(func(int) { heard.Add(1) })
		talking.Go(func() {
			for n := 1; !stop.Load(); n++ {
				err := pair[0].write(say(n))
				for own := 0; err == nil && own < n; {
					err = pair[0].messages(func(number int) { own = number })
				}
				if err != nil {
					errs <- err
					return
				}
				done.Add(1)
			}
		})
	}
	time.Sleep(b.sizes.Warm)
	wait := b.profiles(t.server(), name, b.sizes.For)
	began, before, used := time.Now(), done.Load(), t.server().cpu()
	time.Sleep(b.sizes.For)
	count, took := done.Load()-before, time.Since(began)
	used = t.server().cpu() - used
	err = wait()
	stop.Store(true)
	talking.Wait()
	b.missing(func() int64 { return done.Load() - heard.Load() })
	select {
	case err = <-errs:
	default:
	}
	return float64(count) / took.Seconds(), ms(used) / float64(count) * 1000, err
}

// missing waits until nothing is missing any more, and counts what is missing
// after a while as lost.
func (b *bench) missing(count func() int64) {
	for end := time.Now().Add(10 * time.Second); count() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			b.report.Faults.Lost += count()
			return
		}
	}
}

// latency measures how long a message takes to the other side at a rate that
// keeps nothing busy.
func latency(b *bench) error {
	for d := range b.databases() {
		var p50, p99 []turn
		var limit []time.Duration
		err := b.turns(func() error {
			return d.fresh(func(source string) error {
				t, err := b.limit(cmp.Or(source, inSQLite))
				if err == nil {
					limit, err = b.steady(t, "")
				}
				return err
			})
		}, func() error {
			return d.fresh(func(source string) error {
				t, err := b.parley("", source)
				if err != nil {
					return err
				}
				times, err := b.steady(t, "latency-"+d.name)
				if err == nil {
					p50 = append(p50, turn{ms(percentile(times, 50)), ms(percentile(limit, 50))})
					p99 = append(p99, turn{ms(percentile(times, 99)), ms(percentile(limit, 99))})
				}
				return err
			})
		})
		if err != nil {
			return err
		}
		name := d.name + ": " + b.steadyName()
		b.report.add(measure{Name: name + "p50", Unit: "ms", Turns: p50, Of: ofValue, Must: 1, Goal: 0.6})
		b.report.add(measure{Name: name + "p99", Unit: "ms", Turns: p99, Of: ofValue, Must: 5, Goal: 2.5})
	}
	return nil
}

// steadyName says what steady measures.
func (b *bench) steadyName() string {
	return fmt.Sprintf("%s pairs, %d messages a second, to the other side: ", figure(float64(b.sizes.Pairs)), b.sizes.Rate)
}

// steady sends at fixed times, whatever the answers do, and returns how long
// each message took from before it was written. It stops the target.
func (b *bench) steady(t target, name string) ([]time.Duration, error) {
	defer t.stop()
	all, err := openAll(t, b.sizes.Pairs, 1)
	if err != nil {
		return nil, err
	}
	defer b.hangUp(all)
	total := b.sizes.Rate * int(2*b.sizes.For/time.Millisecond) / 1000
	sent, arrived := make([]time.Time, total), make([]time.Time, total)
	var heard atomic.Int64
	for _, pair := range all {
		for side, s := range pair {
			s.follow(func(number int) {
				if side == 1 {
					arrived[number-1] = time.Now()
				}
				heard.Add(1)
			})
		}
	}
	wait := b.profiles(t.server(), name, 2*b.sizes.For)
	begin := time.Now().Add(b.sizes.Warm)
	for i := range total {
		time.Sleep(time.Until(begin.Add(time.Duration(i) * time.Second / time.Duration(b.sizes.Rate))))
		sent[i] = time.Now()
		if err := all[i%len(all)][0].write(say(i + 1)); err != nil {
			return nil, err
		}
	}
	missing := func() int64 { return int64(2*total) - heard.Load() }
	if b.missing(missing); missing() > 0 {
		return nil, fmt.Errorf("%d of %d deliveries did not arrive", missing(), 2*total)
	}
	times := make([]time.Duration, total)
	for i := range times {
		times[i] = arrived[i].Sub(sent[i])
	}
	return times, wait()
}

// percentile is the nearest rank; it sorts what it is given.
func percentile(times []time.Duration, p int) time.Duration {
	slices.Sort(times)
	return times[(len(times)-1)*p/100]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
