package dashboard

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/link"
	"parley/frontend/ui"
	"parley/shared"
)

// siteForm makes and changes a site, with all of its look.
type siteForm struct {
	form
	was, now siteFields
	// picture and snippet are the server's: a picture is there as soon as it is
	// chosen, whatever else is typed.
	picture, snippet string
}

// siteFields are what is typed. Lists are boxes with a line each.
type siteFields struct {
	name, origins, title, color, textColor string
	side, launcher, greeting               string
	placeholder, beforeFields, ended       string
	fields                                 []shared.Field
	longest, first                         string
	calls                                  bool
}

func (a *admin) takeSite(item string) {
	f := &siteForm{form: form{area: adminSites, item: item, title: sayNewSite}}
	f.now.longest, f.now.first = strconv.Itoa(shared.MaxMessage), strconv.Itoa(shared.MaxHistory)
	if item != newItem {
		i := slices.IndexFunc(a.sites.items, func(s shared.ListedSite) bool { return string(s.ID) == item })
		if i < 0 {
			a.lost = a.sites.loaded
			return
		}
		f.set(a.sites.items[i])
	}
	f.was = f.now.clone()
	a.sheet = f
}

func (s siteFields) clone() siteFields {
	s.fields = slices.Clone(s.fields)
	return s
}

func (f *siteForm) set(s shared.ListedSite) {
	f.title = s.Name
	f.take(s)
	f.now = siteFields{
		name: s.Name, origins: strings.Join(s.Origins, "\n"), title: s.Title, color: s.Color, textColor: s.TextColor,
		side: string(s.Launcher.Side), launcher: s.Launcher.Text, greeting: strings.Join(s.Greeting, "\n"),
		placeholder: s.Texts.Placeholder, beforeFields: s.Texts.BeforeFields, ended: s.Texts.Ended,
		fields: slices.Clone(s.Fields), longest: strconv.Itoa(s.MessageCharacters), first: strconv.Itoa(s.FirstHistory), calls: s.Calls,
	}
	if s.Title == s.Name {
		f.now.title = "" // what the server fills in for nothing
	}
	if s.TextColor == shared.TextOn(s.Color) {
		f.now.textColor = ""
	}
	f.was = f.now.clone()
}

// take keeps what of a site is not typed.
func (f *siteForm) take(s shared.ListedSite) { f.picture, f.snippet = s.Picture, s.Snippet }

func (f *siteForm) dirty() bool { return fmt.Sprint(f.was) != fmt.Sprint(f.now) }

// site is what is typed, as the server takes it.
func (f *siteForm) site() (site shared.NewSite, err error) {
	n := f.now
	longest, err := number("message_characters", n.longest)
	first, bad := number("first_history", n.first)
	if err == nil {
		err = bad
	}
	return shared.NewSite{
		Name: n.name, Origins: strings.Split(n.origins, "\n"),
		Look: shared.Look{
			Title: n.title, Color: n.color, TextColor: n.textColor,
			Launcher: shared.Launcher{Side: shared.Side(n.side), Text: n.launcher},
			Greeting: strings.Split(n.greeting, "\n"),
			Texts:    shared.Texts{Placeholder: n.placeholder, BeforeFields: n.beforeFields, Ended: n.ended},
			Fields:   n.fields, MessageCharacters: longest, FirstHistory: first, Calls: n.calls,
		},
	}.Trimmed(), err
}

