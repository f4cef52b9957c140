package dashboard

import (
	"context"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/link"
	"parley/frontend/ui"
	"parley/shared"
)

const adminTitle = "admin-title"

// admin is what is administered now. It outlives an expired session, so that
// nothing typed is lost.
type admin struct {
	users listing[shared.User]
	sites listing[shared.ListedSite]
	sheet sheet  // nil: a list alone
	lost  bool   // what the address names is not there
	want  string // where to go once it is decided about what is not saved
	rev   int    // rises with every change
}

// A listing is one list of the server's.
type listing[T any] struct {
	items           []T
	loaded, loading bool
	problem         string
}

// A sheet is the form of one thing.
type sheet interface {
	base() *form
	// dirty reports whether something is not saved.
	dirty() bool
	// draw draws the fields, and save sends them.
	draw(d *Desk) []app.UI
	save(d *Desk)
}

// manage asks the server for something, unless the desk is left meanwhile.
func (d *Desk) manage(call func(ctx context.Context, api link.API, access string) error, then func(error)) {
	live := d.live
	var err error
	work(d.ctx, func(ctx context.Context) {
		err = d.session.Do(ctx, func(access string) error { return call(ctx, d.session.api, access) })
	}, func() {
		switch {
		case d.live != live:
			if d.admin.sheet != nil {
				d.admin.sheet.base().busy = false
			}
		case signedOut(err):
			if d.admin.sheet != nil {
				d.admin.sheet.base().busy = false
			}
			d.leave(saySignedOut)
		default:
			then(err)
			d.admin.rev++
			d.settle()
		}
	})
}

// load asks for a list.
func load[T any](d *Desk, l *listing[T], call func(ctx context.Context, api link.API, access string) ([]T, error)) {
	l.loading, l.problem = true, ""
	var items []T
	d.manage(func(ctx context.Context, api link.API, access string) (err error) {
		items, err = call(ctx, api, access)
		return err
	}, func(err error) {
		l.loading = false
		if err != nil {
			l.problem = sentence(err)
			return
		}
		l.items, l.loaded = items, true
		d.admin.take(d)
	})
}

func (a *admin) loadUsers(d *Desk) {
	load(d, &a.users, func(ctx context.Context, api link.API, access string) ([]shared.User, error) {
		list, err := api.Users(ctx, access)
		return list.Users, err
	})
}

func (a *admin) loadSites(d *Desk) {
	load(d, &a.sites, func(ctx context.Context, api link.API, access string) ([]shared.ListedSite, error) {
		list, err := api.Sites(ctx, access)
		return list.Sites, err
	})
}

// open shows what the place of the desk names.
func (a *admin) open(d *Desk) {
	a.rev++
	if d.at.section != inAdmin {
		a.sheet = nil
		return
	}
	switch d.at.area {
	case adminUsers:
		a.loadUsers(d)
	case adminSites:
		a.loadSites(d)
	}
	a.take(d)
}

// take makes the form of what the place names, once it is there.
func (a *admin) take(d *Desk) {
	at := d.at
	if at.section == inAdmin && a.sheet != nil && (a.sheet.base().is(at) || a.want != "") {
		return // typed already
	}
	a.sheet, a.lost = nil, false
	switch {
	case at.section != inAdmin || at.item == "":
		return
	case at.area == adminUsers:
		a.takeUser(at.item)
	case at.area == adminSites:
		a.takeSite(at.item)
	case at.area == adminRooms:
		a.takeRoom(d, at.item)
	}
}

// dirty reports whether something typed is not saved.
func (a *admin) dirty() bool { return a.sheet != nil && a.sheet.dirty() }

// holds reports whether a path leads away from something that is not saved.
func (a *admin) holds(path, base string) bool {
	return a.dirty() && !a.sheet.base().is(placeIn(path, base))
}

// keepEditing goes back to the form.
func (d *Desk) keepEditing(app.Context, app.Event) {
	d.admin.want = ""
	d.admin.rev++
	f := d.admin.sheet.base()
	d.ctx.Navigate(adminHref(d.base, f.area, f.item))
	d.focus(adminTitle)
}

