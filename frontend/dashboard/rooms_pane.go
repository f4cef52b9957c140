package dashboard

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/shared"
)

// roomPlace tells the elements of one room from those of others.
func roomPlace(id shared.ConversationID) string { return "-" + string(id) }

func roomMessages(id shared.ConversationID) string { return ui.MessagesID + roomPlace(id) }

// narrow reports whether one room has all the place there is.
func narrow() bool { return browser.Matches("(max-width: 44.99em)") }

// room does something with an open room.
func (d *Desk) room(id shared.ConversationID, f func(*Talk)) {
	if d.live == nil {
		return
	}
	if t := d.live.talks[id]; t != nil {
		f(t)
		d.live.Rooms.Rev++
		d.settle()
	}
}

// rememberRooms keeps where in the open rooms the reader is.
func (d *Desk) rememberRooms() {
	if d.live == nil || d.at.section != inRooms {
		return
	}
	for _, id := range d.live.Rooms.Open {
		t := d.live.talks[id]
		if t == nil {
			continue
		}
		t.restore = nil
		if t.Loaded {
			t.restore = ui.Place(roomMessages(id))
		}
	}
}

// focusRoom puts the keyboard into the active room.
func (d *Desk) focusRoom() {
	id := d.live.Rooms.Active
	t := d.live.talks[id]
	if t == nil {
		return
	}
	target := ui.ComposerInputOf(roomPlace(id))
	if browser.Touch() || t.Final {
		target = roomMessages(id)
	}
	d.focus(target)
}

// focused makes the room that the keyboard is in the active one. Where one room
// is seen at a time that is so already; a focus that was on its way to the one
// before must not bring that back.
func (d *Desk) focused(id shared.ConversationID) {
	if !d.live.Rooms.Narrow {
		d.live.UseRoom(id)
	}
}

func (d *Desk) focus(id string) { d.ctx.Defer(func(app.Context) { browser.Focus(id) }) }

// closeRoom leaves a room.
func (d *Desk) closeRoom(id shared.ConversationID) {
	d.rememberRooms()
	rest := d.live.Rooms.without(id)
	d.live.OpenRooms(rest)
	d.ctx.Navigate(roomsHref(d.base, rest))
	if len(rest) == 0 {
		d.focus(lineID(id))
	}
}

// roomPane draws the open rooms side by side, or what to do without one.
func (d *Desk) roomPane() app.UI {
	r := &d.live.Rooms
	if len(r.Open) == 0 {
		return app.Div().ID("pane").Class("pane").Role("region").Aria("label", sayRooms).Body(app.Div().Class("pane-hint").Body(
			app.Span().Class("teach-icon").Body(ui.Icon("room")),
			app.P().Class("teach-title").Text(sayChooseRoom),
			app.P().Class("teach-text").Text(sayChooseRoomMore),
		))
	}
	columns := make([]app.UI, len(r.Open))
	for i, id := range r.Open {
		columns[i] = d.roomColumn(id)
	}
	return app.Div().ID("pane").Class("pane pane-rooms", "pane-rooms-"+strconv.Itoa(len(r.Open))).Role("main").Body(
		d.roomTabs(),
		app.Div().Class("columns").Body(columns...),
	)
}

// roomTabs are the open rooms where only one has place.
func (d *Desk) roomTabs() app.UI {
	r := &d.live.Rooms
	tabs := make([]app.UI, len(r.Open))
	for i, id := range r.Open {
		title, unread := r.titleOf(id), 0
		if room, ok := r.List.Find(id); ok {
			unread = room.Unread
		}
		tab := app.Button().ID("tab-"+string(id)).Type("button").Class("room-tab").
			OnClick(func(app.Context, app.Event) { d.live.UseRoom(id) }, app.EventScope(id)).Body(
			isolated(title),
			app.If(unread > 0, func() app.UI { return app.Span().Class("count").Text(ui.Unread(unread)) }),
			app.If(unread > 0, func() app.UI { return app.Span().Class("said").Text(sayUnread(unread)) }),
		)
		if r.Active == id {
			tab = tab.Aria("current", "true")
		}
		tabs[i] = tab
	}
	return app.Div().Class("room-tabs").Role("group").Aria("label", sayOpenRooms).Body(
		app.A().Class("icon-button head-back").Href(d.base+roomsPath).Aria("label", sayBackToRooms).Title(sayBackToRooms).Body(ui.Icon("back")),
		app.Div().Class("room-tabs-row").Body(tabs...),
	)
}

