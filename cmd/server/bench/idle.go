package main

import (
	"fmt"
	"time"

	"parley/shared"
)

// idle measures what a socket keeps in memory that says nothing.
func idle(b *bench) error {
	var memory []turn
	var limit float64
	err := b.turns(func() error {
		t, err := b.limit("")
		if err != nil {
			return err
		}
		limit, err = b.rest(t, "", func(i int) (*socket, error) {
			sockets, err := t.open(i, 0)
			if err != nil {
				return nil, err
			}
			return sockets[0], nil
		})
		return err
	}, func() error {
		t, err := b.parley("", "")
		if err != nil {
			return err
		}
		sessions := make([]shared.Session, b.sizes.Idle)
		if err := beside(len(sessions), openers, func(i int) (err error) {
			sessions[i], err = t.visit(i)
			return err
		}); err != nil {
			t.stop()
			return err
		}
		each, err := b.rest(t, "idle", func(i int) (*socket, error) { return t.join(sessions[i].SessionID, sessions[i].Token) })
		memory = append(memory, turn{each, limit})
		return err
	})
	if err == nil {
		b.report.add(measure{Name: fmt.Sprintf("%s idle sockets, signed in: resident memory", figure(float64(b.sizes.Idle))), Unit: "KiB each", Turns: memory, Of: ofValue, Must: 16, Goal: 11})
	}
	return err
}

// rest opens sockets, lets them be and returns the KiB that each of them costs.
// It stops the target.
func (b *bench) rest(t target, name string, open func(i int) (*socket, error)) (float64, error) {
	defer t.stop()
	before, err := t.server().memory()
	if err != nil {
		return 0, err
	}
	sockets := make([]*socket, b.sizes.Idle)
	defer func() { b.hangUp([][]*socket{sockets}) }()
	if err := beside(len(sockets), openers, func(i int) (err error) {
		if sockets[i], err = open(i); err == nil {
			sockets[i].follow(func(int) {}) // and answer heartbeats
		}
		return err
	}); err != nil {
		return 0, err
	}
	time.Sleep(b.sizes.Settle) // every socket has had a heartbeat then
	after, err := t.server().memory()
	if err != nil {
		return 0, err
	}
	return float64(after-before) / 1024 / float64(len(sockets)), b.profiles(t.server(), name, time.Second)()
}
