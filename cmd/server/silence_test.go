//go:build long

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"parley/shared"
)

const (
	// The bounds of delivery.md F5: how soon the server has cut a peer that does
	// not answer, and how soon a client has left a server that is not heard.
	serverCutsWithin    = 40 * time.Second
	clientLeavesWithin  = 60 * time.Second
	onABusyMachineAfter = 10 * time.Second
)

// TestSilence is F5 in real time, whose every case is in live and in link with
// a clock of its own: the network swallows one way of a conversation, the server
// cuts the client, or the client leaves, and both are back when it has healed. It takes a
// minute of waiting, and so is of make check-long only.
func TestSilence(t *testing.T) {
	server := bear(t)
	// The control never pings.
	blind := bearAs(t, plant(t, fault{"internal/live/write.go", "s.conn.Ping(ctx)", "error(nil)"}), t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	deaf := func(server *child, name string, up, down weather) (network *network, heal func()) {
		user := server.user(ctx, "demo")
		network = between(t, server, rand.New(rand.NewPCG(1, 1)))
		visitor := network.visitor(ctx, name)
		id := visitor.Conversation()
		if _, err := visitor.Send(ctx, id, "before"); err != nil {
			t.Fatal(err)
		}
		network.turn(up, down)
		return network, func() {
			network.turn(calm, calm)
			visitor.Nudge()
			if _, err := user.Join(ctx, id, 0); err != nil {
				t.Fatal(err)
			}
			said, err := user.Send(ctx, id, "after")
			if err != nil {
				t.Fatal(err)
			}
			for m := range visitor.Receive(ctx) {
				if m.ID == said.ID {
					return
				}
			}
			t.Errorf("%s does not hear any more: %v", name, visitor.Err())
		}
	}
	began := time.Now()
	mute, healMute := deaf(server, "mute", hole, calm)
	lost, healLost := deaf(server, "lost", calm, hole)
	kept, _ := deaf(blind, "kept", hole, calm)
	wait := func(what string, happened <-chan struct{}, within time.Duration) time.Duration {
		select {
		case <-happened:
		case <-time.After(within + onABusyMachineAfter - time.Since(began)):
			t.Errorf("%s: not within %v", what, within)
		}
		return time.Since(began).Round(100 * time.Millisecond)
	}
	cut := wait("the server cuts a peer that does not answer", mute.ended[down], serverCutsWithin)
	left := wait("the client leaves a server that is not heard", lost.ended[up], clientLeavesWithin)
	if earliest := shared.HeartbeatEvery - shared.HeartbeatEvery/5; cut < earliest || left < earliest {
		t.Errorf("cut after %v and left after %v: nobody had been silent for long", cut, left)
	}
	select {
	case <-kept.ended[down]:
		t.Error("the checker is green where nobody is pinged")
	default:
	}
	healMute()
	healLost()
	row{
		number: 5, checker: "one way swallowed, in real time",
		run:     fmt.Sprintf("cut by the server after %v, left by the client after %v, both back", cut, left),
		control: fmt.Sprintf("no pings: not cut in %v", left),
	}.report()
}
