package limit

import (
	"net/netip"
	"testing"
	"time"
)

// What somebody has used up on one server they have on the others.
func TestLimitsOfSeveralServers(t *testing.T) {
	a, c := limits()
	b := New(c.now)
	share := func(from, to *Limits) {
		from.Share(func(told []byte) {
			if err := to.Hear(told); err != nil {
				t.Error(err)
			}
		})
	}
	share(a, b)
	share(b, a)
	turn := func(n int) *Limits { return []*Limits{a, b}[n%2] }

	for n := range 60 {
		if err := turn(n).Session(address(1)); err != nil {
			t.Fatal(n, err)
		}
	}
	if retry(t, a.Session(address(1))) == 0 {
		t.Error("not refused")
	}
	if retry(t, b.Session(address(1))) == 0 {
		t.Error("not refused")
	}

	for n := range 10 {
		if err := turn(n).Begin("visitor", address(2)); err != nil {
			t.Fatal(n, err)
		}
	}
	if retry(t, a.Begin("visitor", address(2))) == 0 {
		t.Error("not refused")
	}
	if retry(t, b.Begin("visitor", address(2))) == 0 {
		t.Error("not refused")
	}

	guess := func(l *Limits, result error) error {
		outcome, err := l.SignIn("anna", netip.Prefix{})
		if err == nil {
			outcome(result)
		}
		return err
	}
	for n := range freeGuesses {
		if err := guess(turn(n), wrong); err != nil {
			t.Fatal(n, err)
		}
	}
	for n, want := range []time.Duration{1, 2, 4, 8} {
		for m := range 2 {
			if wait := retry(t, guess(turn(m), nil)); wait != want*time.Second {
				t.Errorf("wait %v, want %d s", wait, want)
			}
		}
		c.pass(want * time.Second)
		if err := guess(turn(n), wrong); err != nil {
			t.Fatal(err)
		}
	}
	c.pass(maxWait)
	if err := guess(a, nil); err != nil {
		t.Fatal(err)
	}
	for n := range freeGuesses {
		if err := guess(b, wrong); err != nil {
			t.Fatalf("guess %d after the account was entered elsewhere: %v", n, err)
		}
	}
	if a.Hear([]byte("?")) == nil {
		t.Error("took nonsense")
	}
}
