package main

import (
	"runtime"
	"runtime/debug"
	measured "runtime/metrics"
	"testing"
	"time"
)

// TestTune gives a machine of one processor two, and collects more often where
// much is alive; what the operator has set stays.
func TestTune(t *testing.T) {
	few, seldomCollected := runtime.GOMAXPROCS(1), debug.SetGCPercent(100)
	defer runtime.GOMAXPROCS(few)
	defer debug.SetGCPercent(seldomCollected)
	t.Setenv("GOMAXPROCS", "1")
	if processors(); runtime.GOMAXPROCS(0) != 1 {
		t.Error("the operator's GOMAXPROCS did not stay")
	}
	t.Setenv("GOMAXPROCS", "")
	if processors(); runtime.GOMAXPROCS(0) != 2 {
		t.Error("one processor did not become two")
	}
	for _, c := range []struct {
		live, before, made uint64
		want               int
	}{
		{0, 0, 0, seldom}, {manySockets - 1, 0, 100 << 20, seldom}, {manySockets, manySockets, 0, often}, {manySockets, 0, 1 << 20, often},
		{manySockets, manySockets, 10 << 20, 200}, {manySockets, manySockets / 8 * 7, 10 << 20, busy}, {2 * manySockets, 2 * manySockets, 10 << 20, 100},
		{1 << 30, 1 << 30, 1 << 20, often}, {1 << 30, 1 << 30, 1 << 30, busy},
	} {
		if got := percent(c.live, c.before, c.made); got != c.want {
			t.Errorf("with %d bytes alive and %d allocated it grows by %d %%, want %d %%", c.live, c.made, got, c.want)
		}
	}
	collected := func(operator string) uint64 {
		t.Setenv("GOGC", operator)
		ended := background(collect)
		defer ended()
		gogc := []measured.Sample{{Name: "/gc/gogc:percent"}}
		for end := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
			measured.Read(gogc)
			if now := gogc[0].Value.Uint64(); now != 100 || operator != "" || time.Now().After(end) {
				return now
			}
		}
	}
	if got := collected("100"); got != 100 {
		t.Errorf("the operator's GOGC did not stay: %d", got)
	}
	if got := collected(""); got != seldom && got != busy && got != often {
		t.Errorf("it grows by %d %%", got)
	}
}
