package dashboard

import (
	"context"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/shared"
)

// toNobody is the menu's item that gives a conversation back.
const toNobody = "nobody"

// lookedAfterBy is who looks after a conversation.
func (l *Live) lookedAfterBy(t *Talk) (who shared.Person) {
	if assignee := l.internal(t).Assignee; assignee != nil {
		return *assignee
	}
	return who
}

// meet asks who the others are.
func (l *Live) meet(then func(error)) {
	ask(l, l.Users, func(users shared.Users, err error) {
		if err == nil {
			l.users = users.Users
		}
		then(err)
	})
}

// typing names who is typing as colleagues call each other, also those who have
// said nothing there yet.
func (l *Live) typing(t *Talk) []string {
	names := t.TypingNames()
	for i, name := range names {
		for _, u := range l.users {
			if u.Username == name && u.FirstName != "" {
				names[i] = u.FirstName
			}
		}
	}
	return names
}

// Choose opens or closes the menu of those to give the conversation to. Who can
// sign in changes: it is asked for anew every time.
func (l *Live) Choose(t *Talk, on bool) {
	t.Choosing, t.Trouble = on, ""
	t.Rev++
	if !on {
		return
	}
	l.meet(func(err error) {
		if err != nil {
			t.Choosing, t.Trouble = false, sentence(err)
		}
		t.Rev++
	})
}

// Assign gives the conversation to somebody; an empty id: to nobody.
func (l *Live) Assign(t *Talk, to shared.MemberID) {
	from := l.lookedAfterBy(t).ID
	t.Choosing = false
	if to == from {
		return
	}
	l.change(t, shared.ChangeConversation{AssigneeID: &to, ExpectAssigneeID: &from})
}

// Reopen lets an ended conversation go on.
func (l *Live) Reopen(t *Talk) {
	l.change(t, shared.ChangeConversation{Status: shared.StatusOpen})
}

// change asks for a change of the conversation. That it happened is told by the
// feed, as to everybody; that it did not, and why, is told here.
func (l *Live) change(t *Talk, change shared.ChangeConversation) {
	if t.Changing {
		return
	}
	t.Changing, t.Trouble = true, ""
	t.Rev++
	ask(l, func(ctx context.Context) (struct{}, error) { return struct{}{}, l.Change(ctx, t.ID, change) }, func(_ struct{}, err error) {
		t.Changing = false
		t.Rev++
		if err != nil {
			t.Trouble = sentence(err)
		}
	})
}

// Understood takes away why a change was refused.
func (l *Live) Understood(t *Talk) {
	t.Trouble = ""
	t.Rev++
}

// candidates are the items of the menu: the reader first, then nobody, then the
// others who can sign in.
func (l *Live) candidates(t *Talk) []ui.MenuItem {
	has := l.lookedAfterBy(t).ID
	items := []ui.MenuItem{
		{ID: string(l.Me.ID), Text: sayToMe, Choice: true, Checked: has == l.Me.ID},
		{ID: toNobody, Text: sayToNobody, Choice: true, Checked: has == ""},
	}
	for _, u := range l.users {
		if u.ID != l.Me.ID && (!u.Disabled || u.ID == has) {
			items = append(items, ui.MenuItem{ID: string(u.ID), Text: nameOf(u.Person), Choice: true, Checked: has == u.ID})
		}
	}
	return items
}

// assignMenu draws the menu, if it is open. It is told nothing of which
// conversation: the desk knows.
func (d *Desk) assignMenu(t *Talk) app.UI {
	return app.If(t.Choosing, func() app.UI {
		return ui.NewMenu(ui.Menu{ID: assignMenu, Label: sayAssign, Anchor: assignButton, Items: d.live.candidates(t)},
			func(_ app.Context, id string) {
				if id == toNobody {
					id = ""
				}
				d.open(func(t *Talk) { d.live.Assign(t, shared.MemberID(id)) })
			},
			func(app.Context) { d.open(func(t *Talk) { d.live.Choose(t, false) }) })
	})
}

// understood puts the keyboard back where the change was asked for.
func (d *Desk) understood() {
	d.open(d.live.Understood)
	browser.Focus(assignButton)
}
