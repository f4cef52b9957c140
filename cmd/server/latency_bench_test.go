package main

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/shared"
)

const (
	latencyPairs   = 1000
	latencyPerDesk = 100 // conversations that one agent's socket has joined
	latencyRate    = 1000
	latencyFor     = 10 * time.Second
)

// BenchmarkLatency reports how long a visitor's message takes to come back as
// their own new_message, and to reach the agent: 1,000 conversations, 1,000
// messages a second at fixed times (an answer that is late delays no question),
// counted from the time at which each was due. The load generator shares the
// cores with the server.
func BenchmarkLatency(b *testing.B) {
	for b.Loop() {
		own, other := latencies(b)
		b.ReportMetric(ms(percentile(own, 50)), "own-p50-ms")
		b.ReportMetric(ms(percentile(own, 99)), "own-p99-ms")
		b.ReportMetric(ms(percentile(other, 50)), "other-p50-ms")
		b.ReportMetric(ms(percentile(other, 99)), "other-p99-ms")
	}
}

func latencies(b *testing.B) (own, other []time.Duration) {
	p := startBinaryIn(b, b.TempDir())
	defer p.stop()
	sockets := make([]*socket, latencyPairs)
	sessions := make([]shared.Session, latencyPairs)
	for i := range sockets {
		sessions[i] = p.visit(strconv.Itoa(i))
		sockets[i] = p.chat(sessions[i])
		sockets[i].send(shared.SendMessage{Content: "first"}, "")
		next[shared.MessagePosted](sockets[i])
	}
	access := p.login("demo").Access
	desks := make([]*socket, latencyPairs/latencyPerDesk)
	for d := range desks {
		desks[d], _ = p.open(shared.PathStreamSocket, access)
		for _, session := range sessions[d*latencyPerDesk : (d+1)*latencyPerDesk] {
			desks[d].send(shared.Join{ConversationID: session.SessionID}, "")
			next[shared.Joined](desks[d])
		}
	}

	const total = int(latencyRate * latencyFor / time.Second)
	begin := time.Now().Add(time.Second)
	due := func(i int) time.Time { return begin.Add(time.Duration(i) * time.Second / latencyRate) }
	// hear notes when each message arrives at one socket; what it hears first
	// was said before.
	hear := func(s *socket, expected int, arrived []time.Duration) {
		for heard := 0; heard < expected; {
			received, err := s.receive()
			if err != nil {
				b.Error(err)
				return
			}
			posted, ok := received.Event.(shared.MessagePosted)
			if i, err := strconv.Atoi(posted.Message.Content); ok && err == nil {
				arrived[i] = time.Since(due(i))
				heard++
			}
		}
	}
	own, other = make([]time.Duration, total), make([]time.Duration, total)
	var group sync.WaitGroup
	for _, s := range sockets {
		group.Go(func() { hear(s, total/latencyPairs, own) })
	}
	for _, s := range desks {
		group.Go(func() { hear(s, total/len(desks), other) })
	}
	for i := range total {
		time.Sleep(time.Until(due(i)))
		s := sockets[i%latencyPairs]
		frame := shared.EncodeCommand(shared.SendMessage{Content: strconv.Itoa(i), ClientMessageID: fmt.Sprint("m", i)}, "")
		if err := s.conn.Write(b.Context(), websocket.MessageText, frame); err != nil {
			b.Fatal(err)
		}
	}
	group.Wait()
	return own, other
}

// percentile is the nearest rank; it sorts what it is given.
func percentile(times []time.Duration, p int) time.Duration {
	slices.Sort(times)
	return times[(len(times)-1)*p/100]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
