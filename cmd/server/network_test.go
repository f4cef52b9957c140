package main

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// The two ways through a network.
const (
	up   = iota // to the server
	down        // to the clients
)

// weather is what one way through a network is like.
type weather struct {
	name   string
	late   time.Duration // every piece comes up to so much later
	sliced bool          // byte by byte
	hole   bool          // nothing arrives: no byte, and no end either
}

var (
	calm   = weather{name: "calm"}
	sliced = weather{name: "sliced", sliced: true}
	hole   = weather{name: "black hole", hole: true}
)

// network is what lies between clients and a server: a proxy of TCP, with
// faults, each way for itself.
type network struct {
	*program // the server, by way of this network
	target   string
	listener net.Listener
	running  sync.WaitGroup
	// What has happened since the weather changed last: each way's end, by whom
	// it comes from; holds one.
	ended [2]chan struct{}

	mu      sync.Mutex
	random  *rand.Rand            // guarded by mu
	ways    [2]weather            // guarded by mu
	changed chan struct{}         // guarded by mu; closed at the next change of weather
	open    map[*passage]struct{} // guarded by mu
	closed  bool                  // guarded by mu
}

// passage is one connection through a network.
type passage struct {
	ends [2]*net.TCPConn // the client's and the server's
	// mortal ones do not outlive a black hole that has swallowed of them; the
	// others' bytes arrive when it has gone, as TCP sends them again.
	mortal bool
	once   sync.Once
	gone   chan struct{}
}

// between puts a network before a server.
func between(t testing.TB, server *child, random *rand.Rand) *network {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &network{
		program: &program{t: t, url: "http://" + listener.Addr().String(), logs: server.logs},
		target:  server.address, listener: listener, random: random,
		ways: [2]weather{calm, calm}, changed: make(chan struct{}), ended: [2]chan struct{}{make(chan struct{}, 1), make(chan struct{}, 1)}, open: map[*passage]struct{}{},
	}
	n.running.Go(n.accept)
	t.Cleanup(func() {
		listener.Close()
		n.mu.Lock()
		n.closed = true
		n.mu.Unlock()
		n.reset(1)
		n.running.Wait()
	})
	return n
}

// turn changes the weather on both ways.
func (n *network) turn(to, from weather) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ways[up], n.ways[down] = to, from
	close(n.changed)
	n.changed = make(chan struct{})
	for _, ended := range n.ended {
		select {
		case <-ended:
		default:
		}
	}
}

// reset cuts one of so many connections, at random; reset(1) cuts all.
func (n *network) reset(of int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for p := range n.open {
		if n.random.IntN(of) == 0 {
			p.cut()
		}
	}
}

func (n *network) accept() {
	for {
		conn, err := n.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", n.target)
		if err != nil {
			conn.Close()
			continue
		}
		p := &passage{ends: [2]*net.TCPConn{conn.(*net.TCPConn), server.(*net.TCPConn)}, gone: make(chan struct{})}
		n.mu.Lock()
		p.mortal = n.random.IntN(2) == 0
		n.open[p] = struct{}{}
		if n.closed {
			p.cut()
		}
		n.mu.Unlock()
		n.running.Go(func() {
			var both sync.WaitGroup
			both.Go(func() { n.pump(p, up) })
			both.Go(func() { n.pump(p, down) })
			both.Wait()
			p.cut()
			n.mu.Lock()
			delete(n.open, p)
			n.mu.Unlock()
		})
	}
}

// cut ends a connection as a router does that has forgotten it.
func (p *passage) cut() {
	p.once.Do(func() {
		close(p.gone)
		for _, end := range p.ends {
			end.SetLinger(0)
			end.Close()
		}
	})
}

// pump carries one way of a connection.
func (n *network) pump(p *passage, way int) {
	from, to := p.ends[way], p.ends[1-way]
	piece := make([]byte, 32<<10)
	for {
		read, err := from.Read(piece)
		if err != nil {
			select {
			case n.ended[way] <- struct{}{}:
			default:
			}
		}
		if !n.carry(p, way, to, piece[:read]) {
			p.cut()
			return
		}
		if err == io.EOF {
			to.CloseWrite()
			return
		}
		if err != nil {
			p.cut()
			return
		}
	}
}

// carry takes one piece through the weather, and reports whether the connection
// goes on.
func (n *network) carry(p *passage, way int, to *net.TCPConn, piece []byte) bool {
	var now weather
	for swallowed := false; ; swallowed = true {
		n.mu.Lock()
		now = n.ways[way]
		changed, late := n.changed, time.Duration(0)
		if now.late > 0 {
			late = time.Duration(n.random.Int64N(int64(now.late)))
		}
		n.mu.Unlock()
		if !now.hole {
			if swallowed && p.mortal {
				return false
			}
			select {
			case <-time.After(late):
			case <-p.gone:
				return false
			}
			break
		}
		select {
		case <-changed:
		case <-p.gone:
			return false
		}
	}
	step := len(piece)
	if now.sliced {
		step = 1
	}
	for len(piece) > 0 {
		if _, err := to.Write(piece[:step]); err != nil {
			return false
		}
		piece = piece[step:]
	}
	return true
}

// pass is the time that a fault lasts.
func pass(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
