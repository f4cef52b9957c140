package link

import (
	"context"
	"errors"
	"sync"
	"time"

	"parley/shared"
)

const (
	// healthyAfter is how long a connection must have lasted to count as proof
	// that the server is well.
	healthyAfter = 30 * time.Second
	// deadAfter is how long silence is believed: two heartbeats were missed.
	deadAfter = 60 * time.Second
	// answerWithin is how long the answer to a nudge's ping may take.
	answerWithin = 5 * time.Second
	// writeTimeout bounds one write; a peer that takes longer is gone.
	writeTimeout = 10 * time.Second
	// farewell is how long the peer may take to answer our close.
	farewell = time.Second
	// sendQueue and readQueue bound what waits, in frames.
	sendQueue, readQueue = 256, 256
)

var (
	errDropped = errors.New("link: dropped by the app")
	errSilent  = errors.New("link: the server is silent")
)

// A connection is one socket's life. Four goroutines share it: read (Run's
// own), write, deliver, and watch, which alone ends it from our side.
type connection struct {
	// static after construction
	link   *Link
	socket Socket

	out    chan []byte            // frames to write
	in     chan []shared.Received // events to deliver; closed by serve
	heard  chan struct{}          // holds one: something arrived
	failed chan error             // holds one: why to end it
	gone   chan struct{}          // closed when read has returned

	// owned by read
	greeted    time.Time
	restarting *shared.Restarting

	// owned by watch until it returns
	cause error // why we ended it; nil when the peer did
}

// serve runs a connection to its end.
func (l *Link) serve(ctx context.Context, socket Socket) ending {
	c := &connection{
		link: l, socket: socket,
		out: make(chan []byte, sendQueue), in: make(chan []shared.Received, readQueue),
		heard: make(chan struct{}, 1), failed: make(chan error, 1), gone: make(chan struct{}),
	}
	// The end of ctx reaches the socket through watch, which says goodbye.
	working, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var group sync.WaitGroup
	group.Go(func() { c.write(working) })
	group.Go(c.deliver)
	group.Go(func() { c.watch(ctx, cancel) })

	err := c.read(working)
	l.setCurrent(nil)
	cancel()
	close(c.gone)
	close(c.in)
	group.Wait()
	socket.Close(shared.CloseNormal, "") // a read that failed may have left it open

	e := ending{err: err, greeted: !c.greeted.IsZero()}
	e.healthy = e.greeted && time.Since(c.greeted) >= healthyAfter
	e.code, _ = socket.CloseInfo()
	if c.cause != nil {
		e.err = c.cause
		if e.code == shared.CloseNormal {
			e.code = 0 // our own close, echoed
		}
	}
	if c.restarting != nil {
		e.restarting, e.comeBackIn = true, time.Duration(c.restarting.RetryMS)*time.Millisecond
	}
	return e
}

// read takes in frames until the socket ends.
func (c *connection) read(ctx context.Context) error {
	for {
		frame, err := c.socket.Read(ctx)
		if err != nil {
			return err
		}
		select {
		case c.heard <- struct{}{}:
		default:
		}
		received, err := shared.DecodeEvents(frame)
		for _, r := range received {
			c.notice(r.Event)
		}
		if len(received) > 0 {
			c.in <- received
		}
		if err != nil {
			c.fail(err)
		}
	}
}

// notice is what the link itself does with an event.
func (c *connection) notice(event shared.Event) {
	switch e := event.(type) {
	case shared.Connected:
		if c.greeted.IsZero() {
			c.greeted = time.Now()
			c.link.setCurrent(c)
			c.link.config.State(State{Phase: Online})
		}
	case shared.Heartbeat:
		// Here and not from a timer: hidden tabs run timers once a minute.
		c.queue(shared.EncodeCommand(shared.Pong{N: e.N}, ""))
	case shared.Restarting:
		c.restarting = &e
	}
}

// deliver hands over what was read, as much at once as there is.
func (c *connection) deliver() {
	for batch := range c.in {
		for range len(c.in) {
			batch = append(batch, <-c.in...)
		}
		c.link.config.Receive(batch)
	}
}

// write sends what is queued.
func (c *connection) write(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case frame := <-c.out:
			limited, cancel := context.WithTimeout(ctx, writeTimeout)
			err := c.socket.Write(limited, frame)
			cancel()
			if err != nil {
				c.fail(err)
				return
			}
		}
	}
}

// watch ends the connection when the app, a failure or silence says so.
func (c *connection) watch(ctx context.Context, cancel context.CancelFunc) {
	silence := time.NewTimer(deadAfter)
	defer silence.Stop()
	asked := false
	for c.cause == nil {
		select {
		case <-c.gone:
			return
		case <-c.heard:
			asked = false
			silence.Reset(deadAfter)
		case <-c.link.nudges:
			if !asked {
				asked = true
				c.queue(shared.EncodeCommand(shared.Ping{}, ""))
				silence.Reset(answerWithin)
			}
		case <-silence.C:
			c.cause = errSilent
		case c.cause = <-c.failed:
		case <-ctx.Done():
			c.cause = ctx.Err()
		}
	}
	c.link.setCurrent(nil)
	c.socket.Close(shared.CloseNormal, "")
	select {
	case <-c.gone:
	case <-time.After(farewell):
		cancel()
	}
}

// queue puts a frame on its way; false when too much waits already.
func (c *connection) queue(frame []byte) bool {
	select {
	case c.out <- frame:
		return true
	default:
		return false
	}
}

// fail asks watch to end the connection; the first reason counts.
func (c *connection) fail(err error) {
	select {
	case c.failed <- err:
	default:
	}
}
