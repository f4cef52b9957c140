package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

const (
	malformedFrames     = 20_000
	malformedFramesLong = 100_000 // with PARLEY_LONG=1
	// framesPerSocket at most: a frame that ends its socket is its last, or what
	// comes after it would be counted without being read.
	framesPerSocket = 50
)

// TestMalformedFrames throws what no client sends at the real program, while
// next door two people talk (delivery.md F14).
func TestMalformedFrames(t *testing.T) {
	postgrestest.SkipIfWanted(t, "connections to the other are descriptors, which it counts")
	total := malformedFrames
	if long() {
		total = malformedFramesLong
	}
	seed, _ := chance(t)

	p := start(t, t.TempDir(), unlimited)
	sessions, healthy := p.visits(), p.visit("healthy")
	neighbour := p.chat(healthy)
	p.throw(sessions, rand.New(rand.NewPCG(seed, 0)), 100) // what is made once is made
	before := tally(t)

	stop, talked := make(chan struct{}), make(chan int64, 1)
	go func() { talked <- neighbour.talk(stop) }()
	begun, sockets := time.Now(), 0
	const throwers = 4
	counts := make(chan int, throwers)
	for i := range uint64(throwers) {
		go func() { counts <- p.throw(sessions, rand.New(rand.NewPCG(seed, i+1)), total/throwers) }()
	}
	for range throwers {
		sockets += <-counts
	}
	took := time.Since(begun)
	close(stop)
	said := <-talked

	if leak := before.leak(t); leak != "" {
		t.Error(leak)
	}
	if logs := p.logs.String(); strings.Contains(logs, "panic") || strings.Contains(logs, "runtime error") {
		t.Errorf("the log: %.5000s", logs)
	}
	history := ask[shared.History](p, "GET", shared.PathWith(shared.PathMessages, string(healthy.SessionID)), healthy.Token, nil)
	if n := len(history.Messages); said == 0 || int64(n) != min(said, shared.MaxHistory) || history.Messages[n-1].Seq != said {
		t.Errorf("the neighbour said %d messages, and %d are in the log", said, n)
	}
	row{
		number: 14, checker: "malformed frames", seed: seed,
		run:     fmt.Sprintf("%d frames on %d sockets in %v, a neighbour said %d messages", total, sockets, took.Round(100*time.Millisecond), said),
		control: "goroutines and descriptors leaked: found",
	}.report()
}

// TestLeaksAreSeen is the control: planted leaks have to be found.
func TestLeaksAreSeen(t *testing.T) {
	p := start(t, t.TempDir(), unlimited)
	sessions := p.visits()
	p.throw(sessions, rand.New(rand.NewPCG(1, 1)), 100)
	before := tally(t)
	before.patience = 500 * time.Millisecond

	// More than what may still have been going when it was counted.
	const many = 50
	blocked := make(chan struct{})
	for range many {
		go func() { <-blocked }()
	}
	if leak := before.leak(t); !strings.Contains(leak, "goroutines") {
		t.Errorf("a leaked goroutine was not seen: %q", leak)
	}
	close(blocked)

	files := make([]*os.File, many)
	for i := range files {
		var err error
		if files[i], err = os.Open(os.DevNull); err != nil {
			t.Fatal(err)
		}
	}
	if leak := before.leak(t); !strings.Contains(leak, "descriptors") {
		t.Errorf("a leaked descriptor was not seen: %q", leak)
	}
	for _, file := range files {
		file.Close()
	}
	if leak := before.leak(t); leak != "" {
		t.Error(leak)
	}
}

// visits are the sessions of many visitors: a log that all mutants wrote to
// would be replayed by each mutated sync.
func (p *program) visits() (sessions []shared.Session) {
	for i := range 100 {
		sessions = append(sessions, p.visit(fmt.Sprint("m", i)))
	}
	return sessions
}

// throw sends malformed frames over as many sockets as they take and returns
// how many these were.
func (p *program) throw(sessions []shared.Session, r *rand.Rand, frames int) (sockets int) {
	for frames > 0 {
		session := sessions[r.IntN(len(sessions))]
		conn, reader, _ := p.shake(upgrade("/ws/chat/" + string(session.SessionID) + "?token=" + session.Token))
		sockets++
		conn.SetDeadline(time.Now().Add(30 * time.Second)) // for all its frames, on a busy machine
		ended := make(chan error, 1)
		go func() { // a peer that reads: a stalled one is another test's
			_, err := io.Copy(io.Discard, reader)
			ended <- err
		}()
		for range min(framesPerSocket, frames) {
			frames--
			bytes, breaks := malformed(r)
			if _, err := io.WriteString(conn, bytes); err != nil || breaks {
				break
			}
		}
		conn.(*net.TCPConn).CloseWrite() // so that all of it is read
		err := <-ended
		conn.Close()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			p.t.Error("the server left a socket open")
			return sockets
		}
	}
	return sockets
}

