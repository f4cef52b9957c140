package store

import (
	"context"
	"time"

	"parley/shared"
)

// Call is a call as it stands. It is stored so that the first to accept wins,
// whoever is in a call is known, and every call ends once, with one notice, on
// whichever node its sides are.
type Call struct {
	shared.Call
	OfferedAt time.Time
	// AnsweredAt is nil while it rings, and EndedAt until it is over.
	AnsweredAt, EndedAt *time.Time
	// HeldAt is when a socket that is in the call was last known alive.
	HeldAt time.Time
}

// NewCall is a call to be offered.
type NewCall struct {
	Call shared.Call // without its callee
	At   time.Time
	// May judges the caller by the conversation, and by its site.
	May  May
	Site func(shared.Site) error
	// Reason says why the callee cannot be rung; empty where they can. An empty
	// callee is nobody.
	Reason func(callee shared.MemberID, busy bool) shared.CallEnd
	// Say are the notices of what happened: of the offer, where end is empty, and
	// of its end.
	Say func(end shared.CallEnd) string
}

// Offered is what became of an offer.
type Offered struct {
	Call Call
	// End is why it does not ring; empty where it does.
	End     shared.CallEnd
	Notices []Posted
}

// OfferCall stores a call, unless there is nobody to ring, and notes it in the
// log. CONFLICT says that its caller is in a call already, or the id taken.
func (db *DB) OfferCall(ctx context.Context, n NewCall) (offered Offered, err error) {
	err = db.do(ctx, func(t *tx) error {
		offered = Offered{}
		h, err := t.head(n.Call.ConversationID)
		switch {
		case err != nil:
			return err
		case h == nil:
			return shared.Refuse(shared.CodeRoomInvalid, "")
		}
		if err := n.May.judge(h); err != nil {
			return err
		}
		if h.Status != shared.StatusOpen {
			return shared.Refuse(shared.CodeConversationClosed, "")
		}
		site, err := site(t, h.SiteID)
		if err == nil {
			err = n.Site(site)
		}
		if err != nil {
			return err
		}
		if n.Call.Callee, err = t.callee(h, n.Call.Caller); err != nil {
			return err
		}
		inCall, err := t.inCall(n.Call.Caller.ID)
		if err != nil {
			return err
		}
		var taken bool
		if err := t.Get(&taken, `SELECT EXISTS (SELECT 1 FROM calls WHERE id = ?)`, n.Call.ID); err != nil {
			return err
		}
		if inCall || taken {
			return shared.Refuse(shared.CodeConflict, "you are in a call already.")
		}
		busy, err := t.inCall(n.Call.Callee.ID)
		if err != nil {
			return err
		}
		// Somebody else may be talking to the visitor.
		if err := t.Get(&taken, `SELECT EXISTS (SELECT 1 FROM calls WHERE conversation_id = ? AND ended_at IS NULL)`, h.ID); err != nil {
			return err
		}
		offered.Call = Call{Call: n.Call, OfferedAt: toMillis(n.At).time(), HeldAt: toMillis(n.At).time()}
		offered.End = n.Reason(n.Call.Callee.ID, busy || taken)
		if offered.End == "" {
			at := toMillis(n.At)
			if _, err := t.Exec(`INSERT INTO calls (id, conversation_id, caller_id, caller_role, callee_id, callee_role, video, offered_at, held_at)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, n.Call.ID, h.ID, n.Call.Caller.ID, n.Call.Caller.Role,
				n.Call.Callee.ID, n.Call.Callee.Role, n.Call.Video, at, at); err != nil {
				return err
			}
		}
		if err := t.note(&offered.Notices, h.ID, n.Say(""), n.At); err != nil || offered.End == "" {
			return err
		}
		return t.note(&offered.Notices, h.ID, n.Say(offered.End), n.At)
	}, n.Call.ConversationID)
	return offered, err
}

// note posts a quiet notice.
func (t *tx) note(notices *[]Posted, id shared.ConversationID, text string, at time.Time) error {
	posted, err := t.post(&Draft{Conversation: id, Sender: shared.System, Kind: shared.KindMuted, Content: text, At: at})
	if err == nil {
		*notices = append(*notices, posted)
	}
	return err
}

// callee is whom a call is for: the visitor, or of the users who looks after the
// conversation, or else who has said something last; nobody where nobody has.
func (t *tx) callee(h *shared.Conversation, caller shared.Person) (callee shared.Person, err error) {
	switch {
	case caller.Role.IsUser():
		return *h.Visitor, nil
	case h.Assignee != nil:
		return *h.Assignee, nil
	}
	var rows []messageRow
	if err := t.Select(&rows, messageQuery+` WHERE m.conversation_id = ? AND m.sender_role IN (?, ?, ?) ORDER BY m.seq DESC LIMIT 1`,
		h.ID, shared.RoleAgent, shared.RoleSupervisor, shared.RoleAdmin); err != nil || len(rows) == 0 {
		return callee, err
	}
	return rows[0].message().Sender, nil
}

// inCall reports whether somebody is in a call, or being called.
func (t *tx) inCall(who shared.MemberID) (in bool, err error) {
	err = t.Get(&in, `SELECT EXISTS (SELECT 1 FROM calls WHERE ended_at IS NULL AND (caller_id = ? OR callee_id = ?))`, who, who)
	return in, err
}

// callRow is a call as it is stored.
type callRow struct {
	ID             shared.CallID         `db:"id"`
	ConversationID shared.ConversationID `db:"conversation_id"`
	CallerID       shared.MemberID       `db:"caller_id"`
	CallerRole     shared.Role           `db:"caller_role"`
	CalleeID       shared.MemberID       `db:"callee_id"`
	CalleeRole     shared.Role           `db:"callee_role"`
	Video          bool                  `db:"video"`
	OfferedAt      millis                `db:"offered_at"`
	AnsweredAt     *millis               `db:"answered_at"`
	HeldAt         millis                `db:"held_at"`
	EndedAt        *millis               `db:"ended_at"`
}

const callQuery = `SELECT id, conversation_id, caller_id, caller_role, callee_id, callee_role, video, offered_at, answered_at, held_at, ended_at FROM calls `

func (r *callRow) call() Call {
	return Call{
		Call: shared.Call{
			ID: r.ID, ConversationID: r.ConversationID, Video: r.Video,
			Caller: shared.Person{ID: r.CallerID, Role: r.CallerRole}, Callee: shared.Person{ID: r.CalleeID, Role: r.CalleeRole},
		},
		OfferedAt: r.OfferedAt.time(), AnsweredAt: r.AnsweredAt.pointer(), EndedAt: r.EndedAt.pointer(), HeldAt: r.HeldAt.time(),
	}
}

// call reads a call, its sides without names; NOT_FOUND when there is none.
func call(q selecter, id shared.CallID) (Call, error) {
	var row callRow
	err := q.Get(&row, callQuery+`WHERE id = ?`, id)
	return row.call(), orRefuseWith(err, shared.Refuse(shared.CodeNotFound, "the call is over."))
}

// Call reads a call, its sides without names; NOT_FOUND when there is none.
func (db *DB) Call(ctx context.Context, id shared.CallID) (Call, error) {
	return call(db.read.with(ctx), id)
}

// call reads a call that is about to be changed. While its conversation is held,
// no other server changes it.
func (t *tx) call(id shared.CallID) (Call, error) {
	c, err := call(t, id)
	if err != nil {
		return c, err
	}
	if _, err := t.head(c.ConversationID); err != nil {
		return c, err
	}
	return call(t, id)
}

// OpenCalls reads the calls that are not over: all of them, or those of one
// conversation.
func (db *DB) OpenCalls(ctx context.Context, in shared.ConversationID) (calls []Call, err error) {
	var rows []callRow
	err = db.read.SelectContext(ctx, &rows, callQuery+`WHERE ended_at IS NULL AND (conversation_id = ? OR ? = '')`, in, in)
	for i := range rows {
		calls = append(calls, rows[i].call())
	}
	return calls, err
}

// AnswerCall notes that a call was accepted, if may allows it. Of several who
// do so at once one succeeds: may sees what the others have done.
func (db *DB) AnswerCall(ctx context.Context, id shared.CallID, may func(Call) error, at time.Time) (answered Call, err error) {
	err = db.do(ctx, func(t *tx) (err error) {
		if answered, err = t.call(id); err != nil {
			return err
		}
		if err := may(answered); err != nil {
			return err
		}
		_, err = t.Exec(`UPDATE calls SET answered_at = ?, held_at = ? WHERE id = ?`, toMillis(at), toMillis(at), id)
		return err
	})
	return answered, err
}

// HoldCall notes that a socket in a call is alive.
func (db *DB) HoldCall(ctx context.Context, id shared.CallID, at time.Time) error {
	return db.do(ctx, func(t *tx) error {
		_, err := t.Exec(`UPDATE calls SET held_at = ? WHERE id = ? AND ended_at IS NULL`, toMillis(at), id)
		return err
	})
}

// EndedCall is what became of an end.
type EndedCall struct {
	Call   Call
	Reason shared.CallEnd
	// Notices is empty where the conversation takes none any more.
	Notices []Posted
}

// EndCall ends a call. how says why, and what to note in the log, or refuses; a
// call that is over already is not ended again, and ok is false.
func (db *DB) EndCall(ctx context.Context, id shared.CallID, how func(Call) (reason shared.CallEnd, notice string, err error), at time.Time) (ended EndedCall, ok bool, err error) {
	err = db.do(ctx, func(t *tx) (err error) {
		ended, ok = EndedCall{}, false
		if ended.Call, err = t.call(id); err != nil {
			return err
		}
		reason, notice, err := how(ended.Call)
		if err != nil || ended.Call.EndedAt != nil {
			return err
		}
		if _, err := t.Exec(`UPDATE calls SET ended_at = ?, reason = ? WHERE id = ?`, toMillis(at), reason, id); err != nil {
			return err
		}
		ended.Reason, ok = reason, true
		h, err := t.head(ended.Call.ConversationID)
		if err != nil || h == nil || h.Status != shared.StatusOpen {
			return err
		}
		return t.note(&ended.Notices, h.ID, notice, at)
	})
	return ended, ok, err
}
