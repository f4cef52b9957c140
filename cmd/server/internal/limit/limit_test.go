package limit

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"parley/shared"
)

// clock is a clock that stands until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time       { return c.at }
func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }
func limits() (*Limits, *clock)       { c := &clock{time.Unix(1e9, 0)}; return New(c.now), c }
func visitor(id any) shared.Person    { return person(id, shared.RoleVisitor) }
func person(id any, r shared.Role) shared.Person {
	return shared.Person{ID: shared.MemberID(fmt.Sprint(id)), Role: r}
}
func address(n int) netip.Prefix {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{203, byte(n >> 16), byte(n >> 8), byte(n)}), 32)
}

// retry is when a refusal says to come back; it fails on any other error.
func retry(t *testing.T, err error) time.Duration {
	t.Helper()
	if err == nil {
		return 0
	}
	refusal := shared.AsError(err)
	if refusal.Code != shared.CodeRateLimited || refusal.Message == "" || refusal.Retry < time.Millisecond || refusal.Retry%time.Millisecond != 0 {
		t.Fatalf("refused with %v, retry %v", refusal, refusal.Retry)
	}
	return refusal.Retry
}

// Every bucket gives its burst at once, then refuses for exactly as long as it
// says, whatever is tried meanwhile, and never charges another key.
func TestBuckets(t *testing.T) {
	agent := person("agent", shared.RoleAgent)
	for name, c := range map[string]struct {
		burst int
		every time.Duration
		take  func(*Limits) error
		other func(*Limits) error
	}{
		"a visitor's messages": {10, time.Second,
			func(l *Limits) error { return l.Send(visitor(1)) }, func(l *Limits) error { return l.Send(visitor(2)) }},
		"a user's messages": {30, time.Second / 10,
			func(l *Limits) error { return l.Send(agent) }, func(l *Limits) error { return l.Send(person(2, shared.RoleAdmin)) }},
		"a visitor's conversations": {10, time.Hour / 10,
			func(l *Limits) error { return l.Begin("1", netip.Prefix{}) }, func(l *Limits) error { return l.Begin("2", netip.Prefix{}) }},
		"an address's sessions": {60, time.Second,
			func(l *Limits) error { return l.Session(address(1)) }, func(l *Limits) error { return l.Session(address(2)) }},
	} {
		t.Run(name, func(t *testing.T) {
			l, c2 := limits()
			for n := range c.burst {
				if err := c.take(l); err != nil {
					t.Fatalf("number %d: %v", n, err)
				}
			}
			for range 3 {
				var wait time.Duration
				for range 50 {
					if wait = retry(t, c.take(l)); wait != c.every {
						t.Fatalf("told to wait %v, want %v", wait, c.every)
					}
				}
				c2.pass(wait - time.Millisecond)
				if left := retry(t, c.take(l)); left != time.Millisecond {
					t.Fatalf("a millisecond early: %v", left)
				}
				c2.pass(time.Millisecond)
				if err := c.take(l); err != nil {
					t.Fatalf("having waited as told: %v", err)
				}
			}
			if err := c.other(l); err != nil {
				t.Errorf("somebody else: %v", err)
			}
		})
	}
}

// An address's new conversations are counted over its visitors; what it may not
// begin is not charged to the visitor.
func TestConversationsFromAnAddress(t *testing.T) {
	l, c := limits()
	for n := range 60 {
		if err := l.Begin(visitor(n).ID, address(1)); err != nil {
			t.Fatal(n, err)
		}
	}
	for range 20 {
		if wait := retry(t, l.Begin("late", address(1))); wait != time.Minute {
			t.Fatal(wait)
		}
	}
	if err := l.Begin("elsewhere", address(2)); err != nil {
		t.Error(err)
	}
	for n := range 100 { // an unknown address is nobody's
		if err := l.Begin(visitor(1000+n).ID, netip.Prefix{}); err != nil {
			t.Fatal(err)
		}
	}
	c.pass(time.Hour)
	for n := range 10 {
		if err := l.Begin("late", address(1)); err != nil {
			t.Fatalf("number %d: the visitor was charged for what their address may not: %v", n, err)
		}
	}
}

// Keys do not stay: a full bucket and an old guess are forgotten, and should
// they come faster than that, the tables end at mostKeys.
func TestMemoryIsBounded(t *testing.T) {
	l, c := limits()
	touch := func(n int) {
		l.Send(visitor(n))
		l.Begin(visitor(n).ID, address(n))
		l.Session(address(n))
		if outcome, err := l.SignIn(fmt.Sprint("name", n), address(n)); err == nil {
			outcome(shared.Refuse(shared.CodeUserHasToLogin, ""))
		}
	}
	sizes := func() []int {
		return []int{len(l.sends.of), len(l.begun.of), len(l.begunFrom.of), len(l.sessionsFrom.of), len(l.guessesFrom.of), len(l.guessesAt.of)}
	}
	for n := range 1000 {
		touch(n)
	}
	if got := sizes(); slices.Min(got) != 1000 {
		t.Fatalf("kept %v: the test proves nothing", got)
	}
	c.pass(forgetGuesses)
	touch(1000) // a new key, which is when old ones are looked for
	if got := sizes(); slices.Max(got) != 1 {
		t.Errorf("kept %v after a day", got)
	}
	for n := range mostKeys + 1000 {
		touch(n)
	}
	if got := sizes(); slices.Max(got) != mostKeys {
		t.Errorf("kept %v at once", got)
	}
}

