package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/store"
	"parley/shared"
)

// perBlock is how many chunks one block spans. go-app matches children by
// position, so what is drawn keeps its place: block b holds the chunks
// b·perBlock …, and where nothing is loaded stands an empty element. A page of
// history fills places and moves nothing, and one more message costs the
// drawing of one chunk, the comparison of one block's and of the blocks.
const perBlock = 20

// firstChunks are drawn at first: no screen shows more than one of them fills.
const firstChunks = 2

// blocks are the loaded chunks in their places.
func (m *Messages) blocks() []app.UI {
	if m.Log == nil {
		return nil
	}
	chunks := m.Log.Chunks()
	if len(chunks) == 0 {
		return nil
	}
	if m.brief {
		chunks = chunks[max(0, len(chunks)-firstChunks):]
	}
	notes := m.notes(chunks[0])
	var blocks []app.UI
	for at := int64(0); len(chunks) > 0; at += perBlock {
		n, rev := 0, 0
		for n < len(chunks) && chunks[n].Index < at+perBlock {
			rev += chunks[n].Rev
			n++
		}
		if n == 0 {
			blocks = append(blocks, nothing())
			continue
		}
		b := &block{
			From: at, Chunks: chunks[:n:n], Rev: rev, Me: m.Me, Today: m.Today,
			Delivered: clamp(m.Delivered, at), Seen: clamp(m.Seen, at), list: m,
		}
		b.Notes, notes = before(notes, chunks[n:])
		blocks = append(blocks, b)
		chunks = chunks[n:]
	}
	return blocks
}

// clamp limits a watermark to what makes a difference to the block that begins
// at a chunk.
func clamp(seq, at int64) int64 {
	return min(max(seq, at*store.ChunkSize), (at+perBlock)*store.ChunkSize)
}

func nothing() app.UI { return app.Div().Class("chunk-place").Hidden(true) }

// block is a run of places for chunks.
type block struct {
	app.Compo
	From            int64
	Chunks          []*store.Chunk
	Rev             int
	Delivered, Seen int64
	Me              shared.MemberID
	Today           int
	Notes           []store.Row

	list *Messages
}

// Render implements app.Composer.
func (b *block) Render() app.UI {
	places := make([]app.UI, 0, perBlock)
	notes := b.Notes
	for i, c := range b.Chunks {
		for b.From+int64(len(places)) < c.Index {
			places = append(places, nothing())
		}
		place := &chunk{
			Chunk: c, Rev: c.Rev, Delivered: c.Clamp(b.Delivered), Seen: c.Clamp(b.Seen), Me: b.Me, Today: b.Today, list: b.list,
		}
		place.Notes, notes = before(notes, b.Chunks[i+1:])
		places = append(places, place)
	}
	return app.Div().Class("block").Body(places...)
}

// chunk draws up to store.ChunkSize rows. Rev says when they changed: a changed
// element of a slice compares equal to itself.
type chunk struct {
	app.Compo
	Chunk           *store.Chunk
	Rev             int
	Delivered, Seen int64
	Me              shared.MemberID
	Today           int
	Notes           []store.Row

	list *Messages
}

// Render implements app.Composer.
func (c *chunk) Render() app.UI {
	rows := make([]app.UI, 0, len(c.Chunk.Rows)+len(c.Notes)+4)
	notes := c.Notes
	for i := range c.Chunk.Rows {
		row := &c.Chunk.Rows[i]
		beside := len(notes)
		for len(notes) > 0 && notes[0].At().Before(row.At()) {
			rows = append(rows, c.row(&notes[0], true))
			notes = notes[1:]
		}
		if len(notes) < beside { // what stood above it is no longer there
			alone := *row
			alone.Continues = false
			row = &alone
		}
		if row.NewDay {
			rows = append(rows, app.P().Class("day").Body(app.Span().Text(DayName(row.At(), c.Today))))
		}
		rows = append(rows, c.row(row, false))
	}
	for i := range notes {
		rows = append(rows, c.row(&notes[i], true))
	}
	return app.Div().Class("chunk").Body(rows...)
}

func (c *chunk) row(row *store.Row, note bool) app.UI {
	switch {
	case row.Change != nil:
		return notice(changeText(row.Change, c.Me), row.At())
	case row.Message == nil || row.Message.Hidden:
		return nothing()
	case row.Message.Kind != shared.KindMessage && row.Message.Kind != "":
		return c.notice(row)
	}
	return c.message(row, note)
}

// notice is a quiet line in the middle: what happened, not what was said.
func notice(text string, at time.Time) app.UI {
	n := app.P().Class("notice")
	if at.IsZero() {
		return n.Text(text)
	}
	return n.Title(FullTime(at)).Text(Isolate(text) + " · " + Clock(at))
}

func changeText(change *shared.ConversationChanged, me shared.MemberID) string {
	switch {
	case change.Kind == shared.KindNotes:
		return assignmentText(change)
	case change.Kind == shared.KindRoom:
		return roomChanged(change)
	case change.Status == shared.StatusOpen:
		return SayReopened
	case change.EndedBy == nil:
		return SayEnded
	case change.EndedBy.ID == me:
		return SayYouEnded
	}
	return SayEndedBy(nameOf(*change.EndedBy))
}

// assignmentText tells who looks after a conversation from now on.
func assignmentText(change *shared.ConversationChanged) string {
	by, to := shared.System, ""
	if change.By != nil {
		by = *change.By
	}
	if change.Internal != nil && change.Assignee != nil {
		if to = nameOf(*change.Assignee); change.Assignee.ID == by.ID {
			return SayTaken(to)
		}
	}
	return SayGiven(nameOf(by), to)
}

