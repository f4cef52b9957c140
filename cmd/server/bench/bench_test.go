package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestQuick runs every scenario for a moment: nothing is lost, and table and
// figures are complete. How fast it was is of no interest here.
func TestQuick(t *testing.T) {
	parley := os.Getenv("PARLEY_BIN")
	if parley == "" {
		t.Fatal("PARLEY_BIN does not name the built program; make sets it")
	}
	binary, out := filepath.Join(t.TempDir(), "bench"), filepath.Join(t.TempDir(), "bench.json")
	if said, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, said)
	}
	command := exec.Command(binary, "--quick", "--binary", parley, "--out", out)
	var errs strings.Builder
	command.Stderr = &errs
	table, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, table, &errs)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var found report
	if err := json.Unmarshal(data, &found); err != nil {
		t.Fatal(err)
	}
	if found.Faults != (tally{}) {
		t.Error(found.Faults)
	}
	for _, word := range []string{"durable messages", "CPU at saturation", "to the other side: p50", "to the other side: p99",
		"fan-out", "idle sockets", "by session token", "by a new ticket", "open", "page back", "inbox"} {
		if !strings.Contains(string(table), word) {
			t.Errorf("the table has no line about %q:\n%s", word, table)
		}
	}
	for _, m := range found.Measures {
		if len(m.Turns) == 0 || m.Parley == 0 && m.Unit != "KiB each" {
			t.Errorf("nothing was measured: %+v", m)
		}
	}
}

// TestTally is the control: what must not happen is counted.
func TestTally(t *testing.T) {
	for name, c := range map[string]struct {
		seqs []int64
		want tally
	}{
		"as it should be": {[]int64{1, 2, 3}, tally{}},
		"lost":            {[]int64{1, 4}, tally{Lost: 2}},
		"twice":           {[]int64{1, 2, 2, 3}, tally{Duplicated: 1}},
		"late":            {[]int64{1, 3, 2, 4}, tally{Reordered: 1}},
	} {
		var got tally
		var last int64
		for _, seq := range c.seqs {
			got.count(&last, seq)
		}
		if got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
