package browser

import (
	"context"
	"errors"
	"sync"
	"syscall/js"

	"parley/shared"
)

var errClosed = errors.New("browser: the socket is closed")

// lost is what browsers say of a socket nobody closed.
const lost shared.CloseCode = 1006

// Socket is a thin wrapper over the browser's WebSocket: it keeps the close
// code, loses no message that arrived before the close, and closes for good
// when its reader gives up.
type Socket struct {
	ws      js.Value
	stops   []func()      // takes the listeners away; used once, at the close
	opened  chan struct{} // closed when it is open
	ended   chan struct{} // closed when either side has closed it
	arrived chan struct{} // holds one: there is something to read

	mu     sync.Mutex // guards what follows
	queue  []string
	over   bool // ended is closed
	code   shared.CloseCode
	reason string
}

// Dial opens a socket. It waits, so it needs a goroutine of its own; when ctx
// ends first, the attempt is given up.
func Dial(ctx context.Context, url string) (*Socket, error) {
	s := &Socket{opened: make(chan struct{}), ended: make(chan struct{}), arrived: make(chan struct{}, 1)}
	if err := attempt(func() { s.ws = window.Get("WebSocket").New(url, shared.Subprotocol) }); err != nil {
		return nil, err
	}
	s.stops = []func(){
		listen(s.ws, "open", func(js.Value) { close(s.opened) }),
		listen(s.ws, "message", s.take),
		listen(s.ws, "close", s.closed),
	}
	select {
	case <-s.opened:
		return s, nil
	case <-s.ended:
		return nil, errors.New("browser: the socket did not open")
	case <-ctx.Done():
		s.Close(shared.CloseNormal, "")
		return nil, ctx.Err()
	}
}

// take keeps a text message until it is read.
func (s *Socket) take(event js.Value) {
	data := event.Get("data")
	if data.Type() != js.TypeString {
		return
	}
	s.mu.Lock()
	if !s.over {
		s.queue = append(s.queue, data.String())
	}
	s.mu.Unlock()
	select {
	case s.arrived <- struct{}{}:
	default:
	}
}

// closed is the last event of a socket.
func (s *Socket) closed(event js.Value) {
	s.mu.Lock()
	if s.code = shared.CloseCode(event.Get("code").Int()); s.code == lost {
		s.code = 0
	}
	s.reason = event.Get("reason").String()
	s.mu.Unlock()
	s.end()
	for _, stop := range s.stops {
		stop()
	}
}

func (s *Socket) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over {
		s.over = true
		close(s.ended)
	}
}

// Read returns the next text message, and an error once all that arrived
// before the close was read. When ctx ends, the socket is closed.
func (s *Socket) Read(ctx context.Context) ([]byte, error) {
	for {
		if message, ok := s.next(); ok {
			return []byte(message), nil
		}
		select {
		case <-s.arrived:
		case <-s.ended:
			if message, ok := s.next(); ok {
				return []byte(message), nil
			}
			return nil, errClosed
		case <-ctx.Done():
			s.Close(shared.CloseNormal, "")
			return nil, ctx.Err()
		}
	}
}

func (s *Socket) next() (message string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		return "", false
	}
	message, s.queue = s.queue[0], s.queue[1:]
	return message, true
}

// Write sends a text message; the browser queues it, so this never waits.
func (s *Socket) Write(_ context.Context, frame []byte) error {
	const open = 1
	if s.ws.Get("readyState").Int() != open {
		return errClosed
	}
	return attempt(func() { s.ws.Call("send", string(frame)) })
}

// Close takes 1000 and 4000 to 4999, as browsers do, and sends 1000 for the
// rest. The closing handshake goes on without us.
func (s *Socket) Close(code shared.CloseCode, reason string) {
	if code < 4000 || code > 4999 {
		code = shared.CloseNormal
	}
	_ = attempt(func() { s.ws.Call("close", int(code), reason) }) // throws for a long reason
	s.end()
}

// CloseInfo is how the peer closed; 0 when the network was lost.
func (s *Socket) CloseInfo() (shared.CloseCode, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.code, s.reason
}