func TestSocketsOpenAtOnce(t *testing.T) {
	l, _ := limits()
	open := func(who shared.Person, from netip.Prefix, want int) (open []*Socket) {
		t.Helper()
		for {
			s, err := l.Open(who, from)
			if err != nil {
				retry(t, err)
				break
			}
			if open = append(open, s); len(open) > want {
				break
			}
		}
		if len(open) != want {
			t.Errorf("%s may open %d sockets, want %d", who.ID, len(open), want)
		}
		return open
	}
	mine := open(visitor("v"), address(1), 10)
	theirs := open(person("u", shared.RoleAgent), address(1), 20)
	for n := range 4 {
		open(visitor(n), address(1), 10)
	}
	open(visitor("one too many"), address(1), 0)
	open(visitor("next door"), address(2), 10)
	mine[0].Close()
	open(visitor("one too many"), address(1), 1)
	for _, s := range append(mine[1:], theirs...) {
		s.Close()
	}
	open(visitor("v"), address(1), 9)
	if left := len(l.socketsOf); left != 7 {
		t.Errorf("%d members are counted, seven have sockets", left)
	}
}

// A socket that waits as it is told before every try stays, however long it
// goes on; one that does not is out after its patience, at any speed.
func TestPatience(t *testing.T) {
	for _, who := range []shared.Person{visitor("v"), person("u", shared.RoleAgent)} {
		l, c := limits()
		s, _ := l.Open(who, netip.Prefix{})
		for sent := 0; sent < 2000; {
			err := s.Frame()
			if err == nil {
				err = l.Send(who)
			}
			if err == nil {
				sent++
				continue
			}
			if !s.Bears(err) {
				t.Fatalf("%s: a patient client was expelled after %d messages", who.Role, sent)
			}
			c.pass(retry(t, err))
		}
		for _, perSecond := range []int{25, 50, 1000} {
			l, c := limits()
			s, _ := l.Open(who, netip.Prefix{})
			began, stored := c.now(), 0
			for out := false; !out; c.pass(time.Second / time.Duration(perSecond)) {
				if c.now().Sub(began) > time.Minute {
					t.Fatalf("%s: %d frames/s were borne for a minute", who.Role, perSecond)
				}
				err := s.Frame()
				if err == nil {
					err = l.Send(who)
				}
				if err == nil {
					stored++
				}
				out = !s.Bears(err)
			}
			seconds := c.now().Sub(began).Seconds()
			most, rate := 10, 1.0
			if who.Role.IsUser() {
				most, rate = 30, 10
			}
			if stored > most+int(rate*seconds)+1 {
				t.Errorf("%s: %d stored in %.1f s", who.Role, stored, seconds)
			}
		}
	}
	var none *Socket
	if !none.Bears(shared.Refuse(shared.CodeRateLimited, "")) || none.Frame() != nil {
		t.Error("without limits somebody was refused")
	}
}

var wrong = shared.Refuse(shared.CodeUserHasToLogin, "")

func TestGuessesAtAnAccount(t *testing.T) {
	l, c := limits()
	guess := func(result error) error {
		outcome, err := l.SignIn("anna", netip.Prefix{})
		if err == nil {
			outcome(result)
		}
		return err
	}
	for n := range freeGuesses {
		if err := guess(wrong); err != nil {
			t.Fatalf("guess %d: %v", n, err)
		}
	}
	for _, want := range []time.Duration{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900} {
		want *= time.Second
		for range 20 { // the right password, too, which nobody looks at
			if wait := retry(t, guess(nil)); wait != want {
				t.Fatalf("wait %v, want %v", wait, want)
			}
		}
		c.pass(want)
		if err := guess(wrong); err != nil {
			t.Fatal(err)
		}
	}
	c.pass(maxWait)
	if err := guess(nil); err != nil {
		t.Fatalf("the right password after the wait: %v", err)
	}
	for n := range freeGuesses {
		if err := guess(wrong); err != nil {
			t.Fatalf("guess %d after the account was entered: %v", n, err)
		}
	}
	if outcome, err := l.SignIn("ben", netip.Prefix{}); err != nil {
		t.Errorf("another account: %v", err)
	} else {
		outcome(wrong)
	}
}

// What nobody has looked at is not a guess.
func TestATryThatFailedForOurReasonIsNoGuess(t *testing.T) {
	l, _ := limits()
	for range 100 {
		outcome, err := l.SignIn("anna", address(1))
		if err != nil {
			t.Fatal(err)
		}
		outcome(shared.Refuse(shared.CodeUnavailable, ""))
	}
}

func TestGuessesFromAnAddress(t *testing.T) {
	l, c := limits()
	guess := func(n int) error {
		outcome, err := l.SignIn(fmt.Sprint("name", n), address(1))
		if err == nil {
			outcome(wrong)
		}
		return err
	}
	for n := range 30 {
		if err := guess(n); err != nil {
			t.Fatal(n, err)
		}
	}
	if wait := retry(t, guess(31)); wait != 30*time.Second {
		t.Errorf("wait %v", wait)
	}
	if _, err := l.SignIn("somebody", address(2)); err != nil {
		t.Error(err)
	}
	c.pass(30 * time.Second)
	if err := guess(32); err != nil {
		t.Error(err)
	}
}

// A thousand guesses at once are not let through before the first has failed.
func TestGuessesAtOnce(t *testing.T) {
	l, _ := limits()
	var group sync.WaitGroup
	var mu sync.Mutex
	looked := 0
	for range 1000 {
		group.Go(func() {
			outcome, err := l.SignIn("anna", netip.Prefix{})
			if err != nil {
				return
			}
			mu.Lock()
			looked++
			mu.Unlock()
			outcome(errors.Join(wrong))
		})
	}
	group.Wait()
	if looked != freeGuesses {
		t.Errorf("%d passwords were looked at", looked)
	}
}
