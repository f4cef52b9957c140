package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"parley/cmd/server/internal/postgrestest"
)

// TestPowerCut is F2: the power fails again and again while eight clients write,
// and the disk keeps what was forced to it, and of the rest nothing, what came
// first, or this and that. kill -9 cannot show this: the kernel still writes
// what a dead program has given it.
func TestPowerCut(t *testing.T) {
	postgrestest.SkipIfWanted(t, "what it writes passes through our file system")
	device, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0)
	if err != nil {
		t.Skip("NOT TESTED: power cuts, which need /dev/fuse:", err)
	}
	device.Close()
	cuts := 10
	if long() {
		cuts = 100
	}
	seed, random := chance(t)
	found := cutAgain(t, built(t), random, cuts)
	found.expect(t)
	control := cutAgain(t, plant(t, fault{"internal/store/sqlite.go", "synchronous(FULL)", "synchronous(NORMAL)"}), random, cuts)
	if control.lost == 0 {
		t.Errorf("the checker is green where the disk is not waited for: %s", control)
	}
	row{
		number: 2, checker: "power cut", run: fmt.Sprintf("%d cuts", cuts), seed: seed, verdict: &found,
		control: fmt.Sprintf("`synchronous=NORMAL`: %d of %d lost", control.lost, control.acked),
	}.report()
}

func cutAgain(t *testing.T, binary string, random *rand.Rand, cuts int) verdict {
	folder, d := t.TempDir(), newDisk()
	unmount, err := d.mount(folder)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("/dev/fuse is there, but cannot be used; apt-get install fuse3: ", err)
		}
		t.Skip("NOT TESTED: power cuts, which need root, or fusermount3 (apt-get install fuse3):", err)
	}
	var server *child
	t.Cleanup(func() {
		if server != nil {
			server.kill()
		}
		if err := unmount(); err != nil {
			t.Error(err)
		}
	})
	server = bearAs(t, binary, folder)
	return endure(t, server, random, cuts, func() (data string) {
		back := d.cut(random)
		server.command.Process.Kill() // which takes effect once the disk lets go of it
		close(d.gone)
		server.kill()
		err := unmount()
		d = back
		if err == nil {
			unmount, err = d.mount(folder)
		}
		if err != nil {
			t.Fatal(errors.Join(errors.New("no new disk"), err))
		}
		data = d.dump(t)
		whole(t, data)
		return data
	})
}
