package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/frontend/link"
	"parley/shared"
)

// TestHerd is F12: the clients of a server that dies come to the others spread
// over time, and all of them come. Time is not real, the clients are.
func TestHerd(t *testing.T) {
	const clients = 2000
	seed, random := chance(t)
	worst, all := herd(t, clients, random.Float64)
	if worst > clients*30/100 || all > 40*time.Second {
		t.Errorf("%d of %d came in one second, the last after %v", worst, clients, all)
	}
	planted, _ := herd(t, clients, func() float64 { return 0.5 })
	if planted <= clients*30/100 {
		t.Errorf("the checker is green where all wait for the same time: %d", planted)
	}
	row{
		number: 12, checker: "a herd of clients whose server has died", run: fmt.Sprintf("%d clients, %d in the worst second, all within %v", clients, worst, all.Round(time.Millisecond)),
		seed: seed, control: fmt.Sprintf("a fixed delay: %d in one second", planted),
	}.report()
}

// herd lets a server die under clients that have been there for a while, and
// tells how many of them asked the others for a ticket in the worst second, and
// when the last did.
func herd(t *testing.T, clients int, random func() float64) (worst int, all time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		died := make(chan struct{})
		var mu sync.Mutex
		var came []time.Duration
		var death time.Time
		var group sync.WaitGroup
		for range clients {
			l := link.New(link.Config{
				Dial: func(context.Context, string) (link.Socket, error) {
					select {
					case <-died:
						return &mortal{ended: make(chan struct{}), greets: make(chan struct{}, 1)}, nil
					default:
						return &mortal{ended: died, greets: make(chan struct{}, 1)}, nil
					}
				},
				Address: func(context.Context) (string, error) {
					mu.Lock()
					defer mu.Unlock()
					if !death.IsZero() {
						came = append(came, time.Since(death))
					}
					return "", nil
				},
				Receive: func([]shared.Received) {}, State: func(link.State) {},
				Random: func() float64 { mu.Lock(); defer mu.Unlock(); return random() },
			})
			group.Go(func() { l.Run(ctx) })
		}
		time.Sleep(45 * time.Second)
		mu.Lock()
		death = time.Now()
		mu.Unlock()
		close(died)
		time.Sleep(45 * time.Second)
		cancel()
		group.Wait()
		if len(came) != clients {
			t.Errorf("%d of %d came back", len(came), clients)
		}
		slices.Sort(came)
		for i, from := range came {
			end, _ := slices.BinarySearch(came, from+time.Second)
			worst = max(worst, end-i)
			all = from
		}
	})
	return worst, all
}

// mortal is a socket that greets and then is silent until its server dies.
type mortal struct {
	ended  chan struct{}
	greets chan struct{} // capacity 1
}

func (m *mortal) Read(ctx context.Context) ([]byte, error) {
	select {
	case m.greets <- struct{}{}:
		return shared.EncodeEvent(shared.Connected{Message: shared.ConnectedMessage}, ""), nil
	default:
	}
	select {
	case <-m.ended:
		return nil, errors.New("the server has died")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (m *mortal) Write(context.Context, []byte) error { return nil }

func (m *mortal) Close(shared.CloseCode, string) {}

func (m *mortal) CloseInfo() (shared.CloseCode, string) { return 0, "" }
