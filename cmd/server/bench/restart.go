package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"parley/shared"
	"parley/shared/client"
)

// lastAnswers is how long the last messages are waited for.
const lastAnswers = 30 * time.Second

// restart kills the server while visitors talk, starts it again, and measures
// until each of them has had a message confirmed by it. All are real clients,
// that are told when it is there again: by themselves they would spread their
// attempts over five seconds, and chance would be measured. An agent reads along:
// what was confirmed must be there once and in order. The bare limit can do
// nothing of it.
func restart(b *bench) error {
	for d := range b.databases() {
		var took []turn
		for range b.Rounds {
			if err := d.fresh(func(source string) error {
				each, err := b.killed(source)
				took = append(took, turn{each.Seconds(), 0})
				return err
			}); err != nil {
				return err
			}
		}
		b.report.add(measure{Name: fmt.Sprintf("%s: server killed while %d visitors talk by shared/client, until each is answered again", d.name, b.sizes.Senders),
			Unit: "s", Turns: took, Of: ofValue})
	}
	return nil
}

// killed returns how long it took once.
func (b *bench) killed(source string) (took time.Duration, err error) {
	p, err := b.parley("", source)
	if err != nil {
		return 0, err
	}
	defer func() { p.stop() }()
	c, err := b.meet(p)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, c.part(b)) }()
	c.talk()
	time.Sleep(b.sizes.Warm)
	p.stop()
	dead := time.Now()
	if p, err = p.again(); err != nil {
		return 0, err
	}
	for _, one := range append(c.visitors, c.agent) {
		one.Nudge()
	}
	for !c.answeredSince(dead) {
		if time.Since(dead) > time.Minute {
			return 0, errors.New("not everybody was answered within a minute after the restart")
		}
		time.Sleep(time.Millisecond)
	}
	return time.Since(dead), nil
}

// again starts a program that was stopped, at its address and with its data.
func (p *parley) again() (*parley, error) {
	command := exec.Command(p.command.Args[0], p.command.Args[1:]...)
	command.Env = p.command.Env
	running, err := begin(command, p.host)
	if err != nil {
		return p, err
	}
	next := *p
	next.process = running
	return &next, nil
}

// A crowd is visitors with a conversation each, and the agent who is in all of
// them, by shared/client.
type crowd struct {
	visitors []*client.Client
	agent    *client.Client
	ctx      context.Context // ends what they say and read
	stop     context.CancelFunc
	enough   atomic.Bool    // says that nobody begins another message
	said     sync.WaitGroup // of the visitors
	read     sync.WaitGroup // of the agent
	faults   tally          // the reader's, until it has ended

	confirmed, heard atomic.Int64 // messages
	// answered is when each visitor began to say what was confirmed last, in
	// nanoseconds since 1970: a confirmation itself may come from a server that is
	// dead by now.
	answered []atomic.Int64

	mu  sync.Mutex
	err error // guarded by mu; a visitor's
}

// meet connects them.
func (b *bench) meet(p *parley) (c *crowd, err error) {
	c = &crowd{visitors: make([]*client.Client, b.sizes.Senders), answered: make([]atomic.Int64, b.sizes.Senders)}
	c.ctx, c.stop = context.WithCancel(b)
	if c.agent, err = client.SignIn(b, p.url, demoUser, demoPassword); err == nil {
		err = beside(len(c.visitors), openers, func(i int) (err error) {
			if c.visitors[i], err = client.Visit(b, p.url, demoSite, "browser-of-the-bench-"+strconv.Itoa(i)); err != nil {
				return err
			}
			// It begins with the first message; nobody can enter it before.
			if err = c.say(i, 1); err == nil {
				_, err = c.agent.Join(b, c.visitors[i].Conversation(), 0)
			}
			return err
		})
	}
	if err != nil {
		return nil, errors.Join(err, c.part(b))
	}
	c.read.Go(c.listen)
	return c, nil
}

// say says the next message of a visitor and waits until it is stored.
func (c *crowd) say(visitor, number int) error {
	v, began := c.visitors[visitor], time.Now()
	if _, err := v.Send(c.ctx, v.Conversation(), content(number)); err != nil {
		return err
	}
	c.confirmed.Add(1)
	c.answered[visitor].Store(began.UnixNano())
	return nil
}

// talk has every visitor say one message after the other.
func (c *crowd) talk() {
	for i := range c.visitors {
		c.said.Go(func() {
			for n := 2; !c.enough.Load(); n++ {
				if err := c.say(i, n); err != nil {
					c.mu.Lock()
					c.err = err
					c.mu.Unlock()
					return
				}
			}
		})
	}
}

// listen reads along as the agent: each visitor's numbers must come one by one.
func (c *crowd) listen() {
	last := map[shared.ConversationID]*int64{}
	for m := range c.agent.Receive(c.ctx) {
		if last[m.ConversationID] == nil {
			last[m.ConversationID] = new(int64)
		}
		c.faults.count(last[m.ConversationID], digits([]byte(m.Content)))
		c.heard.Add(1)
	}
}

// answeredSince reports whether everybody was, of what they began to say then.
func (c *crowd) answeredSince(moment time.Time) bool {
	for i := range c.answered {
		if c.answered[i].Load() < moment.UnixNano() {
			return false
		}
	}
	return true
}

// part waits until all that was said was read, and ends everybody.
func (c *crowd) part(b *bench) error {
	c.enough.Store(true)
	defer time.AfterFunc(lastAnswers, c.stop).Stop() // a server that is away would be waited for for ever
	c.said.Wait()
	if c.mu.Lock(); c.err == nil {
		b.missing(func() int64 { return c.confirmed.Load() - c.heard.Load() })
	}
	c.mu.Unlock()
	c.stop()
	c.read.Wait()
	b.report.Faults.add(c.faults)
	for _, one := range append(c.visitors, c.agent) {
		if one != nil {
			one.Close()
		}
	}
	return c.err
}
