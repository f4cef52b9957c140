package ui

import (
	"slices"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/shared"
)

// quick are the reactions that are offered.
var quick = []string{"👍", "❤️", "😄", "🎉", "😮", "🙏"}

const (
	doReply  = "reply"
	doCopy   = "copy"
	doEdit   = "edit"
	doHide   = "hide"
	doTake   = "take"
	doDelete = "delete"
	doKeep   = "keep"

	messageMenu = "message-menu"
	rowsOf      = ".row[data-message]"
)

// acting is what the reader is about to do to a message.
type acting struct {
	of      shared.MessageID  // whose menu is open; 0: none
	asking  shared.DeletedFor // whether to delete it
	seeking shared.MessageID  // to be shown once it is loaded
	problem string            // why the last thing was refused
}

func rowID(id shared.MessageID) string  { return "message-" + strconv.FormatInt(int64(id), 10) }
func moreID(id shared.MessageID) string { return "more-" + strconv.FormatInt(int64(id), 10) }

// moreButton opens a message's menu. The list listens for it: a handler each
// would be hundreds. The keyboard opens the menu from the message itself.
func moreButton(id shared.MessageID) app.UI {
	return app.Button().ID(moreID(id)).Type("button").Class("row-more").TabIndex(-1).DataSet("act", "more").
		Aria("label", SayActions).Aria("haspopup", "menu").Title(SayActions).Body(Icon("more"))
}

// acts reports whether something can be done to a message.
func (m *Messages) acts(message *shared.Message) bool {
	return m.on.Do != nil && message.DeletedAt == nil
}

// find is a loaded message, of the conversation or of its notes.
func (m *Messages) find(id shared.MessageID) *shared.Message {
	if m.Log != nil {
		if found, ok := m.Log.Find(id); ok {
			return found
		}
	}
	if m.Notes != nil {
		if found, ok := m.Notes.Find(id); ok {
			return found
		}
	}
	return nil
}

// quote is what a message replies to; pressed, it shows the original.
func (m *Messages) quote(id shared.MessageID) app.UI {
	who, text := "", SayEarlier
	if original := m.find(id); original != nil {
		who, text = nameOf(original.Sender), OneLine(original.Content)
		if original.DeletedAt != nil || original.Hidden {
			text = SayDeleted
		}
	}
	return app.Button().Type("button").Class("quote").DataSet("act", "quote").DataSet("to", int64(id)).Title(SayShowOriginal).Body(
		app.If(who != "", func() app.UI { return app.Span().Class("quote-who").Dir("auto").Text(who) }),
		app.Span().Class("quote-text").Dir("auto").Text(text),
	)
}

// reactions are the chips under a message: pressed, they count the reader too.
func (m *Messages) reactions(message *shared.Message) app.UI {
	var chips []app.UI
	for _, r := range message.Reactions {
		mine := slices.Contains(r.Users, m.Me)
		class := "reaction"
		if mine {
			class += " reaction-mine"
		}
		chips = append(chips, app.Button().Type("button").Class(class).Disabled(m.on.Do == nil).
			DataSet("act", "react").DataSet("emoji", r.Emoji).
			Aria("pressed", strconv.FormatBool(mine)).Aria("label", r.Emoji+" "+strconv.Itoa(len(r.Users))).Body(
			app.Span().Text(r.Emoji),
			app.If(len(r.Users) > 1, func() app.UI { return app.Span().Class("reaction-count").Text(strconv.Itoa(len(r.Users))) }),
		))
	}
	return app.Div().Class("reactions").Body(chips...)
}

// data reads a data attribute of the nearest element around an event's target.
func data(e app.Event, selector, key string) string {
	found := e.Get("target").Call("closest", selector)
	if !found.Truthy() {
		return ""
	}
	if value := found.Get("dataset").Get(key); value.Truthy() {
		return value.String()
	}
	return ""
}

func messageOf(e app.Event) shared.MessageID {
	id, _ := strconv.ParseInt(data(e, rowsOf, "message"), 10, 64)
	return shared.MessageID(id)
}

// clicked is a click anywhere in the list.
func (m *Messages) clicked(ctx app.Context, e app.Event) {
	id := messageOf(e)
	switch data(e, "[data-act]", "act") {
	case "more":
		m.open(id)
	case "react":
		m.react(id, data(e, "[data-act]", "emoji"))
	case "quote":
		to, _ := strconv.ParseInt(data(e, "[data-act]", "to"), 10, 64)
		m.seek(ctx, shared.MessageID(to))
	default:
		ctx.PreventUpdate()
	}
}

// keyed goes from message to message, and opens their menus.
func (m *Messages) keyed(ctx app.Context, e app.Event) {
	key, id := e.Get("key").String(), messageOf(e)
	onRow := id != 0 && data(e, "[data-act]", "act") == ""
	switch {
	case key == "ArrowUp" || key == "ArrowDown":
		by := 1
		if key == "ArrowUp" {
			by = -1
		}
		browser.Walk(m.id(), rowsOf, by)
	case onRow && (key == "Enter" || key == "ContextMenu" || key == "F10" && e.Get("shiftKey").Bool()) && m.open(id):
		e.PreventDefault()
		return
	default:
		ctx.PreventUpdate()
		return
	}
	ctx.PreventUpdate()
	e.PreventDefault()
}

