package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/cmd/server/internal/postgrestest"
	"parley/cmd/server/internal/redistest"
)

// TestPartition: two servers, each in a network of its own, whose link to Redis
// is cut for a while under load, one's and the other's and both. Nothing answers
// and nothing is refused then: packets vanish. Nobody misses anything.
func TestPartition(t *testing.T) {
	rounds := 1
	if long() {
		rounds = 10
	}
	links := [2]*cable{lay(t, 0), lay(t, 1)}
	database, redis := postgrestest.Fresh(t), redistest.StartOn(t, "0.0.0.0", portOf(freeAddress(t)))
	c := &cluster{redis: redis}
	for i, node := range []**child{&c.a, &c.b} {
		data := t.TempDir()
		socket := filepath.Join(data, "parley.sock")
		url := balance(t, "unix", socket).url // a file is in no network
		address := strings.TrimPrefix(url, "http://")
		args := nodeArgs("unix:"+socket, data, database, "redis://"+net.JoinHostPort(links[i].here, redis.Port()), unlimited, "--public-url", url)
		*node = bearBy(t, address, data, append([]string{"ip", "netns", "exec", links[i].name, built(t)}, args...))
	}
	c.await(t, true)
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rounds)*2*time.Minute)
	defer cancel()
	crowd := gatherBy(ctx, c.a, c.a.program, c.b.program)
	var slowest time.Duration
	nodes := [2]*child{c.a, c.b}
	for round := range rounds {
		for _, cut := range [][]int{{0}, {1}, {0, 1}} {
			crowd.promises.await(ctx, 200)
			for _, i := range cut {
				links[i].set(t, "down")
			}
			slowest = max(slowest, c.crossing(t, fmt.Sprint("early", round, cut)))
			for _, i := range cut {
				nodes[i].awaitRedis(false)
			}
			slowest = max(slowest, c.crossing(t, fmt.Sprint(round, cut)))
			crowd.promises.await(ctx, 200)
			for _, i := range cut {
				links[i].set(t, "up")
			}
			c.await(t, true)
		}
	}
	found := crowd.promises.check(crowd.finish(ctx))
	found.expect(t)
	row{
		number: 6, checker: "servers cut off from Redis, in network namespaces",
		run:     fmt.Sprintf("%d cuts, heard on the other server within %v", 3*rounds, slowest.Round(time.Millisecond)),
		verdict: &found, control: "that of F6",
	}.report()
}

// cable is a network with one link to this machine.
type cable struct{ name, here, inner string }

// lay makes a network. The test is skipped where nobody may, and fails if that is
// in CI.
func lay(t *testing.T, n int) *cable {
	t.Helper()
	net := fmt.Sprintf("10.%d.%d.", 200+n, os.Getpid()%250)
	l := &cable{name: fmt.Sprintf("parley-%d-%d", os.Getpid(), n), here: net + "1", inner: fmt.Sprintf("py%d-%d", os.Getpid(), n)}
	for i, args := range [][]string{
		{"netns", "add", l.name},
		{"link", "add", l.outer(), "type", "veth", "peer", "name", l.inner, "netns", l.name},
		{"addr", "add", l.here + "/30", "dev", l.outer()},
		{"link", "set", l.outer(), "up"},
		{"-n", l.name, "addr", "add", net + "2/30", "dev", l.inner},
		{"-n", l.name, "link", "set", l.inner, "up"},
		{"-n", l.name, "link", "set", "lo", "up"},
	} {
		out, err := exec.Command("ip", args...).CombinedOutput()
		if err != nil && os.Getenv("CI") != "true" {
			t.Skipf("NOT TESTED: partitions, which need root and iproute2: ip %v: %v %s", args, err, out)
		}
		if err != nil {
			t.Fatalf("ip %v: %v %s", args, err, out)
		}
		if i == 0 {
			t.Cleanup(func() {
				exec.Command("ip", "link", "del", l.outer()).Run()
				exec.Command("ip", "netns", "del", l.name).Run()
			})
		}
	}
	return l
}

func (l *cable) outer() string { return l.inner + "o" }

// set cuts the link or mends it.
func (l *cable) set(t *testing.T, state string) {
	t.Helper()
	if out, err := exec.Command("ip", "link", "set", l.outer(), state).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func portOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}
