package dashboard

import (
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/store"
	"parley/frontend/ui"
	"parley/shared"
)

// roomList draws the rooms by title.
func (d *Desk) roomList() app.UI {
	r := &d.live.Rooms
	admin := d.live.Me.Role == shared.RoleAdmin
	return app.Div().ID("rooms").Class("inbox rooms").Role(listRole(len(r.Open) > 0)).Aria("label", sayRooms).Body(
		app.Div().Class("inbox-head").Body(
			app.H1().Class("inbox-title").Text(sayRooms),
			app.If(admin, func() app.UI {
				return app.A().ID("new-room").Class("icon-button").Href(adminHref(d.base, adminRooms, newItem)).
					Aria("label", sayNewRoom).Title(sayNewRoom).Body(ui.Icon("plus"))
			}),
		),
		app.Div().Class("inbox-list").Body(
			app.Ul().Class("lines").Body(d.roomLines()...),
			d.belowRooms(r, admin),
		),
	)
}

func (d *Desk) roomLines() []app.UI {
	r := &d.live.Rooms
	lines := make([]app.UI, 0, len(r.List.All()))
	for _, room := range r.List.All() {
		lines = append(lines, &roomLine{
			ID: room.ID, Title: room.Title, Said: lastSaid(room), StaffOnly: room.StaffOnly,
			Unread: room.Unread, Count: roomUnread(room),
			Href: roomsHref(d.base, r.with(room.ID)), Open: opened(r, room.ID),
			use: d.useRoom,
		})
	}
	return lines
}

func opened(r *Rooms, id shared.ConversationID) bool { return slices.Contains(r.Open, id) }

// lastSaid is what was said last, and by whom.
func lastSaid(room *store.Room) string {
	m := room.LastMessage
	switch {
	case m == nil:
		return sayNothingYet
	case m.DeletedAt != nil:
		return ui.SayDeleted
	case m.Kind == shared.KindEnter && m.Subject != nil:
		return ui.SayEntered(nameOf(*m.Subject))
	case m.Kind == shared.KindLeave && m.Subject != nil:
		return ui.SayLeave(nameOf(*m.Subject))
	case m.Sender.Role == shared.RoleSystem:
		return ui.OneLine(ui.Said(m.Content))
	}
	return nameOf(m.Sender) + ": " + ui.OneLine(m.Content)
}

// belowRooms is what stands under the list: what is to come, or why there is
// nothing.
func (d *Desk) belowRooms(r *Rooms, admin bool) app.UI {
	switch {
	case r.Problem != "":
		return app.Div().Class("inbox-problem").Role("alert").Body(
			app.P().Text(r.Problem),
			app.Button().Type("button").Class("button").Text(ui.SayTryAgain).OnClick(d.reloadRooms),
		)
	case !r.List.Loaded:
		return app.Div().Class("inbox-wait").Role("status").Aria("label", sayLoadingRooms).Body(ui.Skeleton(ui.Lines, 4))
	case len(r.List.All()) == 0:
		return app.Div().ID("no-rooms").Class("rooms-empty").Body(
			app.Span().Class("teach-icon").Body(ui.Icon("room")),
			app.P().Class("teach-title").Text(sayNoRooms),
			app.P().Class("teach-text").Text(sayNoRoomsFor(admin)),
			app.If(admin, func() app.UI {
				return app.A().Class("button button-main").Href(adminHref(d.base, adminRooms, newItem)).Text(sayMakeRoom)
			}),
		)
	}
	return app.Div().Class("inbox-end")
}

func (d *Desk) reloadRooms(app.Context, app.Event) { d.live.LoadRooms() }

// useRoom makes an open room the active one; its link then goes where we are.
func (d *Desk) useRoom(id shared.ConversationID) {
	d.live.UseRoom(id)
	if opened(&d.live.Rooms, id) {
		d.focusRoom()
	}
}

// roomLine is one room of the list.
type roomLine struct {
	app.Compo
	ID        shared.ConversationID
	Title     string
	Said      string
	StaffOnly bool
	Unread    int
	Count     string
	Href      string
	Open      bool

	use func(shared.ConversationID)
}

// Render implements app.Composer.
func (l *roomLine) Render() app.UI {
	class := "line"
	if l.Unread > 0 {
		class += " line-unread"
	}
	link := app.A().ID(lineID(l.ID)).Class("line-link").Href(l.Href).DataSet("id", string(l.ID)).OnClick(l.click)
	if l.Open {
		link = link.Aria("current", "true")
	}
	return app.Li().Class(class).Body(link.Body(
		app.Span().Class("avatar room-sign").Attr("aria-hidden", "true").Body(ui.Icon("room")),
		app.Span().Class("line-name").Body(isolated(l.Title)),
		app.Span().Class("room-staff").Body(
			app.If(l.StaffOnly, func() app.UI { return ui.Icon("lock") }),
			app.If(l.StaffOnly, func() app.UI { return app.Span().Class("said").Text(", " + sayStaffOnly) }),
		),
		app.Span().Class("line-said").Body(isolated(l.Said)),
		app.Span().Class("line-mark").Body(
			app.If(l.Unread > 0, func() app.UI { return app.Span().Class("count").Text(l.Count) }),
			app.If(l.Unread > 0, func() app.UI { return app.Span().Class("said").Text(sayUnread(l.Unread)) }),
		),
	))
}

func (l *roomLine) click(app.Context, app.Event) { l.use(l.ID) }
