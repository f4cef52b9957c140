package store

import (
	"time"

	"parley/shared"
)

// CallPhase says how far a call is, in this tab.
type CallPhase int

// The phases of a call.
const (
	NoCall     CallPhase = iota
	CallChosen           // with or without a picture?
	CallAsks             // for the microphone, to call or to accept
	CallWaits            // it rings there
	CallRings            // it rings here
	CallJoins            // it was accepted, and the browsers look for a way
	CallTalks            // it is on
	CallIsOver           // Denied, Problem or End says why
)

// Call is the one call that a tab may be in.
type Call struct {
	Phase CallPhase
	// Call is what is known of it; before it is offered only its conversation, its
	// callee and whether it has pictures.
	shared.Call
	// Me is whose tab this is.
	Me shared.MemberID
	// Muted and Dark say that no sound, no picture is sent.
	Muted, Dark bool
	// Since is when the call began, and Lasted how long it has, in whole seconds.
	Since  time.Time
	Lasted time.Duration
	// Denied says that there is no microphone, or that the browser keeps it.
	Denied bool
	// Problem is why the server refused the call; nil where it did not.
	Problem *shared.Error
	// End is how the call has ended.
	End shared.CallEnd
}

// With is whom the call is with.
func (c *Call) With() shared.Person {
	if other, ok := c.Other(c.Me); ok {
		return other
	}
	return c.Callee
}

// Active reports whether there is something to hang up.
func (c *Call) Active() bool {
	return c.Phase == CallAsks || c.Phase == CallWaits || c.Phase == CallJoins || c.Phase == CallTalks
}
