//go:build !js

package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/frontend/link"
	"parley/shared"
)

// office answers like a server whose access tokens are good as long as a test
// says; it writes down what it was asked.
type office struct {
	asked   []string
	issued  int
	good    string // the access token it takes
	spent   bool   // it takes no refresh token
	refused bool   // nor the password
}

func (o *office) fetch(_ context.Context, _, path, bearer string, _ []byte) (int, []byte, error) {
	o.asked = append(o.asked, path)
	switch {
	case path == shared.PathTicket && bearer == o.good:
		return http.StatusOK, []byte(`{"ticket":"t"}`), nil
	case path == shared.PathRefresh && !o.spent, path == shared.PathToken && !o.refused:
		o.issued++
		o.good = fmt.Sprint("access-", o.issued)
		answer, err := json.Marshal(shared.Tokens{Access: o.good, Refresh: "refresh"})
		return http.StatusOK, answer, err
	}
	return http.StatusUnauthorized, []byte(`{"error":{"code":"USER_HAS_TO_LOGIN","message":"Sign in first."}}`), nil
}

func TestTokensAreKeptFresh(t *testing.T) {
	o := &office{}
	api := link.API{Fetch: o.fetch}
	p := &pass{renew: userTokens(api, shared.Login{Username: "bot"})}
	for _, c := range []struct {
		what    string
		before  func()
		asks    string
		refused bool
	}{
		{"the first time", func() {}, "token ticket", false},
		{"while it is good", func() {}, "ticket", false},
		{"worn out", func() { o.good = "another" }, "ticket refresh ticket", false},
		{"the refresh token is used up", func() { o.good, o.spent = "another", true }, "ticket refresh token ticket", false},
		{"the session is gone", func() { p.drop() }, "refresh token ticket", false},
		{"the password is changed", func() { o.good, o.refused = "another", true }, "ticket refresh token", true},
	} {
		c.before()
		o.asked = nil
		err := p.do(t.Context(), func(token string) error {
			_, err := api.Ticket(t.Context(), token)
			return err
		})
		asks := strings.NewReplacer(shared.PathRefresh, "refresh", shared.PathToken, "token", shared.PathTicket, "ticket").
			Replace(strings.Join(o.asked, " "))
		if asks != c.asks || refused(err) != c.refused || (err != nil) != c.refused {
			t.Errorf("%s: asked for %q, want %q; %v", c.what, asks, c.asks, err)
		}
	}
}

// A session that was revoked is replaced with the password, and the socket
// with it.
func TestRevokedSessionSignsInAgain(t *testing.T) {
	var signIns atomic.Int64
	again := make(chan struct{})
	mux := http.NewServeMux()
	answer := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
	}
	answer(shared.PathTicket, `{"ticket":"t"}`)
	answer(shared.PathInbox, `{"conversations":[]}`)
	mux.HandleFunc(shared.PathToken, func(w http.ResponseWriter, _ *http.Request) {
		signIns.Add(1)
		fmt.Fprint(w, `{"access":"a","refresh":""}`)
	})
	mux.HandleFunc(shared.PathStreamSocket, func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.CloseNow()
		conn.Write(r.Context(), websocket.MessageText, shared.EncodeEvent(shared.Connected{Epoch: "e"}, ""))
		if signIns.Load() == 1 {
			conn.Close(websocket.StatusCode(shared.CloseRevoked), "")
			return
		}
		close(again)
		conn.Read(r.Context())
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := SignIn(ctx, server.URL, "bot", "password")
	if err != nil {
		t.Fatal(err)
	}
	<-again
	c.Close()
	if signIns.Load() != 2 || c.Err() != nil {
		t.Errorf("%d sign-ins, %v", signIns.Load(), c.Err())
	}
}
