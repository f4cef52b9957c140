package link

import (
	"time"

	"parley/shared"
)

// laterThan is what ComeBackLater waits at least.
const laterThan = 30 * time.Second

// Backoff is the wait before a further attempt: full jitter, between 0 and
// min(30 s, 5 s·2^attempt). The attempt counts from 0.
func Backoff(attempt int, random func() float64) time.Duration {
	const first, most = 5 * time.Second, 30 * time.Second
	window := most
	if attempt < 3 { // 5 s·2³ is beyond most
		window = min(first<<attempt, most)
	}
	return time.Duration(random() * float64(window))
}

// An ending is how one attempt to be connected ended.
type ending struct {
	// code is the peer's; 0 when there was no socket or the network was lost.
	code shared.CloseCode
	err  error
	// greeted is true when the server had said Connected.
	greeted bool
	// healthy is true when it lasted healthyAfter from there.
	healthy bool
	// restarting is true when the server announced its restart; comeBackIn is
	// the wait it gave, which the server spreads over its clients.
	restarting bool
	comeBackIn time.Duration
}

// A step is what follows an ending: a wait, or a stop.
type step struct {
	wait time.Duration
	// firm waits were set by the server; a nudge does not shorten them.
	firm bool
	stop bool
	then shared.AfterClose // what the app has to do after a stop
}

// pace decides what follows an ending. Owned by Run.
type pace struct {
	random func() float64
	// attempt counts the backed-off waits since the last healthy connection.
	attempt int
	// hasty is true when the one quick try since then is used up.
	hasty bool
	// refused is true when the last word was 4001.
	refused bool
}

func (p *pace) after(e ending) step {
	if e.greeted {
		p.refused = false
	}
	if e.healthy {
		p.attempt, p.hasty = 0, false
	}
	switch e.code.After() {
	case shared.Stop:
		return step{stop: true, then: shared.Stop}
	case shared.Reload:
		return step{stop: true, then: shared.Reload}
	case shared.SignInAgain:
		// A ticket may have expired on its way: one more is worth trying. A
		// session that was revoked stays so.
		if p.refused || e.code == shared.CloseRevoked {
			return step{stop: true, then: shared.SignInAgain}
		}
		p.refused = true
		return step{wait: p.quick(quickWithin)}
	case shared.StartAfresh:
		return step{wait: p.quick(quickWithin)}
	case shared.ComeBackNow:
		return step{wait: p.quick(0)}
	case shared.ComeBackLater:
		return step{wait: laterThan + p.backoff(), firm: true}
	}
	return p.comeBack(e)
}

// comeBack is what follows an ending that is nobody's verdict.
func (p *pace) comeBack(e ending) step {
	refusal := shared.AsError(e.err)
	switch {
	case refusal.Code == shared.CodeUserHasToLogin:
		return step{stop: true, then: shared.SignInAgain}
	case refusal.Retry > 0:
		return step{wait: refusal.Retry + p.backoff(), firm: true}
	case e.restarting:
		return step{wait: e.comeBackIn, firm: true}
	}
	// Also where the network was lost after a healthy time: a server that has
	// died looks like that to all its clients at once. What only this device
	// knows of its network comes as a nudge.
	return step{wait: p.backoff()}
}

// quick is a wait within the window, once; then it backs off until a
// connection was healthy again, so that no server can make a client spin.
func (p *pace) quick(window time.Duration) time.Duration {
	if p.hasty {
		return p.backoff()
	}
	p.hasty = true
	return time.Duration(p.random() * float64(window))
}

func (p *pace) backoff() time.Duration {
	p.attempt++
	return Backoff(p.attempt-1, p.random)
}