// discard goes on without what was typed.
func (d *Desk) discard(app.Context, app.Event) {
	to := d.admin.want
	d.admin.sheet, d.admin.want = nil, ""
	d.arrive(to)
	d.settle()
	d.here = conversationIn(to, d.base)
	d.live.Open(d.here)
}

// adminList draws what can be administered.
func (d *Desk) adminList() app.UI {
	tabs := make([]app.UI, len(areas))
	for i, a := range areas {
		tab := app.A().Class("admin-tab").Href(adminHref(d.base, a, "")).Text(sayArea(a))
		if d.at.area == a {
			tab = tab.Aria("current", "page")
		}
		tabs[i] = app.Li().Body(tab)
	}
	return app.Div().ID("admin").Class("inbox admin").Role(listRole(d.at.item != "")).Aria("label", sayAdmin).Body(
		app.Div().Class("inbox-head").Body(app.H1().Class("inbox-title").Text(sayAdmin)),
		app.Div().Class("inbox-list").Body(
			app.Ul().Class("admin-tabs").Body(tabs...),
			app.A().ID("admin-new").Class("button admin-new").Href(adminHref(d.base, d.at.area, newItem)).Body(
				ui.Icon("plus"), app.Span().Text(sayNewOf(d.at.area)),
			),
			app.Ul().Class("lines admin-lines").Body(d.adminLines()...),
			d.belowAdmin(),
		),
	)
}

// adminLine is one line of a list.
func (d *Desk) adminLine(item, title, more, tag string) app.UI {
	a := app.A().ID("item-" + item).Class("line-link").Href(adminHref(d.base, d.at.area, item))
	if d.at.item == item {
		a = a.Aria("current", "page")
	}
	return app.Li().Class("line").Body(a.Body(
		app.Span().Class("line-name").Body(isolated(title)),
		app.Span().Class("line-mark").Body(app.If(tag != "", func() app.UI { return app.Span().Class("line-tag").Text(tag) })),
		app.Span().Class("line-said").Body(isolated(more)),
	))
}

func (d *Desk) adminLines() (lines []app.UI) {
	switch d.at.area {
	case adminUsers:
		for _, u := range d.admin.users.items {
			tag := ""
			if u.Disabled {
				tag = sayDisabled
			}
			lines = append(lines, d.adminLine(string(u.ID), nameOf(u.Person), u.Username+" · "+sayRole(string(u.Role)), tag))
		}
	case adminSites:
		for _, s := range d.admin.sites.items {
			lines = append(lines, d.adminLine(string(s.ID), s.Name, join(s.Origins, ", "), ""))
		}
	case adminRooms:
		for _, r := range d.live.Rooms.List.All() {
			more := sayForEverybody
			if r.StaffOnly {
				more = sayStaffOnly
			}
			lines = append(lines, d.adminLine(string(r.ID), r.Title, more, ""))
		}
	}
	return lines
}

// listed is how far the list of the area is.
func (d *Desk) listed() (n int, loaded bool, problem string) {
	a := &d.admin
	switch d.at.area {
	case adminUsers:
		return len(a.users.items), a.users.loaded, a.users.problem
	case adminSites:
		return len(a.sites.items), a.sites.loaded, a.sites.problem
	}
	return len(d.live.Rooms.List.All()), d.live.Rooms.List.Loaded, d.live.Rooms.Problem
}

func (d *Desk) belowAdmin() app.UI {
	n, loaded, problem := d.listed()
	switch {
	case problem != "":
		return app.Div().Class("inbox-problem").Role("alert").Body(
			app.P().Text(problem),
			app.Button().Type("button").Class("button").Text(ui.SayTryAgain).OnClick(d.reloadAdmin),
		)
	case !loaded:
		return app.Div().Class("inbox-wait").Role("status").Aria("label", sayLoadingList).Body(ui.Skeleton(ui.Lines, 4))
	case n == 0:
		return app.P().Class("admin-none").Text(sayNoneOf(d.at.area))
	}
	return app.Div().Class("inbox-end")
}

func (d *Desk) reloadAdmin(app.Context, app.Event) {
	d.live.LoadRooms()
	d.admin.open(d)
}

