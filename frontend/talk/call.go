package talk

import (
	"strings"
	"time"

	"parley/frontend/store"
	"parley/shared"
)

const (
	// joinWithin is how long the browsers may take to find a way to each other.
	joinWithin = 30 * time.Second
	// farewell is how long it is shown that a call was hung up.
	farewell = 6 * time.Second
	// callRef begins the refs of the commands of calls; their id follows.
	callRef = "call "
)

// Media is a browser's half of a call: browser.Peer.
type Media interface {
	// Begin looks for the other side; the caller's browser offers. tell takes what
	// the other browser is to hear, changed whether there is a connection, or none
	// any more.
	Begin(servers []shared.ICEServer, offers bool, tell func(shared.Signal), changed func(connected bool))
	// Hear takes what the other browser tells.
	Hear(shared.Signal)
	// Send stops and goes on sending sound and picture.
	Send(sound, picture bool)
	// Close ends it, and lets microphone and camera go.
	Close()
}

// CallWorld is everything outside a tab's calls.
type CallWorld struct {
	// Send writes a frame and never waits; false when there is no socket.
	Send func(shared.Command, shared.Ref) bool
	// Open gets the microphone, and the camera where there is one, and calls then
	// once, at once or later.
	Open  func(video bool, then func(Media, error))
	After func(d time.Duration, f func())
	Now   func() time.Time
	NewID func() string
	// Changed is told of every change; ring says that somebody calls.
	Changed func(ring bool)
}

// Calls is the one call that a tab may be in, and what is done about it. Like a
// talk it belongs to the UI goroutine.
type Calls struct {
	store.Call

	world   *CallWorld
	media   Media // nil until there is a microphone
	servers []shared.ICEServer
	accepts bool // once there is a microphone
	turn    int  // counts calls, so that what was asked for an earlier one is void
}

// NewCalls makes a tab that is in no call.
func NewCalls(w *CallWorld) *Calls { return &Calls{world: w} }

// Choose asks whether to call somebody with or without a picture.
func (c *Calls) Choose(in shared.ConversationID, whom shared.Person) {
	if c.Active() || c.Phase == store.CallRings {
		return
	}
	c.reset(store.CallChosen)
	c.Call.Call = shared.Call{ConversationID: in, Callee: whom}
	c.world.Changed(false)
}

// Start calls who was chosen.
func (c *Calls) Start(video bool) {
	if c.Phase != store.CallChosen {
		return
	}
	c.Video = video
	c.open(func() {
		c.ID = shared.CallID(c.world.NewID())
		c.Phase = store.CallWaits
		c.ask(shared.OfferCall{ConversationID: c.ConversationID, CallID: c.ID, Video: video})
	})
}

// Accept answers the call that rings.
func (c *Calls) Accept() {
	if c.Phase == store.CallRings {
		c.accepts, c.Denied = true, false
		c.open(c.accept)
	}
}

func (c *Calls) accept() {
	c.Phase = store.CallJoins
	c.patient()
	c.ask(shared.AcceptCall{CallID: c.ID})
}

// open gets the microphone first: nobody is rung by somebody who cannot talk.
func (c *Calls) open(then func()) {
	c.Phase = store.CallAsks
	turn := c.turn
	c.world.Changed(false)
	c.world.Open(c.Video, func(m Media, err error) {
		switch {
		case turn != c.turn:
			if m != nil {
				m.Close()
			}
			return
		case err != nil && c.accepts:
			c.accepts, c.Denied, c.Phase = false, true, store.CallRings // here or elsewhere
		case err != nil:
			c.reset(store.CallIsOver)
			c.Denied = true
		default:
			c.media = m
			if c.accepts {
				then = c.accept // they have called meanwhile
			}
			then()
		}
		c.world.Changed(false)
	})
}

// ask sends a command about the call, or ends it where there is no socket.
func (c *Calls) ask(command shared.Command) {
	if !c.world.Send(command, c.ref()) {
		c.over(shared.EndLost)
	}
}

func (c *Calls) ref() shared.Ref {
	ref := callRef + string(c.ID)
	return shared.Ref(ref[:min(len(ref), shared.MaxRef)])
}

// Decline says no to the call that rings.
func (c *Calls) Decline() {
	if c.Phase == store.CallRings {
		c.world.Send(shared.DeclineCall{CallID: c.ID}, c.ref())
		c.leave()
	}
}

// HangUp ends the call, however far it is.
func (c *Calls) HangUp() {
	if !c.Active() {
		return
	}
	if c.ID != "" {
		c.world.Send(shared.HangUp{CallID: c.ID}, c.ref())
	}
	if c.Phase != store.CallTalks {
		c.leave()
		return
	}
	c.over(shared.EndHungUp)
	c.world.Changed(false)
}

// Dismiss takes away what is shown of no call, or of one that is over.
func (c *Calls) Dismiss() {
	if !c.Active() && c.Phase != store.CallRings {
		c.leave()
	}
}

func (c *Calls) leave() {
	c.reset(store.NoCall)
	c.world.Changed(false)
}

// Mute stops or goes on sending sound, and Darken pictures.
func (c *Calls) Mute() {
	c.Muted = !c.Muted
	c.send()
}

// Darken is Mute for pictures.
func (c *Calls) Darken() {
	c.Dark = !c.Dark
	c.send()
}

