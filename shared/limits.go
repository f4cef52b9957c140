package shared

import "time"

// Protocol is the version of the wire format, raised only when old clients
// cannot go on.
const Protocol = 1

const (
	// Subprotocol is what a client offers to get arrays of frames and refs.
	Subprotocol = SubprotocolFamily + "1"
	// SubprotocolFamily begins the name of every version; a client that offers
	// only others is closed with CloseTooOld.
	SubprotocolFamily = "parley.v"
	// TabParameter of a socket's URL names the page that opens it, by a random
	// word: a newer socket of the same page closes the older with
	// CloseSuperseded. Optional, at most MaxTab bytes.
	TabParameter = "tab"
	MaxTab       = 64
)

const (
	// MaxMessage is the longest message in characters (contract §3).
	MaxMessage = 5000
	// MaxVisitorFrame and MaxUserFrame bound one frame in bytes; the longest
	// message, 5,000 characters of 4 bytes, fits both.
	MaxVisitorFrame = 32 << 10
	MaxUserFrame    = 64 << 10
	// MaxRef bounds refs and client message ids, in bytes.
	MaxRef = 64
	// MaxPreview bounds the typing preview, in characters.
	MaxPreview = 200
	// MaxEmoji bounds a reaction, in bytes; a family with skin tones has 41.
	MaxEmoji = 64
	// MaxHistory is the most messages one history page holds, and the default.
	MaxHistory = 300
)

const (
	// HeartbeatEvery is how often the server pings. nginx drops a silent proxy
	// connection after 60 s; two tries fit.
	HeartbeatEvery = 25 * time.Second
	// OnlineFor is how long a socket counts as somebody's presence after its
	// last frame: two heartbeats unanswered.
	OnlineFor = 60 * time.Second
	// AwayAfter is how long somebody without a socket still counts as online, so
	// that a reload or a changed network is no coming and going.
	AwayAfter = 20 * time.Second
	// TypingExpires is how long "is typing" is shown without a renewal.
	TypingExpires = 6 * time.Second
)

// Limits are what a connection may send; the composer counts with them too.
type Limits struct {
	// MessageCharacters is the longest message, in characters.
	MessageCharacters int `json:"message_characters"`
	// FrameBytes is the largest frame; a larger one closes the socket.
	FrameBytes int `json:"frame_bytes"`
	// FramesPerSecond may be sent for ever and FramesBurst at once, but for
	// pings and pongs; 0: nobody counts. What comes faster is RATE_LIMITED.
	FramesPerSecond int `json:"frames_per_second,omitempty"`
	FramesBurst     int `json:"frames_burst,omitempty"`
}

// LimitsFor are the limits of somebody with this role (delivery.md T21, T23).
func LimitsFor(role Role) Limits {
	if role == RoleVisitor {
		return Limits{MessageCharacters: MaxMessage, FrameBytes: MaxVisitorFrame, FramesPerSecond: 5, FramesBurst: 30}
	}
	return Limits{MessageCharacters: MaxMessage, FrameBytes: MaxUserFrame, FramesPerSecond: 10, FramesBurst: 30}
}
