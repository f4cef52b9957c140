//go:build !js

package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"sync"
	"testing"
)

// hole is a network between the browser and the server, in which sockets can
// go silent in one direction, as behind a router that has forgotten them:
// nothing is closed, and what the server says never arrives.
type hole struct {
	t        *testing.T
	listener net.Listener
	wires    sync.WaitGroup

	mu     sync.Mutex
	server string                // guarded by mu; the address behind it
	open   map[net.Conn]struct{} // guarded by mu
	swept  int                   // guarded by mu; sockets opened before this sweep are silent
}

// dig opens a network; the server does not have to be there yet.
func dig(t *testing.T) *hole {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &hole{t: t, listener: listener, open: map[net.Conn]struct{}{}}
	h.wires.Go(h.run)
	t.Cleanup(func() {
		listener.Close()
		h.mu.Lock()
		for c := range h.open {
			c.Close()
		}
		h.mu.Unlock()
		h.wires.Wait()
	})
	return h
}

func (h *hole) url() string { return "http://" + h.listener.Addr().String() }

func (h *hole) run() {
	for {
		client, err := h.listener.Accept()
		if err != nil {
			return
		}
		h.mu.Lock()
		to := h.server
		h.mu.Unlock()
		server, err := net.Dial("tcp", to)
		if err != nil {
			client.Close()
			continue
		}
		h.mu.Lock()
		h.open[client], h.open[server] = struct{}{}, struct{}{}
		h.mu.Unlock()
		h.wires.Go(func() { h.wire(client, server) })
	}
}

// wire carries one connection. Browsers open a new one for every socket.
func (h *hole) wire(client, server net.Conn) {
	first := make([]byte, 4096)
	n, _ := client.Read(first)
	socket := bytes.HasPrefix(first[:n], []byte("GET /ws/")) || bytes.HasPrefix(first[:n], []byte("GET /chat/stream"))
	h.mu.Lock()
	sweep := h.swept
	h.mu.Unlock()
	server.Write(first[:n])
	var both sync.WaitGroup
	both.Go(func() {
		io.Copy(server, client)
		server.Close()
	})
	both.Go(func() {
		defer client.Close()
		for buffer := make([]byte, 32<<10); ; {
			n, err := server.Read(buffer)
			h.mu.Lock()
			silent := socket && sweep < h.swept
			h.mu.Unlock()
			if err != nil {
				return
			}
			if !silent {
				client.Write(buffer[:n])
			}
		}
	})
	both.Wait()
	h.mu.Lock()
	delete(h.open, client)
	delete(h.open, server)
	h.mu.Unlock()
}

// swallow makes the sockets that are open now silent.
func (h *hole) swallow() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.swept++
}

// TestASilentSocketIsNoticedOnWaking proves the wake-up check: the socket looks
// open on both sides, and only a sign that somebody is back makes the app ask.
// By itself it would believe the silence for 60 s, twice as long as this test
// waits.
func TestASilentSocketIsNoticedOnWaking(t *testing.T) {
	h := dig(t)
	t.Setenv("PARLEY_ALLOWED_ORIGIN", h.url())
	browser, s := chromium(t), serve(t)
	h.mu.Lock()
	h.server = "127.0.0.1:" + s.port
	h.mu.Unlock()
	visitor, agent := person(t, browser, "visitor"), person(t, browser, "agent")
	visitor.visit(h.url() + "/widget?site=demo")
	visitor.wait(`document.documentElement.dataset.boot === "done" && localStorage.getItem("parley.browser")`)
	eval[any](visitor, `document.querySelector("#composer-input").focus()`)
	visitor.say("hello")
	visitor.sees("hello")
	agent.visit(h.url() + "/app")
	agent.enter("demo")
	agent.line("hello")
	agent.sees("hello")

	h.swallow()
	var session struct {
		ID    string `json:"session_id"`
		Token string `json:"token"`
	}
	answer := s.post("/platform_connections/widget/chat/demo/init_session", "",
		`{"browser_session_id":`+quote(eval[string](visitor, `localStorage.getItem("parley.browser")`))+`}`)
	if err := json.Unmarshal([]byte(answer), &session); err != nil {
		t.Fatal(err)
	}
	s.post("/api/v1/conversations/"+session.ID+"/messages", session.Token, `{"content":"into the silence"}`)
	for _, b := range []*tab{visitor, agent} {
		if told := eval[string](b, `document.querySelector(".banner")?.innerText.trim() || ""`); told != "" {
			t.Errorf("%s has noticed by itself: %s", b.name, told)
		}
	}
	eval[any](visitor, `void dispatchEvent(new Event("online"))`)
	visitor.sees("hello", "into the silence")
	if eval[bool](agent, confirmed+`.length > 1`) {
		t.Error("the agent, whom nothing woke, has heard it too: the sockets were not silent")
	}
	eval[any](agent, `void document.dispatchEvent(new Event("visibilitychange"))`)
	agent.sees("hello", "into the silence")
}
