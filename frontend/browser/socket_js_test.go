package browser

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"parley/shared"
)

func dial(t *testing.T, path string) *Socket {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	socket, err := Dial(ctx, SocketURL(path))
	if err != nil {
		t.Fatal(err)
	}
	return socket
}

// ended is how the server saw the named request end; it waits for that.
func ended(t *testing.T, id string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, answer, err := Fetch(ctx, "GET", "/ended?id="+id, "", nil)
	if err != nil {
		t.Fatalf("the server never saw %s end: %v", id, err)
	}
	return string(answer)
}

// untilBegun is a context that ends when the server has begun to stall a named
// request.
func untilBegun(t *testing.T, id string) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		Fetch(t.Context(), "GET", "/ended?id=begin-"+id, "", nil)
	}()
	return ctx
}

func TestSocketKeepsCloseCode(t *testing.T) {
	for _, code := range []shared.CloseCode{shared.CloseSuperseded, shared.CloseNormal, shared.CloseRestarting, shared.CloseTooOld} {
		socket := dial(t, fmt.Sprintf("/ws/close?code=%d&reason=told+to", code))
		if _, err := socket.Read(t.Context()); err == nil {
			t.Fatal("read something")
		}
		if got, reason := socket.CloseInfo(); got != code || reason != "told to" {
			t.Errorf("closed with %d %q, want %d", got, reason, code)
		}
	}
}

func TestSocketLostHasNoCode(t *testing.T) {
	socket := dial(t, "/ws/lose")
	if _, err := socket.Read(t.Context()); err == nil {
		t.Fatal("read something")
	}
	if got, _ := socket.CloseInfo(); got != 0 {
		t.Errorf("code %d", got)
	}
}

func TestSocketSpeaksTheSubprotocol(t *testing.T) {
	socket := dial(t, "/ws/echo?id=sub")
	if got, err := socket.Read(t.Context()); string(got) != shared.Subprotocol || err != nil {
		t.Errorf("read %q, %v", got, err)
	}
	if err := socket.Write(t.Context(), []byte("grüezi 👋")); err != nil {
		t.Fatal(err)
	}
	if got, err := socket.Read(t.Context()); string(got) != "grüezi 👋" || err != nil {
		t.Errorf("read %q, %v", got, err)
	}
	socket.Close(shared.CloseNormal, "")
	if how := ended(t, "sub"); how != "1000" {
		t.Errorf("the server saw %s", how)
	}
	if err := socket.Write(t.Context(), []byte("x")); err == nil {
		t.Error("wrote after the close")
	}
	if _, err := socket.Read(t.Context()); err == nil {
		t.Error("read after the close")
	}
}

// Browsers refuse most close codes; ours must not leave the socket open.
func TestSocketClosesWhateverTheCode(t *testing.T) {
	for code, want := range map[shared.CloseCode]string{shared.CloseServerFault: "1000", 4009: "4009", 0: "1000"} {
		id := "code" + strconv.Itoa(int(code))
		socket := dial(t, "/ws/echo?id="+id)
		socket.Close(code, "")
		if how := ended(t, id); how != want {
			t.Errorf("closed with %d, the server saw %s", code, how)
		}
	}
}

func TestCancelledReadClosesTheSocket(t *testing.T) {
	socket := dial(t, "/ws/echo?id=cancel")
	if _, err := socket.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := socket.Read(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if how := ended(t, "cancel"); how != "1000" {
		t.Errorf("the server saw %s", how)
	}
}

func TestBurstBeforeTheCloseIsReadWhole(t *testing.T) {
	const n = 300
	socket := dial(t, "/ws/burst?id=burst&n="+strconv.Itoa(n))
	ended(t, "burst") // a late reader: everything has arrived, the close too
	for i := range n {
		got, err := socket.Read(t.Context())
		if err != nil || string(got) != strconv.Itoa(i) {
			t.Fatalf("message %d: %q, %v", i, got, err)
		}
	}
	if _, err := socket.Read(t.Context()); err == nil {
		t.Error("read more than was sent")
	}
	if code, _ := socket.CloseInfo(); code != shared.CloseTooSlow {
		t.Errorf("closed with %d", code)
	}
}

func TestDialTimeoutGivesUpTheAttempt(t *testing.T) {
	if _, err := Dial(untilBegun(t, "dial"), SocketURL("/stall?id=dial")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	ended(t, "dial")
}

func TestDialRefused(t *testing.T) {
	for _, url := range []string{SocketURL("/nothing/here"), "no url at all", "https://[bad"} {
		if socket, err := Dial(t.Context(), url); err == nil {
			t.Errorf("%s is open: %v", url, socket)
		}
	}
}
