package live

import (
	"encoding/binary"
	"net"
	"sync/atomic"
	"time"
)

const (
	// finalText begins an unfragmented frame of text, and opClose is the code of
	// a close frame (RFC 6455 §5.2).
	finalText = 0x81
	opClose   = 8
)

// pipe is the connection below a WebSocket of the library. Frames of text are
// written to it beside the library, which takes several locks and a context
// for each; the library then writes control frames only, each at once because
// its buffer holds the largest.
type pipe struct {
	net.Conn
	early []byte // what came with the handshake; owned by who reads
	// ending says that the deadlines are the last ones.
	ending atomic.Bool

	// writing holds one while a frame is written, which may take its time: no
	// mutex, because the bubbles of tests take waiting for one for work.
	writing  chan struct{}
	closed   bool      // guarded by writing; a close frame has gone out, nothing may follow
	deadline time.Time // guarded by writing; of the writing
}

// newPipe makes a pipe above a connection that has been read a little.
func newPipe(conn net.Conn, early []byte) *pipe {
	return &pipe{Conn: conn, early: early, writing: make(chan struct{}, 1)}
}

// Read is for the library.
func (p *pipe) Read(b []byte) (int, error) {
	if len(p.early) > 0 {
		n := copy(b, p.early)
		p.early = p.early[n:]
		return n, nil
	}
	return p.Conn.Read(b)
}

// Write is for the library: one control frame.
func (p *pipe) Write(frame []byte) (int, error) {
	p.writing <- struct{}{}
	defer func() { <-p.writing }()
	p.closed = p.closed || frame[0]&0x0f == opClose
	p.postpone()
	return p.Conn.Write(frame)
}

// send writes whole frames of text.
func (p *pipe) send(frames []byte) error {
	p.writing <- struct{}{}
	defer func() { <-p.writing }()
	if p.closed {
		return net.ErrClosed
	}
	p.postpone()
	_, err := p.Conn.Write(frames)
	return err
}

// postpone gives a write the time it may take, to within a quarter of a second:
// the deadline's timer costs more than looking at the clock.
func (p *pipe) postpone() {
	const within = writeWithin + closeWithin
	now := time.Now()
	if p.deadline.Sub(now) > within-250*time.Millisecond || p.ending.Load() {
		return
	}
	p.deadline = now.Add(within)
	p.Conn.SetWriteDeadline(p.deadline)
}

// end gives whatever is going on the last bit of time.
func (p *pipe) end(within time.Duration) {
	p.ending.Store(true)
	p.Conn.SetDeadline(time.Now().Add(within))
}

// header appends the header of a frame of text.
func header(to []byte, payload int) []byte {
	to = append(to, finalText)
	switch {
	case payload < 126:
		return append(to, byte(payload))
	case payload < 1<<16:
		return binary.BigEndian.AppendUint16(append(to, 126), uint16(payload))
	}
	return binary.BigEndian.AppendUint64(append(to, 127), uint64(payload))
}
