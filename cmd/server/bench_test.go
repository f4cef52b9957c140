package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/cmd/server/internal/store"
	"parley/shared"
)

const (
	// benchConversations send one message at a time each: a closed loop.
	benchConversations = 100
	benchContent       = "a hundred bytes of content, more or less, as in the measurements of performance.md, which say so too"
)

// BenchmarkDurable compares durable messages per second through the whole
// server (socket in, commit, own new_message back) with the bare group commit
// on the same disk, in one run: only the ratio travels between machines. The
// load generator shares the cores with the server.
func BenchmarkDurable(b *testing.B) {
	for b.Loop() {
		bare := bareCommit(b)
		whole := wholeServer(b)
		b.ReportMetric(whole, "server-msgs/s")
		b.ReportMetric(bare, "bare-msgs/s")
		b.ReportMetric(whole/bare, "ratio")
	}
}

// forAWhile runs one loop per conversation and returns rounds per second.
func forAWhile(round func(conversation, i int)) float64 {
	const warm, measured = time.Second, 4 * time.Second
	var count atomic.Int64
	ctx, cancel := context.WithTimeout(context.Background(), warm+measured)
	defer cancel()
	var group sync.WaitGroup
	for c := range benchConversations {
		group.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				round(c, i)
				count.Add(1)
			}
		})
	}
	<-time.After(warm)
	before := count.Load()
	<-ctx.Done()
	done := count.Load() - before
	group.Wait()
	return float64(done) / measured.Seconds()
}

func bareCommit(b *testing.B) float64 {
	db, err := store.Open(context.Background(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := db.AddSite(context.Background(), store.Site{Site: shared.Site{ID: "s", Name: "s"}}, time.Now()); err != nil {
		b.Fatal(err)
	}
	return forAWhile(func(c, i int) {
		visitor := shared.Person{ID: shared.MemberID(fmt.Sprint("visitor-", c)), Role: shared.RoleVisitor, Username: "v"}
		_, err := db.Post(context.Background(), store.Draft{
			Conversation: shared.ConversationID(fmt.Sprint("conversation-", c)), Sender: visitor, Content: benchContent,
			ClientMessageID: fmt.Sprint("m", i), At: time.Now(), Begin: func() store.NewConversation {
				return store.NewConversation{Site: "s", Visitor: visitor, At: time.Now()}
			},
		})
		if err != nil {
			b.Error(err)
		}
	})
}

func wholeServer(b *testing.B) float64 {
	p := start(b, b.TempDir(), unlimited)
	defer p.halt()
	sockets := make([]*socket, benchConversations)
	for c := range sockets {
		sockets[c] = p.chat(p.visit(fmt.Sprint(c)))
	}
	return forAWhile(func(c, i int) {
		sockets[c].send(shared.SendMessage{Content: benchContent, ClientMessageID: fmt.Sprint("m", i)}, "")
		next[shared.MessagePosted](sockets[c])
	})
}

// BenchmarkMemory reports the resident memory of the real binary, idle and per
// idle socket of a visitor who has opened the chat.
func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		data := b.TempDir()
		startBinaryIn(b, data).stop() // the first start hashes the demo's passwords, and that takes memory
		p := startBinaryIn(b, data)
		idle := processOf(b, p.pid).memory(b, "VmRSS")
		const sockets = 1000
		for i := range sockets {
			p.chat(p.visit(fmt.Sprint(i)))
		}
		full := processOf(b, p.pid).memory(b, "VmRSS")
		b.ReportMetric(float64(idle)/(1<<20), "idle-MiB")
		b.ReportMetric(float64(full)/(1<<20), "1000-sockets-MiB")
		b.ReportMetric(float64(full-idle)/1024/sockets, "KiB/socket")
		p.stop()
	}
}

// BenchmarkStart reports the time from starting the real binary to its greeting,
// with an empty data folder and with one that is there.
func BenchmarkStart(b *testing.B) {
	data := b.TempDir()
	var first, again time.Duration
	for b.Loop() {
		for _, took := range []*time.Duration{&first, &again} {
			began := time.Now()
			p := startBinaryIn(b, data)
			*took = time.Since(began)
			p.stop()
		}
		os.RemoveAll(data)
	}
	b.ReportMetric(float64(first.Milliseconds()), "first-start-ms")
	b.ReportMetric(float64(again.Milliseconds()), "next-start-ms")
}

// binary is the real binary as a child process.
type binary struct {
	*program
	pid int
}
