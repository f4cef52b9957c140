package store

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"parley/shared"
)

// Inbox reads a page of the support conversations as one user sees them, newest
// message first; ended ones, if asked for alone, by when they ended. before is
// the Next of the page before, or empty.
func (db *DB) Inbox(ctx context.Context, reader shared.MemberID, filter shared.InboxFilter, before string, limit int) (page shared.Inbox, err error) {
	which, args, err := db.wanted(reader, filter, before, limit)
	if err != nil {
		return page, err
	}
	var rows []conversationRow
	if err := db.read.SelectContext(ctx, &rows, `WITH page AS (`+which+` LIMIT ?)
		SELECT`+conversationColumns+`, `+unreadBy("?")+` AS unread`+conversationTables+`
		JOIN page ON page.id = c.id LEFT JOIN members r ON r.conversation_id = c.id AND r.member_id = ?
		ORDER BY page.place DESC, c.id DESC`, append(args, limit, reader, reader, reader)...); err != nil {
		return page, err
	}
	last, err := lastMessages(db.read.with(ctx), rows)
	if err != nil {
		return page, err
	}
	page.Conversations = make([]shared.Conversation, len(rows))
	for i := range rows {
		c := rows[i].header()
		c.Unread, c.LastMessage = &rows[i].Unread, last[rows[i].LastID]
		page.Conversations[i] = c
	}
	if len(rows) == limit {
		end := rows[limit-1]
		page.Next = strconv.FormatInt(int64(end.LastID), 10)
		if filter == shared.InboxEnded {
			page.Next = strconv.FormatInt(int64(*end.EndedAt), 10) + " " + string(end.ID)
		}
	}
	if before == "" {
		page.Counts, err = db.counts(ctx, reader)
	}
	return page, err
}

// wanted is the SQL of the ids that a filter lets through, in their order, and
// the place of each in it.
func (db *DB) wanted(reader shared.MemberID, filter shared.InboxFilter, before string, limit int) (query string, args []any, err error) {
	below, than, _ := strings.Cut(before, " ")
	place := int64(math.MaxInt64)
	if before != "" {
		if place, err = strconv.ParseInt(below, 10, 64); err != nil {
			return "", nil, shared.Refuse(shared.CodeNotFound, "before is not the next of another page.")
		}
	}
	if filter == shared.InboxEnded {
		return `SELECT id, ended_at AS place FROM conversations WHERE kind = ? AND status = ? AND (ended_at, id) < (?, ?)
			ORDER BY ended_at DESC, id DESC`, []any{shared.KindSupport, shared.StatusEnded, place, than}, nil
	}
	condition, args := `c.kind = ?`, []any{shared.KindSupport}
	if filter != shared.InboxEverything {
		condition, args = condition+` AND c.status = ?`, append(args, shared.StatusOpen)
	}
	switch filter {
	case shared.InboxMine:
		condition, args = condition+` AND c.assignee_id = ?`, append(args, reader)
	case shared.InboxUnassigned:
		condition += ` AND c.assignee_id IS NULL`
	}
	// The index knows the order roughly: the page is among the conversations of
	// the same stretch of ids as its end, and of those before it as many as the
	// page has, with all of the last one's stretch.
	end := stretch(shared.MessageID(place))
	query = `SELECT id, place FROM (SELECT c.id,` + lastID + ` AS place FROM conversations c WHERE ` + condition + ` AND c.recent <= ?
			AND c.recent >= coalesce((SELECT min(recent) FROM (
				SELECT c.recent FROM conversations c WHERE ` + condition + ` AND c.recent < ? ORDER BY c.recent DESC LIMIT ?) AS before), 0)) AS listed
		WHERE place < ? ORDER BY place DESC`
	return query, slices.Concat(args, []any{end}, args, []any{end, limit, place}), nil
}

// stretch is where a message's id stands, roughly: 4,096 have the same. More of
// them, and a list has more to sort; fewer, and more messages move their
// conversation.
func stretch(id shared.MessageID) int64 { return int64(id) >> 12 }

// spoken keeps an open conversation off the lists in which nothing was said, but
// something filled in.
const spoken = ` AND recent IS NOT NULL`

// mostCounted is where the counting of a list ends: whoever reads says "999+".
const mostCounted = 1000

// counts reads how long each list of the desk is for a user.
func (db *DB) counts(ctx context.Context, reader shared.MemberID) (*shared.InboxCounts, error) {
	of := func(condition string) string {
		return `(SELECT count(*) FROM (SELECT 1 FROM conversations WHERE kind = ? AND status = ?` + condition + ` LIMIT ?) AS listed)`
	}
	var counts shared.InboxCounts
	err := db.read.GetContext(ctx, &counts, `SELECT `+of(` AND assignee_id = ?`+spoken)+` AS mine, `+of(` AND assignee_id IS NULL`+spoken)+` AS unassigned, `+
		of(spoken)+` AS "all", `+of(``)+` AS ended`,
		shared.KindSupport, shared.StatusOpen, reader, mostCounted, shared.KindSupport, shared.StatusOpen, mostCounted,
		shared.KindSupport, shared.StatusOpen, mostCounted, shared.KindSupport, shared.StatusEnded, mostCounted)
	return &counts, err
}
