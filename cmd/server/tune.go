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
	// Often, 10,000 idle sockets take a third less memory; but where many
	// come back at once, often would cost them a third of the time.
	seldom, busy, often = 200, 60, 20
	// room is what the heap grows by at the least while people talk, in bytes: each
	// collection holds up what is said meanwhile, on a core that is shared with
	// PostgreSQL for some 40 ms.
	room = 64 << 20
	// quiet is how long it takes at the least, where little is going on, until the
	// heap has grown enough to be collected often.
	quiet = 5 * time.Second
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
	samples := []measured.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/heap/allocs:bytes"}}
	var now int
	var alive, before uint64
	for tick := time.NewTicker(collectEvery); ; {
		measured.Read(samples)
		live, made := samples[0].Value.Uint64(), samples[1].Value.Uint64()
		if wanted := percent(live, alive, made-before); wanted != now {
			debug.SetGCPercent(wanted)
			now = wanted
		}
		alive, before = live, made
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			return
		}
	}
}

// percent is how much the heap may grow when so many bytes are alive, so many were
// collectEvery ago, and so many were allocated since.
func percent(live, before, made uint64) int {
	switch {
	case live < manySockets:
		return seldom
	case made*uint64(quiet/collectEvery)*100 < live*often:
		return often
	case live > before+before/10: // many are coming, who would leave holes between them
		return busy
	}
	return max(busy, int(100*room/live))
}
