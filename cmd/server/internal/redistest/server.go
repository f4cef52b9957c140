// Package redistest starts a private Redis for tests and the bench, from the
// program that is installed. Nothing else imports it.
package redistest

import (
	"context"
	"errors"
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
	t      testing.TB // nil for the bench, which neither starts it again nor cuts it
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
	port, err := free()
	if err != nil {
		t.Fatal(err)
	}
	return StartOn(t, "127.0.0.1", port)
}

// free is a port nobody listens at. Asking for one and giving it back is a race
// that nobody else on the machine takes part in.
func free() (port string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	_, port, err = net.SplitHostPort(listener.Addr().String())
	return port, err
}

// StartOn starts a server on an address of this machine.
func StartOn(t testing.TB, host, port string) *Server {
	t.Helper()
	s, err := start(host, port)
	if errors.Is(err, ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip("NOT TESTED:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.t = t
	t.Cleanup(s.Close)
	return s
}

// ErrMissing says that there is no program to start.
var ErrMissing = errors.New("Redis is not installed (apt-get install redis-server)")

// New is Start outside of tests. Close the server at the end.
func New() (*Server, error) {
	port, err := free()
	if err != nil {
		return nil, err
	}
	return start("127.0.0.1", port)
}

func start(host, port string) (*Server, error) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		return nil, ErrMissing
	}
	s := &Server{port: port, listen: host, client: redis.NewClient(&redis.Options{Addr: net.JoinHostPort(host, port), MaxRetries: -1})}
	if err := s.run(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close ends the server for good.
func (s *Server) Close() {
	s.Kill()
	s.client.Close()
}

// URL is what reaches the server.
func (s *Server) URL() string { return "redis://" + net.JoinHostPort(s.listen, s.port) }

// Port is where it listens.
func (s *Server) Port() string { return s.port }

// PID is the process whose child the server is.
func (s *Server) PID() int { return s.guard.Process.Pid }

// Start starts the server again after Kill, empty, and waits until it answers.
func (s *Server) Start() {
	s.t.Helper()
	if err := s.run(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *Server) run() error {
	// The shell waits for the end of this process, which closes its input.
	guard := exec.Command("sh", "-c", `"$@" >/dev/null & read line; kill -9 $!; wait`, "sh",
		"redis-server", "--port", s.port, "--bind", s.listen, "--protected-mode", "no", "--save", "", "--appendonly", "no",
		"--dir", filepath.Clean(os.TempDir()), "--daemonize", "no")
	guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C is not for it
	hold, err := guard.StdinPipe()
	if err != nil {
		return err
	}
	if err := guard.Start(); err != nil {
		return err
	}
	s.guard, s.hold = guard, hold
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for s.client.Ping(ctx).Err() != nil {
		select {
		case <-ctx.Done():
			return errors.New("Redis does not start")
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
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