// adminPane draws the form, or what to do without one.
func (d *Desk) adminPane() app.UI {
	pane, a := app.Div().ID("pane").Class("pane pane-admin").Role("main"), &d.admin
	switch {
	case a.sheet != nil:
		return pane.Body(&formPage{Key: a.sheet.base().key(), Rev: a.rev, draw: func() app.UI { return d.drawSheet() }})
	case d.at.item != "" && a.lost:
		return pane.Body(app.Div().Class("pane-hint").Role("alert").Body(
			app.P().Class("teach-title").Text(sayItemNowhere),
			app.A().Class("button").Href(adminHref(d.base, d.at.area, "")).Text(sayBack),
		))
	case d.at.item != "":
		return pane.Body(app.Div().Class("pane-hint").Role("status").Text(sayLoadingMore))
	}
	return pane.Role("region").Aria("label", sayAdmin).Body(app.Div().Class("pane-hint").Body(
		app.Span().Class("teach-icon").Body(ui.Icon("gear")),
		app.P().Class("teach-title").Text(sayChooseItem),
	))
}

// formPage is a form's element: of another form, another one, so that what the
// browser keeps of its fields goes with it.
type formPage struct {
	app.Compo
	Key string
	Rev int

	draw func() app.UI
}

// CompoID makes another form another element.
func (p *formPage) CompoID() string { return p.Key }

// Render implements app.Composer.
func (p *formPage) Render() app.UI { return p.draw() }

// OnUpdate and OnMount show the preview.
func (p *formPage) OnUpdate(ctx app.Context) { ctx.Defer(func(app.Context) { mirrorPreview() }) }

// OnMount implements app.Mounter.
func (p *formPage) OnMount(ctx app.Context) { ctx.Defer(func(app.Context) { mirrorPreview() }) }

// drawSheet draws the form with what is around it.
func (d *Desk) drawSheet() app.UI {
	a := &d.admin
	if a.sheet == nil || d.live == nil {
		return app.Div()
	}
	f := a.sheet.base()
	dirty := a.sheet.dirty()
	class := "sheet"
	if f.area == adminSites {
		class += " sheet-wide"
	}
	return app.Div().Class(class).Body(
		app.Div().Class("head sheet-head").Body(
			app.A().Class("icon-button head-back").Href(adminHref(d.base, f.area, "")).Aria("label", sayBack).Title(sayBack).Body(ui.Icon("back")),
			app.H1().ID(adminTitle).Class("head-name").TabIndex(-1).Body(isolated(f.title)),
			app.P().Class("sheet-state").Role("status").Text(f.state(dirty)),
		),
		slot(a.want != "", func() app.UI {
			return app.Div().Class("sheet-leave").Role("alertdialog").Aria("labelledby", "leave-asked").Body(
				app.P().ID("leave-asked").Class("question-text").Text(sayUnsaved),
				app.Div().Class("question-answers").Body(
					app.Button().ID("leave-no").Type("button").Class("button button-main").Text(sayKeepEditing).OnClick(d.keepEditing),
					app.Button().ID("leave-yes").Type("button").Class("button").Text(sayDiscard).OnClick(d.discard),
				),
			)
		}),
		app.Form().ID("sheet").Class("sheet-form").Attr("novalidate", "novalidate").OnSubmit(d.submitSheet).Body(
			append(a.sheet.draw(d), app.Div().Class("sheet-foot").Body(
				app.P().ID("sheet-problem").Class("sheet-problem").Role("alert").Text(f.problem),
				app.Button().ID("save").Type("submit").Class("button button-main").Aria("busy", boolean(f.busy)).Text(f.saveLabel()),
			))...,
		),
	)
}

func (d *Desk) submitSheet(_ app.Context, e app.Event) {
	e.PreventDefault()
	s := d.admin.sheet
	if s == nil || s.base().busy {
		return
	}
	s.base().problem, s.base().fields, s.base().done = "", nil, ""
	s.save(d)
	d.touch()
}

// touch draws a form again.
func (d *Desk) touch() {
	d.admin.rev++
	browser.Unsaved(d.admin.dirty())
	d.ctx.Update()
}
