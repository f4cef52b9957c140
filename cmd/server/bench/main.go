// Command bench measures Parley beside the bare limit: a server that does
// nothing but rooms, or nothing but rooms and group commits. Both run pinned to
// one core, the load generator on the other, turn by turn in one run, because
// only ratios travel between machines. Two nodes are measured beside one, a long
// log and list beside a short one, and by themselves clients whose server is
// killed. It prints a Markdown table, writes the
// same as JSON, and counts what was lost, doubled or out of order.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

type commandLine struct {
	Run   benchCommand `cmd:"" default:"withargs" help:"Measure, and print the table."`
	Limit limitCommand `cmd:"" hidden:"" help:"Serve the bare limit."`
}

type benchCommand struct {
	Binary  string   `default:"bin/parley" type:"path" help:"The program to measure."`
	Out     string   `default:"build/bench.json" type:"path" help:"Where the figures go as JSON; profiles go beside it."`
	Only    []string `help:"Run these scenarios only: pairs, latency, nodes, fanout, idle, storm, restart, backup, history, inbox."`
	Quick   bool     `help:"A moment for each scenario: proves the tool, measures nothing."`
	Rounds  int      `default:"3" help:"How many turns each side gets."`
	History int      `default:"10000000" help:"Messages of the long conversation."`
	Inbox   int      `default:"1000000" help:"Conversations of the long inbox."`
	Backup  int      `default:"3000000" help:"Messages of the database that is backed up: about a gigabyte."`
	Profile []string `help:"Profiles to take of the program while it is measured: cpu, heap, block. It is built anew for that." enum:"cpu,heap,block"`
}

// A bench is one run. Its fields are static after construction, but for the
// report.
type bench struct {
	context.Context
	*benchCommand
	folder string // for data, removed at the end
	sizes  sizes
	report report
}

// sizes are how much is measured.
type sizes struct {
	Senders, Pairs, Rate, Listeners, Idle, Storm, News int
	// Warm is left out of what is measured, Settle is how long idle sockets are.
	Warm, For, Settle time.Duration
}

var (
	whole = sizes{Senders: 200, Pairs: 1000, Rate: 500, Listeners: 1000, Idle: 10_000, Storm: 5000, News: 500,
		Warm: time.Second, For: 5 * time.Second, Settle: 30 * time.Second}
	quick = sizes{Senders: 10, Pairs: 10, Rate: 100, Listeners: 20, Idle: 50, Storm: 50, News: 5,
		Warm: 50 * time.Millisecond, For: 200 * time.Millisecond, Settle: 100 * time.Millisecond}
)

// scenarios in the order of the table.
var scenarios = []struct {
	name string
	run  func(*bench) error
}{
	{"pairs", pairs}, {"latency", latency}, {"nodes", nodes}, {"fanout", fanout}, {"idle", idle}, {"storm", storm}, {"restart", restart}, {"backup", backup}, {"history", history}, {"inbox", inbox},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	var line commandLine
	parsed := kong.Parse(&line, kong.Name("bench"), kong.Description("Measures Parley beside the bare limit."))
	if err := parsed.Run(&ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// Run runs the scenarios.
func (c *benchCommand) Run(ctx *context.Context) (err error) {
	folder, err := os.MkdirTemp("", "parley-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.MkdirAll(filepath.Dir(c.Out), 0o755); err != nil {
		return err
	}
	b := &bench{Context: *ctx, benchCommand: c, folder: folder, sizes: whole}
	if c.Quick {
		b.sizes, c.Rounds = quick, 1
		c.History, c.Inbox, c.Backup = min(c.History, 5000), min(c.Inbox, 20_000), min(c.Backup, 5000)
	}
	if len(c.Profile) > 0 {
		if c.Binary, err = buildProfiled(*ctx, folder); err != nil {
			return err
		}
	}
	b.report.Machine = machine()
	if err := pinGenerator(); err != nil {
		b.report.note("not pinned to cores: " + err.Error())
	}
	// The generator's own pauses would be measured as the server's.
	debug.SetGCPercent(400)
	for _, scenario := range scenarios {
		if len(c.Only) > 0 && !slices.Contains(c.Only, scenario.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring:", scenario.name)
		if err := scenario.run(b); err != nil {
			return fmt.Errorf("%s: %w", scenario.name, err)
		}
		runtime.GC()
	}
	if err := b.report.write(c.Out); err != nil {
		return err
	}
	fmt.Print(b.report.markdown())
	if faults := b.report.Faults; faults != (tally{}) {
		return errors.New("the servers did not keep what they promise: " + faults.String())
	}
	return nil
}

// turns measures both sides turn by turn.
func (b *bench) turns(limit, parley func() error) error {
	for range b.Rounds {
		for _, side := range []func() error{limit, parley} {
			if err := side(); err != nil {
				return err
			}
			if err := b.Err(); err != nil {
				return err
			}
		}
	}
	return nil
}
