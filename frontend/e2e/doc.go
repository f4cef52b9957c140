// Package e2e holds journeys: a visitor and an agent in a real browser, in
// browser contexts of their own, against the real program. Run them with make
// test; they need chromium and, in PARLEY_BIN, the built program.
package e2e
