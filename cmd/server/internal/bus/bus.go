// Package bus carries hints between the servers that share a database, over
// Redis. What it carries may get lost, and whoever loses some is told so: the
// truth is in the database. Nobody ever waits for Redis to be told something.
package bus

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	// queue is how many hints may wait to leave; more are lost.
	queue = 4096
	// atOnce is how many leave in one round trip.
	atOnce = 256
	// within is how long one exchange with Redis may take.
	within = time.Second
	// quiet is after how long without a hint Redis is asked whether it is there.
	quiet = time.Second
	// again is the time between two tries to reach Redis.
	again = 250 * time.Millisecond
)

// The kinds of hints that are the bus's own.
const kindLost = "lost"

// Bus connects one server to the others. Its methods may be called from any
// goroutine; those of nil carry nothing.
type Bus struct {
	// Static before Run.
	client   *redis.Client
	node     string // this server, among the others
	cluster  string // begins the name of everything in Redis
	log      *slog.Logger
	handlers map[string]func(node string, body []byte)
	missed   func()

	hints    chan []byte
	overflow atomic.Bool
	telling  atomic.Bool // the last hint has left
	hearing  atomic.Bool // those of the others come in
	troubled sync.Mutex
	trouble  bool // guarded by troubled; as the log has it
}

// Check reports what is wrong with the URL of a Redis.
func Check(url string) error {
	_, err := options(url)
	return err
}

func options(url string) (*redis.Options, error) {
	o, err := redis.ParseURL(url)
	if err != nil {
		// Not the library's words: they repeat the password.
		return nil, errors.New("this is not the URL of a Redis, such as redis://:password@10.0.0.5:6379/0 or unix:///run/redis.sock")
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = within, within, within, within
	o.ContextTimeoutEnabled, o.DisableIdentity = true, true
	o.MaxRetries, o.DialerRetries = -1, 1 // whoever asks knows what to do without
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return o, nil
}

// New makes the bus of the servers of one database, which cluster names; nil
// where there is no URL. Redis need not be there. Set what handles hints, then Run
// it; Close it at the end.
func New(url, cluster string, log *slog.Logger) (*Bus, error) {
	if url == "" {
		return nil, nil
	}
	o, err := options(url)
	if err != nil {
		return nil, err
	}
	redis.SetLogger(silent{})
	return &Bus{
		client: redis.NewClient(o), node: rand.Text(), cluster: "parley:" + cluster + ":", log: log,
		handlers: map[string]func(string, []byte){}, missed: func() {}, hints: make(chan []byte, queue),
	}, nil
}

// silent keeps the library from writing to standard error; errors are returned.
type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// Handle says what is done with hints of a kind, a word. It is called with the
// name of the server that sent it, in the order in which that sent them; it must
// not block. Before Run.
func (b *Bus) Handle(kind string, f func(node string, body []byte)) { b.handlers[kind] = f }

// OnMissed says what is done when hints of others may have been lost; it must not
// block. Before Run.
func (b *Bus) OnMissed(f func()) { b.missed = f }

// Send gives the others a hint, if it can. It never blocks.
func (b *Bus) Send(kind string, body []byte) {
	if b == nil || !b.telling.Load() {
		return
	}
	select {
	case b.hints <- b.encode(kind, body):
	default:
		b.overflow.Store(true)
	}
}

func (b *Bus) encode(kind string, body []byte) []byte {
	hint := make([]byte, 0, len(b.node)+len(kind)+len(body)+2)
	hint = append(append(hint, b.node...), ' ')
	hint = append(append(hint, kind...), ' ')
	return append(hint, body...)
}

// Up reports whether hints go out and come in.
func (b *Bus) Up() bool { return b != nil && b.telling.Load() && b.hearing.Load() }

// Run carries hints until ctx ends.
func (b *Bus) Run(ctx context.Context) {
	var group sync.WaitGroup
	group.Go(func() { b.speak(ctx) })
	group.Go(func() { b.listen(ctx) })
	group.Wait()
}

// Close gives the connections back, after Run has ended.
func (b *Bus) Close() error { return b.client.Close() }

// speak sends hints. Those that Redis is not there for are lost, which the
// others are told as soon as it is back.
func (b *Bus) speak(ctx context.Context) {
	for ctx.Err() == nil {
		if b.telling.Load() {
			b.sent(ctx, b.next(ctx))
			continue
		}
		for len(b.hints) > 0 {
			<-b.hints
		}
		if !b.sent(ctx, [][]byte{b.encode(kindLost, nil)}) {
			wait(ctx, again)
		}
	}
}

// next waits for hints, and takes those that are there.
func (b *Bus) next(ctx context.Context) (batch [][]byte) {
	select {
	case hint := <-b.hints:
		batch = append(batch, hint)
	case <-ctx.Done():
		return nil
	}
	for len(batch) < atOnce && len(b.hints) > 0 {
		batch = append(batch, <-b.hints)
	}
	if b.overflow.CompareAndSwap(true, false) {
		batch = append(batch, b.encode(kindLost, nil))
	}
	return batch
}

// sent reports whether hints have left.
func (b *Bus) sent(ctx context.Context, batch [][]byte) bool {
	if len(batch) == 0 {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	_, err := b.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, hint := range batch {
			p.Publish(ctx, b.cluster+"hints", hint)
		}
		return nil
	})
	b.telling.Store(err == nil)
	b.note(err)
	return err == nil
}

// listen hears hints. After each time that it could not, some have been missed.
func (b *Bus) listen(ctx context.Context) {
	for ctx.Err() == nil {
		err := b.hear(ctx)
		b.hearing.Store(false)
		if ctx.Err() == nil {
			b.note(err)
		}
		wait(ctx, again)
	}
}

// hear hears hints until the connection is lost.
func (b *Bus) hear(ctx context.Context) error {
	subscription := b.client.Subscribe(ctx)
	defer subscription.Close()
	defer context.AfterFunc(ctx, func() { subscription.Close() })()
	if err := subscription.Subscribe(ctx, b.cluster+"hints"); err != nil {
		return err
	}
	asked := false
	for {
		received, err := subscription.ReceiveTimeout(ctx, quiet)
		var network net.Error
		if errors.As(err, &network) && network.Timeout() && !asked {
			asked = true
			if err := subscription.Ping(ctx); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		asked = false
		switch m := received.(type) {
		case *redis.Subscription:
			b.hearing.Store(true)
			b.note(nil)
			b.missed()
		case *redis.Message:
			b.handle([]byte(m.Payload))
		}
	}
}

func (b *Bus) handle(hint []byte) {
	node, rest, _ := bytes.Cut(hint, []byte{' '})
	kind, body, ok := bytes.Cut(rest, []byte{' '})
	if !ok || string(node) == b.node {
		return
	}
	if string(kind) == kindLost {
		b.missed()
	} else if f := b.handlers[string(kind)]; f != nil {
		f(string(node), body)
	}
}

// note tells the log when Redis goes away and comes back.
func (b *Bus) note(err error) {
	b.troubled.Lock()
	defer b.troubled.Unlock()
	switch {
	case err != nil && !b.trouble && !errors.Is(err, context.Canceled):
		b.trouble = true
		b.log.Warn("Redis is away; the servers hear of each other through the database, which takes a second or two", "error", err)
	case err == nil && b.trouble && b.Up():
		b.trouble = false
		b.log.Info("Redis is there")
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// errAway is what whoever asks gets while Redis is away.
var errAway = errors.New("bus: Redis is away")
