//go:build !js

package link

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/shared"
)

// serveSocket opens a client's end of a socket whose other end is f.
func serveSocket(t *testing.T, f func(context.Context, *websocket.Conn)) Socket {
	t.Helper()
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(done)
		conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{shared.Subprotocol}})
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.CloseNow()
		if conn.Subprotocol() != shared.Subprotocol {
			t.Errorf("subprotocol %q", conn.Subprotocol())
		}
		f(context.Background(), conn)
	}))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	socket, err := DialNative(ctx, "ws"+strings.TrimPrefix(server.URL, "http"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		socket.Close(shared.CloseNormal, "")
		<-done
		server.Close()
	})
	return socket
}

func TestNativeReadsUpToTheClose(t *testing.T) {
	long := `{"text":"` + strings.Repeat("x", 512<<10) + `"}` // beyond the library's own limit
	socket := serveSocket(t, func(ctx context.Context, conn *websocket.Conn) {
		conn.Write(ctx, websocket.MessageBinary, []byte("ignored"))
		conn.Write(ctx, websocket.MessageText, []byte(long))
		conn.Close(websocket.StatusCode(shared.CloseSuperseded), "another tab")
	})
	frame, err := socket.Read(t.Context())
	if err != nil || string(frame) != long {
		t.Fatalf("read %d bytes, %v", len(frame), err)
	}
	if _, err := socket.Read(t.Context()); err == nil {
		t.Fatal("read on after the close")
	}
	if code, reason := socket.CloseInfo(); code != shared.CloseSuperseded || reason != "another tab" {
		t.Errorf("closed with %d %q", code, reason)
	}
}

func TestNativeLostNetworkHasNoCode(t *testing.T) {
	socket := serveSocket(t, func(_ context.Context, conn *websocket.Conn) { conn.CloseNow() })
	if _, err := socket.Read(t.Context()); err == nil {
		t.Fatal("read something")
	}
	if code, _ := socket.CloseInfo(); code != 0 {
		t.Errorf("code %d", code)
	}
}

func TestNativeCloseDoesNotWait(t *testing.T) {
	release := make(chan struct{})
	socket := serveSocket(t, func(context.Context, *websocket.Conn) { <-release })
	start := time.Now()
	socket.Close(shared.CloseNormal, "")
	if took := time.Since(start); took > time.Second {
		t.Errorf("waited %v for a silent peer", took)
	}
	close(release)
}

func TestNativeCancelledReadEnds(t *testing.T) {
	gone := make(chan error, 1)
	socket := serveSocket(t, func(ctx context.Context, conn *websocket.Conn) {
		_, _, err := conn.Read(ctx)
		gone <- err
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := socket.Read(ctx); err == nil {
		t.Error("read something")
	}
	if err := <-gone; err == nil {
		t.Error("the server still has the socket")
	}
}

// The whole link over a real socket: greeting, heartbeat, goodbye.
func TestNativeLink(t *testing.T) {
	goodbye := make(chan websocket.StatusCode, 1)
	pong := make(chan shared.Command, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.CloseNow()
		ctx := context.Background()
		conn.Write(ctx, websocket.MessageText, shared.EncodeEvent(shared.Connected{}, ""))
		conn.Write(ctx, websocket.MessageText, shared.EncodeEvent(shared.Heartbeat{N: 3}, ""))
		_, frame, _ := conn.Read(ctx)
		command, _, _ := shared.DecodeCommand(frame)
		pong <- command
		_, _, err = conn.Read(ctx)
		goodbye <- websocket.CloseStatus(err)
	}))
	defer server.Close()

	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	l := New(Config{
		Dial:    DialNative,
		Address: func(context.Context) (string, error) { return server.URL, nil },
		Receive: func([]shared.Received) {},
		State:   func(State) {},
		Random:  fixed(0),
	})
	go func() { defer close(done); l.Run(ctx) }()
	if got := <-pong; got != (shared.Pong{N: 3}) {
		t.Errorf("answered %#v", got)
	}
	cancel()
	if got := <-goodbye; got != websocket.StatusNormalClosure {
		t.Errorf("goodbye %d", got)
	}
	<-done
}
