package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/store"
	"parley/shared"
)

var (
	visitor = shared.Person{ID: "v", Role: shared.RoleVisitor}
	anna    = shared.Person{ID: "a", Role: shared.RoleAgent, Username: "anna", FirstName: "Anna", LastName: "Berg"}
	noon    = time.Date(2026, 11, 21, 12, 0, 0, 0, time.Local)
)

// talk is a conversation of n messages a minute apart, the visitor's and
// Anna's in pairs, as the visitor sees it.
func talk(n int) *store.Conversation {
	c := &store.Conversation{}
	page := shared.History{Head: int64(n)}
	for seq := int64(1); seq <= int64(n); seq++ {
		m := shared.Message{Seq: seq, Kind: shared.KindMessage, Content: fmt.Sprint("message ", seq),
			Sender: visitor, Timestamp: noon.Add(time.Duration(seq-int64(n)) * time.Minute)}
		if (seq-1)/2%2 == 1 {
			m.Sender = anna
		}
		page.Messages = append(page.Messages, m)
	}
	c.Begin(shared.Conversation{ID: "c", Head: page.Head}, visitor)
	c.Load(page)
	return c
}

func listed(c *store.Conversation) Messages {
	return Messages{Log: c.Log(), Rev: c.Rev, Me: visitor.ID, Pending: c.Outbox.Items(), Today: Day(noon)}
}

func html(m Messages) string { return app.HTMLString(&m) }

func count(t *testing.T, html, what string, want int) {
	t.Helper()
	if got := strings.Count(html, what); got != want {
		t.Errorf("%d × %s, want %d in\n%s", got, what, want, html)
	}
}

func has(t *testing.T, html string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in\n%s", want, html)
		}
	}
}

func TestMessagesEmptyAndLoading(t *testing.T) {
	empty := html(Messages{Greeting: Greetings()})
	has(t, empty, SayGreeting, `role="log"`, `aria-live="off"`, `tabindex="0"`, `role="status"`)
	count(t, empty, "skeleton-item", 0)
	count(t, empty, "<article", 0)

	loading := html(Messages{Greeting: Greetings(), Loading: true})
	has(t, loading, SayGreeting, "aria-busy")
	count(t, loading, "skeleton-item", 5)

	failed := html(Messages{Problem: SayOlderFailed})
	has(t, failed, SayOlderFailed, `role="alert"`, SayRetry)
}

func TestMessagesGroupsAndDays(t *testing.T) {
	c := talk(6) // two of mine, two of Anna's, two of mine
	m := listed(c)
	m.Seen, m.Delivered = 1, 2
	at := noon.Add(time.Minute)
	first := *c.Log().Chunks()[0].Rows[0].Message
	first.SeenAt = &at
	c.Log().Chunks()[0].Rows[0].Message = &first
	got := html(m)
	count(t, got, `role="article"`, 6)
	count(t, got, "row-mine", 4)
	count(t, got, `"who"`, 1)
	count(t, got, `"avatar `, 1)
	count(t, got, `"day"`, 1)
	has(t, got, `aria-label="Anna Berg, 11:57"`, `aria-label="You, 11:55, Seen 12:01"`, `title="Seen 12:01"`, `aria-label="You, 11:56, Delivered"`, `aria-label="You, 12:00, Sent"`, ">Today<", ">AB<")
	count(t, got, "row-seen", 1)
	count(t, got, "row-delivered", 1)
	count(t, got, "row-sent", 2)
	count(t, got, `aria-live="off"`, 1+4) // the list before it is calm, and my own

	if m.Today++; !strings.Contains(html(m), ">Yesterday<") {
		t.Error("at midnight today did not become yesterday")
	}
}

func TestMessagesNotices(t *testing.T) {
	at := noon
	c := talk(1)
	for i, by := range []*shared.Person{&anna, &visitor, nil} {
		c.Apply(shared.ConversationChanged{Seq: int64(i + 2), Conversation: shared.Conversation{ID: "c", Status: shared.StatusEnded, EndedAt: &at, EndedBy: by}}, noon)
	}
	c.Apply(shared.ConversationChanged{Seq: 5, Conversation: shared.Conversation{ID: "c", Status: shared.StatusOpen}}, noon)
	c.Apply(shared.MessagePosted{Message: shared.Message{Seq: 6, Kind: "enter", Content: "Tom has joined", Timestamp: noon}}, noon)
	got := html(listed(c))
	has(t, got, "Anna Berg ended the conversation · 12:00", "You ended the conversation · 12:00", SayEnded+" · 12:00", SayReopened, "Tom has joined · 12:00")
	count(t, got, "<article", 1)
}

