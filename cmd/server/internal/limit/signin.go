package limit

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/time/rate"

	"parley/shared"
)

const (
	// freeGuesses is how often a password may be wrong before its account has to
	// wait: 1 s then, twice as long after every further guess, up to maxWait.
	freeGuesses = 5
	maxWait     = 15 * time.Minute
	// forgetGuesses is after how long without one the count begins anew.
	forgetGuesses = 24 * time.Hour
)

// guess is what is known of the failed sign-ins at one account.
type guess struct {
	failed int
	last   time.Time
	until  time.Time // no sign-in before
}

// wait makes the account wait from now on, if it has failed too often.
func (g *guess) wait(now time.Time) {
	n := g.failed - freeGuesses
	switch {
	case n < 0:
		return
	case n < 10: // 1 s·2^10 is beyond maxWait
		g.until = now.Add(time.Second << n)
	default:
		g.until = now.Add(maxWait)
	}
}

// guesses are by the hash of the name, whether there is such an account or not:
// the wait must not tell, and nobody's long names fill the memory.
type guesses struct {
	table[[sha256.Size]byte, *guess]
}

// SignIn lets somebody try a password, and returns what to call with the
// outcome. The try counts as failed until then, so that a thousand at once are
// not all let through before the first has failed. While an account has to wait
// a right password is refused as well: otherwise guessing would go on.
func (l *Limits) SignIn(name string, address netip.Prefix) (outcome func(error), err error) {
	if l == nil {
		return func(error) {}, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	key, now := sha256.Sum256([]byte(name)), l.now()
	if g := l.guessesAt.of[key]; g != nil && now.Sub(g.last) < forgetGuesses {
		if wait := g.until.Sub(now); wait > 0 {
			return nil, l.refuse(guessesAccount, tooManyGuesses(wait))
		}
	}
	var spent *rate.Reservation
	if address.IsValid() {
		spent = l.guessesFrom.reserve(now, address, guessesFrom)
		if wait := spent.DelayFrom(now); wait > 0 {
			spent.CancelAt(now)
			return nil, l.refuse(guessesAddress, tooManyGuesses(wait))
		}
	}
	g := l.guessesOf(key, now)
	g.wait(now)
	return func(err error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if errors.Is(err, shared.Refuse(shared.CodeUserHasToLogin, "")) {
			g.wait(l.now()) // the wait begins with the answer
			l.tell(charge{What: chargeGuess, Account: key[:], Address: address})
			return
		}
		if spent != nil {
			spent.CancelAt(now)
		}
		if err == nil {
			delete(l.guessesAt.of, key)
			l.tell(charge{What: chargeEntered, Account: key[:]})
			return
		}
		// Nobody has looked at the password.
		if g.failed--; g.failed < freeGuesses {
			g.until = time.Time{}
		}
	}, nil
}

// tooManyGuesses tells whoever has typed a password how long to wait.
func tooManyGuesses(wait time.Duration) error {
	refusal := tooFast(wait)
	n, unit := int((wait+time.Second-1)/time.Second), "second"
	if n > 90 {
		n, unit = int((wait+time.Minute-1)/time.Minute), "minute"
	}
	if n != 1 {
		unit += "s"
	}
	refusal.Message = fmt.Sprintf("Too many attempts to sign in. Wait %d %s, then try again.", n, unit)
	return refusal
}
