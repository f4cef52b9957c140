package store

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"parley/shared"
)

// aCall offers a call of the agent in a conversation that is there.
func aCall(t *testing.T, db *DB, conversation, id string) Offered {
	t.Helper()
	offered, err := db.OfferCall(ctx, NewCall{
		Call: shared.Call{ID: shared.CallID(id), ConversationID: shared.ConversationID(conversation), Caller: agent}, At: noon,
		Site:   func(shared.Site) error { return nil },
		Reason: func(shared.MemberID, bool) shared.CallEnd { return "" },
		Say:    func(shared.CallEnd) string { return "called" },
	})
	if err != nil {
		t.Fatal(err)
	}
	return offered
}

// TestCallOverTwoNodes: a call is answered once and ended once, whichever server
// its sides talk to, and what was noted tells of it.
func TestCallOverTwoNodes(t *testing.T) {
	opened := nodes(t, 2)
	const rounds, racers = 20, 8
	for round := range rounds {
		conversation, id := fmt.Sprint("c", round), shared.CallID(fmt.Sprint("call", round))
		post(t, opened[0], draft(conversation, "m", "hello"))
		if offered := aCall(t, opened[round%2], conversation, string(id)); offered.Call.Callee.ID == "" || len(offered.Notices) != 1 {
			t.Fatalf("offered %+v", offered)
		}
		var mu sync.Mutex
		var group sync.WaitGroup
		answers, ends, answered := 0, 0, false
		for i := range racers {
			group.Go(func() {
				_, err := opened[i%2].AnswerCall(ctx, id, func(c Call) error {
					if c.AnsweredAt != nil || c.EndedAt != nil {
						return shared.Refuse(shared.CodeConflict, "")
					}
					return nil
				}, noon.Add(time.Second))
				if err == nil {
					mu.Lock()
					answers++
					mu.Unlock()
				}
			})
			group.Go(func() {
				ended, ok, err := opened[(i+1)%2].EndCall(ctx, id, func(c Call) (shared.CallEnd, string, error) {
					return shared.EndHungUp, fmt.Sprint("answered: ", c.AnsweredAt != nil), nil
				}, noon.Add(time.Minute))
				if err != nil {
					t.Error(err)
				}
				if ok {
					mu.Lock()
					ends++
					answered = ended.Call.AnsweredAt != nil
					if len(ended.Notices) != 1 || ended.Notices[0].Message.Content != fmt.Sprint("answered: ", answered) {
						t.Errorf("noted %+v", ended.Notices)
					}
					mu.Unlock()
				}
			})
		}
		group.Wait()
		if ends != 1 || answers > 1 || answered != (answers == 1) {
			t.Errorf("round %d: answered %d times, ended %d times, answered before its end: %v", round, answers, ends, answered)
		}
	}
	if open, err := opened[0].OpenCalls(ctx, ""); err != nil || len(open) != 0 {
		t.Errorf("still open: %+v %v", open, err)
	}
}