func (c *Calls) send() {
	if c.media != nil {
		c.media.Send(!c.Muted, !c.Dark)
	}
	c.world.Changed(false)
}

// reset lets go of what there was.
func (c *Calls) reset(to store.CallPhase) {
	if c.media != nil {
		c.media.Close()
	}
	*c = Calls{Call: store.Call{Phase: to, Call: c.Call.Call, Me: c.Me}, world: c.world, turn: c.turn + 1}
}

// over shows why there is no call any more: for a while where somebody has hung
// up, and until it was read where it says more.
func (c *Calls) over(why shared.CallEnd) {
	lasted := c.Lasted
	c.reset(store.CallIsOver)
	c.End, c.Lasted = why, lasted
	if why != shared.EndHungUp {
		return
	}
	turn := c.turn
	c.world.After(farewell, func() {
		if c.turn == turn {
			c.leave()
		}
	})
}

// Connect takes who we are, with a new socket.
func (c *Calls) Connect(me shared.MemberID) { c.Me = me }

// Lost is the end of the socket, with which the server ends the call.
func (c *Calls) Lost() {
	switch {
	case c.Phase == store.CallRings:
		c.leave()
	case c.Active() && c.ID != "":
		c.over(shared.EndLost)
		c.world.Changed(false)
	}
}

// Receive takes what came over the socket, and reports whether it was about
// calls.
func (c *Calls) Receive(r shared.Received) (mine bool) {
	switch e := r.Event.(type) {
	case shared.CallRinging:
		c.rings(e)
	case shared.CallAccepted:
		if e.CallID == c.ID {
			c.accepted(r.Ref == c.ref())
		}
	case shared.CallSignaled:
		if e.CallID == c.ID && c.media != nil {
			c.media.Hear(e.Signal)
		}
	case shared.CallEnded:
		if e.CallID == c.ID {
			c.ended(e)
		}
	case shared.Failed:
		if !strings.HasPrefix(string(r.Ref), callRef) {
			return false
		}
		if r.Ref == c.ref() {
			c.refused(e)
		}
	default:
		return false
	}
	return true
}

func (c *Calls) rings(e shared.CallRinging) {
	switch {
	case e.ID == c.ID && c.Phase == store.CallWaits: // it does, there
		c.Call.Call, c.servers = e.Call, e.ICEServers
		c.world.Changed(false)
	case e.Caller.ID == c.Me: // from another tab
	case !c.Active():
		c.reset(store.CallRings)
		c.Call.Call, c.servers = e.Call, e.ICEServers
		c.world.Changed(true)
	case e.ConversationID == c.ConversationID && (c.Phase == store.CallAsks || c.Phase == store.CallWaits) && !c.accepts:
		// Both have called; that they rang first means that our call is refused.
		waits := c.Phase == store.CallWaits
		c.Call.Call, c.servers, c.accepts = e.Call, e.ICEServers, true
		if waits {
			c.accept()
		}
		c.world.Changed(false)
	}
}

// accepted begins the call, or ends it here where another tab has taken it.
func (c *Calls) accepted(here bool) {
	caller := c.Caller.ID == c.Me
	switch {
	case caller && c.Phase == store.CallWaits:
		c.Phase = store.CallJoins
		c.patient()
	case !caller && here && c.Phase == store.CallJoins:
	case !caller && (c.Active() || c.Phase == store.CallRings):
		c.leave()
		return
	default:
		return
	}
	id, turn := c.ID, c.turn
	c.media.Begin(c.servers, caller, func(s shared.Signal) {
		if turn == c.turn {
			c.world.Send(shared.SendSignal{CallID: id, Signal: s}, "")
		}
	}, func(connected bool) {
		if turn == c.turn {
			c.connected(connected)
		}
	})
	c.world.Changed(false)
}

// patient gives the browsers some time.
func (c *Calls) patient() {
	turn := c.turn
	c.world.After(joinWithin, func() {
		if c.turn == turn && c.Phase == store.CallJoins {
			c.connected(false)
		}
	})
}

// connected takes whether sound goes both ways.
func (c *Calls) connected(on bool) {
	switch {
	case !on:
		c.world.Send(shared.HangUp{CallID: c.ID}, c.ref())
		c.over(shared.EndLost)
	case c.Phase == store.CallJoins:
		c.Phase, c.Since = store.CallTalks, c.world.Now()
		c.tick()
	}
	c.world.Changed(false)
}

// tick counts the seconds of a call.
func (c *Calls) tick() {
	turn := c.turn
	c.world.After(time.Second, func() {
		if c.turn == turn {
			c.Lasted = c.world.Now().Sub(c.Since).Truncate(time.Second)
			c.tick()
			c.world.Changed(false)
		}
	})
}

// ended takes the end of the call. One that rang here is in the log.
func (c *Calls) ended(e shared.CallEnded) {
	switch {
	case c.Phase == store.CallRings || c.Phase == store.CallAsks:
		c.leave()
		return
	case !c.Active():
		return
	}
	c.over(e.Reason)
	c.Lasted = time.Duration(e.Seconds) * time.Second
	c.world.Changed(false)
}

func (c *Calls) refused(e shared.Failed) {
	if c.Phase != store.CallWaits && c.Phase != store.CallJoins {
		return // a signal too late, say
	}
	c.reset(store.CallIsOver)
	c.Problem = &shared.Error{Code: e.Code, Message: e.Message}
	c.world.Changed(false)
}
