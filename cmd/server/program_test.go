package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// program is the real program, started by its command line on a free port with
// a database file of its own.
type program struct {
	t    testing.TB
	url  string
	data string
	stop context.CancelFunc
	code chan int
	logs *buffer
	// client makes the requests; http.DefaultClient unless set.
	client *http.Client
	once   sync.Once
	exit   int
}

// serving is the command line of every server that a test starts.
func serving(t testing.TB, listen, data string, flags ...string) []string {
	return append(storing(t, "serve", "--demo", "--listen", listen, "--data", data), flags...)
}

// storing is a command line with a data folder at its end; with the database
// that stands for it, where the tests use PostgreSQL.
func storing(t testing.TB, args ...string) []string {
	if postgrestest.Wanted() {
		args = append(args, "--database", postgrestest.Of(t, args[len(args)-1]))
	}
	return args
}

// unlimited is for tests that send faster than anybody may.
const unlimited = "--no-rate-limits"

// start runs `parley serve --demo` in this process.
func start(t testing.TB, data string, flags ...string) *program {
	t.Helper()
	return startAs(t, data, serving(t, "127.0.0.1:0", data, flags...))
}

// startAs runs a server by its whole command line.
func startAs(t testing.TB, data string, args []string) *program {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	p := &program{t: t, data: data, stop: stop, code: make(chan int, 1), logs: &buffer{}}
	out, in := io.Pipe()
	go func() {
		p.code <- Run(ctx, args, strings.NewReader(""), in, p.logs)
		in.Close()
	}()
	greeting, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the program did not start: %v\n%s", err, p.logs)
	}
	go io.Copy(io.Discard, out)
	_, rest, _ := strings.Cut(greeting, "Desk: ")
	p.url, _, _ = strings.Cut(rest, "/app")
	t.Cleanup(func() { p.halt() })
	return p
}

// halt stops the program as SIGTERM does and returns its exit code.
func (p *program) halt() int {
	p.once.Do(func() {
		p.stop()
		p.exit = <-p.code
	})
	return p.exit
}

// buffer is a log that several goroutines write.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// call makes one request; headers are "Name: value".
func (p *program) call(method, path, bearer string, body any, headers ...string) (status int, answer []byte) {
	p.t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			p.t.Fatal(err)
		}
		reader = bytes.NewReader(encoded)
	}
	request, err := http.NewRequest(method, p.url+path, reader)
	if err != nil {
		p.t.Fatal(err)
	}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		request.Header.Set(name, value)
	}
	response, err := cmp.Or(p.client, http.DefaultClient).Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, answer
}

// ask makes a request that has to succeed.
func ask[T any](p *program, method, path, bearer string, body any) (value T) {
	p.t.Helper()
	status, answer := p.call(method, path, bearer, body)
	if status != http.StatusOK {
		p.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	if err := json.Unmarshal(answer, &value); err != nil {
		p.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
	}
	return value
}

// refused makes a request that has to fail with a code.
func (p *program) refused(want shared.Code, wantStatus int, method, path, bearer string, body any, headers ...string) {
	p.t.Helper()
	status, answer := p.call(method, path, bearer, body, headers...)
	var got shared.ErrorBody
	if err := json.Unmarshal(answer, &got); err != nil {
		p.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
	}
	if status != wantStatus || got.Error.Code != want || got.Error.Message == "" {
		p.t.Errorf("%s %s: %d %s, want %d %s", method, path, status, answer, wantStatus, want)
	}
}

// visit starts the chat session of one browser.
func (p *program) visit(browser string) shared.Session {
	p.t.Helper()
	return ask[shared.Session](p, "POST", shared.PathWith(shared.PathInitSession, "demo"), "",
		shared.InitSession{BrowserSessionID: fmt.Sprintf("browser-%024s", browser)})
}

// login signs a demo user in.
func (p *program) login(name string) shared.Tokens {
	p.t.Helper()
	return ask[shared.Tokens](p, "POST", shared.PathToken, "", shared.Login{Username: name, Password: demoPassword})
}

// socket is one raw socket of a test.
type socket struct {
	t    testing.TB
	conn *websocket.Conn
	// queue holds what a frame with an array brought.
	queue []shared.Received
	// patience is how long it waits for a frame; 0 is 10 s.
	patience time.Duration
}

// dial opens a socket; subprotocols and headers are up to the test.
func (p *program) dial(path, token string, options *websocket.DialOptions) *socket {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, strings.Replace(p.url, "http", "ws", 1)+path+"?token="+token, options)
	if err != nil {
		p.t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	p.t.Cleanup(func() { conn.CloseNow() })
	return &socket{t: p.t, conn: conn}
}

// open opens a socket with a fresh ticket and reads its greeting.
func (p *program) open(path, bearer string) (*socket, shared.Connected) {
	p.t.Helper()
	ticket := ask[shared.Ticket](p, "POST", shared.PathTicket, bearer, nil).Ticket
	s := p.dial(path, ticket, nil)
	return s, next[shared.Connected](s)
}

// chat opens a visitor's socket.
func (p *program) chat(session shared.Session) *socket {
	p.t.Helper()
	s, _ := p.open("/ws/chat/"+string(session.SessionID), session.Token)
	return s
}

// send writes a command; sendRaw writes anything.
func (s *socket) send(c shared.Command, ref shared.Ref) {
	s.t.Helper()
	s.sendRaw(websocket.MessageText, shared.EncodeCommand(c, ref))
}

func (s *socket) sendRaw(kind websocket.MessageType, frame []byte) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.conn.Write(ctx, kind, frame); err != nil {
		s.t.Fatal(err)
	}
}

// receive reads the next event, whatever it is.
func (s *socket) receive() (shared.Received, error) {
	for len(s.queue) == 0 {
		ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(s.patience, 10*time.Second))
		_, frame, err := s.conn.Read(ctx)
		cancel()
		if err != nil {
			return shared.Received{}, err
		}
		if s.queue, err = shared.DecodeEvents(frame); err != nil {
			return shared.Received{}, err
		}
	}
	event := s.queue[0]
	s.queue = s.queue[1:]
	return event, nil
}

// next reads on to the next event of a type.
func next[T shared.Event](s *socket) T {
	s.t.Helper()
	event, _ := nextWithRef[T](s)
	return event
}

func nextWithRef[T shared.Event](s *socket) (T, shared.Ref) {
	s.t.Helper()
	for {
		received, err := s.receive()
		if err != nil {
			var want T
			s.t.Fatalf("waiting for %T: %v", want, err)
		}
		if event, ok := received.Event.(T); ok {
			return event, received.Ref
		}
	}
}

// closed reads on to the end of the socket and returns its code.
func (s *socket) closed() shared.CloseCode {
	s.t.Helper()
	for {
		if _, err := s.receive(); err != nil {
			return shared.CloseCode(websocket.CloseStatus(err))
		}
	}
}