func (f *siteForm) draw(d *Desk) []app.UI {
	n := &f.now
	sides := []choice{{string(shared.SideEnd), saySideEnd}, {string(shared.SideLeft), saySideLeft}, {string(shared.SideRight), saySideRight}}
	return []app.UI{
		f.preview(),
		group(saySite,
			f.text(d, "name", sayName, "", "text", &n.name),
			f.lines(d, "origins", sayOrigins, sayOriginsHint, 3, &n.origins),
		),
		slot(f.snippet != "", f.drawSnippet),
		group(sayLook,
			f.text(d, "title", sayTitleField, sayTitleHint, "text", &n.title),
			f.drawPicture(d),
			f.color(d, "color", sayColor, sayColorHint, &n.color),
			f.color(d, "text_color", sayTextColor, sayTextColorHint, &n.textColor),
			f.choose(d, "side", saySide, "", sides, &n.side),
			f.text(d, "launcher", sayLauncher, sayLauncherHint, "text", &n.launcher),
		),
		group(sayWords,
			f.lines(d, "greeting", sayGreeting, sayGreetingHint, 3, &n.greeting),
			f.text(d, "texts", sayPlaceholder, sayPlaceholderHint, "text", &n.placeholder),
			f.text(d, "ended", sayEndedText, sayEndedTextHint, "text", &n.ended),
		),
		group(sayFields, f.drawFields(d)...),
		group(sayRules,
			f.text(d, "message_characters", sayLongest, sayLongestHint, "number", &n.longest),
			f.text(d, "first_history", sayFirstHistory, sayFirstHistoryHint, "number", &n.first),
			f.check(d, "calls", sayCalls, sayCallsHint, &n.calls),
		),
	}
}

// color draws a colour as a swatch to choose from and as text; what is chosen
// is typed, too.
func (f *siteForm) color(d *Desk, name, label, hint string, value *string) app.UI {
	picked := *value
	if shared.Contrast(picked, picked) == 0 {
		picked = "#1d4ed8"
	}
	return app.Div().Class("color").Body(
		f.text(d, name, label, hint, "text", value),
		app.Input().ID("pick-"+name).Type("color").Class("color-pick").Value(f.starts("pick-"+name, picked)).
			Aria("label", sayPick(label)).OnInput(func(ctx app.Context, _ app.Event) {
			f.typed(d, ctx, name, value)
			browser.SetValue(fieldID(name), *value)
		}),
	)
}

// drawFields draws the questions before the chat.
func (f *siteForm) drawFields(d *Desk) []app.UI {
	kinds := []choice{{string(shared.FieldText), sayFieldText}, {string(shared.FieldName), sayFieldName}, {string(shared.FieldEmail), sayFieldEmail}}
	drawn := []app.UI{
		app.P().Class("field-hint").Text(sayFieldsHint),
		f.text(d, "before_fields", sayBeforeFields, "", "text", &f.now.beforeFields),
	}
	wrong := f.fields["fields"]
	drawn = append(drawn, slot(wrong != "", func() app.UI {
		return app.P().ID(fieldID("fields")).TabIndex(-1).Class("field-bad").Role("alert").Text(wrong)
	}))
	for i := range f.now.fields {
		field := &f.now.fields[i]
		name := "ask" + strconv.Itoa(i)
		drawn = append(drawn, app.Div().Class("asked").Role("group").Aria("label", sayFieldNumber(i+1)).Body(
			f.text(d, name, sayLabel, "", "text", &field.Label),
			f.choose(d, name+"-kind", sayKindOf, "", kinds, (*string)(&field.Kind)),
			f.check(d, name+"-required", sayRequired, "", &field.Required),
			app.Button().ID(name+"-remove").Type("button").Class("icon-button").Aria("label", sayRemoveField(field.Label)).Title(sayRemove).
				OnClick(func(app.Context, app.Event) {
					f.now.fields = slices.Delete(slices.Clone(f.now.fields), i, i+1)
					f.anew()
					d.touch()
					d.focus("add-field")
				}, app.EventScope(f.generation, i)).Body(ui.Icon("close")),
		))
	}
	if len(f.now.fields) < shared.MaxFields {
		drawn = append(drawn, app.Button().ID("add-field").Type("button").Class("button").Body(ui.Icon("plus"), app.Span().Text(sayAddField)).
			OnClick(func(app.Context, app.Event) {
				f.now.fields = append(slices.Clone(f.now.fields), shared.Field{Key: freeKey(f.now.fields), Kind: shared.FieldText})
				f.anew()
				d.touch()
				d.focus(fieldID("ask" + strconv.Itoa(len(f.now.fields)-1)))
			}))
	}
	return drawn
}

