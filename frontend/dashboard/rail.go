package dashboard

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/ui"
	"parley/shared"
)

// rail draws the way between the sections: beside them, or on a phone below.
func (d *Desk) rail() app.UI {
	link := func(to section, href, icon, name string, unread int, said string) app.UI {
		a := app.A().Class("rail-link").Href(href)
		if d.at.section == to {
			a = a.Aria("current", "page")
		}
		return app.Li().Body(a.Body(
			app.Span().Class("rail-icon").Body(
				ui.Icon(icon),
				app.If(unread > 0, func() app.UI { return app.Span().Class("count rail-count").Text(ui.Unread(unread)) }),
			),
			app.Span().Class("rail-name").Text(name),
			app.If(unread > 0, func() app.UI { return app.Span().Class("said").Text(", " + said) }),
		))
	}
	inbox, rooms := d.live.Inbox.Unread(), d.live.Rooms.List.Unread()
	return app.Nav().ID("rail").Class("rail").Aria("label", saySections).Body(
		app.Ul().Class("rail-links").Body(
			link(inInbox, d.base+"/", "inbox", sayInbox, inbox, sayUnreadIn(inbox)),
			link(inRooms, roomsHref(d.base, d.live.Rooms.Open), "room", sayRooms, rooms, sayUnreadRooms(rooms)),
			app.If(d.live.Me.Role == shared.RoleAdmin, func() app.UI {
				return link(inAdmin, adminHref(d.base, adminUsers, ""), "gear", sayAdminShort, 0, "")
			}),
		),
	)
}

// parts are the list and the pane of the section.
func (d *Desk) parts() (list, pane app.UI) {
	switch d.at.section {
	case inRooms:
		return d.roomList(), d.roomPane()
	case inAdmin:
		return d.adminList(), d.adminPane()
	}
	return d.list(), d.pane()
}

// resized notes how many rooms have place.
func (d *Desk) resized() {
	if d.live != nil {
		d.seeRooms()
		d.live.look()
	}
}

// seeRooms notes which of the open rooms can be seen.
func (d *Desk) seeRooms() {
	r := &d.live.Rooms
	r.Narrow = narrow()
	r.Shown = d.at.section == inRooms && (!r.Narrow || len(d.at.rooms) > 0)
}

// arrive goes to the place that a path names. It reports whether that may be:
// who has not saved something is asked first.
func (d *Desk) arrive(path string) bool {
	if d.admin.holds(path, d.base) {
		d.admin.want = path
		d.admin.rev++
		d.focus("leave-no")
		return false
	}
	d.admin.want = ""
	d.rememberRooms()
	was := d.at
	d.at = placeIn(path, d.base)
	if d.live != nil {
		d.show(was)
	}
	return true
}

// show opens what the place names.
func (d *Desk) show(was place) {
	l := d.live
	d.seeRooms()
	if len(d.at.rooms) > 0 {
		l.OpenRooms(d.at.rooms)
	}
	l.look()
	d.admin.open(d)
	switch {
	case d.at.section == inRooms && len(d.at.rooms) > 0:
		d.focusRoom()
	case d.at.section == inAdmin && d.at.item != "" && d.at.item != was.item:
		d.focus(adminTitle)
	}
}
