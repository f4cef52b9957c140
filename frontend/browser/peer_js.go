package browser

import (
	"context"
	"errors"
	"sync"
	"syscall/js"
	"time"

	"parley/shared"
)

// gatherWithin is how long a description waits for the ways to this browser, so
// that mostly one frame tells them all.
const gatherWithin = 500 * time.Millisecond

// Peer is this browser's half of a call: microphone, camera, and the connection
// to the other browser.
type Peer struct {
	ours   js.Value // the stream of microphone and camera
	theirs js.Value // undefined until it comes
	pc     js.Value
	stops  []func() // takes the listeners away
	heard  chan shared.Signal
	ended  chan struct{}
	end    sync.Once
	// The elements that show the streams.
	ourID, theirID string

	tell      func(shared.Signal)
	changed   func(connected bool)
	described bool // what is found from now on is told by itself
	gathered  chan struct{}
	gather    sync.Once
}

// OpenPeer gets the microphone and, where it is wanted and there is one, the
// camera. It waits for the user, so it needs a goroutine of its own.
func OpenPeer(ctx context.Context, video bool) (*Peer, error) {
	devices := window.Get("navigator").Get("mediaDevices")
	if !devices.Truthy() {
		return nil, errors.New("browser: microphones are for https alone")
	}
	stream, err := await(ctx, devices.Call("getUserMedia", map[string]any{"audio": true, "video": video}))
	if err != nil && video {
		stream, err = await(ctx, devices.Call("getUserMedia", map[string]any{"audio": true}))
	}
	if err != nil {
		return nil, err
	}
	return &Peer{ours: stream, heard: make(chan shared.Signal, 64), ended: make(chan struct{}), gathered: make(chan struct{})}, nil
}

// Begin looks for the other browser. Its callbacks run outside the UI goroutine.
func (p *Peer) Begin(servers []shared.ICEServer, offers bool, tell func(shared.Signal), changed func(connected bool)) {
	p.tell, p.changed = tell, changed
	list := make([]any, len(servers))
	for i, s := range servers {
		list[i] = map[string]any{"urls": s.URL, "username": s.Username, "credential": s.Credential}
	}
	if err := attempt(func() { p.pc = window.Get("RTCPeerConnection").New(map[string]any{"iceServers": list}) }); err != nil {
		changed(false)
		return
	}
	p.stops = []func(){
		listen(p.pc, "icecandidate", func(e js.Value) { p.found(e.Get("candidate")) }),
		listen(p.pc, "track", func(e js.Value) {
			p.theirs = e.Get("streams").Index(0)
			p.Show(p.ourID, p.theirID)
		}),
		listen(p.pc, "connectionstatechange", func(js.Value) {
			switch text(p.pc.Get("connectionState")) {
			case "connected":
				changed(true)
			case "failed":
				changed(false)
			}
		}),
	}
	p.tracks("getTracks", func(track js.Value) { p.pc.Call("addTrack", track, p.ours) })
	go p.run(offers)
}

// found takes one way to this browser; null is the last.
func (p *Peer) found(candidate js.Value) {
	switch {
	case !candidate.Truthy():
		p.gather.Do(func() { close(p.gathered) })
	case p.described:
		line := candidate.Get("sdpMLineIndex")
		s := shared.Signal{Kind: shared.SignalCandidate, Candidate: text(candidate.Get("candidate")), Mid: text(candidate.Get("sdpMid"))}
		if line.Type() == js.TypeNumber {
			s.Line = line.Int()
		}
		p.tell(s)
	}
}

// run tells the other browser of this one and hears of it, in turn.
func (p *Peer) run(offers bool) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		<-p.ended
		cancel()
	}()
	var err error
	if offers {
		err = p.describe(ctx, shared.SignalOffer)
	}
	for err == nil {
		select {
		case s := <-p.heard:
			err = p.hear(ctx, s)
		case <-ctx.Done():
			return
		}
	}
	if ctx.Err() == nil {
		p.changed(false)
	}
}

// describe makes an offer or an answer and tells it.
func (p *Peer) describe(ctx context.Context, kind shared.SignalKind) error {
	method := map[shared.SignalKind]string{shared.SignalOffer: "createOffer", shared.SignalAnswer: "createAnswer"}[kind]
	description, err := await(ctx, p.pc.Call(method))
	if err == nil {
		_, err = await(ctx, p.pc.Call("setLocalDescription", description))
	}
	if err != nil {
		return err
	}
	select {
	case <-p.gathered:
	case <-time.After(gatherWithin):
	case <-ctx.Done():
		return ctx.Err()
	}
	p.described = true
	p.tell(shared.Signal{Kind: kind, SDP: text(p.pc.Get("localDescription").Get("sdp"))})
	return nil
}

func (p *Peer) hear(ctx context.Context, s shared.Signal) (err error) {
	if s.Kind == shared.SignalCandidate {
		// One way that is no good leaves the others.
		_, _ = await(ctx, p.pc.Call("addIceCandidate", map[string]any{"candidate": s.Candidate, "sdpMid": s.Mid, "sdpMLineIndex": s.Line}))
		return nil
	}
	if _, err = await(ctx, p.pc.Call("setRemoteDescription", map[string]any{"type": string(s.Kind), "sdp": s.SDP})); err == nil && s.Kind == shared.SignalOffer {
		err = p.describe(ctx, shared.SignalAnswer)
	}
	return err
}

// Hear takes what the other browser tells. It never waits: what is too much is
// dropped.
func (p *Peer) Hear(s shared.Signal) {
	select {
	case p.heard <- s:
	default:
	}
}

// Send stops and goes on sending sound and picture.
func (p *Peer) Send(sound, picture bool) {
	p.tracks("getAudioTracks", func(track js.Value) { track.Set("enabled", sound) })
	p.tracks("getVideoTracks", func(track js.Value) { track.Set("enabled", picture) })
}

func (p *Peer) tracks(which string, f func(js.Value)) {
	list := p.ours.Call(which)
	for i := range list.Length() {
		f(list.Index(i))
	}
}

// Show plays our own picture, and the other side, in two elements.
func (p *Peer) Show(ourID, theirID string) {
	p.ourID, p.theirID = ourID, theirID
	for id, stream := range map[string]js.Value{ourID: p.ours, theirID: p.theirs} {
		element(id, func(e js.Value) {
			if stream.Truthy() && !e.Get("srcObject").Equal(stream) {
				e.Set("srcObject", stream)
			}
		})
	}
}

// Close ends the connection, and lets microphone and camera go.
func (p *Peer) Close() {
	p.end.Do(func() {
		close(p.ended)
		p.tracks("getTracks", func(track js.Value) { track.Call("stop") })
		for _, stop := range p.stops {
			stop()
		}
		if p.pc.Truthy() {
			p.pc.Call("close")
		}
	})
}