// freeKey is a key that no field has.
func freeKey(fields []shared.Field) string {
	for n := 1; ; n++ {
		key := "field_" + strconv.Itoa(n)
		if !slices.ContainsFunc(fields, func(f shared.Field) bool { return f.Key == key }) {
			return key
		}
	}
}

func (f *siteForm) drawSnippet() app.UI {
	return group(saySnippet,
		app.P().Class("field-hint").Text(saySnippetHint),
		app.Pre().ID("snippet").Class("teach-code").TabIndex(0).Body(app.Code().Text(f.snippet)),
		app.Div().Body(app.Button().ID("copy-snippet").Type("button").Class("button").Body(ui.Icon("copy"), app.Span().Text(ui.SayCopy)).
			OnClick(func(ctx app.Context, _ app.Event) {
				ctx.PreventUpdate()
				browser.CopyText(f.snippet)
				browser.Announce(sayCopied)
			})),
	)
}

// drawPicture draws the picture and how to have another. A site that is not
// there yet has none.
func (f *siteForm) drawPicture(d *Desk) app.UI {
	if f.item == newItem {
		return app.Div().Class("field").Body(app.Span().Class("label").Text(sayPicture), app.P().Class("field-hint").Text(sayPictureLater))
	}
	return app.Div().Class("picture").Body(
		slot(f.picture != "", func() app.UI { return app.Img().Class("picture-now").Src(f.picture).Alt(sayPicture) }),
		f.field("picture", sayPicture, sayPictureHint, func(id, described string, wrong bool) app.UI {
			input := app.Input().ID(id).Type("file").Class("picture-file").Accept("image/png,image/jpeg,image/webp").
				Aria("describedby", described).Disabled(f.busy).
				OnChange(func(app.Context, app.Event) { f.upload(d) })
			if wrong {
				input = input.Aria("invalid", "true")
			}
			return input
		}),
		app.If(f.picture != "", func() app.UI {
			return app.Button().ID("remove-picture").Type("button").Class("button").Text(sayRemovePicture).
				OnClick(func(app.Context, app.Event) {
					f.send(d, func(ctx context.Context, api link.API, access string) (shared.ListedSite, error) {
						return api.RemovePicture(ctx, access, shared.SiteID(f.item))
					}, f.take)
				})
		}),
	)
}

func (f *siteForm) upload(d *Desk) {
	f.send(d, func(ctx context.Context, api link.API, access string) (shared.ListedSite, error) {
		content, err := browser.File(ctx, fieldID("picture"), shared.MaxPicture)
		if err != nil || len(content) == 0 {
			return shared.ListedSite{}, shared.RefuseField("picture", sayPictureNone)
		}
		return api.SetPicture(ctx, access, shared.SiteID(f.item), content)
	}, f.take)
}

func (f *siteForm) save(d *Desk) {
	wanted, err := f.site()
	if err == nil {
		err = wanted.Validate()
	}
	if err != nil {
		f.refused(d, err)
		return
	}
	sent, item := f.now.clone(), f.item
	f.send(d, func(ctx context.Context, api link.API, access string) (shared.ListedSite, error) {
		if item == newItem {
			return api.AddSite(ctx, access, wanted)
		}
		return api.SetSite(ctx, access, shared.SiteID(item), wanted)
	}, func(site shared.ListedSite) {
		f.was, f.title = sent, site.Name
		f.take(site)
		if item == newItem {
			f.made(d, string(site.ID))
		}
	})
}

// send asks the server for a change of the site, and takes what it is then.
func (f *siteForm) send(d *Desk, call func(context.Context, link.API, string) (shared.ListedSite, error), then func(shared.ListedSite)) {
	f.busy, f.fields, f.problem = true, nil, ""
	var site shared.ListedSite
	d.manage(func(ctx context.Context, api link.API, access string) (err error) {
		site, err = call(ctx, api, access)
		return err
	}, func(err error) {
		if f.ends(d, err) {
			then(site)
			d.admin.loadSites(d)
		}
	})
	d.touch()
}
