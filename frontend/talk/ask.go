package talk

import (
	"slices"
	"strconv"

	"parley/shared"
)

// An asker waits for answers. Only [Talk.Do] makes one, so that a program that
// never calls it, such as the widget, does not carry it.
type asker interface {
	// push sends what is not on its way.
	push()
	// lost takes the end of a socket.
	lost()
	// answer takes an answer, which is nil for a yes, and reports whether
	// somebody has waited for it.
	answer(ref string, err *shared.Error) bool
	// waits reports whether somebody waits.
	waits() bool
	// close tells those who wait why there will be no answer.
	close(err error)
}

// requests is the asker.
type requests struct {
	talk    *Talk
	pending []*request
	counted int // for refs
}

// request is a command whose answer somebody waits for.
type request struct {
	command shared.Command
	ref     string
	then    func(error)
	sent    bool // on this socket
	attempt int  // counts sends, so that timers know theirs
}

// Do asks for something that changes nothing when it is asked for twice, and
// asks again on every new socket until there is an answer, which then is told.
// What is cancelled may have happened.
func (t *Talk) Do(command shared.Command, then func(error)) (cancel func()) {
	q, ok := t.asker.(*requests)
	if !ok {
		q = &requests{talk: t}
		t.asker = q
	}
	q.counted++
	r := &request{command: command, ref: "do " + strconv.Itoa(q.counted) + " " + string(t.ID), then: then}
	q.pending = append(q.pending, r)
	t.Push()
	return func() { q.remove(r) }
}

// silent reports whether the server answers a command only to refuse it. A ping
// behind it tells that it was not: commands of one socket are done in turn.
func silent(command shared.Command) bool {
	switch command.(type) {
	case shared.Mark, shared.SetTyping:
		return true
	}
	return false
}

func (q *requests) push() {
	for _, r := range q.pending {
		if r.sent {
			continue
		}
		if !q.talk.send(r.command, r.ref) || silent(r.command) && !q.talk.send(shared.Ping{}, r.ref) {
			return
		}
		r.sent = true
		r.attempt++
		attempt := r.attempt
		q.talk.later(ackWithin, func() {
			if r.attempt == attempt && slices.Contains(q.pending, r) {
				q.talk.world.Drop()
			}
		})
	}
}

func (q *requests) lost() {
	for _, r := range q.pending {
		r.sent = false
	}
}

func (q *requests) waits() bool { return len(q.pending) > 0 }

func (q *requests) answer(ref string, err *shared.Error) bool {
	i := slices.IndexFunc(q.pending, func(r *request) bool { return r.ref == ref })
	if i < 0 {
		return false
	}
	r := q.pending[i]
	switch {
	case err == nil:
		q.remove(r)
		r.then(nil)
	case err.Retry == 0:
		q.remove(r)
		r.then(err)
	default: // no for a while
		r.attempt++
		q.talk.later(err.Retry, func() {
			r.sent = false
			q.talk.Push()
		})
		return true
	}
	q.talk.Push()
	return true
}

func (q *requests) remove(r *request) {
	q.pending = slices.DeleteFunc(q.pending, func(p *request) bool { return p == r })
}

func (q *requests) close(err error) {
	for _, r := range q.pending {
		r.then(err)
	}
	q.pending = nil
}
