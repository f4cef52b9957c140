package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/shared"
)

// convergedWithin is how soon after the last fault everybody hears everybody
// again (delivery.md F4). The machine that runs make test has other things to
// do, too: only make check-long insists.
const convergedWithin = 10 * time.Second

// TestLossyNetwork is F4: between eight clients and the server the network is
// late, slices, resets and swallows, each way for itself. Whenever it has
// healed, everybody hears everybody soon; in the end nothing is lost, doubled,
// reordered or missed. The control reads the same frames on the same network,
// and trusts them.
func TestLossyNetwork(t *testing.T) {
	rounds, faults, lasts := 3, 5, 600*time.Millisecond
	if long() {
		rounds, faults, lasts = 20, 8, 3*time.Second
	}
	late := weather{name: "late", late: lasts / 2}
	kinds := []weather{calm, late, sliced, hole}
	seed, random := chance(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rounds)*(time.Minute+time.Duration(faults)*lasts))
	defer cancel()
	server := bear(t)
	network := between(t, server, rand.New(rand.NewPCG(seed, 1)))
	crowd := gather(ctx, server, network.program)
	naive := overhear(ctx, network, server)

	var worst time.Duration
	for round := range rounds {
		for range faults {
			to, from := kinds[random.IntN(len(kinds))], kinds[random.IntN(len(kinds))]
			network.turn(to, from)
			if random.IntN(2) == 0 {
				network.reset(2)
			}
			pass(ctx, lasts/4+time.Duration(random.Int64N(int64(lasts))))
		}
		network.turn(calm, calm)
		network.reset(1)
		worst = max(worst, crowd.converge(ctx, round))
	}
	if worst > convergedWithin && long() {
		t.Errorf("converged only after %v", worst)
	}
	logs := crowd.finish(ctx)
	if ctx.Err() != nil {
		t.Fatalf("it did not converge\n%s", server.logs)
	}
	found := crowd.promises.check(logs)
	found.expect(t)
	cancel()
	missed, held := naive.compare(logs)
	if missed == 0 {
		t.Error("the checker is green without a gap check, too")
	}
	row{
		number: 4, checker: "lossy network", seed: seed, verdict: &found,
		run:     fmt.Sprintf("%d × %d faults each way, converged in ≤ %v", rounds, faults, worst.Round(100*time.Millisecond)),
		control: fmt.Sprintf("clients without a gap check: %d of %d missed", missed, held),
	}.report()
}

// converge waits until everybody hears everybody again, and returns how long
// that took.
func (c *crowd) converge(ctx context.Context, round int) time.Duration {
	began := time.Now()
	for i, id := range c.conversations {
		// Said beside the network: whoever hears it has heard all before it.
		token := ask[shared.Session](c.server.program, "POST", shared.PathWith(shared.PathInitSession, string(demoSiteID)), "",
			shared.InitSession{BrowserSessionID: browser(strconv.Itoa(i))}).Token
		path := shared.PathWith(shared.PathMessages, string(id))
		c.promises.ack(ask[shared.Message](c.server.program, "POST", path, token,
			shared.SendMessage{Content: line("beacon", round), ClientMessageID: fmt.Sprint("beacon-", round)}))
	}
	for ctx.Err() == nil && !c.together(round) {
		// Browsers tell of the network's return; a link that has just been cut
		// once more may have missed it.
		c.nudge()
		pass(ctx, 100*time.Millisecond)
	}
	return time.Since(began)
}

// together reports whether all readers have heard the beacon of a round, and
// both writers of their conversation after it.
func (c *crowd) together(round int) bool {
	c.promises.mu.Lock()
	defer c.promises.mu.Unlock()
	for i := range c.conversations {
		for _, who := range []string{"visitor", "user"} {
			missing := map[string]bool{"visitor": true, "user": true}
			lit := false
			for _, m := range c.promises.heard[fmt.Sprintf("%s-%d", who, i)] {
				writer, _, _ := strings.Cut(m.Content, "-")
				lit = lit || m.Content == line("beacon", round)
				if lit {
					delete(missing, writer)
				}
			}
			if len(missing) > 0 {
				return false
			}
		}
	}
	return true
}

// gullible are readers that take the frames of one socket after another for the
// whole log.
type gullible struct {
	group sync.WaitGroup
	mu    sync.Mutex
	heard map[shared.ConversationID]map[int64]bool // guarded by mu
}

// overhear makes a gullible reader in each conversation.
func overhear(ctx context.Context, network *network, server *child) *gullible {
	g := &gullible{heard: map[shared.ConversationID]map[int64]bool{}}
	for i := range 4 {
		session := ask[shared.Session](server.program, "POST", shared.PathWith(shared.PathInitSession, string(demoSiteID)), "",
			shared.InitSession{BrowserSessionID: browser(strconv.Itoa(i))})
		g.mu.Lock()
		g.heard[session.SessionID] = map[int64]bool{}
		g.mu.Unlock()
		g.group.Go(func() {
			for ctx.Err() == nil {
				g.read(ctx, strings.Replace(network.url, "http", "ws", 1)+"/ws/chat/"+string(session.SessionID)+"?token="+session.Token)
				pass(ctx, 50*time.Millisecond)
			}
		})
	}
	return g
}

// read reads one socket to its end.
func (g *gullible) read(ctx context.Context, url string) {
	conn, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	conn.SetReadLimit(1 << 20)
	for {
		_, frame, err := conn.Read(ctx)
		if err != nil {
			return
		}
		events, _ := shared.DecodeEvents(frame)
		g.mu.Lock()
		for _, e := range events {
			if posted, ok := e.Event.(shared.MessagePosted); ok {
				g.heard[posted.Message.ConversationID][posted.Message.Seq] = true
			}
		}
		g.mu.Unlock()
	}
}

// compare counts what the logs hold between the first and the last message of
// each reader, and how many of these it was not given.
func (g *gullible) compare(logs map[shared.ConversationID][]shared.Message) (missed, held int) {
	g.group.Wait()
	for id, heard := range g.heard {
		var first, last int64
		for _, m := range logs[id] {
			if heard[m.Seq] {
				if last = m.Seq; first == 0 {
					first = m.Seq
				}
			}
		}
		held += int(last - first)
		for seq := first; seq < last; seq++ {
			if !heard[seq] {
				missed++
			}
		}
	}
	return missed, held
}
