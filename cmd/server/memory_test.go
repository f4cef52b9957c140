package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"parley/cmd/server/internal/postgrestest"
)

// grownAtMost is by how much the server's memory may differ from one moment to
// another for no reason but the collector's.
const grownAtMost = 48 << 10 // KiB

// TestMalformedFramesLeaveNothing is the other half of F14: the built program
// has as much memory and as many descriptors after all these frames as it had
// after the first of them.
func TestMalformedFramesLeaveNothing(t *testing.T) {
	postgrestest.SkipIfWanted(t, "connections to the other are descriptors, which it counts")
	total := malformedFrames
	if long() {
		total = malformedFramesLong
	}
	seed, random := chance(t)
	grown, held := leftBy(t, bear(t), random, total)
	if grown > grownAtMost || held > 0 {
		t.Errorf("%d KiB and %d descriptors are left", grown, held)
	}
	// The control keeps a little of every refusal.
	leaking, _ := leftBy(t, bearAs(t, plant(t, fault{"internal/live/session.go",
		"	s.reply(shared.Fail(refusal), ref)\n}", `	s.reply(shared.Fail(refusal), ref)
	kept := make([]byte, 16<<10)
	for i := range kept {
		kept[i] = byte(i)
	}
	leak.Store(&kept, true)
}

var leak sync.Map`}), t.TempDir()), random, malformedFrames)
	if leaking <= grownAtMost {
		t.Errorf("the checker is green where 16 KiB of every refusal are kept: %d KiB more", leaking)
	}
	row{
		number: 14, checker: "what malformed frames leave behind", seed: seed,
		run:     fmt.Sprintf("%d frames, %+.1f MiB, %+d descriptors", total, float64(grown)/1024, held),
		control: fmt.Sprintf("16 KiB leaked by every refusal: %+.1f MiB", float64(leaking)/1024),
	}.report()
}

// leftBy is how much a server holds after malformed frames that it did not hold
// after the first fifth of them, in KiB of memory and in descriptors.
func leftBy(t *testing.T, server *child, random *rand.Rand, frames int) (kib, held int) {
	t.Helper()
	pid := server.command.Process.Pid
	resident := func() int { return processOf(t, pid).memory(t, "VmRSS") >> 10 }
	open := func() int { return descriptorsOf(t, strconv.Itoa(pid)) }
	sessions := server.visits()
	before := open()
	server.throw(sessions, random, frames/5)
	resting := resident()
	server.throw(sessions, random, frames-frames/5)
	// The last sockets may take the time of their close.
	for end := time.Now().Add(10 * time.Second); open() > before && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
	}
	return resident() - resting, open() - before
}