func nameOf(p shared.Person) string {
	if name := strings.TrimSpace(p.Name()); name != "" {
		return Said(name)
	}
	if p.Role == shared.RoleVisitor {
		return SayVisitorFallback
	}
	return SaySomebodyFallback
}

// reach is how far a message of the reader's own got.
type reach struct{ class, icon, text string }

func (c *chunk) reach(row *store.Row) reach {
	switch {
	case row.Seq <= c.Seen && row.Message.SeenAt != nil:
		return reach{"row-seen", "seen", SaySeenAt(*row.Message.SeenAt, c.Today)}
	case row.Seq <= c.Seen:
		return reach{"row-seen", "seen", SaySeen}
	case row.Seq <= c.Delivered:
		return reach{"row-delivered", "checks", SayDelivered}
	}
	return reach{"row-sent", "check", SaySent}
}

func (c *chunk) message(row *store.Row, note bool) app.UI {
	m := row.Message
	l := look{mine: m.Sender.ID == c.Me, continues: row.Continues && !note, id: m.ID, note: note, acts: c.list.acts(m)}
	at := Clock(m.Timestamp)
	if m.EditedAt != nil && m.DeletedAt == nil {
		at = SayEdited + " " + at
	}
	if l.mine && note {
		l.label = SayYou + ", " + at + ", " + SayNote
		return l.row(append(l.noteLabel(), c.content(m), l.meta(at))...)
	}
	if l.mine {
		got := c.reach(row)
		l.icon, l.extra, l.state, l.label = got.icon, got.class, got.text, SayYou+", "+at+", "+got.text
		return l.row(c.content(m), l.meta(at))
	}
	name := nameOf(m.Sender)
	l.label = name + ", " + at
	if l.continues {
		return l.row(c.content(m), l.meta(at))
	}
	who := []app.UI{Avatar(m.Sender)}
	if note {
		l.label += ", " + SayNote
		who = append(who, l.noteLabel()...)
	}
	who = append(who, app.P().Class("who").Attr("aria-hidden", "true").Body(app.Span().Class("who-name").Dir("auto").Text(name)))
	return l.row(append(who, c.content(m), l.meta(at))...)
}

// look is what rows of all kinds have in common.
type look struct {
	mine, continues bool
	extra           string
	label           string // accessible name: who and when
	icon            string
	state           string // what the icon says
	id              shared.MessageID
	note            bool // only users see it
	acts            bool // something can be done to it
}

// noteLabel says whom a note is for.
func (l look) noteLabel() []app.UI {
	if !l.note {
		return nil
	}
	return []app.UI{app.P().Class("note-label").Attr("aria-hidden", "true").Body(Icon("lock"), app.Span().Text(SayNote))}
}

func (l look) row(body ...app.UI) app.UI {
	class := "row row-theirs"
	if l.mine {
		class = "row row-mine"
	}
	if l.continues {
		class += " row-continues"
	}
	if l.extra != "" {
		class += " " + l.extra
	}
	if l.note {
		class += " row-note"
	}
	row := app.Article().Class(class).Role("article").Aria("label", l.label)
	if l.id != 0 {
		row = row.ID(rowID(l.id)).TabIndex(-1).DataSet("message", int64(l.id))
	}
	if l.mine {
		// Its author has just typed it.
		row = row.Aria("live", "off")
	}
	return row.Body(body...)
}

// meta is beside the bubble, in room that is there anyway: the time, for who
// points at the message, and how far it got. Both are in the row's name.
func (l look) meta(at string) app.UI {
	meta := app.Span().Class("meta")
	if l.state != "" {
		meta = meta.Attr("title", l.state)
	}
	return meta.Body(
		app.If(at != "", func() app.UI { return app.Span().Class("meta-at").Attr("aria-hidden", "true").Text(at) }),
		app.If(l.icon != "", func() app.UI { return Icon(l.icon) }),
		app.If(l.acts, func() app.UI { return moreButton(l.id) }),
	)
}

// content is what a message says by now, what it replies to, and what others say
// to it.
func (c *chunk) content(m *shared.Message) app.UI {
	if m.DeletedAt != nil {
		return app.Div().Class("bubble bubble-gone").Text(SayDeleted)
	}
	words := Rich(m.Content)
	if m.ReplyTo != nil {
		words = append([]app.UI{c.list.quote(*m.ReplyTo)}, words...)
	}
	if len(m.Reactions) > 0 {
		words = append(words, c.list.reactions(m))
	}
	return app.Div().Class("bubble").Body(words...)
}

// notes are the notes to be drawn among what is drawn from a chunk on: those from
// before it wait for what they stand beside.
func (m *Messages) notes(first *store.Chunk) (notes []store.Row) {
	if m.Notes == nil {
		return nil
	}
	from := first.Rows[0].At()
	if first == m.Log.Chunks()[0] && m.Log.Complete() {
		from = time.Time{}
	}
	for row := range m.Notes.Rows() {
		if !row.At().Before(from) {
			notes = append(notes, row)
		}
	}
	return notes
}

// before splits the notes at the beginning of the chunks that follow.
func before(notes []store.Row, following []*store.Chunk) (these, rest []store.Row) {
	if len(following) == 0 {
		return notes, nil
	}
	begins := following[0].Rows[0].At()
	n := slices.IndexFunc(notes, func(r store.Row) bool { return !r.At().Before(begins) })
	if n < 0 {
		return notes, nil
	}
	return notes[:n:n], notes[n:]
}
