// Package redistest starts a private Redis for tests, from the program that is
// installed. Nothing outside of tests imports it.
package redistest

import (
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Server is a Redis of one's own that keeps nothing. It ends with the process
// that started it, however that ends.
type Server struct {
	t      testing.TB
	port   string
	listen string
	guard  *exec.Cmd
	hold   io.Closer
	client *redis.Client
}

// Start starts a server on a free port of this machine. The test is skipped where
// Redis is not installed, and fails if that is in CI.
func Start(t testing.TB) *Server {
	t.Helper()
	// Asking for a free port and giving it back is a race that nobody else on
	// the machine takes part in.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return StartOn(t, "127.0.0.1", port)
}

// StartOn starts a server on an address of this machine.
func StartOn(t testing.TB, host, port string) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("CI needs Redis: apt-get install redis-server")
		}
		t.Skip("NOT TESTED: Redis is not installed (apt-get install redis-server)")
	}
	s := &Server{t: t, port: port, listen: host, client: redis.NewClient(&redis.Options{Addr: net.JoinHostPort(host, port), MaxRetries: -1})}
	s.Start()
	t.Cleanup(func() {
		s.Kill()
		s.client.Close()
	})
	return s
}

// URL is what reaches the server.
func (s *Server) URL() string { return "redis://" + net.JoinHostPort(s.listen, s.port) }

// Port is where it listens.
func (s *Server) Port() string { return s.port }

// Start starts the server again after Kill, empty, and waits until it answers.
func (s *Server) Start() {
	s.t.Helper()
	// The shell waits for the end of this process, which closes its input.
	s.guard = exec.Command("sh", "-c", `"$@" >/dev/null & read line; kill -9 $!; wait`, "sh",
		"redis-server", "--port", s.port, "--bind", s.listen, "--protected-mode", "no", "--save", "", "--appendonly", "no",
		"--dir", filepath.Clean(os.TempDir()), "--daemonize", "no")
	s.guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C is not for it
	hold, err := s.guard.StdinPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	s.hold = hold
	if err := s.guard.Start(); err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for s.client.Ping(ctx).Err() != nil {
		select {
		case <-ctx.Done():
			s.t.Fatal("Redis does not start")
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Kill ends the server as a crash does.
func (s *Server) Kill() {
	if s.guard != nil {
		s.hold.Close()
		s.guard.Wait()
		s.guard = nil
	}
}

// Cut cuts the connections of all who listen, and returns how many there were.
func (s *Server) Cut() int64 {
	s.t.Helper()
	n, err := s.client.ClientKillByFilter(context.Background(), "TYPE", "pubsub").Result()
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}