// roomColumn draws one open room.
func (d *Desk) roomColumn(id shared.ConversationID) app.UI {
	r := &d.live.Rooms
	t := d.live.talks[id]
	class := "room"
	if r.Active == id {
		class += " room-active"
	}
	title := r.titleOf(id)
	label := title
	if label == "" {
		label = sayRoom
	}
	return app.Section().ID("room-"+string(id)).Class(class).Aria("label", label).
		On("focusin", func(app.Context, app.Event) { d.focused(id) }, app.EventScope(id)).Body(
		d.roomHead(t, title),
		d.roomLog(t, title),
		d.roomComposer(t, title),
	)
}

func (d *Desk) roomHead(t *Talk, title string) app.UI {
	id := t.ID
	members, online := present(t.Header.Members)
	open := d.live.Rooms.members == id
	out := shutOut(t, title) != ""
	return app.Header().Class("head room-head").Body(
		app.Div().Class("head-names").Body(
			app.H1().Class("head-name").Body(isolated(title)),
			app.P().Class("head-how").Body(
				app.If(t.Header.StaffOnly, func() app.UI {
					return app.Span().Class("room-tag").Body(ui.Icon("lock"), app.Span().Text(sayStaffOnly))
				}),
				app.If(t.Loaded && !out, func() app.UI { return app.Span().Text(sayOnlineCount(online)) }),
			),
		),
		app.If(!out, func() app.UI {
			return app.Button().ID("members-button"+roomPlace(id)).Type("button").Class("icon-button").
				Aria("label", sayMembersOf(title)).Title(sayMembers).
				Aria("expanded", boolean(open)).Aria("controls", "members"+roomPlace(id)).
				OnClick(func(app.Context, app.Event) { d.toggleMembers(id) }, app.EventScope(id)).Body(ui.Icon("people"))
		}),
		app.If(d.live.Me.Role == shared.RoleAdmin && !out, func() app.UI {
			return app.A().Class("icon-button room-edit").Href(adminHref(d.base, adminRooms, string(id))).
				Aria("label", sayEditRoom(title)).Title(sayEdit).Body(ui.Icon("gear"))
		}),
		app.Button().Type("button").Class("icon-button room-close").Aria("label", sayCloseRoom(title)).Title(sayLeaveRoom).
			OnClick(func(app.Context, app.Event) { d.closeRoom(id) }, app.EventScope(id)).Body(ui.Icon("close")),
		app.If(open && !out, func() app.UI { return d.memberList(id, members) }),
	)
}

func (d *Desk) toggleMembers(id shared.ConversationID) {
	r := &d.live.Rooms
	if r.members == id {
		r.members = ""
		return
	}
	r.members = id
}

// memberList says who is a member and who is there, in words and by a dot.
func (d *Desk) memberList(id shared.ConversationID, members []shared.Member) app.UI {
	items := make([]app.UI, len(members))
	for i, m := range members {
		dot, word := "member-dot", sayAway
		switch {
		case m.Online:
			dot, word = "member-dot member-on", sayIsOnline
		case m.LastSeenAt != nil:
			word = sayLastSeen(ui.When(*m.LastSeenAt, d.now))
		}
		name := nameOf(m.Person)
		if m.ID == d.live.Me.ID {
			name = sayMyself(name)
		}
		items[i] = app.Li().Class("member").Body(
			ui.Avatar(m.Person),
			app.Span().Class("member-name").Body(isolated(name)),
			app.Span().Class("member-how").Body(app.Span().Class(dot).Attr("aria-hidden", "true"), app.Span().Text(word)),
		)
	}
	return app.Div().ID("members"+roomPlace(id)).Class("members").Role("group").Aria("label", sayMembers).
		OnKeyDown(func(ctx app.Context, e app.Event) { d.escapeMembers(ctx, e, id) }, app.EventScope(id)).Body(
		app.P().Class("members-title").Text(sayMembers),
		app.Ul().Class("members-list").TabIndex(0).Aria("label", sayMembers).Body(items...),
	)
}

func (d *Desk) escapeMembers(ctx app.Context, e app.Event, id shared.ConversationID) {
	if e.Get("key").String() != "Escape" {
		ctx.PreventUpdate()
		return
	}
	e.StopImmediatePropagation()
	d.live.Rooms.members = ""
	browser.Focus("members-button" + roomPlace(id))
}

