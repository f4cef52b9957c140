package dashboard

import (
	"context"
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/link"
	"parley/shared"
)

// userForm makes and changes somebody who signs in.
type userForm struct {
	form
	was, now userFields
	disabled bool
}

type userFields struct{ username, role, first, last, email, password string }

func (a *admin) takeUser(item string) {
	f := &userForm{form: form{area: adminUsers, item: item, title: sayNewUser, unique: "username"}}
	f.now.role = string(shared.RoleAgent)
	if item != newItem {
		i := slices.IndexFunc(a.users.items, func(u shared.User) bool { return string(u.ID) == item })
		if i < 0 {
			a.lost = a.users.loaded
			return
		}
		f.set(a.users.items[i])
	}
	f.was = f.now
	a.sheet = f
}

func (f *userForm) set(u shared.User) {
	f.title, f.disabled = nameOf(u.Person), u.Disabled
	f.now = userFields{username: u.Username, role: string(u.Role), first: u.FirstName, last: u.LastName, email: u.Email}
	f.was = f.now
}

func (f *userForm) dirty() bool { return f.was != f.now }

func (f *userForm) draw(d *Desk) []app.UI {
	roles := make([]choice, len(shared.UserRoles))
	for i, r := range shared.UserRoles {
		roles[i] = choice{string(r), sayRole(string(r))}
	}
	made := f.item != newItem
	me := f.item == string(d.live.Me.ID)
	return []app.UI{
		f.once(),
		group(sayAccess,
			app.If(made, func() app.UI {
				return app.Div().Class("field").Body(app.Span().Class("label").Text(sayUsername), app.P().Class("field-fixed").Body(isolated(f.now.username)))
			}).Else(func() app.UI {
				return f.text(d, "username", sayUsername, sayUsernameHint, "text", &f.now.username)
			}),
			f.choose(d, "role", sayRoleField, sayRoleHint, roles, &f.now.role),
			app.If(!made, func() app.UI {
				return f.text(d, "password", sayPassword, sayPasswordHint, "text", &f.now.password)
			}),
		),
		group(sayPerson,
			f.text(d, "first_name", sayFirstName, "", "text", &f.now.first),
			f.text(d, "last_name", sayLastName, "", "text", &f.now.last),
			f.text(d, "email", sayEmail, sayEmailHint, "email", &f.now.email),
		),
		app.If(made, func() app.UI {
			return group(sayMore,
				f.question(d, "reset", sayReset, sayResetAsked(f.title), sayResetYes, false, func() { f.reset(d) }),
				app.If(f.disabled, func() app.UI {
					return f.question(d, "enable", sayEnable, sayEnableAsked(f.title), sayEnableYes, false, func() { f.disable(d, false) })
				}).ElseIf(!me, func() app.UI {
					return f.question(d, "disable", sayDisable, sayDisableAsked(f.title), sayDisableYes, true, func() { f.disable(d, true) })
				}),
			)
		}),
	}
}

func (f *userForm) save(d *Desk) {
	if f.item == newItem {
		f.create(d)
		return
	}
	role := shared.Role(f.now.role)
	change := shared.ChangeUser{Role: &role, FirstName: &f.now.first, LastName: &f.now.last, Email: &f.now.email}
	if err := change.Validate(); err != nil {
		f.refused(d, err)
		return
	}
	f.change(d, change)
}

func (f *userForm) create(d *Desk) {
	wanted := shared.NewUser{
		Username: shared.Trim(f.now.username), Role: shared.Role(f.now.role),
		FirstName: f.now.first, LastName: f.now.last, Email: f.now.email, Password: f.now.password,
	}
	if err := wanted.Validate(); err != nil {
		f.refused(d, err)
		return
	}
	f.busy = true
	var added shared.UserAdded
	d.manage(func(ctx context.Context, api link.API, access string) (err error) {
		added, err = api.AddUser(ctx, access, wanted)
		return err
	}, func(err error) {
		if f.ends(d, err) {
			f.secret = added.Password
			f.set(added.User)
			f.anew()
			f.made(d, string(added.ID))
			if f.secret != "" {
				d.focus(secretID)
			}
		}
	})
}

// change sends a change of somebody who is there.
func (f *userForm) change(d *Desk, change shared.ChangeUser) {
	f.busy = true
	sent := f.now
	var user shared.User
	d.manage(func(ctx context.Context, api link.API, access string) (err error) {
		user, err = api.ChangeUser(ctx, access, shared.MemberID(f.item), change)
		return err
	}, func(err error) {
		if !f.ends(d, err) {
			return
		}
		f.disabled = user.Disabled
		if change.Role != nil { // the form was sent, and not only a button pressed
			f.title, f.was = nameOf(user.Person), sent
		}
		d.admin.loadUsers(d)
	})
}

func (f *userForm) disable(d *Desk, disabled bool) {
	f.change(d, shared.ChangeUser{Disabled: &disabled})
}

func (f *userForm) reset(d *Desk) {
	var made shared.Password
	d.manage(func(ctx context.Context, api link.API, access string) (err error) {
		made, err = api.SetPassword(ctx, access, shared.MemberID(f.item), shared.Password{})
		return err
	}, func(err error) {
		if f.ends(d, err) {
			f.secret = made.Password
			f.done = sayResetDone
			d.focus(secretID)
		}
	})
}
