package live

import (
	"encoding/binary"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
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
	deadline time.Time // guarded by writing; of the writing, zero as long as that has never waited

	descriptor syscall.RawConn // never changes; nil where there is none: above TLS
}

// errSlow says that all was written, but took longer than writeWithin.
var errSlow = errors.New("the peer reads too slowly")

// newPipe makes a pipe above a connection that has been read a little.
func newPipe(conn net.Conn, early []byte) *pipe {
	p := &pipe{Conn: conn, early: early, writing: make(chan struct{}, 1)}
	if system, ok := conn.(syscall.Conn); ok {
		p.descriptor, _ = system.SyscallConn()
	}
	return p
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
	n, err := p.offer(frame)
	if n == len(frame) || err != nil {
		return n, err
	}
	if err := p.wait(frame[n:]); err != nil {
		return n, err
	}
	return len(frame), nil
}

// send writes whole frames of text. It calls before if it has to wait.
func (p *pipe) send(frames []byte, before func()) error {
	select {
	case p.writing <- struct{}{}:
	default:
		before()
		p.writing <- struct{}{}
	}
	defer func() { <-p.writing }()
	if p.closed {
		return net.ErrClosed
	}
	n, err := p.offer(frames)
	if n == len(frames) || err != nil {
		return err
	}
	before()
	began := time.Now()
	if err := p.wait(frames[n:]); err != nil {
		return err
	}
	if time.Since(began) > writeWithin {
		return errSlow
	}
	return nil
}

// wait writes what the kernel has not taken at once; the caller holds writing.
func (p *pipe) wait(frames []byte) error {
	p.postpone()
	_, err := p.Conn.Write(frames)
	return err
}

// offering is what the kernel is asked to take, and what it takes.
type offering struct {
	frames []byte
	n      int
	err    error
	// try is what the runtime calls with the descriptor; made once.
	try func(descriptor uintptr) (done bool)
}

// offerings are reused: each costs three allocations.
var offerings = sync.Pool{New: func() any {
	o := &offering{}
	o.try = func(descriptor uintptr) (done bool) {
		for o.err = syscall.EINTR; o.err == syscall.EINTR; {
			o.n, o.err = syscall.Write(int(descriptor), o.frames)
		}
		return true // whatever came of it
	}
	return o
}}

// offer writes as much as the kernel takes at once; the caller holds writing.
func (p *pipe) offer(frames []byte) (n int, err error) {
	if p.descriptor == nil {
		return 0, nil
	}
	if !p.deadline.IsZero() {
		p.postpone()
	}
	o := offerings.Get().(*offering)
	o.frames = frames
	err = p.descriptor.Write(o.try)
	n, failed := o.n, o.err
	o.frames = nil
	offerings.Put(o)
	switch {
	case err != nil: // closed, or past its deadline: nothing was tried
		return 0, err
	case failed == syscall.EAGAIN:
		return 0, nil
	case failed != nil:
		return 0, &net.OpError{Op: "write", Net: "socket", Err: failed}
	}
	return n, nil
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
