package dashboard

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/link"
	"parley/frontend/ui"
)

// installed is what the desk does as an installed app: it hears of a newer
// version of itself, and of notifications that were clicked.
func (d *Desk) installed(ctx app.Context) (stops []func()) {
	return []func(){
		browser.OnUpdate(func() { ctx.Dispatch(func(app.Context) { d.newer = true }) }),
		browser.OnNote(func(path string) { ctx.Dispatch(func(ctx app.Context) { ctx.Navigate(path) }) }),
	}
}

// tellNewer says that a newer version is ready, where nothing more urgent is
// said. Only the agent switches to it: they may be in the middle of a word.
func (d *Desk) tellNewer(n ui.Notice) ui.Notice {
	if n.Text == "" && d.newer {
		return ui.Notice{Text: sayNewer, Action: sayNewerNow}
	}
	return n
}

// act is the banner's button: a newer version is ready, or the link has
// stopped, and the agent wants it.
func (d *Desk) act(app.Context, app.Event) {
	if d.newer && d.live.State.Phase != link.Stopped {
		browser.Reload() // drafts and what waits to be sent are kept
		return
	}
	d.connect()
}
