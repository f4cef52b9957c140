package limit

import (
	"encoding/json"
	"net/netip"
	"time"

	"parley/shared"
)

// charge is what one server tells the others that somebody has used up. Each
// counts by itself what it hears: several servers together let through no more
// than one does, but for what comes in the same instant.
type charge struct {
	What    string          `json:"what"`
	Address netip.Prefix    `json:"address"`
	Who     shared.MemberID `json:"who,omitempty"`
	Account []byte          `json:"account,omitempty"` // the hash of a name
}

// What can be charged.
const (
	chargeSession = "session"
	chargeBegin   = "begin"
	chargeGuess   = "guess"   // a wrong password
	chargeEntered = "entered" // a right one
)

// Share makes the limits those of several servers: tell must not block, and what
// it tells is for the others to Hear. It is called before anybody is charged.
func (l *Limits) Share(tell func([]byte)) {
	l.tell = func(c charge) {
		if told, err := json.Marshal(c); err == nil { // it has strings only
			tell(told)
		}
	}
}

// Hear charges what another server has told.
func (l *Limits) Hear(told []byte) error {
	var c charge
	if err := json.Unmarshal(told, &c); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	switch c.What {
	case chargeSession:
		l.sessionsFrom.reserve(now, c.Address, sessionsFrom)
	case chargeBegin:
		l.begun.reserve(now, c.Who, begunByVisitor)
		if c.Address.IsValid() {
			l.begunFrom.reserve(now, c.Address, begunFrom)
		}
	case chargeGuess:
		if c.Address.IsValid() {
			l.guessesFrom.reserve(now, c.Address, guessesFrom)
		}
		g := l.guessesOf([32]byte(append(c.Account, make([]byte, 32)...)), now)
		g.wait(now)
	case chargeEntered:
		delete(l.guessesAt.of, [32]byte(append(c.Account, make([]byte, 32)...)))
	}
	return nil
}

// guessesOf counts one more failed sign-in at an account; the caller holds mu.
func (l *Limits) guessesOf(account [32]byte, now time.Time) *guess {
	g := l.guessesAt.of[account]
	if g == nil || now.Sub(g.last) >= forgetGuesses {
		g = &guess{}
	}
	g.failed, g.last = g.failed+1, now
	l.guessesAt.put(now, account, g, func(g *guess) bool { return now.Sub(g.last) >= forgetGuesses })
	return g
}
