//go:build !js

package link

import (
	"context"
	"errors"

	"github.com/coder/websocket"

	"parley/shared"
)

// readLimit bounds one frame in bytes: bursts of history arrive as arrays.
const readLimit = 1 << 20

// native is a socket of coder/websocket, which serves well outside browsers.
type native struct {
	conn *websocket.Conn
	err  error // how Read ended; owned by the reading goroutine
}

// DialNative opens a socket outside a browser.
func DialNative(ctx context.Context, url string) (Socket, error) {
	conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{Subprotocols: []string{shared.Subprotocol}})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(readLimit)
	return &native{conn: conn}, nil
}

func (s *native) Read(ctx context.Context) ([]byte, error) {
	for {
		kind, frame, err := s.conn.Read(ctx)
		if err != nil {
			s.err = err
			if ctx.Err() != nil {
				// The library itself does so only for a ctx that ends while it waits.
				go s.conn.CloseNow()
			}
			return nil, err
		}
		if kind == websocket.MessageText {
			return frame, nil
		}
	}
}

func (s *native) Write(ctx context.Context, frame []byte) error {
	return s.conn.Write(ctx, websocket.MessageText, frame)
}

// Close leaves the closing handshake, which waits for the peer, to a goroutine.
func (s *native) Close(code shared.CloseCode, reason string) {
	go s.conn.Close(websocket.StatusCode(code), reason)
}

// CloseInfo is for the reading goroutine.
func (s *native) CloseInfo() (shared.CloseCode, string) {
	var closed websocket.CloseError
	if !errors.As(s.err, &closed) {
		return 0, ""
	}
	return shared.CloseCode(closed.Code), closed.Reason
}
