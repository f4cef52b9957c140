package link

import (
	"context"

	"parley/shared"
)

// Socket is one open socket.
type Socket interface {
	// Read returns the next text frame, and an error once all that arrived
	// before the close was read. When ctx ends, the socket is closed.
	Read(ctx context.Context) ([]byte, error)
	// Write sends one text frame.
	Write(ctx context.Context, frame []byte) error
	// Close never waits for the peer.
	Close(code shared.CloseCode, reason string)
	// CloseInfo is how the peer closed; 0 when the network was lost.
	CloseInfo() (shared.CloseCode, string)
}
