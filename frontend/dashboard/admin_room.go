package dashboard

import (
	"context"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/link"
	"parley/shared"
)

// roomForm makes, renames and deletes a room.
type roomForm struct {
	form
	was, now roomFields
}

type roomFields struct {
	title     string
	staffOnly bool
	longest   string
}

func (a *admin) takeRoom(d *Desk, item string) {
	f := &roomForm{form: form{area: adminRooms, item: item, title: sayNewRoom, unique: "title"}}
	f.now.longest = strconv.Itoa(shared.MaxMessage)
	if item != newItem {
		room, ok := d.live.Rooms.List.Find(shared.ConversationID(item))
		if !ok {
			a.lost = d.live.Rooms.List.Loaded
			return
		}
		f.title = room.Title
		f.now = roomFields{room.Title, room.StaffOnly, strconv.Itoa(room.MessageCharacters)}
	}
	f.was = f.now
	a.sheet = f
}

func (f *roomForm) dirty() bool { return f.was != f.now }

func (f *roomForm) draw(d *Desk) []app.UI {
	return []app.UI{
		group(sayRoom,
			f.text(d, "title", sayTitleField, "", "text", &f.now.title),
			f.check(d, "staff_only", sayStaffOnly, sayStaffOnlyMore, &f.now.staffOnly),
			f.text(d, "message_characters", sayLongest, sayLongestHint, "number", &f.now.longest),
		),
		app.If(f.item != newItem, func() app.UI {
			return group(sayMore,
				app.Div().Class("ask").Body(app.A().ID("enter-room").Class("button").Text(sayOpenRoom).
					Href(roomsHref(d.base, d.live.Rooms.with(shared.ConversationID(f.item))))),
				f.question(d, "delete", sayDeleteRoom, sayDeleteRoomAsked(f.was.title), sayDeleteYes, true, func() { f.remove(d) }),
			)
		}),
	}
}

func (f *roomForm) save(d *Desk) {
	longest, err := number("message_characters", f.now.longest)
	wanted := shared.NewRoom{Title: f.now.title, StaffOnly: f.now.staffOnly, MessageCharacters: longest}
	if err == nil {
		err = wanted.Validate()
	}
	if err != nil {
		f.refused(d, err)
		return
	}
	sent := f.now
	f.busy = true
	if f.item == newItem {
		var made shared.Room
		d.manage(func(ctx context.Context, api link.API, access string) (err error) {
			made, err = api.AddRoom(ctx, access, wanted)
			return err
		}, func(err error) {
			if f.ends(d, err) {
				f.was, f.title = sent, made.Title
				f.made(d, string(made.ID))
			}
		})
		return
	}
	change := shared.ChangeRoom{Title: &wanted.Title, StaffOnly: &wanted.StaffOnly, MessageCharacters: &wanted.MessageCharacters}
	d.manage(func(ctx context.Context, api link.API, access string) error {
		return api.ChangeRoom(ctx, access, shared.ConversationID(f.item), change)
	}, func(err error) {
		if f.ends(d, err) {
			f.was, f.title = sent, shared.Trim(sent.title)
		}
	})
}

func (f *roomForm) remove(d *Desk) {
	d.manage(func(ctx context.Context, api link.API, access string) error {
		return api.DeleteRoom(ctx, access, shared.ConversationID(f.item))
	}, func(err error) {
		if f.ends(d, err) {
			f.now = f.was // nothing is left to be saved
			d.ctx.Navigate(adminHref(d.base, adminRooms, ""))
		}
	})
}

// ends takes the answer to what was sent, and reports whether it was a yes.
func (f *form) ends(d *Desk, err error) bool {
	f.busy = false
	if err != nil {
		f.refused(d, err)
		return false
	}
	f.done = saySaved
	return true
}

// number reads a field.
func number(name, text string) (int, error) {
	n, err := strconv.Atoi(shared.Trim(text))
	switch {
	case shared.Trim(text) == "":
		return 0, nil // the most
	case err != nil || n < 1:
		return 0, shared.RefuseField(name, sayNumber)
	}
	return n, nil
}
