package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"parley/cmd/server/internal/redistest"
	"parley/shared"
)

// nodes compares two servers of one PostgreSQL and one Redis with one such
// server. The two have a core each, the one has both; PostgreSQL, Redis and the
// generator share both cores with them in either turn. So this is what a second
// node brings, or costs, on the same machine, and not beside the other figures.
func nodes(b *bench) (err error) {
	if err := moveGenerator(bothCores); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, moveGenerator(generatorCore)) }()
	c, err := b.gather()
	if err != nil {
		b.report.note("Two nodes were not measured: " + err.Error())
		return nil
	}
	defer c.stop()
	var rate, cpu, p99 []turn
	var one, two found
	err = b.turns(func() (err error) {
		one, err = c.measure("one-node", bothCores)
		return err
	}, func() (err error) {
		two, err = c.measure("two-nodes", serverCore, generatorCore)
		rate = append(rate, turn{two.rate, one.rate})
		cpu = append(cpu, turn{two.cpu, one.cpu})
		p99 = append(p99, turn{two.p99, one.p99})
		return err
	})
	if err != nil {
		return err
	}
	const name = "two nodes over PostgreSQL and Redis, beside one, all on the same two cores: "
	b.report.add(measure{Name: fmt.Sprintf("%sdurable messages across, %d senders", name, b.sizes.Senders), Unit: "per second", Turns: rate, Of: ofRatio, More: true, Must: 1})
	b.report.add(measure{Name: name + "CPU at saturation, PostgreSQL and Redis included", Unit: "ms per 1,000 messages", Turns: cpu, Of: ofRatio})
	b.report.add(measure{Name: name + b.steadyName() + "p99", Unit: "ms", Turns: p99, Of: ofAdded, Must: 2})
	return nil
}

// found is what is compared.
type found struct{ rate, cpu, p99 float64 }

// cluster is what nodes share.
type cluster struct {
	*bench
	database *database
	redis    *redistest.Server
}

// gather starts a PostgreSQL and a Redis on the generator's cores.
func (b *bench) gather() (*cluster, error) {
	redis, err := redistest.New()
	if err != nil {
		return nil, err
	}
	database, err := postgres(bothCores)
	if err != nil {
		redis.Close()
		return nil, err
	}
	return &cluster{bench: b, database: database, redis: redis}, nil
}

func (c *cluster) stop() {
	c.database.stop()
	c.redis.Close()
}

// measure measures one node for each set of cores: at saturation, and at a rate
// that keeps nothing busy.
func (c *cluster) measure(name string, cores ...string) (f found, err error) {
	err = c.database.fresh(func(source string) error {
		g, err := c.start(source, cores)
		if err == nil {
			f.rate, f.cpu, err = c.saturate(g, name+"-saturated")
		}
		return err
	})
	if err != nil {
		return f, err
	}
	return f, c.database.fresh(func(source string) error {
		g, err := c.start(source, cores)
		if err != nil {
			return err
		}
		times, err := c.steady(g, name+"-steady")
		if err == nil {
			f.p99 = ms(percentile(times, 99))
		}
		return err
	})
}

// start starts the nodes of a database, and waits until they hear each other.
func (c *cluster) start(source string, cores []string) (g group, err error) {
	defer func() {
		if err != nil {
			g.stop()
		}
	}()
	for _, on := range cores {
		p, err := c.parleyOn(on, "", source, "--redis", c.redis.URL())
		if err != nil {
			return g, err
		}
		g = append(g, p)
	}
	working := append(c.database.pids(), c.redis.PID())
	for _, p := range g {
		if err := p.awaitRedis(); err != nil {
			return g, err
		}
		working = append(working, p.command.Process.Pid)
	}
	g.server().databases = working
	return g, nil
}

// group is nodes as one target: a conversation has its sides on two of them, and
// begins on one after the other.
type group []*parley

func (g group) open(conversation, listeners int) ([]*socket, error) {
	return g[conversation%len(g)].openAcross(g[(conversation+1)%len(g)], conversation, listeners)
}

func (g group) stop() {
	for _, p := range g {
		p.stop()
	}
}

// server is the first: its CPU is that of all, its profile is its own.
func (g group) server() *process { return g[0].process }

// awaitRedis waits until a node hears the others.
func (p *parley) awaitRedis() error {
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		_, answer, err := p.api.Fetch(p, "GET", "/readyz", "", nil)
		if err != nil {
			return err
		}
		var ready shared.Readiness
		if err := json.Unmarshal(answer, &ready); err != nil {
			return fmt.Errorf("/readyz: %w in %s", err, answer)
		}
		if !slices.Contains(ready.Degraded, "redis") {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("the node does not reach the bench's Redis: %s", answer)
		}
	}
}
