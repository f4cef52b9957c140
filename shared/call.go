package shared

import (
	"strconv"
	"time"
)

const (
	// RingFor is how long a call rings before it is missed.
	RingFor = 45 * time.Second
	// MaxSDP bounds the description of a session, in bytes, so that its frame is
	// within every sender's limit; browsers write 2 to 8 KiB.
	MaxSDP = 24 << 10
	// MaxCandidate bounds an ICE candidate, in bytes.
	MaxCandidate = 1 << 10
)

// CallID names a call; its caller makes it, random, at most MaxRef bytes.
type CallID string

// A Call is one side asking the other, in a conversation of one visitor, to
// talk. Its frames go to these two and to nobody else.
type Call struct {
	ID             CallID         `json:"call_id"`
	ConversationID ConversationID `json:"conversation_id"`
	Video          bool           `json:"video"`
	Caller         Person         `json:"caller"`
	Callee         Person         `json:"callee"`
}

// Other is whom somebody talks to; ok is false for somebody who is no side of
// the call.
func (c Call) Other(me MemberID) (other Person, ok bool) {
	switch me {
	case c.Caller.ID:
		return c.Callee, true
	case c.Callee.ID:
		return c.Caller, true
	}
	return other, false
}

// CallEnd says why a call is over.
type CallEnd string

// How calls end.
const (
	// EndHungUp: one side has ended a call that was answered.
	EndHungUp CallEnd = "hung_up"
	// EndDeclined: the callee did not want it.
	EndDeclined CallEnd = "declined"
	// EndMissed: nobody answered within RingFor, or the caller gave up before.
	EndMissed CallEnd = "missed"
	// EndBusy: the callee is in another call. It has not rung.
	EndBusy CallEnd = "busy"
	// EndOffline: there was nobody to ring; they will see that they missed it.
	EndOffline CallEnd = "offline"
	// EndLost: the socket of a side has ended.
	EndLost CallEnd = "lost"
	// EndClosed: the conversation was ended.
	EndClosed CallEnd = "closed"
)

// ICEServer is a STUN or TURN server, as browsers take it.
type ICEServer struct {
	URL        string `json:"urls"`
	Username   string `json:"username,omitempty"`
	Credential string `json:"credential,omitempty"`
}

// SignalKind says what the sides' browsers tell each other.
type SignalKind string

// The kinds of signals.
const (
	SignalOffer     SignalKind = "offer"
	SignalAnswer    SignalKind = "answer"
	SignalCandidate SignalKind = "candidate"
)

// A Signal is what one browser tells the other to get a connection. It is
// relayed as it is and never stored.
type Signal struct {
	Kind SignalKind `json:"signal"`
	// SDP is of an offer or an answer, at most MaxSDP bytes.
	SDP string `json:"sdp,omitempty"`
	// Candidate is one way to the sender, at most MaxCandidate bytes; Mid and Line
	// say of which medium.
	Candidate string `json:"candidate,omitempty"`
	Mid       string `json:"sdp_mid,omitempty"`
	Line      int    `json:"sdp_m_line_index,omitempty"`
}

// OfferCall rings the other side: an agent's is the visitor; a visitor's is who
// looks after the conversation, or else who has answered last. Kind
// "call_offer". Answered with a CallRinging, or with a CallEnded where it cannot
// ring.
type OfferCall struct {
	// ConversationID may be left out on a socket of one conversation.
	ConversationID ConversationID `json:"conversation_id,omitempty"`
	CallID         CallID         `json:"call_id"`
	Video          bool           `json:"video,omitempty"`
}

func (OfferCall) command() Kind { return "call_offer" }

// Validate wants an id.
func (c OfferCall) Validate(Limits) error { return validateCall(c.CallID) }

// AcceptCall answers a call that rings. Kind "call_accept". Of several tabs the
// first to accept is in the call: it gets the CallAccepted with its ref. After
// that the caller's browser sends an offer, and the callee's an answer.
type AcceptCall struct {
	CallID CallID `json:"call_id"`
}

func (AcceptCall) command() Kind { return "call_accept" }

// Validate wants an id.
func (c AcceptCall) Validate(Limits) error { return validateCall(c.CallID) }

// DeclineCall says no to a call that rings, for all tabs. Kind "call_decline".
type DeclineCall struct {
	CallID CallID `json:"call_id"`
}

func (DeclineCall) command() Kind { return "call_decline" }

// Validate wants an id.
func (c DeclineCall) Validate(Limits) error { return validateCall(c.CallID) }

// HangUp ends a call, answered or not. Kind "call_hang_up".
type HangUp struct {
	CallID CallID `json:"call_id"`
}

func (HangUp) command() Kind { return "call_hang_up" }

// Validate wants an id.
func (c HangUp) Validate(Limits) error { return validateCall(c.CallID) }

// SendSignal tells the other side's browser something, once the call was
// accepted. Kind "call_signal".
type SendSignal struct {
	CallID CallID `json:"call_id"`
	Signal
}

func (SendSignal) command() Kind { return "call_signal" }

// Validate bounds what is relayed.
func (c SendSignal) Validate(Limits) error {
	if err := validateCall(c.CallID); err != nil {
		return err
	}
	description := c.Kind == SignalOffer || c.Kind == SignalAnswer
	switch {
	case !description && c.Kind != SignalCandidate:
		return Refuse(CodeInvalidJSON, `signal is "offer", "answer" or "candidate"`)
	case description && c.SDP == "":
		return Refuse(CodeInvalidJSON, "an offer and an answer have an sdp")
	case len(c.SDP) > MaxSDP:
		return Refuse(CodeMessageTooLong, "an sdp has at most "+strconv.Itoa(MaxSDP)+" bytes")
	case len(c.Candidate) > MaxCandidate || len(c.Mid) > MaxRef:
		return Refuse(CodeMessageTooLong, "a candidate has at most "+strconv.Itoa(MaxCandidate)+" bytes")
	}
	return nil
}

func validateCall(id CallID) error {
	if id == "" || len(id) > MaxRef {
		return Refuse(CodeInvalidJSON, "call_id has 1 to "+strconv.Itoa(MaxRef)+" bytes")
	}
	return nil
}

// CallRinging tells both sides, in all their tabs, that a call rings. Kind
// "call_ringing".
type CallRinging struct {
	Call
	// ICEServers are those that the operator has set, for this call.
	ICEServers []ICEServer `json:"ice_servers,omitempty"`
}

func (CallRinging) event() Kind { return "call_ringing" }

// CallAccepted tells both sides that a call was answered. Kind "call_accepted".
// A tab of the callee that gets it without its ref has stopped ringing.
type CallAccepted struct {
	CallID CallID `json:"call_id"`
}

func (CallAccepted) event() Kind { return "call_accepted" }

// CallSignaled is what the other side's browser tells ours. Kind "call_signal".
type CallSignaled struct {
	CallID CallID `json:"call_id"`
	Signal
}

func (CallSignaled) event() Kind { return "call_signal" }

// CallEnded tells both sides that a call is over. Kind "call_ended".
type CallEnded struct {
	CallID CallID  `json:"call_id"`
	Reason CallEnd `json:"reason"`
	// Seconds is how long it lasted, from its acceptance.
	Seconds int `json:"seconds,omitempty"`
}

func (CallEnded) event() Kind { return "call_ended" }
