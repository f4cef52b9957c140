package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// icons are drawn on a 24×24 grid with a round pen, but for "seen", which is
// filled; one path each, so that
// nothing but strings travels and the content policy needs no exception.
var icons = map[string]string{
	"alert":      "M12 8v5M12 16.5v.01M12 3.5 2.8 19.5h18.4z",
	"back":       "M15 5l-7 7 7 7",
	"bell":       "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21.5h4",
	"camera":     "M4.5 6h9A1.5 1.5 0 0 1 15 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16.5v-9A1.5 1.5 0 0 1 4.5 6zM15 10.5l6-3v9l-6-3",
	"chat":       "M4.5 5h15A1.5 1.5 0 0 1 21 6.5v9a1.5 1.5 0 0 1-1.5 1.5H10l-5 4v-4h-.5A1.5 1.5 0 0 1 3 15.5v-9A1.5 1.5 0 0 1 4.5 5z",
	"check":      "M5 12.5l4.5 4.5L19 7.5",
	"checks":     "M2 12.5l4.5 4.5L16 7.5M11.5 16l1 1L22 7.5",
	"clock":      "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
	"close":      "M6 6l12 12M18 6L6 18",
	"copy":       "M9 9h11v11H9zM5 15H4V4h11v1",
	"dark":       "M15 10.5l6-3v9l-6-3v-3M3.5 6.5A1.5 1.5 0 0 0 3 7.5v9A1.5 1.5 0 0 0 4.5 18h9a1.5 1.5 0 0 0 1-.4M8 6h5.5A1.5 1.5 0 0 1 15 7.5v5M3 3l18 18",
	"down":       "M12 5v14M6 13l6 6 6-6",
	"edit":       "M4 20h4L19.5 8.5a2.1 2.1 0 0 0-3-3L5 17zM14.5 7.5l3 3",
	"end":        "M9.5 8.5l5 5M14.5 8.5l-5 5M4.5 4h15A1.5 1.5 0 0 1 21 5.5v11a1.5 1.5 0 0 1-1.5 1.5H10l-5 4v-4h-.5A1.5 1.5 0 0 1 3 16.5v-11A1.5 1.5 0 0 1 4.5 4z",
	"enter":      "M14 4h5v16h-5M4.5 12H15M11 8l4 4-4 4",
	"forward":    "M9 5l7 7-7 7",
	"gear":       "M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.3l2.1 2.1M16.6 16.6l2.1 2.1M5.3 18.7l2.1-2.1M16.6 7.4l2.1-2.1",
	"globe":      "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
	"hangup":     "M3 15.5v-2C3 10.5 7 9 12 9s9 1.5 9 4.5v2a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1v-2.5h-8v2.5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z",
	"inbox":      "M3 13h5l1.5 3h5L16 13h5M5.5 5h13L21 13v6H3v-6z",
	"info":       "M12 11v5.5M12 7.5v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
	"lock":       "M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11",
	"menu":       "M4 7h16M4 12h16M4 17h16",
	"more":       "M5.5 12v.01M12 12v.01M18.5 12v.01",
	"microphone": "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
	"mute":       "M9 9.5v2.5a3 3 0 0 0 4.5 2.6M15 11V6a3 3 0 0 0-5.6-1.5M5.5 11.5a6.5 6.5 0 0 0 10.5 5.1M18.5 11.5a6.5 6.5 0 0 1-.4 2.2M12 18v3M3 3l18 18",
	"people":     "M15.5 20v-1a4 4 0 0 0-4-4h-4a4 4 0 0 0-4 4v1M13 7.5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM20.5 20v-1a4 4 0 0 0-3-3.9M15.5 4.1a3.5 3.5 0 0 1 0 6.8",
	"person":     "M19 20v-1a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v1M15.5 7.5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0z",
	"phone":      "M5 3.5h3.5l2 5-2.5 1.7a12 12 0 0 0 5.8 5.8l1.7-2.5 5 2V19a2 2 0 0 1-2 2A16.5 16.5 0 0 1 3 5.5a2 2 0 0 1 2-2z",
	"plus":       "M12 5v14M5 12h14",
	"reply":      "M9 6 4 11l5 5M4 11h10a6 6 0 0 1 6 6v1",
	"retry":      "M20 5v5h-5M19.5 10a8 8 0 1 0 .5 4",
	"room":       "M9.5 4l-2 16M16.5 4l-2 16M4.5 9h16M3.5 15h16",
	"search":     "M20 20l-4.4-4.4M17.5 11a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0z",
	"seen":       "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM10.7 17.2 6.2 12.7l1.6-1.6 2.9 2.9 5.5-6.1 1.7 1.5z",
	"send":       "M12 19V5M6 11l6-6 6 6",
	"shield":     "M12 3l7.5 2.8v5.4c0 4.4-3 8.1-7.5 9.8-4.5-1.7-7.5-5.4-7.5-9.8V5.8z",
	"trash":      "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5",
	"signout":    "M10 4H5v16h5M15 8l4 4-4 4M19 12H9.5",
}

// Icon draws one of the icons above, 24 by 24 unless its class says otherwise.
// It says nothing by itself: the control around it has the name.
func Icon(name string) app.UI {
	return app.Elem("svg").XMLNS(svg).
		Attr("class", "icon icon-"+name).
		Attr("viewBox", "0 0 24 24").
		Attr("aria-hidden", "true").
		Attr("focusable", "false").
		Body(app.Elem("path").XMLNS(svg).Attr("d", icons[name]))
}

const svg = "http://www.w3.org/2000/svg"
