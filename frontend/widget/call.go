package widget

import (
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/store"
	"parley/frontend/talk"
	"parley/frontend/ui"
	"parley/shared"
)

const callButton = "call-button"

// Callee is whom the visitor may call: somebody who has come to this
// conversation, where the site has calls.
func (c *Chat) Callee() (callee shared.Person, ok bool) {
	if !c.Session.Site.Calls || c.Ended() || c.Talk.Header.Head == 0 {
		return callee, false
	}
	i := slices.IndexFunc(c.Talk.Header.Members, func(m shared.Member) bool { return m.Role.IsUser() })
	if i < 0 {
		return callee, false
	}
	return c.Talk.Header.Members[i].Person, true
}

// Call asks the visitor how to call.
func (c *Chat) Call() {
	if callee, ok := c.Callee(); ok {
		c.Calls.Choose(c.Session.SessionID, callee)
	}
}

// callable is the head's button to call, where that is possible.
func (r *Root) callable() app.UI {
	button := app.Button().ID(callButton).Type("button").Class("icon-button").Aria("label", ui.SayCall).OnClick(r.choose).Body(ui.Icon("phone"))
	if r.chat == nil {
		return button.Hidden(true)
	}
	if _, ok := r.chat.Callee(); !ok {
		return button.Hidden(true)
	}
	return button
}

func (r *Root) choose(app.Context, app.Event) {
	r.menu = closed
	r.chat.Call()
	r.focus(ui.CallVoiceID)
}

// call is the card of the call.
func (r *Root) call() app.UI {
	var is store.Call
	if r.chat != nil {
		is = r.chat.Calls.Call
	}
	return ui.NewCall(is, ui.CallHandlers{
		Calls: func() ui.Caller { return r.chat.Calls },
		Moved: func(inCall bool) {
			if inCall {
				r.focus(ui.CallEndID)
			} else {
				r.focus(ui.ComposerInput)
			}
		},
	})
}

func (r *Root) open(video bool, then func(talk.Media, error)) {
	r.phone.Open(video, func(m *ui.Media, err error) {
		if err != nil {
			then(nil, err)
			return
		}
		then(m, nil)
	})
}

// called shows a call; one that rings opens the panel.
func (r *Root) called(call store.Call, ring bool) {
	if ring {
		browser.PostToHost("ring", nil)
	}
	r.ctx.Defer(func(app.Context) { r.phone.Show(call) })
}
