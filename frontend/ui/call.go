package ui

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/store"
	"parley/shared"
)

// CallEndID and CallVoiceID are where the keyboard goes in a call, and before.
const (
	CallEndID   = "call-end"
	CallVoiceID = "call-voice"

	callVideo   = "call-video"
	callAccept  = "call-accept"
	callDecline = "call-decline"
	callMute    = "call-mute"
	callCamera  = "call-camera"

	callOurs   = "call-ours"
	callTheirs = "call-theirs"
)

// Call is the card of the call that this tab is in: it floats over what else is
// there and moves nothing. It is always there, hidden while there is no call.
type Call struct {
	app.Compo
	Is store.Call

	on CallHandlers
}

// CallHandlers are what its buttons do, to the calls of the moment: those of the
// first drawing stay.
type CallHandlers struct {
	Calls func() Caller
	// Moved puts the keyboard where it goes on after a button: in the call, or
	// beside it.
	Moved func(inCall bool)
}

// A Caller is what can be done about a call: talk.Calls.
type Caller interface {
	Start(video bool)
	Accept()
	Decline()
	HangUp()
	Mute()
	Darken()
	Dismiss()
}

// NewCall makes the card.
func NewCall(is store.Call, on CallHandlers) *Call { return &Call{Is: is, on: on} }

// Render implements app.Composer.
func (c *Call) Render() app.UI {
	card := app.Div().ID("call").Class("call").Role("region").Aria("label", SayCall)
	if c.Is.Phase == store.NoCall {
		return card.Hidden(true)
	}
	if c.Is.Phase == store.CallRings {
		card = card.Class("call-rings")
	}
	return card.Body(
		c.pictures(),
		app.Div().Class("call-head").Body(
			Avatar(c.Is.With()),
			app.Div().Class("call-who").Body(
				app.P().Class("call-name").Body(app.Elem("bdi").Text(nameOf(c.Is.With()))),
				app.P().ID("call-state").Class("call-state").Text(SayCallState(c.Is)),
			),
			app.If(c.Is.Phase == store.CallChosen, func() app.UI { return c.icon("call-close", "close", SayCancel) }),
		),
		app.Div().Class("call-buttons").Body(c.buttons()...),
	)
}

// pictures are there as soon as sound is to be played.
func (c *Call) pictures() app.UI {
	class := "call-pictures"
	if c.Is.Video && c.Is.Active() {
		class += " call-pictures-on"
	}
	return app.Div().Class(class).Body(
		picture(callTheirs), picture(callOurs).Attr("muted", true),
	)
}

// picture is an element of no type of its own, which would bring another hundred
// methods into both programs.
func picture(id string) app.HTMLElem {
	return app.Elem("video").ID(id).Class(id).Attr("autoplay", true).Attr("playsinline", true).Attr("tabindex", "-1").Attr("aria-hidden", "true")
}

func (c *Call) buttons() []app.UI {
	switch c.Is.Phase {
	case store.CallChosen:
		return []app.UI{
			c.button(CallVoiceID, "button", "phone", SayVoiceCall),
			c.button(callVideo, "button", "camera", SayVideoCall),
		}
	case store.CallRings:
		return []app.UI{
			c.button(callDecline, "button", "hangup", SayDecline),
			c.button(callAccept, "button button-main", "phone", SayAccept),
		}
	case store.CallIsOver:
		return []app.UI{c.button("call-close", "button", "", SayUnderstood)}
	}
	// The one that has the keyboard keeps its place.
	list := []app.UI{c.button(CallEndID, "button button-bad", "hangup", SayHangUp)}
	if c.Is.Phase != store.CallAsks {
		list = append(list, c.toggle(callMute, SayMute, c.Is.Muted, "mute", "microphone"))
		if c.Is.Video {
			list = append(list, c.toggle(callCamera, SayDarken, c.Is.Dark, "dark", "camera"))
		}
	}
	return list
}

func (c *Call) button(id, class, icon, text string) app.UI {
	return app.Button().ID(id).Type("button").Class(class).OnClick(c.press).Body(
		app.If(icon != "", func() app.UI { return Icon(icon) }), app.Span().Text(text))
}

