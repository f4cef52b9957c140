package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/coder/websocket"
)

// fixture is the server that the tests of package browser talk to.
type fixture struct {
	mu    sync.Mutex
	ended map[string]chan string // how the peers of named requests went away
}

func mountFixture(mux *http.ServeMux) {
	f := &fixture{ended: map[string]chan string{}}
	mux.HandleFunc("GET /ws/close", f.close)
	mux.HandleFunc("GET /ws/lose", f.lose)
	mux.HandleFunc("GET /ws/burst", f.burst)
	mux.HandleFunc("GET /ws/echo", f.echo)
	mux.HandleFunc("GET /stall", f.stall)
	mux.HandleFunc("GET /ended", f.report)
	mux.HandleFunc("/status/{code}", f.status)
}

func accept(w http.ResponseWriter, r *http.Request) (*websocket.Conn, error) {
	return websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"parley.v1"}})
}

// close closes with ?code= and ?reason=.
func (f *fixture) close(w http.ResponseWriter, r *http.Request) {
	if conn, err := accept(w, r); err == nil {
		code, _ := strconv.Atoi(r.FormValue("code"))
		conn.Close(websocket.StatusCode(code), r.FormValue("reason"))
	}
}

// lose is a network that goes away.
func (f *fixture) lose(w http.ResponseWriter, r *http.Request) {
	if conn, err := accept(w, r); err == nil {
		conn.CloseNow()
	}
}

// burst sends ?n= messages, one binary among them, and closes with 4012; ?id=
// names it for /ended.
func (f *fixture) burst(w http.ResponseWriter, r *http.Request) {
	conn, err := accept(w, r)
	if err != nil {
		return
	}
	n, _ := strconv.Atoi(r.FormValue("n"))
	for i := range n {
		if i == n/2 {
			conn.Write(context.Background(), websocket.MessageBinary, []byte{1})
		}
		conn.Write(context.Background(), websocket.MessageText, []byte(strconv.Itoa(i)))
	}
	conn.Close(4012, "")
	f.end(r.FormValue("id")) <- "closed"
}

// echo says its subprotocol, then repeats; ?id= names it for /ended.
func (f *fixture) echo(w http.ResponseWriter, r *http.Request) {
	conn, err := accept(w, r)
	if err != nil {
		return
	}
	ctx := context.Background()
	conn.Write(ctx, websocket.MessageText, []byte(conn.Subprotocol()))
	for {
		kind, message, err := conn.Read(ctx)
		if err != nil {
			f.end(r.FormValue("id")) <- fmt.Sprint(int(websocket.CloseStatus(err)))
			return
		}
		conn.Write(ctx, kind, message)
	}
}

// stall never answers; ?id= names it for /ended, which also tells that it has
// begun.
func (f *fixture) stall(_ http.ResponseWriter, r *http.Request) {
	f.end("begin-" + r.FormValue("id")) <- "began"
	<-r.Context().Done()
	f.end(r.FormValue("id")) <- "gave up"
}

// report waits until the request with that ?id= has ended and says how.
func (f *fixture) report(w http.ResponseWriter, r *http.Request) {
	select {
	case how := <-f.end(r.FormValue("id")):
		io.WriteString(w, how)
	case <-r.Context().Done():
	}
}

func (f *fixture) end(id string) chan string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended[id] == nil {
		f.ended[id] = make(chan string, 1)
	}
	return f.ended[id]
}

// status answers with the code of its path and what it was asked.
func (f *fixture) status(w http.ResponseWriter, r *http.Request) {
	code, _ := strconv.Atoi(r.PathValue("code"))
	body, _ := io.ReadAll(r.Body)
	w.WriteHeader(code)
	json.NewEncoder(w).Encode([]string{
		r.Method, r.Header.Get("Authorization"), r.Header.Get("Content-Type"), string(body),
	})
}
