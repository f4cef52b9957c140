//go:build !js

package client_test

import (
	"bufio"
	"log"
	"net"
	"os"
	"os/exec"
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails when a client that was closed leaves goroutines behind.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// HTTP connections are kept alive, by design and for a while.
		goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"))
}

// server is the real program as a child process, which keeps its address and
// its data over restarts.
type server struct {
	t       fataler
	url     string
	data    string
	address string
	flags   []string
	command *exec.Cmd
}

// fataler is what an example lacks of a test.
type fataler interface{ Fatal(...any) }

type fatally struct{}

func (fatally) Fatal(why ...any) { log.Fatal(why...) }

// unlimited is for tests that send faster than anybody may.
const unlimited = "--no-rate-limits"

func serve(t fataler, flags ...string) *server {
	// Asking for a free port and giving it back is a race that nobody else on
	// the machine takes part in.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	data, err := os.MkdirTemp("", "parley")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	s := &server{t: t, url: "http://" + address, data: data, address: address, flags: flags}
	s.start()
	return s
}

func (s *server) start() {
	binary := os.Getenv("PARLEY_BIN")
	if binary == "" {
		s.t.Fatal("PARLEY_BIN does not name the built program; make test sets it")
	}
	args := append([]string{"serve", "--demo", "--listen", s.address, "--data", s.data}, s.flags...)
	s.command = exec.Command(binary, args...)
	s.command.Stderr = os.Stderr
	out, err := s.command.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		s.t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		s.t.Fatal("the program did not start: ", err)
	}
}

// crash ends the program without a warning.
func (s *server) crash() {
	s.command.Process.Kill()
	s.command.Wait()
}

// kill ends the program for good.
func (s *server) kill() {
	s.crash()
	os.RemoveAll(s.data)
}

func served(t *testing.T, flags ...string) *server {
	s := serve(t, flags...)
	t.Cleanup(s.kill)
	return s
}
