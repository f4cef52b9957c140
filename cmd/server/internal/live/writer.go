package live

import (
	"runtime"
	"sync"
)

// crowd is how many sockets wait for each writer before another one starts.
const crowd = 16

// writers are the goroutines that write: each for one socket after the other,
// as long as the kernel takes what they write at once. There are none while
// nothing is written, and no more than processors.
type writers struct {
	most int // never changes

	mu      sync.Mutex
	waiting []*session // guarded by mu; those before first have been taken
	first   int        // guarded by mu
	running int        // guarded by mu
}

func newWriters() *writers { return &writers{most: runtime.GOMAXPROCS(0)} }

// add has a socket written. It never blocks.
func (w *writers) add(s *session) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting) == cap(w.waiting) && w.first > len(w.waiting)/2 { // it may never be empty
		left := copy(w.waiting, w.waiting[w.first:])
		clear(w.waiting[left:])
		w.waiting, w.first = w.waiting[:left], 0
	}
	w.waiting = append(w.waiting, s)
	w.start()
}

// start starts a writer if there are too few; the caller holds mu.
func (w *writers) start() {
	if waiting := len(w.waiting) - w.first; waiting > w.running*crowd && w.running < w.most {
		w.running++
		go (&writer{of: w}).run()
	}
}

// next is the socket that has waited the longest; nil is the end of a writer.
func (w *writers) next() *session {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.first == len(w.waiting) {
		w.waiting, w.first = w.waiting[:0], 0
		w.running--
		return nil
	}
	s := w.waiting[w.first]
	w.waiting[w.first] = nil
	w.first++
	return s
}

// writer is one of the writers, or has left them. It is of one goroutine.
type writer struct {
	of   *writers
	left bool
}

func (w *writer) run() {
	for !w.left {
		s := w.of.next()
		if s == nil {
			return
		}
		s.write(w)
	}
}

// leave is before waiting for a peer or the store: the writer stays with this
// socket, and another one takes its place with the others.
func (w *writer) leave() {
	if w.left {
		return
	}
	w.left = true
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	w.of.running--
	w.of.start()
}
