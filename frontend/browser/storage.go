package browser

import "sync"

// Storage keeps strings for this origin. Where the browser refuses to, because
// storage is blocked or full, and outside a browser, they last in memory as
// long as the page.
type Storage struct{ area *area }

type area struct {
	name string // of the browser's object

	mu     sync.Mutex
	memory map[string]string // what the browser refused to keep; guarded by mu
}

var (
	local   = &area{name: "localStorage", memory: map[string]string{}}
	session = &area{name: "sessionStorage", memory: map[string]string{}}
)

// Local lasts across visits and is shared by this origin's tabs.
func Local() Storage { return Storage{local} }

// Session lasts as long as this tab.
func Session() Storage { return Storage{session} }

// Get returns what is kept under key, or "".
func (s Storage) Get(key string) string {
	s.area.mu.Lock()
	defer s.area.mu.Unlock()
	if value, ok := s.area.memory[key]; ok {
		return value
	}
	return recall(s.area.name, key)
}

// Set keeps value under key.
func (s Storage) Set(key, value string) {
	s.area.mu.Lock()
	defer s.area.mu.Unlock()
	if keep(s.area.name, key, value) {
		delete(s.area.memory, key)
	} else {
		s.area.memory[key] = value
	}
}

// Delete forgets key.
func (s Storage) Delete(key string) {
	s.area.mu.Lock()
	defer s.area.mu.Unlock()
	delete(s.area.memory, key)
	forget(s.area.name, key)
}