// held is a finger resting on a message. A mouse keeps the browser's own menu.
func (m *Messages) held(ctx app.Context, e app.Event) {
	if id := messageOf(e); id != 0 && e.Get("pointerType").String() == "touch" && m.open(id) {
		e.PreventDefault()
		return
	}
	ctx.PreventUpdate()
}

// open opens a message's menu, if it has one.
func (m *Messages) open(id shared.MessageID) bool {
	message := m.find(id)
	if message == nil || !m.acts(message) {
		return false
	}
	m.act = acting{of: id}
	return true
}

// menu draws the menu, or the question whether to delete.
func (m *Messages) menu() app.UI {
	message := m.find(m.act.of)
	return app.If(message != nil && m.acts(message), func() app.UI {
		menu := Menu{ID: messageMenu, Label: SayActions, Anchor: moreID(m.act.of)}
		switch m.act.asking {
		case shared.ForMe:
			menu.Note = SayDeleteForMeQuestion
		case shared.ForEveryone:
			menu.Note = SayDeleteForAllQuestion
		default:
			menu.Items = m.offers(message)
		}
		if menu.Note != "" {
			menu.Items = []MenuItem{{ID: doKeep, Text: SayKeep}, {ID: doDelete, Icon: "trash", Text: SayDelete, Bad: true}}
		}
		return NewMenu(menu, m.chosen, func(app.Context) { m.act.of, m.act.asking = 0, "" })
	})
}

// offers is what its reader may do to a message.
func (m *Messages) offers(message *shared.Message) (items []MenuItem) {
	mine := message.Sender.ID == m.Me
	if !m.Ended {
		for _, emoji := range quick {
			items = append(items, MenuItem{ID: emoji, Emoji: emoji, Checked: m.reacted(message, emoji)})
		}
		items = append(items, MenuItem{ID: doReply, Icon: "reply", Text: SayReply})
	}
	items = append(items, MenuItem{ID: doCopy, Icon: "copy", Text: SayCopy})
	if mine && !m.Ended {
		items = append(items, MenuItem{ID: doEdit, Icon: "edit", Text: SayEdit})
	}
	items = append(items, MenuItem{ID: doHide, Icon: "trash", Text: SayDeleteForMe})
	if mine || m.Staff {
		items = append(items, MenuItem{ID: doTake, Icon: "trash", Text: SayDeleteForAll, Bad: true})
	}
	return items
}

func (m *Messages) reacted(message *shared.Message, emoji string) bool {
	return slices.ContainsFunc(message.Reactions, func(r shared.Reaction) bool {
		return r.Emoji == emoji && slices.Contains(r.Users, m.Me)
	})
}

func (m *Messages) chosen(ctx app.Context, what string) {
	message := m.find(m.act.of)
	asking := m.act.asking
	m.act.of, m.act.asking = 0, ""
	if message == nil {
		return
	}
	switch what {
	case doReply:
		m.on.Reply(ctx, message)
	case doEdit:
		m.on.Edit(ctx, message)
	case doCopy:
		browser.CopyText(message.Content)
	case doHide:
		m.act = acting{of: message.ID, asking: shared.ForMe}
	case doTake:
		m.act = acting{of: message.ID, asking: shared.ForEveryone}
	case doKeep:
	case doDelete:
		m.do(shared.DeleteMessage{ConversationID: message.ConversationID, MessageID: message.ID, For: asking})
	default:
		m.react(message.ID, what)
	}
}

func (m *Messages) react(id shared.MessageID, emoji string) {
	if message := m.find(id); message != nil {
		m.do(shared.React{ConversationID: message.ConversationID, MessageID: id, Emoji: emoji, On: !m.reacted(message, emoji)})
	}
}

// do has it done, and says if it was refused.
func (m *Messages) do(command shared.Command) {
	m.act.problem = ""
	ctx := m.ctx
	m.on.Do(command, func(err error) {
		if err != nil {
			ctx.Dispatch(func(app.Context) { m.act.problem = shared.AsError(err).Message })
		}
	})
}

// refused says why nothing came of the last thing done to a message.
func (m *Messages) refused() app.UI {
	return app.If(m.act.problem != "", func() app.UI {
		return app.Div().Class("refused").Role("alert").Body(
			app.Span().Text(m.act.problem),
			app.Button().Type("button").Class("link").Text(SayUnderstood).OnClick(func(app.Context, app.Event) { m.act.problem = "" }),
		)
	})
}

// seek shows a message, and loads what is older until it is there.
func (m *Messages) seek(ctx app.Context, id shared.MessageID) {
	m.act.seeking = id
	m.seekOn(ctx)
}

func (m *Messages) seekOn(ctx app.Context) {
	switch id := m.act.seeking; {
	case id == 0:
	case m.find(id) != nil:
		m.act.seeking = 0
		ctx.Defer(func(app.Context) { browser.PointOut(rowID(id)) })
	case m.Log == nil || m.Log.Complete() || m.Problem != "":
		m.act.seeking = 0
	case !m.Loading:
		m.askOlder(ctx)
	}
}
