package live

import (
	"bufio"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"parley/shared"
)

// closeWithin is how long a peer may take to answer a close.
const closeWithin = 5 * time.Second

// socketBuffer is the size of a socket's buffers, in bytes: net/http's are of
// 4 KiB each, which is most of what an idle socket would cost.
const socketBuffer = 512

// line is a WebSocket whose end is certain. The library leaves the connection
// open after an error of the protocol, and waits without a limit for the rest
// of a frame that was announced before a close.
type line struct {
	*websocket.Conn
	raw     *pipe         // below Conn
	code    *atomic.Int32 // why it has ended, 0 before
	metrics *metrics
}

func accept(w http.ResponseWriter, r *http.Request, m *metrics) (line, error) {
	tapped := &tap{ResponseWriter: w}
	conn, err := websocket.Accept(tapped, r, &websocket.AcceptOptions{
		Subprotocols:       subprotocols(r),
		InsecureSkipVerify: true, // httpapi has judged the Origin, more strictly
	})
	return line{Conn: conn, raw: tapped.conn, code: new(atomic.Int32), metrics: m}, err
}

// subprotocols are ours, or else the one of a client that speaks another
// version: a browser whose offer is not taken up never learns why.
func subprotocols(r *http.Request) []string {
	list := []string{shared.Subprotocol}
	for _, header := range r.Header.Values("Sec-WebSocket-Protocol") {
		for offered := range strings.SplitSeq(header, ",") {
			if name := strings.TrimSpace(offered); tooOld(name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// tooOld reports whether a subprotocol is of our family, but not spoken here.
func tooOld(name string) bool {
	return strings.HasPrefix(name, shared.SubprotocolFamily) && name != shared.Subprotocol
}

// Close says why, waits for the peer's answer and hangs up.
func (l line) Close(code websocket.StatusCode, reason string) {
	l.closeOnce(shared.CloseCode(code))
	l.raw.end(closeWithin)
	l.Conn.Close(code, reason)
	l.raw.Close()
}

// CloseNow hangs up, whatever is going on.
func (l line) CloseNow() {
	l.closeOnce(closeAbnormal)
	l.raw.Close()
	l.Conn.CloseNow()
}

// tap keeps the connection that is handed out, and puts a pipe above it.
type tap struct {
	http.ResponseWriter
	conn *pipe
}

// Hijack makes it an http.Hijacker.
func (t *tap) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	early, _ := buffered.Reader.Peek(buffered.Reader.Buffered())
	t.conn = newPipe(conn, slices.Clone(early))
	return t.conn, bufio.NewReadWriter(bufio.NewReaderSize(t.conn, socketBuffer), bufio.NewWriterSize(t.conn, socketBuffer)), nil
}