// roomLog draws what was said, or why it cannot be shown.
func (d *Desk) roomLog(t *Talk, title string) app.UI {
	id := t.ID
	if why := shutOut(t, title); why != "" && !t.Loaded {
		return app.Div().Class("pane-problem").Role("alert").Body(
			app.H2().Class("teach-title").Text(sayRoomNotShown),
			app.P().Class("teach-text").Text(why),
		)
	}
	return ui.NewMessages(ui.Messages{
		Key: string(id), ID: roomMessages(id), Label: sayMessagesIn(title), Log: t.Log(), Rev: t.Rev, Me: d.live.Me.ID,
		Delivered: t.Delivered(), Seen: t.Seen(), Pending: t.Outbox.Items(), Typing: t.Typing(),
		Loading: !t.Loaded || t.Loading, Problem: noPage(t), Today: ui.Day(d.now),
	}, ui.MessagesHandlers{
		Start: goBack(t),
		Older: func(ctx app.Context) {
			d.room(id, func(t *Talk) { t.Older() })
			d.ctx.Update()
		},
		End:     func(_ app.Context, inView bool) { d.room(id, func(t *Talk) { d.live.SetAtEnd(t, inView) }) },
		Retry:   func(_ app.Context, message string) { d.room(id, func(t *Talk) { t.Retry(message) }) },
		Discard: func(_ app.Context, message string) { d.room(id, func(t *Talk) { t.Discard(message) }) },
	})
}

// roomComposer draws where one writes, or why one cannot any more, with what
// was being written.
func (d *Desk) roomComposer(t *Talk, title string) app.UI {
	id := t.ID
	if why := shutOut(t, title); why != "" {
		draft := d.kept.Draft(id)
		return app.Div().Class("room-closed").Body(
			app.If(t.Loaded, func() app.UI { return app.P().Class("room-why").Role("alert").Text(why) }),
			app.If(draft != "", func() app.UI { return app.P().Class("room-kept").Text(sayDraftKept) }),
			app.If(draft != "", func() app.UI {
				return app.Div().Class("room-draft").TabIndex(0).Role("group").Aria("label", sayYourDraft).Dir("auto").Text(draft)
			}),
			app.Div().Class("room-closed-what").Body(
				app.If(draft != "", func() app.UI {
					return app.Button().Type("button").Class("button").Text(ui.SayCopy).
						OnClick(func(ctx app.Context, _ app.Event) { ctx.PreventUpdate(); browser.CopyText(d.kept.Draft(id)) }, app.EventScope(id))
				}),
				app.Button().Type("button").Class("button").Text(sayCloseRoomShort).
					OnClick(func(app.Context, app.Event) { d.closeRoom(id) }, app.EventScope(id)),
			),
		)
	}
	limits := d.live.Limits
	if n := t.Header.MessageCharacters; n > 0 {
		limits.MessageCharacters = n
	}
	return app.Div().Class("room-composer").Body(
		app.If(d.live.Me.Role.IsStaff(), func() app.UI { return d.kindPicker(id) }),
		ui.NewComposer(ui.Composer{Key: string(id), Place: roomPlace(id), Limits: limits, Placeholder: sayWriteIn(title)},
			browser.Draft{Text: d.kept.Draft(id)}, ui.ComposerHandlers{
				Send:   func(_ app.Context, text string) { d.room(id, func(t *Talk) { d.live.SayInRoom(t, text) }) },
				Typing: func(_ app.Context, on bool) { d.room(id, func(t *Talk) { t.Type(on) }) },
				Draft:  func(text string) { d.room(id, func(t *Talk) { d.kept.SetDraft(t.ID, text) }) },
			}),
	)
}

// kindPicker chooses what staff say something as.
func (d *Desk) kindPicker(id shared.ConversationID) app.UI {
	now := d.live.Rooms.kind(id)
	var choices []app.UI
	for _, kind := range []shared.MessageKind{shared.KindMessage, shared.KindWarning, shared.KindAlert} {
		choices = append(choices, app.Button().Type("button").Class("kind", "kind-"+string(kind)).
			Aria("pressed", boolean(kind == now)).Text(sayKind(kind)).
			OnClick(func(app.Context, app.Event) {
				d.live.Rooms.SayAs(id, kind)
				d.focusRoom()
			}, app.EventScope(id, kind)))
	}
	return app.Div().Class("kinds").Role("group").Aria("label", sayKinds).Body(choices...)
}
