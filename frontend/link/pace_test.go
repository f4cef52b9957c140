package link

import (
	"errors"
	"testing"
	"time"

	"parley/shared"
)

func fixed(f float64) func() float64 { return func() float64 { return f } }

func TestBackoffWindow(t *testing.T) {
	const nearlyOne = 0.999999
	for attempt, window := range []time.Duration{5, 10, 20, 30, 30, 30} {
		window *= time.Second
		if got := Backoff(attempt, fixed(nearlyOne)); got >= window || got < window-time.Millisecond {
			t.Errorf("attempt %d: at most %v, want just under %v", attempt, got, window)
		}
		if got := Backoff(attempt, fixed(0)); got != 0 {
			t.Errorf("attempt %d: at least %v, want 0", attempt, got)
		}
	}
	if got := Backoff(1<<30, fixed(nearlyOne)); got > 30*time.Second {
		t.Errorf("a late attempt waits %v", got)
	}
}

// Every way an attempt can end, and what follows. Random is ½.
func TestAfter(t *testing.T) {
	closed := func(code shared.CloseCode) ending { return ending{code: code, greeted: true} }
	wait := func(d time.Duration) step { return step{wait: d} }
	firm := func(d time.Duration) step { return step{wait: d, firm: true} }
	stop := func(then shared.AfterClose) step { return step{stop: true, then: then} }
	const backoff, quick = 2500 * time.Millisecond, 250 * time.Millisecond

	for _, c := range []struct {
		name string
		ending
		want step
	}{
		{"network lost", ending{greeted: true}, wait(backoff)},
		{"network lost after a healthy time", ending{greeted: true, healthy: true}, wait(backoff)},
		{"no dial", ending{err: errors.New("refused")}, wait(backoff)},
		{"server fault after a healthy time", ending{code: shared.CloseServerFault, greeted: true, healthy: true}, wait(backoff)},
		{"overloaded", closed(shared.CloseOverloaded), wait(backoff)},
		{"undecodable", closed(shared.CloseUndecodable), wait(backoff)},
		{"too big", closed(shared.CloseTooBig), wait(backoff)},
		{"unknown code", closed(4999), wait(backoff)},
		{"restarting, announced", ending{code: shared.CloseRestarting, restarting: true, comeBackIn: 8 * time.Second}, firm(8 * time.Second)},
		{"restarting, then lost", ending{greeted: true, healthy: true, restarting: true, comeBackIn: 8 * time.Second}, firm(8 * time.Second)},
		{"restarting, not announced", closed(shared.CloseRestarting), wait(backoff)},
		{"restarting, then revoked", ending{code: shared.CloseRevoked, restarting: true, comeBackIn: time.Second}, stop(shared.SignInAgain)},
		{"too slow", closed(shared.CloseTooSlow), wait(0)},
		{"abuse", closed(shared.CloseAbuse), firm(laterThan + backoff)},
		{"epoch changed", closed(shared.CloseEpochChanged), wait(quick)},
		{"not authenticated", ending{code: shared.CloseUnauthenticated}, wait(quick)},
		{"revoked", closed(shared.CloseRevoked), stop(shared.SignInAgain)},
		{"superseded", closed(shared.CloseSuperseded), stop(shared.Stop)},
		{"forbidden", closed(shared.CloseForbidden), stop(shared.Stop)},
		{"normal", closed(shared.CloseNormal), stop(shared.Stop)},
		{"too old", closed(shared.CloseTooOld), stop(shared.Reload)},
		{"no ticket: signed out", ending{err: shared.Refuse(shared.CodeUserHasToLogin, "")}, stop(shared.SignInAgain)},
		{"no ticket: told when", ending{err: shared.Refuse(shared.CodeRateLimited, "").After(7 * time.Second)}, firm(7*time.Second + backoff)},
		{"no ticket: away", ending{err: shared.Refuse(shared.CodeUnavailable, "")}, wait(backoff)},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := pace{random: fixed(0.5)}
			if got := p.after(c.ending); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// No code makes a client spin: without a healthy connection in between, only
// the first try is quick.
func TestQuickOnlyOnce(t *testing.T) {
	for _, code := range []shared.CloseCode{shared.CloseTooSlow, shared.CloseEpochChanged, shared.CloseUnauthenticated} {
		p := pace{random: fixed(0.5)}
		p.after(ending{code: code, greeted: true})
		for attempt := range 4 {
			want := Backoff(attempt, fixed(0.5))
			if got := p.after(ending{code: code, greeted: true}); got.wait != want {
				t.Errorf("%d, time %d: waits %v, want %v", code, attempt+2, got.wait, want)
			}
		}
		if got := p.after(ending{greeted: true, healthy: true}); got.wait != Backoff(0, fixed(0.5)) {
			t.Errorf("%d: after a healthy connection it waits %v", code, got.wait)
		}
	}
}

func TestUnauthenticatedTwiceStops(t *testing.T) {
	refused := ending{code: shared.CloseUnauthenticated}
	p := pace{random: fixed(0.5)}
	p.after(refused)
	p.after(ending{err: errors.New("refused")}) // says nothing of the session
	if got := p.after(refused); got != (step{stop: true, then: shared.SignInAgain}) {
		t.Errorf("twice without a greeting: %+v", got)
	}

	p = pace{random: fixed(0.5)}
	p.after(refused)
	p.after(ending{greeted: true})
	if got := p.after(refused); got.stop {
		t.Errorf("with a greeting in between: %+v", got)
	}
}
