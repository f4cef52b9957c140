// Package link is the client's half of the socket: it dials, backs off, comes
// back and hands over what it reads. It knows no conversation and keeps no
// message: what the server did not confirm is sent again by whoever owns it.
package link

import (
	"context"
	"sync"
	"time"

	"parley/shared"
)

const (
	// attemptTimeout bounds getting an address, and then dialing it: a network
	// that swallows packets would keep a dial for minutes.
	attemptTimeout = 10 * time.Second
	// quickWithin spreads the tries that need not wait, so that clients that
	// lost one server do not arrive as one.
	quickWithin = 500 * time.Millisecond
)

// Config is what a link needs from the app.
type Config struct {
	// Dial opens a socket: DialNative, or browser.Dial.
	Dial func(ctx context.Context, url string) (Socket, error)
	// Address returns the socket's URL, with a fresh ticket in its query. It is called before
	// every attempt. An error with USER_HAS_TO_LOGIN stops the link; after any
	// other it backs off, and longer when the error says when to retry.
	Address func(ctx context.Context) (string, error)
	// Tab is a random word for the page this link belongs to, if the server shall
	// close a socket of it that the network has lost once there is a new one.
	Tab string
	// Receive takes everything read since its last call, in order. Calls never
	// overlap, and all of one socket's come before the State of its end.
	Receive func([]shared.Received)
	// State is told every change, on Run's goroutine. Online comes before the
	// Connected event is received.
	State func(State)
	// Random is uniform in [0,1); only Run calls it.
	Random func() float64
}

// Phase is what a link is doing.
type Phase int

// The phases. A link is Online once the server has greeted it with Connected;
// a socket that is opened only to be refused never is.
const (
	Connecting Phase = iota
	Online
	Waiting
	Stopped
)

// State is what a link tells about itself.
type State struct {
	Phase Phase
	// RetryAt is the time of the next attempt, with Waiting.
	RetryAt time.Time
	// Code is how the last socket ended, with Waiting and Stopped; 0 when
	// unknown. With Waiting, CloseEpochChanged means that what was cached is
	// void, CloseTooBig and CloseUndecodable that what was sent last must not be
	// sent again.
	Code shared.CloseCode
	// After is what the app has to do, with Stopped: Stop, SignInAgain, Reload.
	After shared.AfterClose
	// Err is the last cause, for the console, with Waiting and Stopped.
	Err error
}

// Link keeps one socket open.
type Link struct {
	config Config
	nudges chan struct{} // holds one: evidence nobody has looked at yet

	mu     sync.Mutex
	online *connection // guarded by mu; nil unless Online
}

// New makes a link; Run starts it.
func New(config Config) *Link {
	return &Link{config: config, nudges: make(chan struct{}, 1)}
}

// Run keeps a socket open until ctx ends, which it does not report, or until
// the server says to stay away, which is the State Stopped. It blocks, and a
// link runs once.
func (l *Link) Run(ctx context.Context) {
	pace := pace{random: l.config.Random}
	for {
		l.config.State(State{Phase: Connecting})
		ended := l.attempt(ctx)
		if ctx.Err() != nil {
			return
		}
		next := pace.after(ended)
		if next.stop {
			l.config.State(State{Phase: Stopped, Code: ended.code, After: next.then, Err: ended.err})
			return
		}
		retryAt := time.Now().Add(next.wait)
		l.config.State(State{Phase: Waiting, RetryAt: retryAt, Code: ended.code, Err: ended.err})
		l.wait(ctx, retryAt, next.firm)
		if ctx.Err() != nil {
			return
		}
	}
}

// attempt gets one socket and stays with it until it ends.
func (l *Link) attempt(ctx context.Context) ending {
	asking, cancel := context.WithTimeout(ctx, attemptTimeout)
	address, err := l.config.Address(asking)
	cancel()
	if err != nil {
		return ending{err: err}
	}
	dialing, cancel := context.WithTimeout(ctx, attemptTimeout)
	if l.config.Tab != "" {
		address += "&" + shared.TabParameter + "=" + l.config.Tab
	}
	socket, err := l.config.Dial(dialing, address)
	cancel()
	if err != nil {
		return ending{err: err}
	}
	return l.serve(ctx, socket)
}

// wait returns at the given time, or soon after a nudge unless the server has
// set that time.
func (l *Link) wait(ctx context.Context, until time.Time, firm bool) {
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	nudges := l.nudges
	if firm {
		nudges = nil
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-nudges:
			nudges = nil
			quick := time.Duration(l.config.Random() * float64(quickWithin))
			timer.Reset(min(quick, time.Until(until)))
		case <-timer.C:
			// The attempt that follows answers every nudge so far.
			select {
			case <-l.nudges:
			default:
			}
			return
		}
	}
}

// Send queues a command. It never waits and is safe from any goroutine. False
// means that the link is not online, or that too much is queued already; true
// does not mean that the command arrived.
func (l *Link) Send(command shared.Command, ref shared.Ref) bool {
	c := l.current()
	return c != nil && c.queue(shared.EncodeCommand(command, ref))
}

// Nudge tells of local evidence that the network may be back: the browser's
// online event, a tab shown again. A link that waits tries within 500 ms; one
// that is online asks the server for a sign of life within 5 s.
func (l *Link) Nudge() {
	select {
	case l.nudges <- struct{}{}:
	default:
	}
}

// Drop closes a socket that is suspect, such as one whose server stopped
// answering; the link comes back.
func (l *Link) Drop() {
	if c := l.current(); c != nil {
		c.fail(errDropped)
	}
}

func (l *Link) current() *connection {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.online
}

func (l *Link) setCurrent(c *connection) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.online = c
}
