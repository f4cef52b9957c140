package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/store"
	"parley/shared"
)

func TestCallCard(t *testing.T) {
	anna := shared.Person{ID: "u", Username: "anna", FirstName: "Anna"}
	for name, c := range map[string]struct {
		call    store.Call
		says    string
		buttons string
	}{
		"chosen":   {store.Call{Phase: store.CallChosen}, SayCallHow, "call-close call-voice call-video"},
		"asks":     {store.Call{Phase: store.CallAsks}, SayCallAsks, "call-end"},
		"waits":    {store.Call{Phase: store.CallWaits}, SayCallWaits, "call-end call-mute"},
		"joins":    {store.Call{Phase: store.CallJoins}, SayCallJoins, "call-end call-mute"},
		"rings":    {store.Call{Phase: store.CallRings}, SayCallRings, "call-decline call-accept"},
		"no mike":  {store.Call{Phase: store.CallRings, Denied: true}, SayNoMicrophone, "call-decline call-accept"},
		"talks":    {store.Call{Phase: store.CallTalks, Lasted: 151 * time.Second, Call: shared.Call{Video: true}}, "2:31", "call-end call-mute call-camera"},
		"ended":    {store.Call{Phase: store.CallIsOver, End: shared.EndHungUp}, SayCallEnded, "call-close"},
		"closed":   {store.Call{Phase: store.CallIsOver, End: shared.EndClosed}, SayCallEnded, "call-close"},
		"declined": {store.Call{Phase: store.CallIsOver, End: shared.EndDeclined}, SayCallDeclined, "call-close"},
		"missed":   {store.Call{Phase: store.CallIsOver, End: shared.EndMissed}, SayCallMissed, "call-close"},
		"busy":     {store.Call{Phase: store.CallIsOver, End: shared.EndBusy}, SayCallBusy, "call-close"},
		"offline":  {store.Call{Phase: store.CallIsOver, End: shared.EndOffline}, SayCallOffline, "call-close"},
		"lost":     {store.Call{Phase: store.CallIsOver, End: shared.EndLost}, SayCallLost, "call-close"},
		"refused":  {store.Call{Phase: store.CallIsOver, Problem: shared.Refuse(shared.CodeForbidden, "this site has no calls.")}, "You may not do that: this site has no calls.", "call-close"},
		"denied":   {store.Call{Phase: store.CallIsOver, Denied: true}, SayNoMicrophone, "call-close"},
	} {
		c.call.Callee, c.call.Me = anna, "v"
		html := app.HTMLString(NewCall(c.call, CallHandlers{}))
		has(t, html, c.says, "Anna")
		var buttons []string
		for _, part := range strings.Split(html, "<button")[1:] {
			_, id, _ := strings.Cut(part, `id="`)
			id, _, _ = strings.Cut(id, `"`)
			buttons = append(buttons, id)
		}
		if got := strings.Join(buttons, " "); got != c.buttons {
			t.Errorf("%s: buttons %q, want %q", name, got, c.buttons)
		}
	}
	has(t, app.HTMLString(NewCall(store.Call{}, CallHandlers{})), "hidden")
	has(t, app.HTMLString(NewCall(store.Call{Phase: store.CallTalks, Muted: true}, CallHandlers{})), "aria-pressed", "icon-mute")
}

func TestLasted(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0:00", 61 * time.Second: "1:01", 3599 * time.Second: "59:59", 3751 * time.Second: "1:02:31"} {
		if got := Lasted(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

// TestPhoneWithoutMicrophone: outside a browser there is none.
func TestPhoneWithoutMicrophone(t *testing.T) {
	told := make(chan error)
	p := Phone{UI: func(f func()) { f() }}
	p.Open(true, func(m *Media, err error) {
		if m != nil {
			err = errors.New("there is one")
		}
		told <- err
	})
	if err := <-told; err == nil || err.Error() == "there is one" {
		t.Error(err)
	}
}
