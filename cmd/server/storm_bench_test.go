package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/frontend/link"
	"parley/shared"
)

const (
	stormClients = 5000
	// stormNews is how many of the conversations go on while their visitor is
	// away.
	stormNews = 500
)

// BenchmarkStorm kills the server under 5,000 visitors' sockets and starts it
// again at once. It reports how long it takes until every client is back and
// has what was said meanwhile, with the jitter that clients have, and how many
// came in the worst second.
func BenchmarkStorm(b *testing.B) {
	for b.Loop() {
		all, worst, median := storm(b)
		b.ReportMetric(all.Seconds(), "all-back-s")
		b.ReportMetric(median.Seconds(), "median-back-s")
		b.ReportMetric(float64(worst), "worst-second")
	}
}

// returner is one of the clients.
type returner struct {
	session shared.Session
	back    chan time.Time // when it was greeted, each time
	told    chan time.Time // when it knew of a message
}

func storm(b *testing.B) (all time.Duration, worst int, median time.Duration) {
	c := bear(b)
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	api := link.API{Fetch: link.NativeFetch(c.url)}
	clients := make([]*returner, stormClients)
	var running sync.WaitGroup
	for i := range clients {
		clients[i] = newReturner(ctx, c, api, i, &running)
	}
	for _, r := range clients {
		<-r.back
	}

	cut := time.Now()
	c.kill()
	c.start()
	access := c.login("demo").Access
	for _, r := range clients[:stormNews] {
		ask[shared.Message](c.program, "POST", shared.PathWith(shared.PathMessages, string(r.session.SessionID)), access, shared.PostMessage{Content: "news"})
	}
	times := make([]time.Duration, stormClients)
	for i, r := range clients {
		times[i] = (<-r.back).Sub(cut)
		all = max(all, times[i])
		if i < stormNews {
			all = max(all, (<-r.told).Sub(cut))
		}
	}
	stop()
	running.Wait()
	slices.Sort(times)
	for i, from := range times {
		end, _ := slices.BinarySearch(times, from+time.Second)
		worst = max(worst, end-i)
	}
	return all, worst, times[stormClients/2]
}

// newReturner is a visitor who has said one thing and keeps a link.
func newReturner(ctx context.Context, c *child, api link.API, i int, running *sync.WaitGroup) *returner {
	r := &returner{session: c.visit(fmt.Sprint(i)), back: make(chan time.Time, 8), told: make(chan time.Time, 8)}
	if i < stormNews {
		ask[shared.Message](c.program, "POST", shared.PathWith(shared.PathMessages, string(r.session.SessionID)), r.session.Token, shared.PostMessage{Content: "hello"})
	}
	var l *link.Link
	l = link.New(link.Config{
		Dial: link.DialNative,
		Address: func(ctx context.Context) (string, error) {
			ticket, err := api.Ticket(ctx, r.session.Token)
			return strings.Replace(c.url, "http", "ws", 1) + "/ws/chat/" + string(r.session.SessionID) + "?token=" + url.QueryEscape(ticket), err
		},
		Receive: func(batch []shared.Received) {
			for _, received := range batch {
				switch e := received.Event.(type) {
				case shared.Connected:
					r.back <- time.Now()
					if e.Conversation.Head > 1 {
						l.Send(shared.Sync{From: 1}, "")
					}
				case shared.MessagePosted:
					r.told <- time.Now()
				}
			}
		},
		State:  func(link.State) {},
		Random: rand.Float64,
	})
	running.Go(func() { l.Run(ctx) })
	return r
}
