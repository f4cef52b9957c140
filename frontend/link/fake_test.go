package link

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"parley/shared"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var errEnded = errors.New("fake: socket ended")

// fakeSocket is both ends of a socket in memory.
type fakeSocket struct {
	toClient   chan []byte
	fromClient chan []byte
	ended      chan struct{}
	mute       bool  // the peer does not answer our close
	writeErr   error // what Write says

	once     sync.Once
	code     shared.CloseCode
	byClient bool // the client closed it
}

func (s *fakeSocket) Read(ctx context.Context) ([]byte, error) {
	select {
	case frame := <-s.toClient:
		return frame, nil
	default:
	}
	select {
	case frame := <-s.toClient:
		return frame, nil
	case <-s.ended:
		return nil, errEnded
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *fakeSocket) Write(ctx context.Context, frame []byte) error {
	if s.writeErr != nil {
		return s.writeErr
	}
	select {
	case s.fromClient <- frame:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *fakeSocket) Close(code shared.CloseCode, _ string) {
	if !s.mute {
		s.once.Do(func() { s.byClient = true; s.code = code; close(s.ended) })
	}
}

func (s *fakeSocket) CloseInfo() (shared.CloseCode, string) { return s.code, "" }

// end closes it from the server's side; 0 is a lost network.
func (s *fakeSocket) end(code shared.CloseCode) {
	s.once.Do(func() { s.code = code; close(s.ended) })
}

func (s *fakeSocket) tell(events ...shared.Event) {
	for _, event := range events {
		s.toClient <- shared.EncodeEvent(event, "")
	}
}

// next is the client's next command; nil when there is none.
func (s *fakeSocket) next() shared.Command {
	synctest.Wait()
	select {
	case frame := <-s.fromClient:
		command, _, _ := shared.DecodeCommand(frame)
		return command
	default:
		return nil
	}
}

// world runs a link against fake sockets inside a synctest bubble.
type world struct {
	*Link
	t      *testing.T
	random float64
	gate   chan struct{} // when set, Receive waits for it
	stop   context.CancelFunc
	done   chan struct{}

	mu       sync.Mutex // everything below
	sockets  []*fakeSocket
	states   []State
	batches  [][]shared.Received
	dialErr  error
	addrErr  error
	prepare  func(*fakeSocket)
	attempts int
}

func start(t *testing.T, setup ...func(*world)) *world {
	w := &world{t: t, random: 0.5, done: make(chan struct{})}
	for _, f := range setup {
		f(w)
	}
	w.Link = New(Config{
		Dial: func(context.Context, string) (Socket, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if w.dialErr != nil {
				return nil, w.dialErr
			}
			s := &fakeSocket{
				toClient: make(chan []byte, 1000), fromClient: make(chan []byte, 1000),
				ended: make(chan struct{}),
			}
			if w.prepare != nil {
				w.prepare(s)
			}
			w.sockets = append(w.sockets, s)
			return s, nil
		},
		Address: func(context.Context) (string, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.attempts++
			return "ws://x", w.addrErr
		},
		Receive: func(batch []shared.Received) {
			if w.gate != nil {
				<-w.gate
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			w.batches = append(w.batches, batch)
		},
		State: func(s State) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.states = append(w.states, s)
		},
		Random: func() float64 { return w.random },
	})
	ctx, cancel := context.WithCancel(context.Background())
	w.stop = cancel
	go func() { defer close(w.done); w.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-w.done })
	synctest.Wait()
	return w
}

// socket waits until the link has settled and returns its nth socket.
func (w *world) socket(n int) *fakeSocket {
	w.t.Helper()
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.sockets) <= n {
		w.t.Fatalf("there are %d sockets, want one more than %d", len(w.sockets), n)
	}
	return w.sockets[n]
}

// dials is how many sockets there have been after d.
func (w *world) dials(d time.Duration) int {
	time.Sleep(d)
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sockets)
}

func (w *world) state() State {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.states[len(w.states)-1]
}

func (w *world) phases() (phases []Phase) {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.states {
		phases = append(phases, s.Phase)
	}
	return phases
}

// greet makes the nth socket an accepted one.
func (w *world) greet(n int) *fakeSocket {
	w.t.Helper()
	s := w.socket(n)
	s.tell(shared.Connected{Message: shared.ConnectedMessage, Protocol: shared.Protocol})
	synctest.Wait()
	return s
}

func (w *world) received() []shared.Received {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Concat(w.batches...)
}
