package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/shared"
)

// metric reads one series, such as parley_sockets{kind="stream",of="user"}.
func (p *program) metric(series string) float64 {
	p.t.Helper()
	status, text := p.call("GET", "/metrics", "", nil)
	if status != http.StatusOK {
		p.t.Fatalf("metrics: %d %s", status, text)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, series+" "); ok {
			value, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err != nil {
				p.t.Fatal(err)
			}
			return value
		}
	}
	return 0
}

// reaches waits until a series has a value.
func (p *program) reaches(series string, want float64) {
	p.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for got := p.metric(series); got != want; got = p.metric(series) {
		if time.Now().After(deadline) {
			p.t.Errorf("%s is %v, want %v", series, got, want)
			return
		}
	}
}

// TestMetrics has everybody do one thing, and looks for it.
func TestMetrics(t *testing.T) {
	p := start(t, t.TempDir(), "--metrics-listen", "unix:"+filepath.Join(t.TempDir(), "metrics.sock"))
	session := p.visit("1")
	visitor := p.chat(session)
	desk, _ := p.open(shared.PathStreamSocket, p.login("demo").Access)
	visitor.send(shared.SendMessage{Content: "Hello", ClientMessageID: "m1"}, "")
	next[shared.MessagePosted](visitor)
	desk.send(shared.Join{ConversationID: session.SessionID}, "")
	next[shared.Joined](desk)
	visitor.send(shared.SendMessage{Content: "Anybody?", ClientMessageID: "m2"}, "")
	next[shared.MessagePosted](visitor)
	next[shared.MessagePosted](desk)
	visitor.sendRaw(websocket.MessageText, []byte(`{"type":"order_pizza"}`))
	next[shared.Failed](visitor)
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathToken, "", shared.Login{Username: "demo", Password: "a wrong password"})
	p.refused(shared.CodeNotFound, 404, "GET", "/nowhere/1", "", nil)
	p.refused(shared.CodeNotFound, 404, "GET", "/nowhere/2", "", nil)
	for series, want := range map[string]float64{
		`parley_sockets{kind="conversation",of="visitor"}`:                          1,
		`parley_sockets{kind="stream",of="user"}`:                                   1,
		`parley_sessions{of="user"}`:                                                1,
		`parley_noisiest_site_sockets{site="demo"}`:                                 1,
		`parley_noisiest_site_frames{site="demo"}`:                                  3,
		`parley_people_present`:                                                     2,
		`parley_frames_total{direction="in",type="chat_message"}`:                   2,
		`parley_frames_total{direction="in",type="unknown"}`:                        1,
		`parley_frames_total{direction="out",type="new_message"}`:                   3,
		`parley_errors_total{code="UNKNOWN_TYPE",door="socket"}`:                    1,
		`parley_errors_total{code="USER_HAS_TO_LOGIN",door="http"}`:                 1,
		`parley_sign_ins_total{outcome="right"}`:                                    1,
		`parley_sign_ins_total{outcome="wrong"}`:                                    1,
		`parley_delivery_lag_seconds_count`:                                         1,
		`parley_http_requests_total{method="POST",route="/api/token",status="401"}`: 1,
		`parley_http_requests_total{method="any",route="none",status="404"}`:        2,
		`parley_password_hashes_waiting`:                                            0,
		`parley_degraded{part="database"}`:                                          0,
		`parley_draining`:                                                           0,
		`go_sql_max_open_connections{db_name="write"}`:                              1,
	} {
		p.reaches(series, want)
	}
	if p.metric("parley_database_bytes") < 4096 || p.metric("parley_commit_seconds_count") == 0 || p.metric("parley_commit_writes_sum") == 0 {
		t.Error("the database has no size, or nothing was committed")
	}
	visitor.conn.Close(websocket.StatusNormalClosure, "")
	p.reaches(`parley_socket_closes_total{code="1000"}`, 1)
	p.reaches(`parley_sockets{kind="conversation",of="visitor"}`, 0)
	desk.conn.CloseNow()
	p.reaches(`parley_socket_closes_total{code="1006"}`, 1)
	p.call("GET", "/ws/chat/"+string(session.SessionID), "", nil)
	nobody := p.dial(shared.PathStreamSocket, "no-token", nil)
	if code := nobody.closed(); code != shared.CloseUnauthenticated {
		t.Errorf("closed with %d", code)
	}
	p.reaches(`parley_socket_closes_total{code="4001"}`, 1)
	for range 12 { // of a visitor's ten at once
		p.call("POST", shared.PathWith(shared.PathMessages, string(session.SessionID)), session.Token, shared.PostMessage{Content: "again"})
	}
	if p.metric(`parley_rate_limited_total{kind="message"}`) == 0 || p.metric(`parley_errors_total{code="RATE_LIMITED",door="http"}`) == 0 {
		t.Error("a refusal was not counted")
	}
}

