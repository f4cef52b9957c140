package dashboard

import (
	"context"
	"math/rand/v2"
	"net/url"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/link"
	"parley/shared"
)

// answerWithin bounds one request of the desk.
const answerWithin = 20 * time.Second

// page names this page to the server.
var page = browser.NewID()

// wire is the desk's one socket.
type wire struct {
	link *link.Link
	stop context.CancelFunc
	// retried is true when the tokens were renewed because the server closed
	// the socket with them, and no connection has come of it yet.
	retried bool
}

func (w *wire) cut() {
	if w.stop != nil {
		w.stop()
	}
	w.link, w.stop = nil, nil
}

// world is what the desk's state needs, made of this browser.
func (d *Desk) world() Wire {
	api := d.session.api
	return Wire{
		Send: func(c shared.Command, ref shared.Ref) bool { return d.wire.link != nil && d.wire.link.Send(c, ref) },
		Drop: func() {
			if d.wire.link != nil {
				d.wire.link.Drop()
			}
		},
		History: func(ctx context.Context, id shared.ConversationID, before int64) (page shared.History, err error) {
			err = d.session.Do(ctx, func(access string) error {
				page, err = api.History(ctx, access, id, before)
				return err
			})
			return page, err
		},
		List: func(ctx context.Context, filter shared.InboxFilter, before string) (page shared.Inbox, err error) {
			err = d.session.Do(ctx, func(access string) error {
				page, err = api.Inbox(ctx, access, filter, before)
				return err
			})
			return page, err
		},
		ListRooms: func(ctx context.Context) (list shared.Rooms, err error) {
			err = d.session.Do(ctx, func(access string) error {
				list, err = api.Rooms(ctx, access)
				return err
			})
			return list, err
		},
		Count: func(ctx context.Context) (counts shared.InboxCounts, err error) {
			err = d.session.Do(ctx, func(access string) error {
				counts, err = api.Count(ctx, access)
				return err
			})
			return counts, err
		},
		Users: func(ctx context.Context) (users shared.Users, err error) {
			err = d.session.Do(ctx, func(access string) error {
				users, err = api.Users(ctx, access)
				return err
			})
			return users, err
		},
		Change: func(ctx context.Context, id shared.ConversationID, change shared.ChangeConversation) error {
			return d.session.Do(ctx, func(access string) error { return api.Change(ctx, access, id, change) })
		},
		End: func(ctx context.Context, id shared.ConversationID, agent *shared.MemberID) error {
			return d.session.Do(ctx, func(access string) error { return api.End(ctx, access, id, agent) })
		},
		Work: func(f func(context.Context), then func()) {
			work(d.ctx, f, func() {
				then()
				d.settle()
			})
		},
		After: func(wait time.Duration, f func()) {
			time.AfterFunc(wait, func() {
				d.ctx.Dispatch(func(app.Context) {
					f()
					d.settle()
				})
			})
		},
		SignedOut: func() { d.leave(saySignedOut) },
		Replaced:  d.replace,
		Open:      d.openMedia,
		Called:    d.called,
		Now:       time.Now,
		NewID:     func() string { return shared.NewClientMessageID(time.Now(), browser.NewID()) },
		Kept:      d.kept,
	}
}

// work does something that waits, and then something on the UI goroutine.
func work(ctx app.Context, f func(context.Context), then func()) {
	go func() {
		limited, cancel := context.WithTimeout(context.Background(), answerWithin)
		defer cancel()
		f(limited)
		if then != nil {
			ctx.Dispatch(func(app.Context) { then() })
		}
	}()
}

// every runs f again and again, on a goroutine of its own.
func every(d time.Duration, f func()) (stop func()) {
	ticker := time.NewTicker(d)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-ticker.C:
				f()
			case <-done:
				return
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(done)
	}
}

// connect runs a link until the server or the agent ends it.
func (d *Desk) connect() {
	d.wire.cut()
	running, stop := context.WithCancel(context.Background())
	var l *link.Link
	l = link.New(link.Config{
		Dial: func(ctx context.Context, address string) (link.Socket, error) {
			socket, err := browser.Dial(ctx, address)
			if err != nil {
				return nil, err
			}
			return socket, nil
		},
		Address: d.address,
		Receive: func(batch []shared.Received) {
			d.ctx.Dispatch(func(app.Context) {
				if d.wire.link == l {
					d.live.Receive(batch)
					d.settle()
				}
			})
		},
		State: func(state link.State) {
			d.ctx.Dispatch(func(app.Context) {
				if d.wire.link == l {
					d.changed(state)
				}
			})
		},
		Random: rand.Float64,
		Tab:    page,
	})
	d.wire.link, d.wire.stop = l, stop
	go l.Run(running)
}

// address is where the socket is, with a ticket that opens it once.
func (d *Desk) address(ctx context.Context) (string, error) {
	var ticket string
	err := d.session.Do(ctx, func(access string) (err error) {
		ticket, err = d.session.api.Ticket(ctx, access)
		return err
	})
	return browser.SocketURL(shared.PathStreamSocket) + "?token=" + url.QueryEscape(ticket), err
}

// changed takes the link's state, and does what a link that stopped cannot do
// by itself.
func (d *Desk) changed(state link.State) {
	d.online = browser.Online()
	d.live.SetState(state)
	switch {
	case state.Phase == link.Online:
		d.wire.retried = false
		browser.SeekUpdate() // servers restart to become newer ones
	case state.Phase != link.Stopped:
	case state.After == shared.Reload:
		browser.ReloadOnce()
	case state.After == shared.SignInAgain:
		d.signInAgain()
	}
	d.settle()
}

// signInAgain tries new tokens once before it asks for a password: another tab
// may have signed in, and a ticket may have been refused for its age.
func (d *Desk) signInAgain() {
	if d.wire.retried || !d.session.SignedIn() {
		d.leave(saySignedOut)
		return
	}
	d.wire.retried = true
	live := d.live
	var err error
	work(d.ctx, func(ctx context.Context) { _, err = d.session.Renew(ctx, d.session.Current()) }, func() {
		switch {
		case d.live != live:
		case signedOut(err):
			d.leave(saySignedOut)
		default:
			d.connect() // also without network: the link waits for it
		}
	})
}
