package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/shared"
)

const (
	// mostGrowth is what the server may grow by while readers stall.
	mostGrowth = 64 << 20
	// stalledReaders are spread over stalledConversations, each of which says
	// saidWhileStalled messages of saidBytes: 4 MB for every reader.
	stalledReaders       = 50
	stalledConversations = 5
	saidWhileStalled     = 1000
	saidBytes            = 4000
)

// process is what the kernel knows of one.
type process string

func processOf(t testing.TB, id int) process {
	t.Helper()
	p := process(filepath.Join("/proc", strconv.Itoa(id)))
	if _, err := os.Stat(string(p)); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("NOT TESTED: memory of a process, which needs Linux's /proc")
	}
	return p
}

// memory is what it has resident, or had at most, in bytes.
func (p process) memory(t testing.TB, what string) int {
	t.Helper()
	status, err := os.ReadFile(filepath.Join(string(p), "status"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), what+":")
	var kib int
	if _, err := fmt.Sscanf(rest, "%d kB", &kib); err != nil {
		t.Fatalf("%s in %s: %v", what, status, err)
	}
	return kib << 10
}

func (p process) descriptors(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(string(p), "fd"))
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// bounded is the check of F13.
func bounded(before, after int) error {
	if after-before > mostGrowth {
		return fmt.Errorf("grown by %d MiB, from %d to %d", (after-before)>>20, before>>20, after>>20)
	}
	return nil
}

// TestStalledReaders is F13: fifty sockets stop reading while their
// conversations are filled. The server's memory stays within bounds, each of
// them is cut, and who reads gets everything, meanwhile and afterwards.
func TestStalledReaders(t *testing.T) {
	server := bear(t)
	kernel := processOf(t, server.command.Process.Pid)
	var writers []*socket
	var stalled []*socket
	content := strings.Repeat("x", saidBytes)
	for n := range stalledConversations {
		session := server.visit(strconv.Itoa(n))
		writers = append(writers, server.chat(session))
		for range stalledReaders / stalledConversations {
			stalled = append(stalled, server.chat(session))
		}
	}
	open, before := kernel.descriptors(t), kernel.memory(t, "VmRSS")
	began := time.Now()
	var group sync.WaitGroup
	for _, w := range writers {
		group.Go(func() {
			for n := range saidWhileStalled {
				w.send(shared.SendMessage{Content: content, ClientMessageID: strconv.Itoa(n)}, "")
				if got := next[shared.MessagePosted](w); got.Message.Seq != int64(n)+1 || got.Message.Content != content {
					t.Errorf("the writer was given seq %d as number %d", got.Message.Seq, n+1)
					return
				}
			}
		})
	}
	group.Wait()
	for kernel.descriptors(t) > open-stalledReaders {
		if time.Since(began) > time.Minute {
			t.Fatalf("%d stalled sockets are still open", kernel.descriptors(t)-open+stalledReaders)
		}
		for _, w := range writers { // who reads on answers the server's pings
			w.send(shared.Ping{}, "")
			next[shared.Ponged](w)
		}
		<-time.After(50 * time.Millisecond)
	}
	cut, after := time.Since(began), kernel.memory(t, "VmHWM")
	if err := bounded(before, after); err != nil {
		t.Error(err)
	}
	for _, s := range stalled {
		heard := 0
		for {
			received, err := s.receive()
			if err != nil {
				break
			}
			if _, ok := received.Event.(shared.MessagePosted); ok {
				heard++
			}
		}
		if heard == saidWhileStalled {
			t.Error("a reader that had stalled was waited for")
		}
	}
	for _, w := range writers {
		w.send(shared.SendMessage{Content: "still here"}, "")
		if got := next[shared.MessagePosted](w); got.Message.Seq != saidWhileStalled+1 {
			t.Errorf("afterwards: %+v", got.Message)
		}
	}
	row{
		number: 13, checker: "readers that stall",
		run: fmt.Sprintf("%d of them, %d MB for each, cut after %v, the server grew by %d MiB", stalledReaders,
			saidWhileStalled*saidBytes/1_000_000, cut.Round(time.Second), max(0, after-before)>>20),
		control: queued(t),
	}.report()
}

// queued is the control of F13: a server that queues for each reader what it has
// not read yet is found out, long before all is said.
func queued(t *testing.T) string {
	kernel := processOf(t, os.Getpid())
	before := kernel.memory(t, "VmRSS")
	queues := make([]chan []byte, stalledReaders)
	for i := range queues {
		queues[i] = make(chan []byte, saidWhileStalled)
	}
	for said := range saidWhileStalled {
		for _, queue := range queues {
			queue <- shared.EncodeEvent(shared.MessagePosted{Message: shared.Message{Content: strings.Repeat("x", saidBytes)}}, "")
		}
		if bounded(before, kernel.memory(t, "VmRSS")) != nil {
			return fmt.Sprintf("a queue for each reader: too big after %d of %d messages", said+1, saidWhileStalled)
		}
	}
	t.Errorf("%d MB in queues were not found", saidWhileStalled*saidBytes*stalledReaders/1_000_000)
	return "not found"
}
