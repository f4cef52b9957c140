package bus

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// beatEvery is how often a server shows that it lives.
	beatEvery = 5 * time.Second
	// GoneAfter is when a server that does not is taken for dead, and all that was
	// there for gone.
	GoneAfter = 15 * time.Second
)

// everybody is asked by who has missed something.
const everybody = "*"

// Roster knows what is there on which server: a set of names for each. While
// Redis is away it stays as it was. Its methods may be called from any goroutine;
// those of nil know of no other server.
type Roster struct {
	// Static.
	bus     *Bus
	name    string
	changed func(name string, at time.Time)

	mu     sync.Mutex
	here   set               // guarded by mu
	others map[string]*other // guarded by mu; by server
	since  time.Time         // guarded by mu; hints have come in without a break since; zero: they do not
}

// other is what is there on another server.
type other struct {
	set
	heard time.Time // the last sign of life
}

// set is a set with a sum that says whether two are the same.
type set struct {
	names map[string]struct{}
	sum   uint64
}

func (s *set) put(name string, in bool) (changed bool) {
	if _, was := s.names[name]; was == in {
		return false
	}
	if in {
		s.names[name] = struct{}{}
	} else {
		delete(s.names, name)
	}
	s.sum ^= fingerprint(name)
	return true
}

// fingerprint is FNV-1a, which is the same on every server.
func fingerprint(name string) uint64 {
	sum := uint64(14695981039346656037)
	for i := range len(name) {
		sum = (sum ^ uint64(name[i])) * 1099511628211
	}
	return sum
}

// NewRoster makes a roster. changed is called, without a lock, when a name may
// have come to or gone from other servers, and when that was. Before Run.
func NewRoster(bus *Bus, name string, changed func(name string, at time.Time)) *Roster {
	r := &Roster{bus: bus, name: name, changed: changed, here: set{names: map[string]struct{}{}}, others: map[string]*other{}}
	bus.Handle(name+"+", func(node string, body []byte) { r.hear(node, string(body), true) })
	bus.Handle(name+"-", func(node string, body []byte) { r.hear(node, string(body), false) })
	bus.Handle(name+"=", r.compare)
	bus.Handle(name+"?", func(_ string, body []byte) {
		if asked := string(body); asked == bus.node || asked == everybody {
			r.tell()
		}
	})
	bus.Handle(name+"!", r.replace)
	return r
}

// Here says whether a name, without a line break in it, is there on this server.
func (r *Roster) Here(name string, is bool) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.here.put(name, is) {
		return
	}
	if is {
		r.bus.Send(r.name+"+", []byte(name))
	} else {
		r.bus.Send(r.name+"-", []byte(name))
	}
}

// Elsewhere reports whether a name is there on another server.
func (r *Roster) Elsewhere(name string) bool {
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, o := range r.others {
		if _, in := o.names[name]; in {
			return true
		}
	}
	return false
}

// Sure reports whether it has heard for long enough to know of every server.
func (r *Roster) Sure() bool {
	if r == nil {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.since.IsZero() && time.Since(r.since) >= GoneAfter
}

// Run shows the others that this server lives, and forgets those that do not,
// until ctx ends.
func (r *Roster) Run(ctx context.Context) {
	for ctx.Err() == nil {
		r.beat()
		r.bury()
		wait(ctx, beatEvery)
	}
}

// beat is a sign of life, by which the others see whether they have missed
// something. Beats follow every change that they sum up.
func (r *Roster) beat() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bus.Send(r.name+"=", []byte(strconv.FormatUint(r.here.sum, 36)))
}

// Ask asks the others for all that is there, and tells them. It is for when
// hints may have been missed.
func (r *Roster) Ask() {
	r.bus.Send(r.name+"?", []byte(everybody))
	r.tell()
}

// bury forgets the servers that are dead.
func (r *Roster) bury() {
	now := time.Now()
	r.mu.Lock()
	switch {
	case !r.bus.Up():
		r.since = time.Time{}
	case r.since.IsZero():
		r.since = now
	}
	type gone struct {
		names map[string]struct{}
		at    time.Time
	}
	var dead []gone
	for node, o := range r.others {
		if !r.since.IsZero() && now.Sub(r.since) >= GoneAfter && now.Sub(o.heard) >= GoneAfter {
			dead = append(dead, gone{o.names, o.heard})
			delete(r.others, node)
		}
	}
	r.mu.Unlock()
	for _, d := range dead {
		for name := range d.names {
			r.changed(name, d.at)
		}
	}
}

// of finds or makes another server; the caller holds mu.
func (r *Roster) of(node string) *other {
	o := r.others[node]
	if o == nil {
		o = &other{set: set{names: map[string]struct{}{}}}
		r.others[node] = o
	}
	o.heard = time.Now()
	return o
}

func (r *Roster) hear(node, name string, in bool) {
	r.mu.Lock()
	changed := r.of(node).put(name, in)
	r.mu.Unlock()
	if changed {
		r.changed(name, time.Now())
	}
}

// compare asks for all that is there on a server when something was missed.
func (r *Roster) compare(node string, body []byte) {
	r.mu.Lock()
	same := strconv.FormatUint(r.of(node).sum, 36) == string(body)
	r.mu.Unlock()
	if !same {
		r.bus.Send(r.name+"?", []byte(node))
	}
}

// tell tells all that is there on this server.
func (r *Roster) tell() {
	r.mu.Lock()
	defer r.mu.Unlock()
	names := make([]string, 0, len(r.here.names))
	for name := range r.here.names {
		names = append(names, name)
	}
	r.bus.Send(r.name+"!", []byte(strings.Join(names, "\n")))
}

// replace takes over all that is there on a server.
func (r *Roster) replace(node string, body []byte) {
	is := map[string]struct{}{}
	for name := range strings.SplitSeq(string(body), "\n") {
		if name != "" {
			is[name] = struct{}{}
		}
	}
	var changed []string
	r.mu.Lock()
	o := r.of(node)
	for name := range o.names {
		if _, in := is[name]; !in {
			changed = append(changed, name)
		}
	}
	for _, name := range changed {
		o.put(name, false)
	}
	for name := range is {
		if o.put(name, true) {
			changed = append(changed, name)
		}
	}
	r.mu.Unlock()
	for _, name := range changed {
		r.changed(name, time.Now())
	}
}
