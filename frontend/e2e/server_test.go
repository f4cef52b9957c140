//go:build !js

package e2e

import (
	"bufio"
	"cmp"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// server is the real program as a child process. It keeps its address over
// restarts, as a server does.
type server struct {
	t       testing.TB
	data    string
	port    string
	flags   []string
	command *exec.Cmd
}

// unlimited is for tests that send faster than anybody may.
const unlimited = "--no-rate-limits"

// serve starts the program with a fresh data folder.
func serve(t testing.TB, flags ...string) *server {
	t.Helper()
	// Asking for a free port and giving it back is a race that nobody else on
	// the machine takes part in.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	listener.Close()
	s := &server{t: t, data: t.TempDir(), port: port, flags: flags}
	s.start()
	t.Cleanup(s.kill)
	return s
}

// url is the program's public URL; alias is the same server under another
// site, so that its frames are cross-site in the page, as a customer's are.
func (s *server) url() string   { return "http://127.0.0.1:" + s.port }
func (s *server) alias() string { return "http://localhost:" + s.port }

func (s *server) start() {
	s.t.Helper()
	args := append([]string{"serve", "--demo", "--listen", "127.0.0.1:" + s.port, "--data", s.data}, s.flags...)
	s.command = exec.Command(program(s.t), args...)
	s.command.Stderr = os.Stderr
	out, err := s.command.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		s.t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		s.t.Fatalf("the program did not start: %v", err)
	}
}

// kill ends the program without a warning, stop with SIGTERM.
func (s *server) kill() {
	s.command.Process.Kill()
	s.command.Wait()
}

func (s *server) stop() {
	s.t.Helper()
	s.command.Process.Signal(syscall.SIGTERM)
	if err := s.command.Wait(); err != nil {
		s.t.Errorf("SIGTERM: %v", err)
	}
}

// program is the path of the built binary.
func program(t testing.TB) string {
	t.Helper()
	path := os.Getenv("PARLEY_BIN")
	if path == "" {
		t.Fatal("PARLEY_BIN does not name the built program; make test sets it")
	}
	return path
}

// shop serves a customer's page on a site of its own, with the snippet that
// `parley site add` prints for it, and counts its visitors' requests to Parley.
func (s *server) shop() (url string) {
	s.t.Helper()
	var snippet string
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="%s"><title>A shop</title>
			<style>body{font:16px system-ui;margin:2rem} button{all:unset!important;width:900px!important} iframe{opacity:.1;border:9px solid red}</style>
			<h1>A shop</h1><p>With styles that reach for every button and frame.</p>%s`, cmp.Or(html.EscapeString(r.URL.Query().Get("lang")), "en"), snippet)
	}))
	s.t.Cleanup(shop.Close)
	_, port, _ := net.SplitHostPort(shop.Listener.Addr().String())
	url = "http://shop.localhost:" + port
	out, err := exec.Command(program(s.t), "site", "add", "Kiln & Clay", "--origin", url, "--public-url", s.url(), "--data", s.data).Output()
	if err != nil {
		s.t.Fatal(err)
	}
	snippet = regexp.MustCompile(`<script.*</script>`).FindString(string(out))
	if snippet == "" {
		s.t.Fatalf("no snippet in %s", out)
	}
	return url
}

// post makes a request of the API, for what a journey only needs to be there.
func (s *server) post(path, bearer, body string) string {
	s.t.Helper()
	return s.call("POST", path, bearer, body)
}

// call is post with another method.
func (s *server) call(method, path, bearer, body string) string {
	s.t.Helper()
	status, answer := s.try(method, path, bearer, body)
	if status != http.StatusOK {
		s.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return answer
}

// try is call for what may be refused.
func (s *server) try(method, path, bearer, body string) (status int, answer string) {
	s.t.Helper()
	request, err := http.NewRequest(method, s.url()+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+bearer)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response.StatusCode, string(read)
}
