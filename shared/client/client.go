//go:build !js

// Package client is what bots, tests and tools speak to a Parley server with.
//
// A client keeps one socket open, whatever happens to the network or to the
// server, with the same reconnect logic as the browsers'. What it sends is
// stored once: it is sent again under the same id until the server has
// confirmed it. What it receives comes once, in the order of the
// conversation's log, and without gaps.
//
// All methods may be called from any goroutine.
package client

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"parley/frontend/link"
	"parley/frontend/talk"
	"parley/shared"
)

// Client is one visitor or user, connected. Visit and SignIn make it.
type Client struct {
	// Static after construction.
	api    link.API
	socket string                // the socket's URL, without a ticket
	own    shared.ConversationID // a visitor's only conversation; empty for users
	pass   *pass
	world  *talk.World     // of all topics
	ctx    context.Context // ends with the client
	stop   context.CancelFunc

	greeted chan struct{} // closed by the first greeting
	arrived chan struct{} // holds one: there is something to receive
	told    chan struct{} // holds one: there is news for the inbox
	done    chan struct{} // closed when it has ended for good

	mu       sync.Mutex
	link     *link.Link                       // guarded by mu
	greeting *shared.Connected                // guarded by mu; the socket's, nil without one
	sockets  int                              // guarded by mu; counts them
	err      error                            // guarded by mu; why it has ended, nil by Close
	epoch    string                           // guarded by mu
	me       shared.Person                    // guarded by mu
	limits   shared.Limits                    // guarded by mu
	pace     *rate.Limiter                    // guarded by mu; of frames, nil when nobody counts
	topics   map[shared.ConversationID]*topic // guarded by mu
	received []shared.Message                 // guarded by mu; what Receive has not handed over
	crowded  bool                             // guarded by mu; some topic waits for room in received
	inbox    inbox                            // guarded by mu
}

var (
	errClosed = errors.New("client: closed")
	// After a restore the log has another past: which of its messages are new to
	// the reader nobody can say, so going on would be a guess.
	errEpoch = errors.New("client: the server has another database now; begin again")
)

// Visit connects as the visitor whom a site knows by this browser id, a random
// UUID that nobody else learns. The visitor's open conversation, or a new one,
// is joined from its beginning. ctx bounds only the connecting.
func Visit(ctx context.Context, url string, site shared.SiteID, browserID string) (*Client, error) {
	api := apiAt(url)
	session, err := api.InitSession(ctx, site, shared.InitSession{BrowserSessionID: browserID})
	if err != nil {
		return nil, err
	}
	c := newClient(api, url, shared.PathWith(shared.PathSocket, string(session.SessionID)))
	c.own, c.limits = session.SessionID, session.Limits
	c.pass = &pass{token: session.Token, renew: func(ctx context.Context) (string, error) {
		again, err := api.InitSession(ctx, site, shared.InitSession{BrowserSessionID: browserID})
		if err == nil && again.SessionID != c.own {
			// The token opens no other; the link stops for good with this.
			err = shared.Refuse(shared.CodeUserHasToLogin, "the conversation has ended.")
		}
		return again.Token, err
	}}
	c.world.Only = true
	c.topics[c.own] = c.newTopic(c.own, 0)
	return c.begin(ctx)
}

// SignIn connects as a user. It stays signed in, by refreshing its tokens and,
// should its session be gone, by signing in again. ctx bounds only the
// connecting.
func SignIn(ctx context.Context, url, name, password string) (*Client, error) {
	api := apiAt(url)
	c := newClient(api, url, shared.PathStreamSocket)
	c.limits = shared.LimitsFor(shared.RoleAgent)
	c.pass = &pass{renew: userTokens(api, shared.Login{Username: name, Password: password})}
	if err := c.beginInbox(ctx); err != nil {
		c.stop()
		return nil, err
	}
	return c.begin(ctx)
}

func apiAt(url string) link.API { return link.API{Fetch: link.NativeFetch(url)} }

func newClient(api link.API, url, path string) *Client {
	c := &Client{
		api: api, socket: "ws" + strings.TrimPrefix(strings.TrimSuffix(url, "/"), "http") + path,
		greeted: make(chan struct{}), arrived: make(chan struct{}, 1), told: make(chan struct{}, 1), done: make(chan struct{}),
		topics: map[shared.ConversationID]*topic{},
		inbox:  inbox{heads: map[shared.ConversationID]int64{}, newest: map[shared.ConversationID]shared.Conversation{}},
	}
	c.ctx, c.stop = context.WithCancel(context.Background())
	c.world = &talk.World{Send: c.send, Drop: func() { c.link.Drop() }, History: c.history, After: c.after, Now: time.Now, Full: c.full}
	return c
}

// begin starts the link and waits until the server has greeted it.
func (c *Client) begin(ctx context.Context) (*Client, error) {
	go c.run(c.ctx)
	var err error
	select {
	case <-c.greeted:
		return c, nil
	case <-c.done:
		err = c.ended()
	case <-ctx.Done():
		err = ctx.Err()
	}
	c.Close()
	return nil, err
}

// Me is who this client is to others.
func (c *Client) Me() shared.Person {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.me
}

// Conversation is a visitor's own; empty for users.
func (c *Client) Conversation() shared.ConversationID { return c.own }

// Nudge tells that the server is known to be there again: a client that waits
// before its next attempt tries at once.
func (c *Client) Nudge() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.link.Nudge()
}

// Close ends the client and what waits for it.
func (c *Client) Close() {
	c.stop()
	<-c.done
}

// Err is why the client has ended by itself: the server does not want it any
// more, or has another database. It is nil before, and after Close.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// ended is what calls return that can no longer be answered.
func (c *Client) ended() error {
	if err := c.Err(); err != nil {
		return err
	}
	return errClosed
}

// fail ends the client with a reason; the first one counts. Callers hold mu.
func (c *Client) fail(err error) {
	if c.err == nil {
		c.err = err
	}
	c.stop()
}

// wake makes a channel that holds one hold one.
func wake(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