func TestMessagesChanged(t *testing.T) {
	c := talk(6)
	var ids []shared.MessageID
	for i := range 6 {
		m := shared.Message{ID: shared.MessageID(i + 1), ConversationID: "c", Seq: int64(i + 7), Sender: anna, Content: fmt.Sprint("word ", i+1), Timestamp: noon}
		c.Apply(shared.MessagePosted{Message: m}, noon)
		ids = append(ids, m.ID)
	}
	c.Apply(shared.MessageEdited{MessageID: ids[0], Content: "other word", EditedAt: noon, Seq: 13}, noon)
	c.Apply(shared.MessageDeleted{MessageID: ids[1], For: shared.ForEveryone, DeletedAt: noon, Seq: 14}, noon)
	c.Apply(shared.MessageDeleted{MessageID: ids[2], For: shared.ForMe}, noon)
	for seq, who := range []shared.MemberID{"v", "a"} {
		c.Apply(shared.ReactionChanged{MessageID: ids[3], Emoji: "👍", User: who, On: true, Seq: int64(seq + 15)}, noon)
	}
	got := html(listed(c))
	has(t, got, "other word", SayEdited+" 12:00", "bubble-gone", SayDeleted, `aria-label="👍 2"`)
	for _, gone := range []string{"word 1<", "word 2", "word 3"} {
		if strings.Contains(got, gone) {
			t.Errorf("%s is still shown", gone)
		}
	}
	count(t, got, "<article", 11)
}

func TestMessagesPending(t *testing.T) {
	c := talk(2)
	c.Outbox.Add(store.Pending{ClientMessageID: "p1", Content: "on its way", At: noon})
	c.Outbox.Add(store.Pending{ClientMessageID: "p2", Content: "refused <b>", At: noon})
	c.Outbox.Fail("p2", "That was a little too fast.")
	got := html(listed(c))
	has(t, got, `aria-label="You, Sending"`, "on its way", "row-pending", "Not sent. That was a little too fast.", "refused &lt;b&gt;", SayRetry, SayCopy, SayDelete)
	count(t, got, `data-id="p2"`, 3)
	count(t, got, `data-id="p1"`, 0)
	count(t, got, `role="alert"`, 1)
	if i, j := strings.Index(got, "message 2"), strings.Index(got, "on its way"); i > j {
		t.Error("what is on its way stands before what was said")
	}
}

func TestMessagesTyping(t *testing.T) {
	m := listed(talk(1))
	m.Typing = []string{"Anna"}
	has(t, html(m), "Anna is typing", "typing-dots")
	for names, want := range map[string]string{"": "", "a": "a is typing", "a b": "a and b are typing", "a b c": "Several people are typing"} {
		if got := SayIsTyping(strings.Fields(names)); got != want {
			t.Errorf("%q: %q, want %q", names, got, want)
		}
	}
}

// TestMessagesPlaces proves the cheapness: what is loaded keeps its place in
// the tree when older pages come, and one more message draws one chunk.
func TestMessagesPlaces(t *testing.T) {
	const n = 2340
	all := talk(n)
	var messages []shared.Message
	for _, c := range all.Log().Chunks() {
		for _, r := range c.Rows {
			messages = append(messages, *r.Message)
		}
	}
	c := &store.Conversation{}
	c.Begin(shared.Conversation{ID: "c", Head: n}, visitor)
	c.Load(shared.History{Messages: messages[n-300:], Head: n})

	e := app.NewTestEngine()
	m := listed(c)
	shown := NewMessages(m, MessagesHandlers{})
	if err := e.Load(shown); err != nil {
		t.Fatal(err)
	}
	// root, list, log, block 2, its root, the chunk in it, its root
	place := []int{0, 0, 1, 2, 0, int(n-1)/store.ChunkSize - 2*perBlock, 0}
	inPlace := func() {
		t.Helper()
		if err := app.Match(app.Div().Class("chunk"), shown, place...); err != nil {
			t.Error(err)
		}
	}
	inPlace()

	// A mark put behind the list's back shows which chunks are drawn again.
	marks := 0
	expect := func(what string, want int, change func(*Messages)) {
		t.Helper()
		marks++
		mark := fmt.Sprintf("[mark %d]", marks)
		for _, c := range c.Log().Chunks() {
			c.Rows[0].Message.Content = mark
		}
		change(&m)
		load(t, e, m)
		if got := strings.Count(app.HTMLString(shown), mark); got != want {
			t.Errorf("%s drew %d chunks again, want %d", what, got, want)
		}
		inPlace()
	}
	expect("a page of history", 1, func(m *Messages) { // where the page before it began
		c.Load(shared.History{Messages: messages[n-600 : n-300], Head: n})
		m.Rev = c.Rev
	})
	expect("a message", 1, func(m *Messages) {
		c.Apply(posted(n+1, anna), noon)
		m.Rev = c.Rev
	})
	expect("the first watermark", len(c.Log().Chunks()), func(m *Messages) { m.Seen = n })
	expect("the next watermark", 1, func(m *Messages) { m.Seen = n + 1 })
	expect("the first delivery", len(c.Log().Chunks()), func(m *Messages) { m.Delivered = n })
	expect("the next delivery", 1, func(m *Messages) { m.Delivered = n + 1 })
	expect("somebody typing", 0, func(m *Messages) { m.Typing = []string{"Anna"} })
	expect("something to say", 0, func(m *Messages) { m.Pending = []store.Pending{{ClientMessageID: "x", At: noon}} })
}

