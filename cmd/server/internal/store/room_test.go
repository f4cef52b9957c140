package store

import (
	"fmt"
	"testing"

	"parley/shared"
)

// TestDeletedRoomsLeaveNothing: what was said there is gone from the tables, not
// only from sight, and nothing else is.
func TestDeletedRoomsLeaveNothing(t *testing.T) {
	db := open(t)
	for _, id := range []shared.ConversationID{"gone", "stays"} {
		if _, err := db.AddRoom(ctx, id, shared.NewRoom{Title: string(id)}, noon); err != nil {
			t.Fatal(err)
		}
		if err := db.Enter(ctx, id, agent); err != nil {
			t.Fatal(err)
		}
		for i := range purgeAtOnce + 1 {
			d := Draft{Conversation: id, Sender: agent, Content: fmt.Sprint(i), At: noon}
			posted := post(t, db, d)
			if i > 0 {
				continue
			}
			c := Change{Conversation: id, Message: posted.Message.ID, By: agent.ID, At: noon}
			if _, _, err := db.React(ctx, c, "👍", true); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Hide(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
	}
	count := func(table string) (n int) {
		t.Helper()
		if err := db.read.Get(&n, `SELECT count(*) FROM `+table); err != nil {
			t.Fatal(err)
		}
		return n
	}
	tables := []string{"messages", "reactions", "hidden", "changes", "members"}
	var before []int
	for _, table := range tables {
		before = append(before, count(table))
	}
	if _, err := db.DeleteRoom(ctx, "gone", noon); err != nil {
		t.Fatal(err)
	}
	_, err := db.History(ctx, agent.ID, "gone", 0, 10)
	refused(t, err, shared.CodeRoomInvalid)
	_, err = db.Post(ctx, Draft{Conversation: "gone", Sender: agent, Content: "late", At: noon})
	refused(t, err, shared.CodeRoomInvalid)
	if count("messages") != before[0] {
		t.Error("the control: Purge has nothing to do")
	}
	if err := db.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	for i, table := range tables {
		if got := count(table); got*2 != before[i] {
			t.Errorf("%s has %d rows after %d", table, got, before[i])
		}
	}
	page, err := db.History(ctx, agent.ID, "stays", 0, 10)
	if err != nil || len(page.Messages) != 10 {
		t.Errorf("%+v %v", page, err)
	}
}
