package store

import (
	"testing"

	"parley/shared"
)

func TestOutbox(t *testing.T) {
	var o Outbox
	first, second := Pending{ClientMessageID: "m1", Content: "one", At: noon}, Pending{ClientMessageID: "m2", Content: "two", At: noon}
	o.Add(first)
	o.Add(second)
	next := func(want Pending) {
		t.Helper()
		got, _ := o.Next()
		same(t, "next", want, got)
	}
	next(first)
	same(t, "command", shared.SendMessage{ConversationID: "c", Content: "one", ClientMessageID: "m1"}, first.Command("c"))

	if !o.Fail("m1", "Message too long") || o.Fail("m9", "") {
		t.Error("fail does not say whether it was here")
	}
	next(second) // a refused one waits for its author
	got, ok := o.Find("m1")
	if !ok || got.Problem != "Message too long" {
		t.Errorf("found %+v, %v", got, ok)
	}
	if _, ok := o.Find("m9"); ok {
		t.Error("found what was never here")
	}
	if !o.Retry("m1") || o.Retry("m9") {
		t.Error("retry does not say whether it was here")
	}
	next(first) // in the order said
	o.Discard("m1")
	o.Discard("m9")
	same(t, "items", []Pending{second}, o.Items())
	o.Fail("m2", "no")
	if got, waits := o.Next(); waits {
		t.Errorf("%+v is to be sent", got)
	}
}

func TestOutboxSurvivesReload(t *testing.T) {
	var before, after Outbox
	before.Add(Pending{ClientMessageID: "m1", Content: "one", At: noon.UTC()})
	before.Add(Pending{ClientMessageID: "m2", Content: "two", At: noon.UTC(), Problem: "no"})
	items := Kept(before.Keep())
	after.Restore(items)
	same(t, "items", before.Items(), after.Items())
	items[0].Content = "changed"
	after.Items()[1].Content = "changed"
	same(t, "items: nobody else's slice", before.Items(), after.Items())

	for range 2 * mostKept {
		before.Add(Pending{ClientMessageID: "more"})
	}
	items = Kept(before.Keep())
	same(t, "no more than fits", mostKept, len(items))
	same(t, "the oldest", "m1", items[0].ClientMessageID)
	same(t, "nothing", "", new(Outbox).Keep())
	same(t, "broken", 0, len(Kept("{broken"))+len(Kept("")))
}
