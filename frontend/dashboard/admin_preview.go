package dashboard

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/shared"
)

const (
	previewSource = "preview-source"
	previewPanel  = "preview-panel"
	previewButton = "preview-launcher"
)

// preview shows the panel and the launcher as they will be. What is drawn here
// has the classes of the panel and is seen only as a copy under the panel's own
// style sheet: see [browser.Mirror].
func (f *siteForm) preview() app.UI {
	wanted, _ := f.site()
	site := shared.Site{Name: wanted.Name, Picture: f.picture, Look: wanted.Look}.Complete()
	if site.Title == "" {
		site.Title = ui.SayChat
	}
	if shared.Contrast(site.Color, site.Color) == 0 {
		site.Color, site.TextColor = "", ""
	} else if shared.Contrast(site.Color, site.TextColor) == 0 {
		site.TextColor = shared.TextOn(site.Color)
	}
	class := "widget widget-known"
	if site.Color != "" {
		class += " widget-branded"
	}
	side := "preview-stage"
	switch site.Launcher.Side {
	case shared.SideLeft:
		side += " preview-left"
	case shared.SideRight:
		side += " preview-right"
	}
	return app.Section().ID("preview").Class("preview").Aria("label", sayPreview).
		DataSet("brand", site.Color).DataSet("on-brand", site.TextColor).Body(
		app.H2().Class("sheet-group-title").Text(sayPreview),
		app.Div().Class(side).Attr("inert", "inert").Body(
			app.Div().ID(previewPanel).Class("preview-panel"),
			app.Div().ID(previewButton).Class(launcherClass(site.Launcher)).Body(
				app.If(site.Launcher.Text != "", func() app.UI { return app.Span().Dir("auto").Text(site.Launcher.Text) }).
					Else(func() app.UI { return ui.Icon("chat") }),
			),
		),
		app.Div().ID(previewSource).Class(class).Hidden(true).Body(f.panel(site)...),
	)
}

func launcherClass(l shared.Launcher) string {
	if l.Text != "" {
		return "preview-launcher preview-pill"
	}
	return "preview-launcher"
}

// panel is the panel's markup, with an answer in it.
func (f *siteForm) panel(site shared.Site) []app.UI {
	placeholder := site.Texts.Placeholder
	if placeholder == "" {
		placeholder = ui.SayWrite
	}
	greeting := site.Greeting
	if len(greeting) == 0 {
		greeting = ui.Greetings()
	}
	lines := make([]app.UI, len(greeting))
	for i, line := range greeting {
		if i == 0 {
			lines[i] = app.H2().Class("greeting-title").Dir("auto").Text(line)
			continue
		}
		lines[i] = app.P().Class("greeting-more").Dir("auto").Text(line)
	}
	return []app.UI{
		app.Header().Class("head").Body(
			app.Span().Class("head-sign").Body(
				app.If(site.Picture != "", func() app.UI { return app.Img().Class("head-picture").Src(site.Picture).Alt(site.Title) }).
					Else(func() app.UI { return app.Span().Class("head-initials").Text(ui.Initials(site.Title)) }),
			),
			app.Div().Class("head-text").Body(
				app.P().Class("head-title").Dir("auto").Text(site.Title),
				app.P().Class("head-site").Dir("auto").Text(site.Name),
			),
			app.Span().Class("icon-button").Body(ui.Icon("close")),
		),
		app.Div().Class("talk").Body(app.Div().Class("messages").Body(app.Div().Class("messages-list").Body(
			app.Div().Class("greeting").Body(lines...),
			app.Div().Class("row row-mine").Body(app.Div().Class("bubble").Text(sayPreviewSaid)),
			app.If(len(site.Fields) > 0, func() app.UI { return app.P().Class("notice").Text(sayPreviewFields(len(site.Fields))) }),
		))),
		app.Div().Class("composer").Body(app.Div().Class("composer-box").Body(
			app.Div().Class("composer-input").Text(placeholder),
			app.Span().Class("composer-send").Body(ui.Icon("send")),
		), app.Div().Class("composer-notes")),
	}
}

// mirrorPreview shows what was drawn.
func mirrorPreview() {
	brand := map[string]string{"--brand": browser.Dataset("preview", "brand"), "--on-brand": browser.Dataset("preview", "onBrand")}
	browser.Mirror(previewSource, previewPanel, browser.Param("preview"), brand)
	browser.SetProperties(previewButton, brand)
}
