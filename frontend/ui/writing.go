package ui

import (
	"strconv"

	"parley/shared"
)

// Writing is what a message box is for besides something new: a reply, or the
// change of a message. The zero value is neither.
type Writing struct {
	reply, edit *shared.Message
	text        string // of the change, begun or refused
	problem     string // why the change was refused
	times       int    // counts boxes
}

// Reply makes it a reply.
func (w *Writing) Reply(m *shared.Message) { w.reply, w.edit = m, nil }

// Edit makes it the change of a message.
func (w *Writing) Edit(m *shared.Message) { w.change(m, m.Content, "") }

func (w *Writing) change(m *shared.Message, text, problem string) {
	w.reply, w.edit, w.text, w.problem = nil, m, text, problem
	w.times++
}

// Cancel makes it neither.
func (w *Writing) Cancel() { w.reply, w.edit = nil, nil }

// Editing reports whether a message is being changed: its text is no draft.
func (w *Writing) Editing() bool { return w.edit != nil }

// Key is that of the message box, which a change has to itself.
func (w *Writing) Key(base string) string {
	if w.edit == nil {
		return base
	}
	return base + "/edit/" + strconv.Itoa(w.times)
}

// Draft is what the box starts with.
func (w *Writing) Draft(kept string) string {
	if w.edit == nil {
		return kept
	}
	return w.text
}

// Quote is what stands above the box.
func (w *Writing) Quote() (q Quote) {
	switch {
	case w.edit != nil && w.problem != "":
		return Quote{Label: w.problem, Bad: true}
	case w.edit != nil:
		return Quote{Label: SayEditing}
	case w.reply != nil:
		return Quote{Label: SayReplyTo(nameOf(w.reply.Sender)), Text: OneLine(w.reply.Content)}
	}
	return q
}

// Send takes what was written. It is either a change, which do does and which
// comes back when it is refused, or something to say, perhaps as a reply.
func (w *Writing) Send(text string, do func(shared.Command, func(error)), say func(reply *shared.MessageID)) {
	reply, edit := w.reply, w.edit
	w.Cancel()
	switch {
	case edit != nil:
		do(shared.EditMessage{ConversationID: edit.ConversationID, MessageID: edit.ID, Content: text}, func(err error) {
			if err != nil {
				w.change(edit, text, shared.AsError(err).Message)
			}
		})
	case reply != nil:
		say(&reply.ID)
	default:
		say(nil)
	}
}