// TestWhoReadsMetrics keeps them from everybody who comes from elsewhere, or
// may.
func TestWhoReadsMetrics(t *testing.T) {
	const path = "/metrics"
	p := start(t, t.TempDir())
	for _, header := range []string{from("203.0.113.7"), "Forwarded: for=203.0.113.7", "X-Real-IP: 203.0.113.7", "Via: 1.1 proxy"} {
		p.refused(shared.CodeForbidden, 403, "GET", path, "", nil, header)
	}
	// A proxy on this machine that says nothing of who asks, and of which the
	// operator has told nothing either.
	data, separate := t.TempDir(), filepath.Join(t.TempDir(), "metrics.sock")
	if code, _, errs := run(t, "", "user", "list", "--data", data); code != exitDone {
		t.Fatal(errs)
	}
	hidden := startPublic(t, data, "--metrics-listen", "unix:"+separate)
	hidden.refused(shared.CodeForbidden, 403, "GET", path, "", nil)
	// There somebody has said who may.
	scraper := http.Client{Transport: &http.Transport{DisableKeepAlives: true, Dial: func(string, string) (net.Conn, error) { return net.Dial("unix", separate) }}}
	response, err := scraper.Get("http://metrics/metrics")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("--metrics-listen: %s", response.Status)
	}
	if response, err := scraper.Get("http://metrics/app"); err != nil || response.StatusCode != http.StatusNotFound {
		t.Errorf("--metrics-listen serves more: %v %v", response, err)
	}
	known := startPublic(t, t.TempDir(), viaProxy...)
	if status, _ := known.call("GET", path, "", nil); status != http.StatusOK {
		t.Errorf("the operator beside a proxy with a name: %d", status)
	}
	known.refused(shared.CodeForbidden, 403, "GET", path, "", nil, from("203.0.113.7"))
}

// TestDashboardShowsWhatThereIs holds the dashboard against what a server tells:
// every metric of ours is drawn somewhere, and nothing that does not exist.
func TestDashboardShowsWhatThereIs(t *testing.T) {
	p := start(t, t.TempDir())
	session := p.visit("1")
	p.chat(session)
	p.reaches(`parley_noisiest_site_sockets{site="demo"}`, 1) // sites are named while they have sockets
	_, text := p.call("GET", "/metrics", "", nil)
	is := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "# TYPE "); ok {
			is[strings.Fields(rest)[0]] = true
		}
	}
	file, err := os.ReadFile("../../deploy/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(file, &dashboard); err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`\b(parley|go|process)_[a-z_]+\b`)
	drawn := map[string]bool{}
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			for _, found := range name.FindAllString(target.Expr, -1) {
				for _, part := range []string{"_bucket", "_sum", "_count"} {
					if whole, cut := strings.CutSuffix(found, part); cut && is[whole] {
						found = whole
					}
				}
				drawn[found] = true
				if !is[found] {
					t.Errorf("%q draws %s, which no server tells", panel.Title, found)
				}
			}
		}
	}
	for ours := range is {
		if strings.HasPrefix(ours, "parley_") && !drawn[ours] {
			t.Errorf("%s is drawn nowhere", ours)
		}
	}
	if len(drawn) < 20 {
		t.Errorf("only %v", slices.Sorted(maps.Keys(drawn)))
	}
}

