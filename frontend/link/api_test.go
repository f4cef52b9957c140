//go:build !js

package link

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley/shared"
)

// asked is what a request looked like to the server.
type asked struct {
	Method, Path, Query, Bearer, Type, Body string
}

// answering is a server that answers everything alike and notes what was asked.
func answering(t *testing.T, status int, answer string) (API, *asked) {
	last := &asked{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*last = asked{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("Authorization"), r.Header.Get("Content-Type"), string(body)}
		w.WriteHeader(status)
		io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return API{Fetch: NativeFetch(server.URL + "/")}, last
}

func TestRequests(t *testing.T) {
	agent := shared.MemberID("u1")
	for _, c := range []struct {
		name string
		call func(API) error
		want asked
	}{
		{"init session", func(a API) error {
			_, err := a.InitSession(t.Context(), "a/b", shared.InitSession{BrowserSessionID: "uuid"})
			return err
		},
			asked{"POST", "/platform_connections/widget/chat/a%2Fb/init_session", "", "", "application/json", `{"browser_session_id":"uuid"}`}},
		{"login", func(a API) error {
			_, err := a.Login(t.Context(), shared.Login{Username: "n", Password: "p"})
			return err
		},
			asked{"POST", "/api/token", "", "", "application/json", `{"username":"n","password":"p"}`}},
		{"refresh", func(a API) error { _, err := a.Refresh(t.Context(), "r"); return err },
			asked{"POST", "/api/token/refresh", "", "", "application/json", `{"refresh":"r"}`}},
		{"logout", func(a API) error { return a.Logout(t.Context(), "r") },
			asked{"POST", "/api/token/blacklist", "", "", "application/json", `{"refresh":"r"}`}},
		{"ticket", func(a API) error { _, err := a.Ticket(t.Context(), "tok"); return err },
			asked{"POST", "/api/v1/socket-ticket", "", "Bearer tok", "", ""}},
		{"newest history", func(a API) error { _, err := a.History(t.Context(), "tok", "c 1", 0); return err },
			asked{"GET", "/api/v1/conversations/c%201/messages", "", "Bearer tok", "", ""}},
		{"older history", func(a API) error { _, err := a.History(t.Context(), "tok", "c", 51); return err },
			asked{"GET", "/api/v1/conversations/c/messages", "before_seq=51", "Bearer tok", "", ""}},
		{"inbox", func(a API) error { _, err := a.Inbox(t.Context(), "tok", "", ""); return err },
			asked{"GET", "/api/v1/conversations", "", "Bearer tok", "", ""}},
		{"older inbox", func(a API) error {
			_, err := a.Inbox(t.Context(), "tok", shared.InboxMine, "2026-11-21T10:30:00Z&x")
			return err
		},
			asked{"GET", "/api/v1/conversations", "before=2026-11-21T10%3A30%3A00Z%26x&filter=mine", "Bearer tok", "", ""}},
		{"end", func(a API) error { return a.End(t.Context(), "tok", "c", &agent) },
			asked{"POST", "/close_chat_thread/c", "", "Bearer tok", "application/json", `{"support_agent_id":"u1"}`}},
		{"visitor ends", func(a API) error { return a.End(t.Context(), "tok", "c", nil) },
			asked{"POST", "/close_chat_thread/c", "", "Bearer tok", "application/json", `{"support_agent_id":null}`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			api, got := answering(t, 200, `{}`)
			if err := c.call(api); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, *got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	api, _ := answering(t, 200, `{"ticket":"t1"}`)
	if got, err := api.Ticket(t.Context(), ""); got != "t1" || err != nil {
		t.Errorf("ticket %q, %v", got, err)
	}
	want := shared.History{Messages: []shared.Message{{Seq: 7, Content: "hi"}}, Head: 9}
	body, _ := json.Marshal(want)
	api, _ = answering(t, 200, string(body))
	got, err := api.History(t.Context(), "", "c", 0)
	if err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("history %+v, %v", got, err)
	}
}

func TestErrors(t *testing.T) {
	said := `{"error":{"code":"RATE_LIMITED","message":"Slowly.","retry_ms":1500}}`
	for _, c := range []struct {
		name   string
		status int
		body   string
		want   shared.Error
	}{
		{"the server's words", 429, said, shared.Error{Code: shared.CodeRateLimited, Message: "Slowly.", Retry: 1500 * time.Millisecond}},
		{"a proxy's page", 502, `<h1>Bad Gateway</h1>`, *shared.Refuse(shared.CodeUnavailable, "")},
		{"JSON of somebody else", 403, `{"detail":"no"}`, *shared.Refuse(shared.CodeUnavailable, "")},
		{"an answer that is no JSON", 200, `<html>log in to the Wi-Fi</html>`, *shared.Refuse(shared.CodeUnavailable, "")},
	} {
		t.Run(c.name, func(t *testing.T) {
			api, _ := answering(t, c.status, c.body)
			_, err := api.Ticket(t.Context(), "tok")
			var got *shared.Error
			if !errors.As(err, &got) || got.Code != c.want.Code || got.Message != c.want.Message || got.Retry != c.want.Retry {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	away := errors.New("no route")
	api := API{Fetch: func(context.Context, string, string, string, []byte) (int, []byte, error) { return 0, nil, away }}
	_, err := api.Inbox(t.Context(), "tok", "", "")
	if shared.AsError(err).Code != shared.CodeUnavailable || !errors.Is(err, away) {
		t.Errorf("got %v", err)
	}
	// A typed nil in an error would make every success a failure.
	api, _ = answering(t, 200, `{}`)
	if err := api.Logout(t.Context(), "r"); err != nil {
		t.Errorf("success is %#v", err)
	}
}
