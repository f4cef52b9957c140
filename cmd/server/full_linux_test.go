package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// TestDiskFull is F9: the disk fills up while eight clients write. Sends are
// refused in words that say why and when to try again, reading goes on, no
// socket is lost; and when there is room again, all goes on by itself, what
// waited first.
func TestDiskFull(t *testing.T) {
	postgrestest.SkipIfWanted(t, "its disk fills up")
	rounds := 1
	if long() {
		rounds = 5
	}
	found := fillAgain(t, built(t), rounds)
	found.expect(t)
	// The control takes a failed commit for a good one.
	control := fillAgain(t, plant(t, fault{"internal/store/writer.go", "return w.dialect.settle(t, err)", "return nil"}), 1)
	if control.lost == 0 {
		t.Errorf("the checker is green where a full disk is not noticed: %s", control)
	}
	row{
		number: 9, checker: "disk full", run: fmt.Sprintf("filled %d ×", rounds), verdict: &found,
		control: fmt.Sprintf("errors of the commit swallowed: %d of %d lost", control.lost, control.acked),
	}.report()
}

// fillAgain fills a server's disk and makes room again, several times. At the
// first loss it stops.
func fillAgain(t *testing.T, binary string, rounds int) verdict {
	folder := t.TempDir()
	if err := syscall.Mount("parley", folder, "tmpfs", 0, "size=32m,mode=0700"); err != nil {
		t.Skip("NOT TESTED: a full disk, which needs a small tmpfs, which needs root:", err)
	}
	var server *child
	t.Cleanup(func() {
		if server != nil {
			server.kill()
		}
		if err := syscall.Unmount(folder, 0); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rounds)*2*time.Minute)
	defer cancel()
	server = bearAs(t, binary, folder)
	crowd := gather(ctx, server, server.program)
	probe := server.visit("probe") // over a raw socket, which shows each answer
	socket := server.chat(probe)
	said := 0
	// say sends until something else than an acknowledgement comes, or enough.
	say := func(most int) (refusal shared.Failed) {
		for range most {
			text := line("probe", said) + strings.Repeat(" and so on", 400)
			socket.send(shared.SendMessage{Content: text, ClientMessageID: fmt.Sprint("m", said)}, "")
			for {
				received, err := socket.receive()
				if err != nil {
					t.Fatalf("the socket has gone: %v\n%s", err, server.logs)
				}
				if e, ok := received.Event.(shared.MessagePosted); ok {
					crowd.promises.ack(e.Message)
					said++
					break
				}
				if e, ok := received.Event.(shared.Failed); ok {
					return e
				}
			}
		}
		return shared.Failed{}
	}
	for range rounds {
		crowd.promises.await(ctx, 200) // all is well
		full := fill(t, folder)
		refusal := say(1000)
		if refusal.Code == "" { // it goes on without a disk
			if found := crowd.promises.survived(stored(t, copied(t, folder))); found.lost > 0 {
				crowd.dismissed.Store(true)
				cancel()
				crowd.writers.Wait()
				crowd.readers.Wait()
				return found
			}
			t.Fatal("the disk was not full")
		}
		if refusal.Code != shared.CodeStorageFull || refusal.RetryMS <= 0 || refusal.Message == "" {
			t.Errorf("refused with %+v", refusal)
		}
		// Reading goes on, and the operator can see what is wrong.
		if log := server.log(probe.SessionID, probe.Token); len(log) != said {
			t.Errorf("the history has %d messages of %d", len(log), said)
		}
		socket.send(shared.Ping{}, "there?")
		next[shared.Ponged](socket)
		// A short message may still have found room after a long one did not.
		for status := http.StatusOK; status != http.StatusServiceUnavailable && ctx.Err() == nil; say(1) {
			status, _ = server.call("GET", "/readyz", "", nil)
		}
		if ctx.Err() != nil {
			t.Fatal("the disk is full, and the server says that it is ready")
		}
		server.refused(shared.CodeStorageFull, http.StatusServiceUnavailable, "GET", "/readyz", "", nil)
		if err := os.Remove(full); err != nil {
			t.Fatal(err)
		}
		crowd.promises.await(ctx, 200) // what waited is told to come back after a while, and does
		if refusal := say(1); refusal.Code != "" {
			t.Errorf("with room again: %+v", refusal)
		}
		ask[shared.Readiness](server.program, "GET", "/readyz", "", nil)
	}
	logs := crowd.finish(ctx)
	logs[probe.SessionID] = server.log(probe.SessionID, probe.Token)
	if ctx.Err() != nil {
		t.Fatalf("it did not recover\n%s", server.logs)
	}
	return crowd.promises.check(logs)
}

// fill leaves no room on a disk but for what its files have reserved.
func fill(t *testing.T, folder string) (ballast string) {
	t.Helper()
	ballast = filepath.Join(folder, "ballast")
	file, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	block := make([]byte, os.Getpagesize())
	for err == nil {
		_, err = file.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return ballast
}
