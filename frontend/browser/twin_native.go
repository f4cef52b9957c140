//go:build !js

package browser

import (
	"context"
	"errors"

	"parley/shared"
)

// Outside a browser there is nothing to do. What reports, reports a page that
// is visible and online and has nothing in it.

var errNoBrowser = errors.New("browser: there is no browser")

// Socket is never open outside a browser.
type Socket struct{}

// Dial fails.
func Dial(context.Context, string) (*Socket, error) { return nil, errNoBrowser }

// Read fails.
func (*Socket) Read(context.Context) ([]byte, error) { return nil, errNoBrowser }

// Write fails.
func (*Socket) Write(context.Context, []byte) error { return errNoBrowser }

// Close does nothing.
func (*Socket) Close(shared.CloseCode, string) {}

// CloseInfo knows nothing.
func (*Socket) CloseInfo() (shared.CloseCode, string) { return 0, "" }

// Fetch fails.
func Fetch(_ context.Context, _, _, _ string, _ []byte) (int, []byte, error) {
	return 0, nil, errNoBrowser
}

func keep(_, _, _ string) bool  { return false }
func recall(_, _ string) string { return "" }
func forget(_, _ string)        {}

func lockTabs(_ context.Context, _ string, f func()) error {
	f()
	return nil
}

// SocketURL is empty.
func SocketURL(string) string { return "" }

// Param is empty.
func Param(string) string { return "" }

// Query is empty.
func Query(string) string { return "" }

// SetTitle does nothing.
func SetTitle(string) {}

// Reload does nothing.
func Reload() {}

// Language is the first of ours.
func Language() shared.Language { return shared.MatchLanguage() }

// HostPage is empty.
func HostPage() string { return "" }

// Locale is empty.
func Locale() string { return "" }

// Touch is false.
func Touch() bool { return false }

// Mark does nothing.
func Mark(string) {}

// Visible is true.
func Visible() bool { return true }

// Online is true.
func Online() bool { return true }

// OnVisibility never calls.
func OnVisibility(func(visible bool)) (stop func()) { return func() {} }

// OnWake never calls.
func OnWake(func()) (stop func()) { return func() {} }

// OnKey never calls.
func OnKey(func(key string, mod Mod) (handled bool)) (stop func()) { return func() {} }

// Focus does nothing.
func Focus(string) {}

// Value is empty.
func Value(string) string { return "" }

// SetValue does nothing.
func SetValue(_, _ string) {}

// TakeDraft finds nothing.
func TakeDraft(string) Draft { return Draft{} }

// RestoreDraft does nothing.
func RestoreDraft(string, Draft) {}

// Grow does nothing.
func Grow(string) {}

// OnResize never calls.
func OnResize(func()) (stop func()) { return func() {} }

// AfterPaint never calls.
func AfterPaint(func()) {}

// ScrollState is at both ends.
func ScrollState(string) (fromTop, fromBottom float64) { return 0, 0 }

// ScrollToEnd does nothing.
func ScrollToEnd(string) {}

// KeepAnchor keeps nothing.
func KeepAnchor(string) (restore func()) { return func() {} }

// CopyText does nothing.
func CopyText(string) {}

// Announce does nothing.
func Announce(string) {}

// PostToHost does nothing.
func PostToHost(string, any) {}

// OnHost never calls.
func OnHost(func(kind string)) (stop func()) { return func() {} }

// Matches is never so.
func Matches(string) bool { return false }

// RightToLeft is never so.
func RightToLeft() bool { return false }

// Place does nothing.
func Place(_, _ string) {}

// Step does nothing.
func Step(_, _ string, _ int) {}

// Focused is nothing.
func Focused() string { return "" }

// PointOut does nothing.
func PointOut(string) {}

// Walk does nothing.
func Walk(_, _ string, _ int) {}

// FocusIfLost does nothing.
func FocusIfLost(string) {}

// File finds nothing.
func File(context.Context, string, int) ([]byte, error) { return nil, errNoBrowser }

// Mirror does nothing.
func Mirror(_, _, _ string, _ map[string]string) {}

// SetProperties does nothing.
func SetProperties(string, map[string]string) {}

// Dataset is empty.
func Dataset(_, _ string) string { return "" }

// Unsaved does nothing.
func Unsaved(bool) {}

// TellHostThread does nothing.
func TellHostThread(string) {}

// SetProperty does nothing.
func SetProperty(_, _ string) {}

// TypeOut does nothing.
func TypeOut(string) {}

// Peer is never there outside a browser.
type Peer struct{}

// OpenPeer fails.
func OpenPeer(context.Context, bool) (*Peer, error) { return nil, errNoBrowser }

// Begin does nothing.
func (*Peer) Begin([]shared.ICEServer, bool, func(shared.Signal), func(bool)) {}

// Hear does nothing.
func (*Peer) Hear(shared.Signal) {}

// Send does nothing.
func (*Peer) Send(_, _ bool) {}

// Show does nothing.
func (*Peer) Show(_, _ string) {}

// Close does nothing.
func (*Peer) Close() {}
