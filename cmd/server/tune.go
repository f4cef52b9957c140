package main

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	measured "runtime/metrics"
	"time"
)

const (
	// collectEvery is how often it is looked how much is alive.
	collectEvery = time.Second
	// manySockets is the live heap, in bytes, from which on memory is what an
	// operator runs out of first: some 3,000 idle sockets.
	manySockets = 32 << 20
	// seldom and often are for how many hundredths of what is alive the heap grows
	// before it is collected. Seldom, a busy server of a few sockets spends a few
	// hundredths less time on it; often, 10,000 idle sockets take a third less memory.
	seldom, often = 200, 30
)

// processors lets the rest go on while SQLite waits for the disk, which holds one
// of Go's processors, on a machine with a single one. An operator's own GOMAXPROCS
// stays.
func processors() {
	if runtime.GOMAXPROCS(0) == 1 && os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2)
	}
}

// collect has garbage collected as it suits what is alive, until ctx ends. An
// operator's own GOGC stays.
func collect(ctx context.Context) {
	if os.Getenv("GOGC") != "" {
		return
	}
	live := []measured.Sample{{Name: "/gc/heap/live:bytes"}}
	now := 0
	for tick := time.NewTicker(collectEvery); ; {
		measured.Read(live)
		if wanted := percent(live[0].Value.Uint64()); wanted != now {
			debug.SetGCPercent(wanted)
			now = wanted
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			return
		}
	}
}

// percent is how much the heap may grow when so many bytes are alive.
func percent(live uint64) int {
	if live < manySockets {
		return seldom
	}
	return often
}
