package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"parley/shared"
)

// A socket is the client's end of a WebSocket, by hand, for what is measured at
// saturation: shared/client keeps a conversation's state, and coder/websocket
// dials through net/http and draws a mask from crypto/rand for every frame. Either
// would make the generator's core the limit, with 10,000 sockets or 100,000
// deliveries a second; and this one sends and reads the same frames. Its mask is
// zero.
type socket struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte // reused; owned by who writes
	last int64  // the newest seq read; owned by who reads
	// tally is what was wrong with what it has read.
	tally tally
	ended chan struct{} // closed when follow has ended; nil: nobody follows
}

const (
	opText  = 1
	opClose = 8
	opPing  = 9
	opPong  = 10
)

// dial opens a socket at a path of a server.
func dial(host, path string) (*socket, error) {
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	s := &socket{conn: conn, in: bufio.NewReaderSize(conn, 2048)}
	conn.SetDeadline(time.Now().Add(time.Minute))
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: %s\r\n\r\n",
		path, host, shared.Subprotocol); err != nil {
		conn.Close()
		return nil, err
	}
	for line := 0; ; line++ {
		text, err := s.in.ReadSlice('\n')
		switch {
		case err != nil:
		case line == 0 && !bytes.HasPrefix(text, []byte("HTTP/1.1 101")):
			err = fmt.Errorf("the server answered %q", text)
		case len(bytes.TrimSpace(text)) == 0:
			conn.SetDeadline(time.Time{})
			return s, nil
		}
		if err != nil {
			conn.Close()
			return nil, err
		}
	}
}

// write sends one frame of text.
func (s *socket) write(payload []byte) error { return s.frame(opText, payload) }

func (s *socket) frame(code byte, payload []byte) error {
	s.out = append(s.out[:0], 0x80|code)
	if len(payload) < 126 {
		s.out = append(s.out, 0x80|byte(len(payload)))
	} else {
		s.out = binary.BigEndian.AppendUint16(append(s.out, 0x80|126), uint16(len(payload)))
	}
	s.out = append(append(s.out, 0, 0, 0, 0), payload...)
	_, err := s.conn.Write(s.out)
	return err
}

// read returns the next frame of text, which is good until the next call. It
// answers pings, of the protocol and of ours.
func (s *socket) read() ([]byte, error) {
	for {
		head, err := s.in.Peek(2)
		if err != nil {
			return nil, err
		}
		code, length, skip := head[0]&15, int(head[1]&127), 2
		if length == 126 {
			if head, err = s.in.Peek(4); err != nil {
				return nil, err
			}
			length, skip = int(binary.BigEndian.Uint16(head[2:])), 4
		} else if length == 127 {
			if head, err = s.in.Peek(10); err != nil {
				return nil, err
			}
			length, skip = int(binary.BigEndian.Uint64(head[2:])), 10
		}
		s.in.Discard(skip)
		var payload []byte
		if length <= s.in.Size() {
			if payload, err = s.in.Peek(length); err != nil {
				return nil, err
			}
			s.in.Discard(length)
		} else {
			payload = make([]byte, length)
			if _, err := io.ReadFull(s.in, payload); err != nil {
				return nil, err
			}
		}
		switch {
		case code == opClose:
			return nil, fmt.Errorf("closed with %d", binary.BigEndian.Uint16(append(payload, 0, 0)))
		case code == opPing:
			// Not through out, which belongs to who writes.
			pong := append([]byte{0x80 | opPong, 0x80 | byte(len(payload)), 0, 0, 0, 0}, payload...)
			if _, err := s.conn.Write(pong); err != nil {
				return nil, err
			}
		case bytes.HasPrefix(payload, []byte(`{"type":"ping"`)):
			pong := shared.EncodeCommand(shared.Pong{}, "")
			pong = append([]byte{0x80 | opText, 0x80 | byte(len(pong)), 0, 0, 0, 0}, pong...)
			if _, err := s.conn.Write(pong); err != nil {
				return nil, err
			}
		case code == opText:
			return payload, nil
		}
	}
}

var (
	isMessage = []byte(`"type":"new_message"`)
	hasSeq    = []byte(`"seq":`)
	isContent = []byte(`"content":"`)
)

// messages reads frames until one has messages, checks their order and calls
// heard with the number each of them carries.
func (s *socket) messages(heard func(number int)) error {
	for {
		frame, err := s.read()
		if err != nil {
			return err
		}
		any := false
		// Searched, not decoded: decoding would cost more than what is measured.
		for rest := frame; ; any = true {
			_, after, found := bytes.Cut(rest, isMessage)
			if !found {
				break
			}
			_, after, _ = bytes.Cut(after, hasSeq)
			s.tally.count(&s.last, digits(after))
			_, rest, _ = bytes.Cut(after, isContent)
			heard(int(digits(rest)))
		}
		if any {
			return nil
		}
	}
}

// follow reads messages in a goroutine until the socket ends.
func (s *socket) follow(heard func(number int)) {
	s.ended = make(chan struct{})
	go func() {
		defer close(s.ended)
		for s.messages(heard) == nil {
		}
	}()
}

// digits reads the number that text begins with.
func digits(text []byte) (n int64) {
	for _, c := range text {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int64(c-'0')
	}
	return n
}

// numberWidth is how many digits a content begins with.
const numberWidth = 9

// content is a hundred bytes that begin with a number.
func content(number int) string {
	text := fmt.Appendf(nil, "%0*d ", numberWidth, number)
	for len(text) < 99 {
		text = append(text, "lorem ipsum "[len(text)%12])
	}
	return shared.Trim(string(text)) + "."
}

// say is the frame of a message that carries a number.
func say(number int) []byte {
	return shared.EncodeCommand(shared.SendMessage{Content: content(number), ClientMessageID: shared.NewClientMessageID(time.Now(), "m"+strconv.Itoa(number))}, "")
}

// A tally counts what must never happen.
type tally struct {
	Lost       int64 `json:"lost"`
	Duplicated int64 `json:"duplicated"`
	Reordered  int64 `json:"reordered"`
}

// count notes the next seq of a log that was read up to last.
func (t *tally) count(last *int64, seq int64) {
	switch {
	case seq == *last+1:
	case seq > *last:
		t.Lost += seq - *last - 1
	case t.Lost > 0: // it was not lost, but late
		t.Lost--
		t.Reordered++
		return
	default:
		t.Duplicated++
		return
	}
	*last = seq
}

func (t *tally) add(other tally) {
	t.Lost += other.Lost
	t.Duplicated += other.Duplicated
	t.Reordered += other.Reordered
}

func (t tally) String() string {
	return fmt.Sprintf("%d lost, %d duplicated, %d reordered", t.Lost, t.Duplicated, t.Reordered)
}
