//go:build !js

package e2e

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

// proxy stands in front of a server and changes what it answers, as a newer
// server would, or one that is not ours.
type proxy struct {
	url    string
	server *server

	mu sync.Mutex
	// Guarded by mu.
	edit    func(path, body string) string // of answers and frames; nil changes nothing
	refuse  websocket.StatusCode           // sockets are closed with this; 0: they are not
	refused int
}

// behind starts a proxy and, behind it, a server that knows its address.
func behind(t *testing.T, flags ...string) (*server, *proxy) {
	t.Helper()
	p := &proxy{}
	front := httptest.NewServer(nil)
	t.Cleanup(front.Close)
	p.url = front.URL
	p.server = serve(t, append(flags, "--allowed-origin", p.url)...)
	target, err := url.Parse(p.server.url())
	if err != nil {
		t.Fatal(err)
	}
	relay := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
			r.Out.Header.Del("Accept-Encoding")
		},
		ModifyResponse: p.change,
		ErrorHandler:   func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	front.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" {
			p.socket(w, r)
			return
		}
		relay.ServeHTTP(w, r)
	})
	return p.server, p
}

func (p *proxy) edited(path, body string) string {
	p.mu.Lock()
	edit := p.edit
	p.mu.Unlock()
	if edit == nil {
		return body
	}
	return edit(path, body)
}

func (p *proxy) change(r *http.Response) error {
	if strings.Contains(r.Header.Get("Content-Type"), "wasm") {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body.Close()
	changed := p.edited(r.Request.URL.Path, string(body))
	r.Body = io.NopCloser(bytes.NewBufferString(changed))
	r.Header.Set("Content-Length", strconv.Itoa(len(changed)))
	return nil
}

// socket relays frames both ways.
func (p *proxy) socket(w http.ResponseWriter, r *http.Request) {
	protocols := []string{"parley.v1"}
	page, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: protocols, InsecureSkipVerify: true})
	if err != nil {
		return
	}
	defer page.CloseNow()
	p.mu.Lock()
	refuse := p.refuse
	if refuse != 0 {
		p.refused++
	}
	p.mu.Unlock()
	if refuse != 0 {
		page.Close(refuse, "")
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	server, _, err := websocket.Dial(ctx, p.server.url()+r.URL.RequestURI(), &websocket.DialOptions{
		Subprotocols: protocols, HTTPHeader: http.Header{"Origin": r.Header["Origin"]},
	})
	if err != nil {
		return
	}
	defer server.CloseNow()
	pass := func(from, to *websocket.Conn, edit func(string) string) {
		defer cancel()
		from.SetReadLimit(-1)
		for {
			kind, frame, err := from.Read(ctx)
			if err != nil {
				if code := websocket.CloseStatus(err); code > 0 {
					to.Close(code, "")
				}
				return // the other one is as lost as this one
			}
			if to.Write(ctx, kind, []byte(edit(string(frame)))) != nil {
				return
			}
		}
	}
	go pass(page, server, func(frame string) string { return frame })
	pass(server, page, func(frame string) string { return p.edited(r.URL.Path, frame) })
}

// edits changes what the server says from now on.
func (p *proxy) edits(edit func(path, body string) string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.edit = edit
}

// swap makes it say something else: old, new, old, new …
func (p *proxy) swap(oldnew ...string) {
	replacer := strings.NewReplacer(oldnew...)
	p.edits(func(_, body string) string { return replacer.Replace(body) })
}

// refuseSockets has each new socket closed with a code; with 0 no longer. It
// returns how many were.
func (p *proxy) refuseSockets(code websocket.StatusCode) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = code
	return p.refused
}