// startPublic runs `parley serve` behind an address that browsers elsewhere
// know, and without a demo.
func startPublic(t *testing.T, data string, flags ...string) *program {
	t.Helper()
	address := freeAddress(t)
	p := startAs(t, data, append(append(storing(t, "serve", "--listen", address, "--data", data), "--public-url", "https://chat.example"), flags...))
	p.url = "http://" + address
	return p
}

// TestHTTPSHeaders proves what an address with https adds.
func TestHTTPSHeaders(t *testing.T) {
	p := startPublic(t, t.TempDir())
	response, err := http.Get(p.url + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if got := response.Header.Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("Strict-Transport-Security: %q", got)
	}
}

// TestLogs follows a request and a socket through the log by their names, and
// looks for everything in it that opens a door.
func TestLogs(t *testing.T) {
	p := start(t, t.TempDir(), "--log-format", "json", "--log-level", "debug")
	tokens, session := p.login("demo"), p.visit("1")
	ticket := ask[shared.Ticket](p, "POST", shared.PathTicket, session.Token, nil).Ticket
	secrets := []string{demoPassword, tokens.Access, tokens.Refresh, session.Token, ticket, "browser-" + fmt.Sprintf("%024s", "1")}
	for _, token := range []string{ticket, session.Token} {
		s := p.dial("/ws/chat/"+string(session.SessionID), token, nil)
		next[shared.Connected](s)
		s.send(shared.SendMessage{Content: "what a visitor says", ClientMessageID: token[:8]}, "")
		next[shared.MessagePosted](s)
		s.sendRaw(websocket.MessageText, []byte(`{"type":`))
		next[shared.Failed](s)
		s.conn.CloseNow()
	}
	desk := p.dial(shared.PathStreamSocket, tokens.Access, nil)
	next[shared.Connected](desk)
	p.call("POST", shared.PathRefresh, "", shared.Refresh{Refresh: tokens.Refresh})
	p.call("POST", shared.PathRefresh, "", shared.Refresh{Refresh: tokens.Refresh}) // spent
	p.call("POST", shared.PathToken, "", shared.Login{Username: "demo", Password: "mistyped password"})
	p.call("GET", shared.PathInbox+"?token="+tokens.Access, "wrong."+tokens.Access, nil)
	p.call("GET", "/ws/chat/x?token="+ticket, "", nil)
	secrets = append(secrets, "mistyped password", "what a visitor says")

	request, err := http.NewRequest("GET", p.url+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Request-Id", "from-the-proxy_1.2")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if got := response.Header.Get("X-Request-Id"); got != "from-the-proxy_1.2" {
		t.Errorf("the request's name came back as %q", got)
	}
	request.Header.Set("X-Request-Id", `"} forged`)
	if response, err = http.DefaultClient.Do(request); err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if got := response.Header.Get("X-Request-Id"); len(got) < 16 || strings.Contains(got, "forged") {
		t.Errorf("a name that may not stand in a log became %q", got)
	}
	if code := p.halt(); code != exitDone {
		t.Fatal(code)
	}

	logs := p.logs.String()
	for _, secret := range secrets {
		if strings.Contains(logs, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	type entry struct{ Msg, Request, Socket, Path string }
	opened, closed, named := map[string]string{}, map[string]bool{}, false
	lines := bufio.NewScanner(strings.NewReader(logs))
	requests := map[string]string{}
	for lines.Scan() {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatalf("%v in %s", err, lines.Text())
		}
		switch e.Msg {
		case "request":
			requests[e.Request] = e.Path
			named = named || e.Request == "from-the-proxy_1.2"
		case "socket opened":
			opened[e.Socket] = e.Request
		case "socket closed":
			closed[e.Socket] = true
		}
	}
	if !named || len(opened) != 3 {
		t.Errorf("named %v, %d sockets in\n%s", named, len(opened), logs)
	}
	for socket, request := range opened {
		if !closed[socket] || !strings.HasPrefix(requests[request], "/ws/chat/") && requests[request] != shared.PathStreamSocket {
			t.Errorf("socket %s of request %s, %s, closed %v", socket, request, requests[request], closed[socket])
		}
	}
}
