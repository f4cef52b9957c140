package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/store"
	"parley/shared"
)

// notice draws what is no plain message. Who comes and goes is a quiet line;
// what staff warns of stands out, with a word and a sign besides its colour, and
// tells its author how far it got.
func (c *chunk) notice(row *store.Row) app.UI {
	m := row.Message
	var got reach
	if m.Sender.ID == c.Me {
		got = c.reach(row)
	}
	switch {
	case m.DeletedAt != nil:
		return notice(SayDeleted, m.Timestamp)
	case m.Kind == shared.KindWarning:
		return warning(m, "warning", SayWarning, "info", got)
	case m.Kind == shared.KindAlert:
		return warning(m, "alert", SayAlert, "alert", got)
	case m.Kind == shared.KindEnter && m.Subject != nil:
		return passing(m, "enter", "enter", SayEntered(nameOf(*m.Subject)))
	case m.Kind == shared.KindLeave && m.Subject != nil:
		return passing(m, "leave", "signout", SayLeave(nameOf(*m.Subject)))
	}
	return passing(m, string(m.Kind), "", Said(m.Content))
}

// warning is said by somebody, to all.
func warning(m *shared.Message, kind, word, icon string, got reach) app.UI {
	name, at := nameOf(m.Sender), Clock(m.Timestamp)
	if m.EditedAt != nil {
		at = SayEdited + " " + at
	}
	label := word + ", " + name + ", " + at
	if got.text != "" {
		label += ", " + got.text
	}
	return app.Article().Class("warning", "warning-"+kind, got.class).Role("article").DataSet("kind", kind).
		Aria("label", label).Body(
		app.P().Class("warning-head").Attr("aria-hidden", "true").Body(
			Icon(icon),
			app.Span().Class("warning-word").Text(word),
			app.Span().Class("warning-who").Dir("auto").Text(name),
			app.Span().Class("warning-at").Title(FullTime(m.Timestamp)).Text(at),
			app.If(got.icon != "", func() app.UI { return app.Span().Class("meta").Attr("title", got.text).Body(Icon(got.icon)) }),
		),
		app.Div().Class("bubble").Body(Rich(m.Content)...),
	)
}

// passing is a line that asks for nothing.
func passing(m *shared.Message, kind, icon, text string) app.UI {
	return app.P().Class("notice", "notice-"+kind).DataSet("kind", kind).Title(FullTime(m.Timestamp)).Body(
		app.If(icon != "", func() app.UI { return Icon(icon) }),
		app.Span().Text(text+" · "+Clock(m.Timestamp)),
	)
}

// roomChanged says what a room is now.
func roomChanged(change *shared.ConversationChanged) string {
	by := SaySomebodyFallback
	if change.By != nil {
		by = nameOf(*change.By)
	}
	return SayRoomChanged(by, change.Title, change.StaffOnly)
}