// grammar is what valid frames are made of, and what they are nearly made of.
var grammar = []string{
	`{`, `}`, `[`, `]`, `:`, `,`, `"`, `\`, `null`, `true`, `-1`, `1e999`, `9223372036854775808`, `0.5`, `"type"`, `"ref"`, `"content"`,
	`"chat_message"`, `"typing"`, `"mark"`, `"join"`, `"leave"`, `"sync"`, `"ping"`, `"pong"`, `"react"`, `"edit_message"`, `"from"`,
	`"read"`, `"conversation_id"`, `"client_message_id"`, `"\u0000"`, `"\ud800"`, `"\u202e"`, "\x00", "👩🏽‍🚀", `"inbox"`, `{"type":`,
}

var valid = []string{
	`{"type":"chat_message","content":"hello","client_message_id":"c","reply_to":1}`, `{"type":"ping","ref":"r"}`,
	`{"type":"typing","is_typing":true,"preview":"he"}`, `{"type":"mark","delivered":1,"read":1}`, `{"type":"pong","n":1}`,
	`{"type":"sync","from":0}`, `{"type":"join","conversation_id":"c"}`, `{"type":"leave","conversation_id":"c"}`,
}

// malformed is one frame of one of these kinds; breaks says that it is likely to
// end its socket.
func malformed(r *rand.Rand) (bytes string, breaks bool) {
	noise := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return string(b)
	}
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	flip := func(s string, bits int) string {
		b := []byte(s)
		for range bits {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		return string(b)
	}
	kind := r.IntN(64)
	if kind > 3 { // a socket is dear, above all to the race detector
		kind = 4 + kind%4
	}
	switch kind {
	case 0: // bytes
		return noise(1 + r.IntN(200)), true
	case 1: // a header, and bytes
		return frame(byte(r.Uint32()), noise(r.IntN(200))), true
	case 2: // a length that lies
		return header(0x81, r.Uint64()>>r.IntN(64), r.IntN(3)) + noise(r.IntN(200)), true
	case 3: // flipped bits, header and mask included
		return flip(text(pick(valid)), 1+r.IntN(4)), true
	case 4: // flipped bits under a good header
		s := flip(pick(valid), 1)
		return text(s), !utf8.ValidString(s)
	case 5: // the grammar, shuffled
		var b strings.Builder
		for range 1 + r.IntN(30) {
			b.WriteString(pick(grammar))
		}
		return text(b.String()), !utf8.ValidString(b.String())
	case 6: // a piece put into a valid one, or a piece taken out
		s := pick(valid)
		from := r.IntN(len(s))
		to := from + r.IntN(len(s)-from)
		if r.IntN(2) == 0 {
			to = from
		}
		s = s[:from] + pick(grammar) + s[to:]
		return text(s), !utf8.ValidString(s)
	default: // depth
		s := strings.Repeat(pick(grammar), 1+r.IntN(1+r.IntN(1+r.IntN(3000))))
		return text(s), !utf8.ValidString(s) || len(s) > shared.MaxVisitorFrame
	}
}

// talk is a conversation that goes on until stop; it returns how much was said.
// Every message has to come back, in its place.
func (s *socket) talk(stop <-chan struct{}) (said int64) {
	for {
		select {
		case <-stop:
			return said
		case <-time.After(100 * time.Millisecond):
		}
		s.send(shared.SendMessage{Content: fmt.Sprint("line ", said+1)}, "")
		received, err := s.receive()
		for _, heartbeat := received.Event.(shared.Heartbeat); err == nil && heartbeat; _, heartbeat = received.Event.(shared.Heartbeat) {
			received, err = s.receive()
		}
		event, _ := received.Event.(shared.MessagePosted)
		if err != nil || event.Message.Seq != said+1 || event.Message.Content != fmt.Sprint("line ", said+1) {
			s.t.Errorf("the neighbour got %+v %v after message %d", received.Event, err, said)
			return -1
		}
		said++
	}
}

// footprint is what a process holds.
type footprint struct {
	goroutines, descriptors int
	patience                time.Duration
}

func tally(t *testing.T) footprint {
	t.Helper()
	f := footprint{patience: 10 * time.Second}
	// What the last sockets held has to go first.
	for end := time.Now().Add(f.patience); time.Now().Before(end); {
		g, d := runtime.NumGoroutine(), descriptors(t)
		time.Sleep(200 * time.Millisecond)
		if f.goroutines, f.descriptors = runtime.NumGoroutine(), descriptors(t); f.goroutines == g && f.descriptors == d {
			break
		}
	}
	return f
}

// leak says what is held that was not before; sockets may take the time of
// their close. No garbage is collected for it: what only a finalizer closes has
// leaked.
func (f footprint) leak(t *testing.T) string {
	t.Helper()
	for end := time.Now().Add(f.patience); ; time.Sleep(50 * time.Millisecond) {
		goroutines, held := runtime.NumGoroutine()-f.goroutines, descriptors(t)-f.descriptors
		switch {
		case goroutines <= 0 && held <= 0:
			return ""
		case time.Now().Before(end):
		default:
			stacks := make([]byte, 8<<10)
			return fmt.Sprintf("%d goroutines and %d descriptors too many\n%s", goroutines, held, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	return descriptorsOf(t, "self")
}

// descriptorsOf counts what a process has open.
func descriptorsOf(t *testing.T, pid string) int {
	t.Helper()
	folder := filepath.Join("/proc", pid, "fd")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Skip("NOT TESTED: descriptors can only be counted in /proc")
	}
	n := len(entries)
	for _, e := range entries {
		// The pool of readers grows to its bound at leisure.
		if target, _ := os.Readlink(filepath.Join(folder, e.Name())); strings.Contains(target, "/parley.db") {
			n--
		}
	}
	return n
}
