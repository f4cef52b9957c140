// Package limit says who is too fast: token buckets for what is sent, counts of
// what is open, and growing waits for who guesses passwords. It knows neither
// sockets nor HTTP, and stores nothing: a restart forgives everybody.
package limit

import (
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"parley/shared"
)

// A pace is a bucket's size and how fast it fills again.
type pace struct {
	perSecond rate.Limit
	burst     int
}

func perHour(n int) pace { return pace{rate.Limit(float64(n) / time.Hour.Seconds()), n} }

// The numbers of delivery.md T19 and T21.
var (
	visitorSends = pace{1, 10}
	userSends    = pace{10, 30}
	// begunByVisitor and begunFrom bound new conversations, of a visitor and
	// from an address.
	begunByVisitor = perHour(10)
	begunFrom      = perHour(60)
	// sessionsFrom bounds the answers to init_session for one address. They
	// cost a signature and no row, and a whole office may open the panel.
	sessionsFrom = pace{1, 60}
	// guessesFrom bounds failed sign-ins from an address: 30 in 15 minutes.
	guessesFrom = pace{rate.Limit(30 / (15 * time.Minute).Seconds()), 30}
)

// patienceBurst is how many refusals a socket may collect beyond those that a
// client gets who waits as long as it is told before each try; these, at most
// one for every frame it may send, are what patience grows back by.
const patienceBurst = 100

// Sockets open at once.
const (
	socketsOfVisitor = 10
	socketsOfUser    = 20
	// visitorSocketsFrom is of one address.
	visitorSocketsFrom = 50
	// anotherIn is when to try again to open a socket: when one of the others
	// is closed nobody can know.
	anotherIn = 10 * time.Second
)

// Limits are those of one server. Its methods may be called from any goroutine;
// those of nil limit nothing. Where an address is asked for, the zero prefix is
// an unknown one, to which nothing is charged.
type Limits struct {
	now      func() time.Time
	refusals *prometheus.CounterVec
	tell     func(charge) // the other servers

	mu           sync.Mutex
	sends        buckets[shared.MemberID] // guarded by mu, as all below
	begun        buckets[shared.MemberID]
	begunFrom    buckets[netip.Prefix]
	sessionsFrom buckets[netip.Prefix]
	guessesFrom  buckets[netip.Prefix]
	guessesAt    guesses
	socketsOf    map[shared.MemberID]int
	visitorsFrom map[netip.Prefix]int // sockets
}

// New makes limits that go by a clock.
func New(now func() time.Time) *Limits {
	return &Limits{now: now, refusals: newRefusals(), tell: func(charge) {}, socketsOf: map[shared.MemberID]int{}, visitorsFrom: map[netip.Prefix]int{}}
}

// Send charges a message to its author, through whichever door it comes.
func (l *Limits) Send(who shared.Person) error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	pace := userSends
	if who.Role == shared.RoleVisitor {
		pace = visitorSends
	}
	now := l.now()
	return l.refuse(sends, take(now, l.sends.reserve(now, who.ID, pace)))
}

// Begin charges a new conversation to its visitor and their address.
func (l *Limits) Begin(visitor shared.MemberID, address netip.Prefix) error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	reserved := []*rate.Reservation{l.begun.reserve(now, visitor, begunByVisitor)}
	if address.IsValid() {
		reserved = append(reserved, l.begunFrom.reserve(now, address, begunFrom))
	}
	err := take(now, reserved...)
	if err == nil {
		l.tell(charge{What: chargeBegin, Who: visitor, Address: address})
	}
	return l.refuse(begins, err)
}

// Session charges the answer to init_session to an address.
func (l *Limits) Session(address netip.Prefix) error {
	if l == nil || !address.IsValid() {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	err := take(now, l.sessionsFrom.reserve(now, address, sessionsFrom))
	if err == nil {
		l.tell(charge{What: chargeSession, Address: address})
	}
	return l.refuse(inits, err)
}

// take keeps the tokens that were reserved if all are there now, and refuses
// otherwise, until the last of them is.
func take(now time.Time, reserved ...*rate.Reservation) error {
	var wait time.Duration
	for _, r := range reserved {
		wait = max(wait, r.DelayFrom(now))
	}
	if wait == 0 {
		return nil
	}
	for _, r := range reserved {
		r.CancelAt(now)
	}
	return tooFast(wait)
}

// tooFast is the refusal to be tried again after a wait, in whole milliseconds
// as the wire has them and never too early.
func tooFast(wait time.Duration) *shared.Error {
	return shared.Refuse(shared.CodeRateLimited, "").After((wait + time.Millisecond - 1).Truncate(time.Millisecond))
}
