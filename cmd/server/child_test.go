package main

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley/shared"
	"parley/shared/client"
)

// long reports whether the checkers take their time: make check-long.
func long() bool { return os.Getenv("PARLEY_LONG") != "" }

// child is the real binary as a child process that can be killed. It keeps its
// address and its data from one life to the next, and is there to be put under
// load: nothing limits who sends.
type child struct {
	*program
	line    []string // the command line
	address string
	command *exec.Cmd
}

// built is the built program, which PARLEY_BIN names.
func built(t testing.TB) string {
	t.Helper()
	path := os.Getenv("PARLEY_BIN")
	if path == "" {
		t.Fatal("PARLEY_BIN does not name the built program; make sets it")
	}
	return path
}

// bear starts the built program on a free port, with data of its own.
func bear(t testing.TB) *child {
	t.Helper()
	return bearAs(t, built(t), t.TempDir())
}

// bearAs starts a binary on a free port, with flags that outrank the usual ones.
func bearAs(t testing.TB, binary, data string, flags ...string) *child {
	t.Helper()
	address := freeAddress(t)
	return bearBy(t, address, data, append(append([]string{binary}, serving(t, address, data, unlimited)...), flags...))
}

// bearBy starts a server by a whole command line, which says where it listens and
// has its data.
func bearBy(t testing.TB, address, data string, line []string) *child {
	t.Helper()
	c := &child{program: &program{t: t, url: "http://" + address, data: data, logs: &buffer{}}, line: line, address: address}
	c.start()
	t.Cleanup(c.kill)
	return c
}

// freeAddress is where nobody listens. Asking for one and giving it back is a race
// that nobody else on the machine takes part in.
func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func (c *child) start() {
	c.t.Helper()
	c.command = exec.Command(c.line[0], c.line[1:]...)
	c.command.Stderr = c.logs
	out, err := c.command.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.command.Start(); err != nil {
		c.t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(line, c.url) {
		c.t.Fatalf("the program did not start: %q %v\n%s", line, err, c.logs)
	}
}

// kill ends the program as a crash does: SIGKILL.
func (c *child) kill() {
	c.command.Process.Kill()
	c.command.Wait()
}

// terminate ends the program as an administrator does, and returns its exit
// code and how long it took.
func (c *child) terminate() (code int, took time.Duration) {
	began := time.Now()
	c.command.Process.Signal(syscall.SIGTERM)
	c.command.Wait()
	return c.command.ProcessState.ExitCode(), time.Since(began)
}

// browser is the id of a checker's browser.
func browser(name string) string { return "browser-of-the-checker-" + name }

// visitor and user connect by the client that bots use.
func (p *program) visitor(ctx context.Context, name string) *client.Client {
	p.t.Helper()
	v, err := client.Visit(ctx, p.url, demoSiteID, browser(name))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(v.Close)
	return v
}

func (p *program) user(ctx context.Context, name string) *client.Client {
	p.t.Helper()
	u, err := client.SignIn(ctx, p.url, name, demoPassword)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(u.Close)
	return u
}

// log reads a whole conversation over HTTP, page by page.
func (p *program) log(id shared.ConversationID, bearer string) (messages []shared.Message) {
	p.t.Helper()
	for before := int64(0); ; before = messages[0].Seq {
		path := shared.PathWith(shared.PathMessages, string(id)) + "?before_seq=" + strconv.FormatInt(before, 10)
		page := ask[shared.History](p, http.MethodGet, path, bearer, nil)
		messages = append(page.Messages, messages...)
		if len(page.Messages) < shared.MaxHistory {
			return messages
		}
	}
}
