package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

// fanout measures what one delivery costs when one speaks and many listen. The
// next message is said when all have the one before.
func fanout(b *bench) error {
	var cost []turn
	var limit float64
	err := b.turns(func() error {
		t, err := b.limit("")
		if err == nil {
			limit, err = b.broadcast(t, "")
		}
		return err
	}, func() error {
		t, err := b.parley("", "")
		if err != nil {
			return err
		}
		each, err := b.broadcast(t, "fanout")
		cost = append(cost, turn{each, limit})
		return err
	})
	if err == nil {
		b.report.add(measure{Name: fmt.Sprintf("fan-out to %s: CPU", figure(float64(b.sizes.Listeners))), Unit: "µs per delivery", Turns: cost, Of: ofValue, Must: 7.5, Goal: 6.2})
	}
	return err
}

// broadcast returns the microseconds of CPU that a delivery costs. It stops the
// target.
func (b *bench) broadcast(t target, name string) (float64, error) {
	defer t.stop()
	sockets, err := t.open(0, b.sizes.Listeners)
	if err != nil {
		return 0, err
	}
	defer b.hangUp([][]*socket{sockets})
	var left atomic.Int64
	round := make(chan struct{}, 1)
	for _, s := range sockets {
		s.follow(func(int) {
			if left.Add(-1) == 0 {
				round <- struct{}{}
			}
		})
	}
	said := 0
	speak := func(until time.Time) error {
		for time.Now().Before(until) {
			said++
			left.Store(int64(len(sockets)))
			if err := sockets[0].write(say(said)); err != nil {
				return err
			}
			select {
			case <-round:
			case <-time.After(10 * time.Second):
				b.report.Faults.Lost += left.Load()
				return fmt.Errorf("%d of %d did not hear message %d", left.Load(), len(sockets), said)
			}
		}
		return nil
	}
	if err := speak(time.Now().Add(b.sizes.Warm)); err != nil {
		return 0, err
	}
	wait := b.profiles(t.server(), name, b.sizes.For)
	before, used := said, t.server().cpu()
	if err := speak(time.Now().Add(b.sizes.For)); err != nil {
		return 0, err
	}
	used = t.server().cpu() - used
	return float64(used.Microseconds()) / float64((said-before)*len(sockets)), wait()
}