// The newest messages are there at once, in the places they keep.
func TestMessagesBrief(t *testing.T) {
	m := listed(talk(1234))
	m.brief = true
	count(t, html(m), `role="article"`, 34+store.ChunkSize)
	has(t, html(m), "message 1234", "message 1151<")
	m.brief = false
	count(t, html(m), `role="article"`, 1234)
}

func load(t *testing.T, e app.TestEngine, m Messages) {
	t.Helper()
	if err := e.Load(NewMessages(m, MessagesHandlers{})); err != nil {
		t.Fatal(err)
	}
	e.ConsumeAll()
}

func TestMessagesPlan(t *testing.T) {
	c := talk(400)
	page := func(from, to int) (h shared.History) {
		for _, chunk := range c.Log().Chunks() {
			for _, r := range chunk.Rows {
				if r.Seq >= int64(from) && r.Seq <= int64(to) {
					h.Messages = append(h.Messages, *r.Message)
				}
			}
		}
		h.Head = 400
		return h
	}
	v := &store.Conversation{}
	v.Begin(shared.Conversation{ID: "c", Head: 400}, visitor)
	m := &Messages{Log: v.Log(), Me: visitor.ID, Loading: true}
	m.plan(0)

	v.Load(page(101, 400))
	m.Loading = false
	if got, want := m.plan(0), (keep{end: true, quiet: true}); got != want {
		t.Errorf("first page: %+v, want %+v", got, want)
	}
	v.Apply(posted(401, anna), noon)
	if got, want := m.plan(nearEnd), (keep{end: true}); got != want {
		t.Errorf("near the end: %+v, want %+v", got, want)
	}
	m.away = true // the reader scrolls up
	v.Apply(posted(402, anna), noon)
	v.Apply(posted(403, visitor), noon)
	v.Apply(posted(404, anna), noon)
	if got, want := m.plan(500), (keep{}); got != want {
		t.Errorf("reading further up: %+v, want %+v", got, want)
	}
	if got := m.unread(); got != 2 {
		t.Errorf("%d new below, want 2", got)
	}
	has(t, app.HTMLString(m.Render()), "2 new messages")
	m.Loading = true
	m.plan(500)
	v.Load(page(1, 100))
	m.Loading = false
	if got, want := m.plan(500), (keep{anchor: true, quiet: true}); got != want {
		t.Errorf("older page: %+v, want %+v", got, want)
	}
	m.Pending = []store.Pending{{ClientMessageID: "x"}}
	if got, want := m.plan(500), (keep{end: true}); got != want {
		t.Errorf("having said something: %+v, want %+v", got, want)
	}
	if m.away || m.unread() != 0 {
		t.Error("at the end nothing is new")
	}
}

func posted(seq int64, by shared.Person) shared.MessagePosted {
	return shared.MessagePosted{Message: shared.Message{Seq: seq, Kind: shared.KindMessage, Content: "x", Sender: by, Timestamp: noon}}
}

func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := talk(n)
			e := app.NewTestEngine()
			if err := e.Load(NewMessages(listed(c), MessagesHandlers{})); err != nil {
				b.Fatal(err)
			}
			e.ConsumeAll()
			seq := int64(n)
			for b.Loop() {
				seq++
				c.Apply(posted(seq, anna), noon)
				if err := e.Load(NewMessages(listed(c), MessagesHandlers{})); err != nil {
					b.Fatal(err)
				}
				e.ConsumeAll() // or what it defers would fill the engine's queue
			}
		})
	}
}