// icon is a button without words.
func (c *Call) icon(id, icon, text string) app.HTMLButton {
	return app.Button().ID(id).Type("button").Class("icon-button").Aria("label", text).Title(text).OnClick(c.press).Body(Icon(icon))
}

func (c *Call) toggle(id, text string, on bool, yes, no string) app.UI {
	icon := no
	if on {
		icon = yes
	}
	return c.icon(id, icon, text).Aria("pressed", strconv.FormatBool(on))
}

// press does what a button is for. One handler for all: go-app keeps the handler
// of what stood in the same place before.
func (c *Call) press(ctx app.Context, _ app.Event) {
	calls := c.on.Calls()
	id := ctx.JSSrc().Get("id").String()
	switch id {
	case CallVoiceID:
		calls.Start(false)
	case callVideo:
		calls.Start(true)
	case callAccept:
		calls.Accept()
	case callDecline:
		calls.Decline()
	case CallEndID:
		calls.HangUp()
	case callMute:
		calls.Mute()
		return
	case callCamera:
		calls.Darken()
		return
	default:
		calls.Dismiss()
	}
	c.on.Moved(id == CallVoiceID || id == callVideo || id == callAccept)
}

// SayCallState says how far a call is.
func SayCallState(c store.Call) string {
	switch c.Phase {
	case store.CallChosen:
		return SayCallHow
	case store.CallAsks:
		return SayCallAsks
	case store.CallWaits:
		return SayCallWaits
	case store.CallJoins:
		return SayCallJoins
	case store.CallTalks:
		return Lasted(c.Lasted)
	case store.CallRings:
		switch {
		case c.Denied:
			return SayNoMicrophone
		case c.Video:
			return SayVideoCallRings
		}
		return SayCallRings
	}
	switch {
	case c.Denied:
		return SayNoMicrophone
	case c.Problem != nil:
		return SayRefused(c.Problem)
	}
	switch c.End {
	case shared.EndDeclined:
		return SayCallDeclined
	case shared.EndMissed:
		return SayCallMissed
	case shared.EndBusy:
		return SayCallBusy
	case shared.EndOffline:
		return SayCallOffline
	case shared.EndLost:
		return SayCallLost
	}
	return SayCallEnded
}

// Lasted is a time as clocks of calls show it: 2:31, 1:02:31.
func Lasted(d time.Duration) string {
	s := int(d.Seconds())
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// A Phone is the browser's part of a tab's calls.
type Phone struct {
	// UI runs f where the tab's state lives.
	UI func(f func())

	peer *browser.Peer
	said string
}

// Open gets microphone and camera for a call.
func (p *Phone) Open(video bool, then func(*Media, error)) {
	go func() {
		peer, err := browser.OpenPeer(context.Background(), video)
		p.UI(func() {
			if err != nil {
				then(nil, err)
				return
			}
			p.peer = peer
			then(&Media{Peer: peer, in: p.UI}, nil)
		})
	}()
}

// Show plays what there is to see and hear, once the card is drawn, and tells
// those who do not see it how far the call is.
func (p *Phone) Show(c store.Call) {
	if p.peer != nil && c.Active() {
		p.peer.Show(callOurs, callTheirs)
	}
	said := ""
	if c.Phase != store.NoCall && c.Phase != store.CallTalks {
		said = nameOf(c.With()) + ": " + SayCallState(c)
	}
	if said != "" && said != p.said {
		browser.Announce(said)
	}
	p.said = said
}

// Media is a peer that calls back where the tab's state lives.
type Media struct {
	*browser.Peer
	in func(f func())
}

// Begin looks for the other side.
func (m *Media) Begin(servers []shared.ICEServer, offers bool, tell func(shared.Signal), changed func(connected bool)) {
	m.Peer.Begin(servers, offers,
		func(s shared.Signal) { m.in(func() { tell(s) }) },
		func(connected bool) { m.in(func() { changed(connected) }) })
}
