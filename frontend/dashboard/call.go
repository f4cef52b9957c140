package dashboard

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/store"
	"parley/frontend/talk"
	"parley/frontend/ui"
)

const callButton = "call-button"

// choose asks the agent how to call the visitor of the open conversation.
func (d *Desk) choose() {
	d.open(func(t *Talk) {
		if visitor := t.Header.Visitor; visitor != nil {
			d.live.Calls.Choose(t.ID, *visitor)
		}
	})
	d.ctx.Defer(func(app.Context) { browser.Focus(ui.CallVoiceID) })
}

// call is the card of the call, whichever conversation is open. An accepted one
// opens its own.
func (d *Desk) call() app.UI {
	return ui.NewCall(d.live.Calls.Call, ui.CallHandlers{
		Calls: func() ui.Caller { return d.live.Calls },
		Moved: func(inCall bool) {
			focus := ui.ComposerInput
			if c := d.live.Calls; inCall {
				focus = ui.CallEndID
				if c.ConversationID != d.here {
					d.ctx.Navigate(d.href(c.ConversationID))
				}
			}
			d.ctx.Defer(func(app.Context) { browser.Focus(focus) })
		},
	})
}

func (d *Desk) openMedia(video bool, then func(talk.Media, error)) {
	d.phone.Open(video, func(m *ui.Media, err error) {
		if err != nil {
			then(nil, err)
			return
		}
		then(m, nil)
	})
}

func (d *Desk) called(c store.Call) {
	d.ctx.Defer(func(app.Context) { d.phone.Show(c) })
}
