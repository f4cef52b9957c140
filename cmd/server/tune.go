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
	// By so many hundredths of what is alive the heap grows before it is collected.
	// Seldom, a server of a few sockets spends a few hundredths less time on it;
	// often, 10,000 sockets that are idle take a third less memory; but where many
	// come back at once, often would cost them a third of the time.
	seldom, busy, often = 200, 60, 30
	// quiet is how often in a second the heap of a server with many idle sockets is
	// collected at most.
	quiet = 1
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
	samples := []measured.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/cycles/total:gc-cycles"}}
	now, cycles := 0, uint64(0)
	for tick := time.NewTicker(collectEvery); ; {
		measured.Read(samples)
		live, until := samples[0].Value.Uint64(), samples[1].Value.Uint64()
		if wanted := percent(live, until-cycles); wanted != now {
			debug.SetGCPercent(wanted)
			now = wanted
		}
		cycles = until
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			return
		}
	}
}

// percent is how much the heap may grow when so many bytes are alive, and it was
// collected so many times in the last second.
func percent(live, cycles uint64) int {
	switch {
	case live < manySockets:
		return seldom
	case cycles > quiet:
		return busy
	}
	return often
}
